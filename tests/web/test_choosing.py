from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from kb.workspace import Workspace
from tests.client import ask, kb, read_csv, read_html, read_json
from tests.web.markup import Markup


def chips(page: str) -> list[str]:
    """Read the choices that a page tells of, without what is for the ear alone."""
    found = re.search(r'<ul class="chips".*?</ul>', page, re.DOTALL)
    return [
        " ".join(re.sub("<[^>]*>", "", re.sub(r'<span class="hidden">.*?</span>', "", text)).split())
        for text in re.findall("<li>.*?</li>", found[0] if found else "", re.DOTALL)
    ]


def test_each_choice_is_said_and_leads_to_the_list_without_it(client: FlaskClient) -> None:
    address = "/search?q=bitcoin&kind=statement&topic=-policing&year=2016..2018"
    page = read_html(client, address)
    assert chips(page) == ["Kind: Statements ×", "Topic: not Policing and investigation ×", "Year: 2016 to 2018 ×", "Clear all"]
    assert {
        "/search?q=bitcoin&topic=-policing&year=2016..2018",
        "/search?q=bitcoin&kind=statement&year=2016..2018",
        "/search?q=bitcoin&kind=statement&topic=-policing",
        "/search?q=bitcoin",
    } <= Markup(page, address).links


def test_to_leave_out_what_was_chosen_takes_the_choice_away(client: FlaskClient) -> None:
    links = Markup(read_html(client, "/search?topic=bitcoin"), "/search?topic=bitcoin").links
    assert "/search?topic=-policing" not in links
    assert "/search?topic=bitcoin&topic=-policing" in links
    links = Markup(read_html(client, "/search?topic=-bitcoin"), "/search?topic=-bitcoin").links
    assert "/search" in links
    assert "/search?topic=-bitcoin&kind=-statement" in links


def test_page_json_and_command_answer_alike(client: FlaskClient, library: Workspace) -> None:
    found = read_json(client, "/search.json?q=bitcoin&topic=-policing&year=2016..2018")
    told = kb(library.settings.home, "search", "bitcoin", "-f", "topic=-policing", "-f", "year=2016..2018", "--json").json
    assert found == told
    assert f"<strong>{found['total']}</strong>" in read_html(client, "/search?q=bitcoin&topic=-policing&year=2016..2018")


@pytest.mark.parametrize(
    ("given", "led"),
    [
        ("/search?q=a&year_from=2016&year_to=2018", "/search?q=a&year=2016..2018"),
        ("/search?year_from=2018&year_to=2016", "/search?year=2016..2018"),
        ("/statements?year_from=2016&year_to=", "/statements?year=2016.."),
        ("/search?year=2001..2002&year=2015&year=-2014&year_from=&year_to=2016", "/search?year=2015&year=-2014&year=..2016"),
        ("/search?year=2001..2002&year_from=&year_to=", "/search"),
        ("/recommendations?page=2&year_from=2016&year_to=2017", "/recommendations?year=2016..2017"),
    ],
)
def test_the_form_for_years_leads_to_one_address(client: FlaskClient, given: str, led: str) -> None:
    answer = ask(client, given)
    assert (answer.status, answer.headers["Location"]) == (303, led)


@pytest.mark.parametrize("text", ["16", "20166", "abcd", "²016"])
def test_what_is_no_year_is_said_so(client: FlaskClient, text: str) -> None:
    answer = ask(client, f"/search?year_from={text}&year_to=")
    assert answer.status == 400
    assert "is no year" in Markup(answer.text).text


def test_the_form_shows_the_span_that_was_chosen(client: FlaskClient) -> None:
    fields = {
        attrs.get("name"): attrs.get("value") for tag, attrs in Markup(read_html(client, "/search?year=2016..2018")).tags if tag == "input"
    }
    assert (fields["year_from"], fields["year_to"]) == ("2016", "2018")


def test_every_value_of_a_long_facet_is_reached_and_leads_back(client: FlaskClient) -> None:
    address = "/values/topic?q=police&of=search"
    assert address in Markup(read_html(client, "/search?q=police"), "/search?q=police").links
    found = read_json(client, "/values/topic.json?q=police&of=search")
    links = Markup(read_html(client, address), address).links
    assert found["total"] == len(found["values"]) > 10
    assert {f"/search?q=police&topic={one['value']}" for one in found["values"][:100]} <= links
    assert {f"/search?q=police&topic=-{one['value']}" for one in found["values"][:100]} <= links
    assert "/search?q=police" in links


def test_values_of_a_list_are_those_of_its_records(client: FlaskClient, library: Workspace) -> None:
    found = read_json(client, "/values/country.json?of=events")
    beside = read_json(client, "/events.json")["facets"]["country"]
    assert found["values"][:25] == beside["values"]
    assert found["total"] == beside["total"]
    assert [row["Value"] for row in read_csv(client, "/values/country.csv?of=events")] == [one["value"] for one in found["values"]]
    assert kb(library.settings.home, "values", "country", "-f", "kind=event", "--json").json == found


def test_a_long_list_of_values_goes_on(client: FlaskClient) -> None:
    address = "/values/event?of=search"
    page = Markup(read_html(client, f"{address}&page=2"), address)
    assert f"{address}&page=1" in page.links or "Nothing is on record" in page.text
    assert "Nothing is on record for this." in Markup(read_html(client, f"{address}&named=zzzzz")).text


@pytest.mark.parametrize(
    ("address", "status"), [("/values/colour", 400), ("/values/topic?of=nowhere", 400), ("/values/kind?of=events&kind=tool", 400)]
)
def test_values_that_cannot_be_listed_are_said_so(client: FlaskClient, address: str, status: int) -> None:
    assert ask(client, address).status == status


def test_a_list_like_a_record_offers_no_page_of_all_values(client: FlaskClient) -> None:
    assert not [link for link in Markup(read_html(client, "/topics/bitcoin/similar")).links if link.startswith("/values")]


def test_a_saved_search_keeps_what_it_leaves_out(own: FlaskClient, workspace: Workspace) -> None:
    home = workspace.settings.home
    assert kb(home, "searches", "save", "Without", "police", "-f", "kind=-tool", "-f", "topic=-none", "-f", "year=2016..").code == 0
    assert read_json(own, "/searches.json")["searches"][0]["choices"] == ["Kind: not Tools", "Topic: not none", "Year: since 2016"]
    assert "since 2016" in read_html(own, "/searches/without")


def test_a_briefing_says_what_was_left_out(client: FlaskClient) -> None:
    assert "Topic: not Policing and investigation, Year: until 2017" in ask(client, "/search.md?q=bitcoin&topic=-policing&year=..2017").text
