from __future__ import annotations

from flask.testing import FlaskClient

from kb.search.request import SORT_WORDS, SORTS
from kb.workspace import Workspace
from tests.client import kb, read_html, read_json, slugs
from tests.helpers import make
from tests.web.markup import Markup

PAGE = "/statements?q=police"


def test_every_order_has_a_name_that_people_read() -> None:
    assert list(SORT_WORDS) == list(SORTS)


def test_the_orders_are_offered_by_their_names(client: FlaskClient) -> None:
    text = Markup(read_html(client, "/search?q=police")).text
    assert f"Sort by {' '.join(SORT_WORDS.values())}" in text


def test_statements_can_be_listed_by_the_strength_of_their_evidence(client: FlaskClient, library: Workspace) -> None:
    found = read_json(client, "/search.json?kind=statement&sort=evidence&size=200")["hits"]
    origins = [int(hit["support"].partition(" independent")[0].split()[-1]) for hit in found if "least" not in hit["support"]]
    assert origins == sorted(origins, reverse=True)
    command = kb(library.settings.home, "search", "--filter", "kind=statement", "--sort", "evidence", "--size", "200", "--json").json
    assert slugs(command["hits"]) == slugs(found)


def test_a_statement_among_the_hits_says_how_it_is_supported(client: FlaskClient, library: Workspace) -> None:
    shown = read_json(client, "/search.json?q=strategy+kind:statement")["hits"]
    text = Markup(read_html(client, "/search?q=strategy+kind:statement")).text
    told = kb(library.settings.home, "search", "strategy", "kind:statement").out
    for hit in shown:
        record = read_json(client, f"{hit['url']}.json")
        assert hit["support"] == record["support"]["in_words"]
        assert hit["support"] in text
        assert hit["support"] in told


def test_a_quoted_snippet_names_its_place_on_page_and_command(own: FlaskClient, workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "document", "report", label="The report")
        evidence = [{"document": "report", "locator": "page 9", "exact": "A glossary was missed."}]
        make(session, "statement", "s", label="Agree on words.", type="recommendation", evidence=evidence)
    assert "In The report , page 9 : A glossary was missed." in Markup(read_html(own, "/search?q=glossary")).text
    assert "In The report, page 9: A *glossary* was missed." in kb(workspace.settings.home, "search", "glossary").out


def test_each_row_of_a_list_links_to_why_it_was_found(client: FlaskClient) -> None:
    links = [link for link in Markup(read_html(client, PAGE), PAGE).links if link.startswith("/search/why?")]
    rows = read_json(client, PAGE.replace("?", ".json?"))["rows"]
    assert len(links) == len(rows) > 0
    for link in links[:5]:
        told = read_json(client, link.replace("?", ".json?"))
        assert told["found"]
        assert told["choices"] == [{"facet": "kind", "value": "statement", "label": "Kind: Statements", "has": True}]


def test_events_in_time_link_to_why_they_were_found_too(client: FlaskClient) -> None:
    page = "/events?q=police"
    links = [link for link in Markup(read_html(client, page), page).links if link.startswith("/search/why?")]
    assert len(links) == read_json(client, "/events.json?q=police")["total"]


def test_a_list_without_words_has_nothing_to_explain(client: FlaskClient) -> None:
    assert "Why this?" not in read_html(client, "/statements?topic=bitcoin")
    assert "Why this?" not in read_html(client, "/events")
