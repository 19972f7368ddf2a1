"""The documentation says what the program does: every command, setting, facet and kind, and no dead link."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kb import __version__
from kb.config import SETTINGS
from kb.models.types import TYPES
from kb.schema import KINDS
from kb.search.request import FACETS
from tests.client import commands

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "seed" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
SCREEN = 60


def test_the_reference_is_up_to_date() -> None:
    cog = Path(sys.executable).parent / "cog"
    done = subprocess.run([cog, "--check", ROOT / "docs" / "reference.md"], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, f"{done.stdout}{done.stderr} Run: make docs"


@pytest.mark.parametrize(
    "command",
    [
        path
        for words in commands()
        if (path := " ".join(("kb", *words))) not in {"kb seed", "kb index", "kb db", "kb import", "kb document", "kb evidence"}
    ],
)
def test_every_command_is_documented(command: str) -> None:
    assert f"### `{command}`" in REFERENCE


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS])
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in REFERENCE


@pytest.mark.parametrize("name", list(FACETS))
def test_every_facet_is_documented(name: str) -> None:
    assert f"| `{name}` |" in REFERENCE


@pytest.mark.parametrize("name", list(KINDS))
def test_every_kind_is_documented_with_its_fields(name: str) -> None:
    kind = KINDS[name]
    start = REFERENCE.index(f"### {kind.text.many} (`/{kind.text.plural}`)")
    section = REFERENCE[start : REFERENCE.index("###", start + 4)]
    assert [field for field in kind.fields if f"| `{field}` |" not in section] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_fits_one_screen_and_shows_the_search_page() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= SCREEN
    assert "docs/images/search.png" in text


def test_the_changelog_knows_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_module_is_on_the_map_of_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    modules = [path.name if path.is_file() else f"{path.name}/" for path in (ROOT / "kb").iterdir() if not path.name.startswith("__")]
    assert [name for name in modules if name != "py.typed" and name not in text] == []


def test_every_value_type_is_used_and_has_a_name_of_its_own() -> None:
    used = {field.type.name for kind in KINDS.values() for field in kind.fields.values()}
    used |= {field.type.name for kind in KINDS.values() for link in kind.links.values() for field in link.fields.values()}
    assert {kind.name for kind in TYPES} <= used
    assert len({kind.name for kind in TYPES}) == len(TYPES)
