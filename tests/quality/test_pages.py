"""Every kind of page in every window it is read in, with axe-core and a rule: nothing sticks out, nothing is cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import faultless
from tests.client import Server
from tests.web.kinds import FURNISHED, PAGES

pytestmark = [pytest.mark.browser, pytest.mark.quality]

MEASURES = Path(__file__).with_name("measures.js").read_text("utf-8")
# The levels A and AA of WCAG 2.2, and what its makers hold to be good practice besides. The size of targets is asked for by name: it is
# otherwise left out.
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


@dataclass(frozen=True)
class Window:
    """How a page is looked at: width and height in CSS pixels, the colours and the medium asked for."""

    width: int
    height: int
    colours: Literal["light", "dark"] = "light"
    medium: Literal["screen", "print"] = "screen"
    judged: bool = False


# By language; German words are the longer ones. Twice as large on a screen of 1280 pixels leaves 640 of them; a sheet of A4 has 794.
WINDOWS = {
    "en": {
        "wide": Window(1440, 900, judged=True),
        "small, dark": Window(320, 720, colours="dark", judged=True),
        "middle": Window(768, 1024),
        "twice as large": Window(640, 450),
        "printed": Window(794, 1123, medium="print"),
    },
    "de": {"small": Window(320, 720, judged=True)},
}


@pytest.fixture(scope="module")
def window(browser: Browser, furnished: Server, tools: Path) -> Iterator[Page]:
    """Give one window for all pages, with axe-core at hand, which the pages themselves would not let in."""
    with faultless(browser, furnished.address) as page:
        page.add_init_script(path=tools / "axe-core" / "axe.min.js")
        yield page


def look(page: Page, window: Window) -> None:
    """Set the size, the colours and the medium a page is looked at with."""
    page.emulate_media(media=window.medium, color_scheme=window.colours)
    page.set_viewport_size({"width": window.width, "height": window.height})


def judged(page: Page) -> list[str]:
    """Give what axe-core holds against a page: the rule, and the first places."""
    found: dict[str, Any] = page.evaluate("options => axe.run(options)", AXE)
    return [
        f"{fault['id']}: {fault['help']}: {[(node['html'][:200], node['failureSummary']) for node in fault['nodes'][:3]]}"
        for fault in found["violations"]
    ]


def faults(page: Page, window: Window) -> list[str]:
    """Look at a page in a window; give what is wrong."""
    look(page, window)
    return [*page.evaluate(MEASURES), *(judged(page) if window.judged else [])]


@pytest.mark.parametrize("address", [*PAGES, *FURNISHED])
def test_a_page_is_accessible_and_fits_every_window(window: Page, address: str) -> None:
    found: dict[str, list[str]] = {}
    for language, windows in WINDOWS.items():
        window.set_extra_http_headers({"Accept-Language": language})
        window.goto(address)
        assert window.evaluate("document.documentElement.lang") == language
        found |= {f"{name}, {language}": wrong for name, looked in windows.items() if (wrong := faults(window, looked))}
    assert found == {}
