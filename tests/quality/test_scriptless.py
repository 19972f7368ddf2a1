"""Without script everything can be done as well: a form is sent, a link is followed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import faultless
from tests.client import Server, serving

pytestmark = [pytest.mark.browser, pytest.mark.quality]


@pytest.fixture(scope="module")
def server(seeded_home: Path, chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve a copy of the shipped knowledge base in which searches may be saved."""
    home = Path(shutil.copytree(seeded_home, tmp_path_factory.mktemp("scriptless") / "home"))
    with serving(home) as made:
        yield made


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """Give the home page in a browser without script."""
    with faultless(browser, server.address, java_script_enabled=False) as opened:
        opened.goto("/")
        yield opened


def narrowed(page: Page) -> None:
    """Open what narrows a list, where it is folded."""
    fold = page.locator("details.narrow:not([open]) > summary")
    if fold.is_visible():
        fold.click()


def test_without_script_a_reader_searches_and_narrows(page: Page) -> None:
    page.get_by_role("main").get_by_role("searchbox").first.fill("bitcoin")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("records for bitcoin")
    narrowed(page)
    page.get_by_role("navigation", name="Narrow the results").get_by_role("link", name="Statements", exact=True).click()
    expect(page.get_by_role("list", name="Choices made")).to_contain_text("Statements")
    page.get_by_role("list", name="Choices made").get_by_role("link").first.click()
    expect(page.get_by_role("list", name="Choices made")).to_have_count(0)


def test_without_script_a_reader_leaves_a_value_out(page: Page) -> None:
    page.goto("/search?q=bitcoin")
    narrowed(page)
    page.get_by_role("navigation", name="Narrow the results").get_by_role("link", name="not Statements", exact=True).click()
    expect(page.get_by_role("list", name="Choices made")).to_contain_text("not Statements")
    expect(page.get_by_role("status").first).not_to_contain_text("11 records")


def test_without_script_a_page_is_asked_for_as_of_a_day(page: Page) -> None:
    page.goto("/search?q=bitcoin")
    page.get_by_label("as recorded on (YYYY-MM-DD)").fill("2020-01-01")
    page.get_by_role("form", name="Show this page as recorded on a day").get_by_role("button").click()
    expect(page).to_have_url(re.compile("asof=2020-01-01"))
    expect(page.get_by_role("note").first).to_contain_text("1 January 2020")
    page.get_by_role("link", name="show the present").click()
    expect(page).to_have_url(re.compile(r"/search\?q=bitcoin$"))


def test_without_script_records_are_collected(page: Page) -> None:
    page.goto("/search?q=legal+framework&kind=statement")
    page.get_by_role("button", name=re.compile(r"^Add to basket\W+Work towards one legal")).click()
    expect(page.get_by_role("button", name=re.compile(r"^Take out of the basket\W+Work towards one legal"))).to_be_visible()
    page.goto("/basket")
    expect(page.get_by_role("main")).to_contain_text("Work towards one legal framework")


def test_without_script_the_language_is_switched_and_kept(page: Page) -> None:
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.goto("/search?q=bitcoin")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_without_script_a_search_is_saved_and_deleted(page: Page) -> None:
    page.goto("/search?q=bitcoin&kind=statement")
    page.locator("summary", has_text="Follow this search").click()
    page.get_by_label("Title").fill("Money without script")
    page.get_by_role("button", name="Save this search").click()
    expect(page).to_have_url(re.compile(r"/searches/money-without-script$"))
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page).to_have_url(re.compile(r"/searches$"))
