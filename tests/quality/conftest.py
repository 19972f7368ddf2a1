"""What the checks of quality ask for: the tools, and a server on a knowledge base with something on every page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import lacking
from tests.client import Server, serving

TOOLS = Path(__file__).parents[2] / "build" / "quality" / "node_modules"


@pytest.fixture(scope="session")
def tools() -> Path:
    """Give the folder of the tools that ``make quality-tools`` brings; without them the tests that need one are passed over."""
    return TOOLS if TOOLS.is_dir() else lacking('the tools that check pages are not there; bring them with "make quality-tools"')


@pytest.fixture(scope="session")
def furnished(furnished_home: Path, chromium: str) -> Iterator[Server]:
    """Serve the furnished knowledge base."""
    with serving(furnished_home) as made:
        yield made
