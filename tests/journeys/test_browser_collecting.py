from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.client import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(browser: Browser, server: Server) -> Iterator[Page]:
    """Give a window without script."""
    opened = browser.new_page(base_url=server.address, java_script_enabled=False)
    yield opened
    opened.close()


def focused(page: Page) -> str:
    """Give the text of what has the focus."""
    return str(page.evaluate("document.activeElement.textContent"))


def test_a_record_goes_into_the_basket_without_leaving_the_page(page: Page) -> None:
    page.goto("/search?q=bitcoin")
    page.get_by_role("button", name="Add to basket").first.click()
    expect(page.locator("#told")).to_have_text("Added. In the basket: 1")
    expect(page.locator("[data-basket]")).to_have_text("1")
    expect(page).to_have_url(re.compile(r"/search\?q=bitcoin$"))
    page.get_by_role("button", name="Take out of the basket").click()
    expect(page.locator("#told")).to_have_text("Taken out. In the basket: 0")


def test_without_script_the_basket_leads_back_to_where_one_was(plain: Page) -> None:
    plain.goto("/search?q=bitcoin&kind=statement")
    plain.get_by_role("button", name="Add to basket").nth(2).click()
    expect(plain).to_have_url(re.compile(r"/search\?q=bitcoin&kind=statement#basket-statements-"))
    expect(plain.get_by_role("button", name="Take out of the basket")).to_have_count(1)
    plain.get_by_role("link", name=re.compile("^Basket")).first.click()
    expect(plain.locator(".how-many")).to_contain_text("1 record")
    plain.get_by_role("button", name="Empty the basket").click()
    plain.get_by_role("button", name="Put these into my basket").click()
    expect(plain).to_have_url(re.compile(r"/basket$"))
    expect(plain.locator(".collected > li")).to_have_count(1)


def test_keys_lead_from_record_to_record(page: Page) -> None:
    page.goto("/search?q=bitcoin")
    first, second = (page.locator(".hits h2").nth(number).inner_text() for number in (0, 1))
    page.keyboard.press("j")
    assert focused(page) == first
    page.keyboard.press("ArrowDown")
    assert focused(page) == second
    page.keyboard.press("k")
    assert focused(page) == first
    page.keyboard.press("b")
    expect(page.locator("#told")).to_have_text("Added. In the basket: 1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(first)


def test_keys_do_nothing_while_somebody_types(page: Page) -> None:
    page.goto("/search?q=bitcoin")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("jk/?")
    expect(page.locator("#q")).to_have_value("jk/?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_keys_are_told_and_can_be_switched_off_for_good(page: Page) -> None:
    page.goto("/search?q=bitcoin")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys for this list")).to_be_visible()
    page.get_by_label("Use these keys").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement === document.body")
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Use these keys").check()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("j")
    assert focused(page) == page.locator(".hits h2").first.inner_text()


def test_a_list_is_walked_by_key_as_well(page: Page) -> None:
    for address in ("/projects", "/events"):
        page.goto(address)
        page.keyboard.press("j")
        assert focused(page) == page.locator("[data-records] .named").first.inner_text()


def test_ticked_records_stand_side_by_side(page: Page) -> None:
    page.goto("/search?kind=statement&kind=tool&sort=label")
    boxes = page.get_by_role("checkbox", name=re.compile("^Compare"))
    boxes.nth(0).check()
    expect(page.get_by_role("button", name="Compare the ticked")).to_be_disabled()
    boxes.nth(1).check()
    expect(page.locator("#ticked")).to_have_text("2 ticked")
    page.get_by_role("button", name="Compare the ticked").click()
    expect(page.get_by_role("region", name="Records side by side").get_by_role("columnheader")).to_have_count(3)
    page.go_back()
    expect(page.locator("#ticked")).to_have_text("2 ticked")


def test_records_to_compare_are_chosen_by_their_names(page: Page) -> None:
    page.goto("/compare")
    for typed in ("titan", "asga"):
        box = page.get_by_role("combobox", name=re.compile("record, by its name"))
        box.press_sequentially(typed)
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("list", name="Records chosen").get_by_text(typed, exact=False).first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/compare\?r=projects(/|%2F)titanium&r=projects(/|%2F)asgard$"))


def test_a_citation_is_copied_with_one_click(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.address, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/search?q=graphsense&kind=tool")
    page.get_by_role("link", name="Cite GraphSense").click()
    expect(page.locator("#told")).to_have_text("Copied")
    assert "GraphSense" in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="Copy the address of this list").click()
    expect(page.locator("#told")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{server.address}/search?q=graphsense&kind=tool"
    page.goto("/basket?r=tools/graphsense")
    page.get_by_role("button", name="Copy address").click()
    expect(page.locator("#told")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{server.address}/basket?r=tools/graphsense"
    context.close()


def test_without_script_a_citation_is_text_to_select(plain: Page) -> None:
    plain.goto("/search?q=graphsense&kind=tool")
    plain.get_by_role("link", name="Cite GraphSense").click()
    expect(plain).to_have_url(re.compile("/tools/graphsense#cite$"))
    expect(plain.locator("p.cite").first).to_contain_text("GraphSense")


def test_on_a_phone_the_facets_are_folded_and_stand_open_where_there_is_room(plain: Page) -> None:
    plain.set_viewport_size({"width": 360, "height": 800})
    plain.goto("/search?q=bitcoin&kind=statement&topic=-policing")
    summary = plain.locator("details.narrow > summary")
    expect(summary).to_have_text("Narrow the results (2 chosen)")
    expect(plain.get_by_role("navigation", name="Narrow the results")).to_be_hidden()
    summary.click()
    expect(plain.get_by_role("navigation", name="Narrow the results")).to_be_visible()
    plain.set_viewport_size({"width": 1280, "height": 800})
    plain.reload()
    expect(plain.get_by_role("navigation", name="Narrow the results")).to_be_visible()


def test_going_back_leads_through_the_choices(page: Page) -> None:
    page.goto("/search?q=bitcoin")
    before = page.get_by_role("status").first.inner_text()
    page.get_by_role("link", name=re.compile("^not Topics")).click()
    expect(page.get_by_role("link", name=re.compile("Kind: not Topics"))).to_be_visible()
    page.locator(".facets summary", has_text=re.compile("^Year$")).click()
    page.get_by_label("From").fill("2016")
    page.get_by_label("to", exact=True).fill("2018")
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile(r"kind=-topic&year=2016\.\.2018$"))
    page.go_back()
    page.go_back()
    expect(page.get_by_role("status").first).to_have_text(before)
