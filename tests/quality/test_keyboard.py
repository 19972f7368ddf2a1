"""Everything can be done without a mouse, and one sees where one is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import open_by_keyboard, reach

pytestmark = [pytest.mark.browser, pytest.mark.quality]

# What the keyboard should come to: all that can be pressed or filled in and is shown.
WANTED = """() => {
  window.stops = new Set()
  const all = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')
  return [...all].filter(one => !one.disabled && one.type !== 'hidden' && one.checkVisibility({ visibilityProperty: true })).length
}"""
# What has the focus: whether it is new, marked by a ring, and on the screen.
HERE = """() => {
  const here = document.activeElement
  if (here === document.body || stops.has(here)) return null
  stops.add(here)
  const style = getComputedStyle(here), box = here.getBoundingClientRect()
  return {
    name: here.outerHTML.slice(0, 120),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  }
}"""


def stops(page: Page) -> list[dict[str, Any]]:
    """Go through a page from its first stop to its last."""
    found: list[dict[str, Any]] = []
    page.keyboard.press("Tab")
    while here := page.evaluate(HERE):
        found.append(here)
        page.keyboard.press("Tab")
    return found


@pytest.mark.parametrize(
    "address", ["/", "/search?q=bitcoin", "/statements/f-legal-framework", "/projects/titanium", "/matrix?project=media4sec", "/compare"]
)
def test_the_keyboard_comes_to_everything_once_is_never_caught_and_one_sees_where_it_is(page: Page, address: str) -> None:
    page.goto(address)
    wanted = page.evaluate(WANTED)
    found = stops(page)
    assert [stop["name"] for stop in found if not stop["ring"]] == []
    assert [stop["name"] for stop in found if not stop["seen"]] == []
    assert len(found) == wanted > 10


def test_by_keyboard_from_the_home_page_to_the_source_of_a_finding(page: Page) -> None:
    reach(page, page.get_by_role("main").get_by_role("combobox"))
    page.keyboard.type("legal framework")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    open_by_keyboard(page, page.get_by_role("navigation", name="Narrow the results").get_by_role("link", name="Statements", exact=True))
    expect(page.get_by_role("list", name="Choices made")).to_contain_text("Statements")
    label = "Work towards one legal framework shared across countries."
    open_by_keyboard(page, page.get_by_role("link", name=label, exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text(label)
    source = page.get_by_role("main").get_by_role("link", name="International Workshop Policing the Dark Web")
    open_by_keyboard(page, source.first)
    expect(page).to_have_url(re.compile(r"/documents/seed-tno"))


def test_by_keyboard_records_are_collected_and_read_together(page: Page) -> None:
    page.goto("/search?q=legal+framework&kind=statement")
    button = page.get_by_role("button", name=re.compile(r"^Add to basket\W+Work towards one legal"))
    open_by_keyboard(page, button)
    expect(page.get_by_role("button", name=re.compile(r"^Take out of the basket\W+Work towards one legal"))).to_be_focused()
    open_by_keyboard(page, page.get_by_role("link", name=re.compile("^Basket")).first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Basket")
    expect(page.get_by_role("main")).to_contain_text("Work towards one legal framework")


def test_by_keyboard_two_records_are_set_side_by_side(page: Page) -> None:
    page.goto("/search?q=legal+framework&kind=statement")
    for n in range(2):
        reach(page, page.get_by_role("checkbox", name=re.compile(r"^Compare\W")).nth(n))
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/compare\?r=statements.+&r=statements"))
    expect(page.get_by_role("columnheader")).to_have_count(3)


def test_by_keyboard_from_the_matrix_to_what_somebody_presented(page: Page) -> None:
    page.goto("/matrix?project=media4sec")
    cell = page.get_by_role("table").get_by_role("cell").get_by_role("link").first
    open_by_keyboard(page, cell)
    expect(page).to_have_url(re.compile(r"/(contributions|statements)/"))


def test_by_keyboard_a_wide_table_is_moved_without_a_mouse(page: Page) -> None:
    page.set_viewport_size({"width": 480, "height": 700})
    page.goto("/matrix?project=media4sec")
    region = page.get_by_role("region").filter(has=page.get_by_role("table")).first
    reach(page, region)
    page.keyboard.press("ArrowRight")
    page.wait_for_function("element => element.scrollLeft > 0", arg=region.element_handle())
