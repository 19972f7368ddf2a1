from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kb.schema import KINDS
from kb.search.request import FACETS
from tests.client import ask, read_html, read_json, slugs
from tests.web.markup import Markup

HOLDERS = {
    "projects/titanium": "project",
    "organisations/tno": "organisation",
    "events/ws-darkweb-2017": "event",
    "topics/bitcoin": "topic",
}


def led(client: FlaskClient, address: str) -> str:
    """Open an address that leads elsewhere; give where."""
    answer = ask(client, address)
    assert answer.status == 303, answer.text
    return answer.headers["Location"]


def hidden(page: Markup) -> set[tuple[str | None, str | None]]:
    return {(attrs["name"], attrs["value"]) for tag, attrs in page.tags if tag == "input" and attrs.get("type") == "hidden"}


def test_words_to_search_within_lead_to_the_search_for_both(client: FlaskClient) -> None:
    assert led(client, "/search?q=bitcoin+OR+tor&within=training") == "/search?q=%28bitcoin+OR+tor%29+training"


def test_the_choices_made_and_the_order_are_kept_and_the_list_begins_anew(client: FlaskClient) -> None:
    address = "/search?q=bitcoin&kind=statement&kind=tool&sort=newest&size=5&page=2&within=training"
    assert led(client, address) == "/search?kind=statement&kind=tool&sort=newest&size=5&q=bitcoin+training"


@pytest.mark.parametrize("form", ["json", "csv"])
def test_programs_are_led_in_the_form_they_asked_for(client: FlaskClient, form: str) -> None:
    assert led(client, f"/search.{form}?q=bitcoin&within=tor") == f"/search.{form}?q=bitcoin+tor"


@pytest.mark.parametrize("blank", ["", "+"])
def test_without_words_to_search_within_the_search_stays_as_it_was_typed(client: FlaskClient, blank: str) -> None:
    assert led(client, f"/search?q=%22dark+web&within={blank}") == "/search?q=%22dark+web"


def test_other_lists_refuse_it(client: FlaskClient) -> None:
    assert ask(client, "/statements?q=police&within=training").status == 400


def test_the_search_within_finds_some_of_what_was_found(client: FlaskClient) -> None:
    outer = read_json(client, "/search.json?q=police+OR+bitcoin&size=200")
    inner = read_json(client, led(client, "/search.json?q=police+OR+bitcoin&size=200&within=training"))
    assert set(slugs(inner["hits"])) < set(slugs(outer["hits"]))
    assert inner["total"] > 0


def test_the_page_of_a_search_has_a_box_that_keeps_words_choices_and_order(client: FlaskClient) -> None:
    page = Markup(read_html(client, "/search?q=police&kind=statement&sort=newest"))
    assert [attrs for tag, attrs in page.tags if tag == "input" and attrs.get("name") == "within"]
    assert hidden(page) >= {("q", "police"), ("kind", "statement"), ("sort", "newest")}


@pytest.mark.parametrize("query", ["", "?q=zzzzqqqq"])
def test_there_is_no_box_where_nothing_was_typed_or_found(client: FlaskClient, query: str) -> None:
    assert "Search within" not in read_html(client, f"/search{query}")


@pytest.mark.parametrize(("record", "facet"), HOLDERS.items())
def test_the_page_of_a_record_that_others_belong_to_searches_within_them(client: FlaskClient, record: str, facet: str) -> None:
    page = Markup(read_html(client, f"/{record}"))
    assert (facet, record.partition("/")[2]) in hidden(page)
    assert f"Search within {read_json(client, f'/{record}.json')['label']}" in page.text


def test_those_are_the_kinds_that_are_facets() -> None:
    assert set(HOLDERS.values()) == {name for name in FACETS if name in KINDS}


def test_other_records_have_no_such_box(client: FlaskClient) -> None:
    assert "Search within" not in read_html(client, "/people/van-oss-jaap")
