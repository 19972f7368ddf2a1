"""A page of the web, and the same page as a browser prints it, say the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kb.extracting import read
from tests.extracting.reading import content, furniture

PRESS = Path(__file__).parents[1] / "extracting" / "samples" / "press"
# A table has no cells in a PDF; its rows are lines.
CELLS = " | "
PAPER = {"format": "A5", "margin": {"top": "2cm", "bottom": "2cm", "left": "1cm", "right": "1cm"}}


def printed(browser: Browser, path: Path) -> bytes:
    """Print a page to PDF, with the browser's own heads and feet."""
    page = browser.new_page()
    page.set_content(path.read_text(encoding="utf-8"))
    made = page.pdf(display_header_footer=True, tagged=True, **PAPER)  # type: ignore[arg-type]
    page.close()
    return made


@pytest.mark.browser
@pytest.mark.parametrize("name", ["harbour-digest.html", "kalvara-nea.html", "port-authority-note.html"])
def test_a_printed_page_has_the_content_of_the_page(browser: Browser, name: str) -> None:
    told = [block.replace(CELLS, " ") for block in content(read((PRESS / name).read_bytes()))]
    found = read(printed(browser, PRESS / name), "printed.pdf")
    assert [block for block in content(found) if block in told] == told


@pytest.mark.browser
def test_what_the_browser_prints_around_a_page_is_furniture(browser: Browser) -> None:
    found = read(printed(browser, PRESS / "harbour-digest.html"), "printed.pdf")
    assert [block for block in furniture(found) if block.startswith("about:blank")] == ["about:blank 1/2", "about:blank 2/2"]
    assert (found.title, found.language) == ("The inner sea in June", "en")
