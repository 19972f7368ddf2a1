from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.client import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def box(page: Page) -> Locator:
    """Give the search box of the home page."""
    return page.get_by_role("combobox", name="Search findings, recommendations, partners, events and sources")


@pytest.fixture
def plain(browser: Browser, server: Server) -> Iterator[Page]:
    """Give the home page in a browser without script."""
    opened = browser.new_page(base_url=server.address, java_script_enabled=False)
    opened.goto("/")
    yield opened
    opened.close()


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def active(page: Page, box: Locator) -> str:
    """Give the text of the option that a screen reader is told of."""
    return page.locator(f"#{box.get_attribute('aria-activedescendant')}").inner_text()


def test_typing_offers_records_first_and_then_words(page: Page, box: Locator) -> None:
    box.press_sequentially("dark w")
    groups = page.get_by_role("listbox").get_by_role("group")
    expect(groups).to_have_count(2)
    expect(page.get_by_role("group", name="Records").get_by_role("option").first).to_have_text("Dark Web Topic")
    expect(page.get_by_role("group", name="Search for").get_by_role("option").first).to_have_text("dark web")


def test_by_keyboard_a_record_is_chosen_and_opened(page: Page, box: Locator) -> None:
    box.fill("kemea")
    expect(options(page).first).to_contain_text("KEMEA")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/organisations/kemea$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Center for Security Studies")


def test_by_keyboard_words_are_chosen_and_searched(page: Page, box: Locator) -> None:
    box.fill("legal frame")
    offer = page.get_by_role("group", name="Search for").get_by_role("option").first
    expect(offer).to_have_text("legal framework")
    page.keyboard.press("ArrowUp")
    while offer.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=legal\+framework$"))


def test_with_nothing_chosen_enter_searches_for_what_was_typed(page: Page, box: Locator) -> None:
    box.fill("dark w")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=dark\+w$"))


def test_by_mouse_a_record_is_opened(page: Page, box: Locator) -> None:
    box.fill("titanium")
    options(page).filter(has_text="TITANIUM").first.click()
    expect(page).to_have_url(re.compile("/projects/titanium$"))


def test_the_arrows_go_round_by_way_of_the_box(page: Page, box: Locator) -> None:
    box.fill("dark w")
    expect(options(page).first).to_be_visible()
    count = options(page).count()
    seen = []
    for _time in range(count):
        page.keyboard.press("ArrowDown")
        seen.append(active(page, box))
    assert seen == options(page).all_inner_texts()
    page.keyboard.press("ArrowDown")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile(".*"))
    page.keyboard.press("ArrowUp")
    assert active(page, box) == seen[-1]
    expect(box).to_be_focused()
    expect(box).to_have_value("dark w")


def test_escape_closes_the_list_and_keeps_what_was_typed_and_an_arrow_opens_it_again(page: Page, box: Locator) -> None:
    box.fill("dark w")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile(".*"))
    expect(box).to_have_value("dark w")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_be_visible()


def test_the_list_closes_when_the_box_is_left_or_emptied(page: Page, box: Locator) -> None:
    box.fill("dark w")
    expect(options(page).first).to_be_visible()
    box.fill("")
    expect(options(page)).to_have_count(0)
    box.fill("dark")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Tab")
    expect(options(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Search")).to_be_focused()


def test_what_was_typed_meanwhile_is_what_is_answered(page: Page, box: Locator) -> None:
    held: list[Route] = []
    stale = {"query": "dark", "records": [], "words": [{"words": "stale", "url": "/search?q=stale"}]}
    page.route(re.compile(r"complete\.json\?q=dark$"), lambda route: held.append(route))  # noqa: PLW0108 - the browser takes functions alone, no built-in ones
    with page.expect_request(re.compile(r"q=dark$")):
        box.fill("dark")
    with page.expect_response(re.compile(r"q=titanium$")):
        box.fill("titanium")
    held[0].fulfill(json=stale)
    expect(options(page).first).to_contain_text("TITANIUM")
    expect(options(page).filter(has_text="stale")).to_have_count(0)


def test_a_screen_reader_is_told_what_the_box_is_and_how_much_it_offers(page: Page, box: Locator) -> None:
    states = {name: box.get_attribute(name) for name in ("aria-autocomplete", "aria-haspopup", "aria-expanded", "aria-controls")}
    assert states == {"aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-controls": "offers-0"}
    box.fill("kemea")
    expect(page.locator("[aria-live=polite]")).to_have_text(
        re.compile("^[0-9]+ records? and [0-9]+ search(es)? suggested; choose with the arrow keys.$")
    )
    expect(page.get_by_role("listbox")).to_have_id("offers-0")
    ids = [option.get_attribute("id") for option in options(page).all()]
    assert len(set(ids)) == len(ids)
    box.fill("xyzzyxq")
    expect(page.locator("[aria-live=polite]")).to_have_text("0 records and 0 searches suggested.")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_the_quick_search_of_every_page_completes_too(page: Page) -> None:
    page.goto("/projects")
    box = page.get_by_role("combobox", name="Search", exact=True)
    box.fill("europol")
    expect(options(page).first).to_have_text(re.compile("^Europol Organisation"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/organisations/europol$"))


@pytest.mark.parametrize("address", ["/", "/search?q=dark", "/topics"])
def test_on_a_narrow_screen_the_list_fits(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address)
    page.get_by_role("combobox").first.fill("police")
    expect(options(page).first).to_be_visible()
    shape = page.get_by_role("listbox").bounding_box()
    assert shape
    assert shape["x"] >= 0
    assert shape["x"] + shape["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_option_chosen_is_seen_and_scrolled_to(page: Page, box: Locator) -> None:
    page.set_viewport_size({"width": 800, "height": 400})
    box.fill("police")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("ArrowUp")
    chosen = options(page).last
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(chosen).to_be_in_viewport()
    assert chosen.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"


def test_without_script_the_box_is_a_plain_search(plain: Page) -> None:
    box = plain.get_by_role("searchbox")
    box.fill("dark w")
    expect(plain.get_by_role("listbox")).to_have_count(0)
    box.press("Enter")
    expect(plain).to_have_url(re.compile(r"/search\?q=dark\+w$"))
    expect(plain.get_by_role("heading", level=1)).to_have_text("Search")


def test_a_mistyped_word_leads_to_the_search_that_was_meant(page: Page, box: Locator) -> None:
    box.fill("policng")
    page.keyboard.press("Enter")
    page.get_by_role("paragraph").filter(has_text="Search only for").get_by_role("link", name="policing").click()
    expect(page).to_have_url(re.compile(r"/search\?q=policing$"))
