from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.client import Server, kb, serving
from tests.helpers import make, opened, settings_for

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(seeded_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the shipped knowledge base that these tests may change."""
    return Path(shutil.copytree(seeded_home, tmp_path_factory.mktemp("followed") / "home"))


@pytest.fixture(scope="module")
def server(home: Path, chromium: str) -> Iterator[Server]:
    with serving(home) as made:
        yield made


def reach(page: Page, wanted: Locator) -> None:
    """Go from stop to stop by keyboard until something has the focus."""
    for _ in range(150):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(wanted).to_be_focused()


def test_by_keyboard_a_search_is_saved_looked_at_marked_as_seen_and_deleted(page: Page, home: Path) -> None:
    page.goto("/search?q=bitcoin&kind=statement")
    page.locator("h1").evaluate("element => element.scrollIntoView()")
    reach(page, page.locator("summary", has_text="Follow this search"))
    page.keyboard.press("Enter")
    reach(page, page.get_by_label("Title"))
    page.keyboard.press("Control+a")
    page.keyboard.type("Money on the Dark Web")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/searches/money-on-the-dark-web$"))
    expect(page.get_by_role("status")).to_contain_text("0 new or changed")
    with opened(settings_for(home)) as workspace, workspace.writing() as session:
        make(session, "statement", "s-new", label="Bitcoin is traced.", type="finding")
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("1 new or changed")
    expect(page.get_by_role("listitem").filter(has_text="Bitcoin is traced.")).to_contain_text("new")
    reach(page, page.get_by_role("button", name="Mark as seen"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("0 new or changed")
    reach(page, page.get_by_role("link", name="Delete"))
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("button", name="Delete it"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/searches$"))
    expect(page.get_by_role("main")).not_to_contain_text("Money on the Dark Web")


def test_the_browser_does_not_send_a_search_without_a_title(page: Page) -> None:
    page.goto("/statements")
    page.locator("summary", has_text="Follow this search").click()
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Save this search").click()
    expect(page).to_have_url(re.compile(r"/statements$"))
    expect(page.get_by_label("Title")).to_be_focused()


def test_on_a_narrow_screen_the_pages_of_saved_searches_are_no_wider_than_the_screen(page: Page, home: Path) -> None:
    title = "What is said on legal frameworks and on training across the borders of Europe"
    slug = kb(home, "searches", "save", title, "legal", "-f", "kind=statement", "-f", "topic=legal-framework").out.strip()
    page.set_viewport_size({"width": 360, "height": 740})
    for address in ("/searches", f"/searches/{slug}", f"/searches/{slug}/delete", "/search?q=legal"):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details.fold').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
