# Two commands: "make run" serves the seeded knowledge base, "make test" runs every check.
PYTHON ?= python3
BIN := .venv/bin
export KB_HOME ?= $(CURDIR)/var

.PHONY: run test lint types contracts language quality quality-tools lighthouse interaction docs screenshots images package clean

run: .venv/installed
	$(BIN)/kb init
	$(BIN)/kb serve

# Tests make thousands of small knowledge bases; where there is room in memory for them (4 GB), that takes less time than on a disk.
TEMPORARY := $(shell [ "$$(df -Pk /dev/shm 2>/dev/null | awk 'END { print $$4 }')" -gt 4000000 ] 2>/dev/null && echo PYTEST_DEBUG_TEMPROOT=/dev/shm)

test: .venv/installed-test lint types contracts
	$(TEMPORARY) $(BIN)/pytest -n 2 -m "not quality" --cov --cov-report=term:skip-covered

lint: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell

types: .venv/installed-test
	$(BIN)/mypy

contracts: .venv/installed-test
	$(BIN)/lint-imports --config setup.cfg

# Bring the catalogues of translations up to date: what is new stands in them without a translation.
language: .venv/installed
	$(BIN)/python -m kb.web.catalogue

# Write the generated parts of docs/reference.md anew.
docs: .venv/installed-test
	$(BIN)/cog -r docs/reference.md

# Bring the tools that judge pages; without them (say, without a network) the tests that need one are passed over.
quality-tools: build/quality/installed

# Let the tools that judge pages look at every kind of page (axe-core, the Nu Html Checker, windows, keyboard, without script; needs Chromium).
quality: .venv/installed-test
	-$(MAKE) quality-tools
	$(TEMPORARY) $(BIN)/pytest -n 2 -m quality

# Let Lighthouse mark three kinds of page, and fail below 95 (needs Chromium); its reports go into build/lighthouse.
lighthouse: .venv/installed-test quality-tools
	$(BIN)/python benchmarks/lighthouse.py

# Measure how soon a page shows what was pressed (needs Chromium); of the knowledge base in KB_HOME.
interaction: .venv/installed-test
	$(BIN)/python benchmarks/interaction.py $(KB_HOME)

# Take pictures of the main kinds of page into build/screenshots (needs Chromium).
screenshots: .venv/installed-test
	$(BIN)/python benchmarks/screenshots.py build/screenshots

# Take the same pictures anew for the README and the documentation.
images: .venv/installed-test
	$(BIN)/python benchmarks/screenshots.py docs/images

# Build the wheel, install it into an empty environment and use it from another folder.
package: .venv/installed
	rm -rf build/package && mkdir -p build/package
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir build/package .
	$(PYTHON) -m venv build/package/env
	build/package/env/bin/pip install --quiet build/package/*.whl
	cd build/package && KB_HOME=$(CURDIR)/build/package/home env/bin/kb init
	cd / && KB_HOME=$(CURDIR)/build/package/home $(CURDIR)/build/package/env/bin/kb search bitcoin --size 1
	cd / && KB_HOME=$(CURDIR)/build/package/home $(CURDIR)/build/package/env/bin/python -c "from kb.web import create_app; assert create_app().test_client().get('/search?q=bitcoin').status_code == 200"

clean:
	rm -rf .venv build dist var *.egg-info .mypy_cache .pytest_cache .ruff_cache .coverage*

.venv/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it as in: make run PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	touch $@

.venv/installed: .venv/created setup.cfg pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/installed-test: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[test]"
	touch $@

build/quality/installed: .venv/installed-test tests/quality/package.json tests/quality/package-lock.json
	mkdir -p build/quality && cp tests/quality/package.json tests/quality/package-lock.json build/quality/
	cd build/quality && $(CURDIR)/$(BIN)/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@
