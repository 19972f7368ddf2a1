from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desk


def test_an_analyst_finds_projects_like_one_and_reads_why(desk: Desk) -> None:
    found = desk.ask("/projects/titanium/similar?kind=project", "similar", "projects/titanium", "-f", "kind=project")
    assert found["hits"][0]["slug"] == "asgard"
    assert "topic Digital forensics" in found["hits"][0]["shares"]
    assert f"Shares: {found['hits'][0]['shares']}" in desk.told("similar", "projects/titanium", "-f", "kind=project")
    assert found["hits"][0]["shares"] in desk.read("/projects/titanium/similar?kind=project")


def test_an_officer_reads_the_best_supported_findings_first(desk: Desk) -> None:
    address = "/search?kind=statement&type=finding&sort=evidence&size=5"
    found = desk.ask(address, "search", "-f", "kind=statement", "-f", "type=finding", "--sort", "evidence", "--size", "5")
    assert len({hit["support"] for hit in found["hits"]}) >= 1
    assert found["hits"][0]["support"] in desk.read(address)


@pytest.mark.browser
def test_a_reader_searches_within_the_results_by_keyboard(page: Page) -> None:
    page.goto("/search?q=bitcoin+OR+tor&kind=statement")
    page.get_by_text("Search within these results").press("Enter")
    page.get_by_role("searchbox", name="Words that must be found as well").fill("training")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?kind=statement&q=%28bitcoin\+OR\+tor%29\+training$"))
    expect(page.get_by_role("list", name="Choices made")).to_contain_text("Statements")


@pytest.mark.browser
def test_a_reader_searches_within_a_topic(page: Page) -> None:
    page.goto("/topics/bitcoin")
    page.get_by_role("searchbox", name="Search within Bitcoin").fill("investigators")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=investigators&topic=bitcoin$"))
    expect(page.get_by_role("link", name="Build one common database on bitcoins for investigators.", exact=True)).to_be_visible()


@pytest.mark.browser
def test_a_reader_goes_from_a_hit_to_what_is_like_it(page: Page) -> None:
    page.goto("/search?q=GraphSense&kind=tool")
    page.get_by_role("link", name="More like this GraphSense", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("More like GraphSense")
    page.get_by_role("navigation", name="Narrow the results").get_by_role("link", name="Tools", exact=True).click()
    expect(page).to_have_url(re.compile(r"/tools/graphsense/similar\?kind=tool$"))
