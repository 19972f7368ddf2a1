from __future__ import annotations

import os
import re
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]


def pictures() -> Path:
    folder = Path(os.environ.get("KB_SCREENSHOTS") or ROOT / "build" / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def size_of(picture: Path) -> tuple[int, int]:
    head = picture.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:])
    return int(width), int(height)


def test_a_reader_searches_narrows_opens_a_record_and_follows_its_source(page: Page) -> None:
    page.get_by_role("combobox").fill("legal framework")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    page.get_by_role("navigation", name="Narrow the results").get_by_role("link", name="Statements", exact=True).click()
    expect(page.get_by_role("list", name="Choices made")).to_contain_text("Statements")
    page.get_by_role("link", name="Work towards one legal framework shared across countries.", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Work towards one legal framework shared across countries.")
    sources = page.get_by_role("region", name="Sources")
    expect(sources).to_contain_text("paragraph 6")
    sources.get_by_role("link", name="International Workshop Policing the Dark Web").first.click()
    expect(page).to_have_url(re.compile(r"^http://[^/]+/documents/seed-tno$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("International Workshop Policing the Dark Web")


def test_a_picture_of_a_search_can_be_taken(page: Page) -> None:
    picture = pictures() / "search.png"
    picture.unlink(missing_ok=True)
    page.goto("/search?q=bitcoin")
    page.screenshot(path=picture)
    assert size_of(picture) == (1280, 900)
    assert picture.stat().st_size > 20_000


def test_by_keyboard_the_first_stop_skips_to_the_content(page: Page) -> None:
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_by_keyboard_a_search_is_reached_typed_and_sent(page: Page) -> None:
    box = page.get_by_role("combobox")
    for _ in range(30):
        page.keyboard.press("Tab")
        if box.evaluate("element => element === document.activeElement"):
            break
    expect(box).to_be_focused()
    page.keyboard.type("bitcoin")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"^http://[^/]+/search\?q=bitcoin$"))
    expect(page.get_by_role("status")).to_contain_text("11 records for bitcoin")
