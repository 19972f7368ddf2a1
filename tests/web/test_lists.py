from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from kb.schema import BY_PLURAL, KINDS
from kb.search.request import FACETS, SORTS
from kb.search.text import fold
from tests.client import ask, read_csv, read_html, read_json, slugs
from tests.web.markup import Markup

LISTS = tuple(f"/{plural}" for plural in BY_PLURAL)
FACETED = ("/search", "/recommendations", *LISTS)
TABLES = ("/matrix", "/matrix?by=person", "/partners?project=titanium&project=asgard", "/disagreements", "/changes?topic=bitcoin")


def twin(address: str, form: str) -> str:
    path, mark, query = address.partition("?")
    return f"{path}.{form}{mark}{query}"


def stated(page: str) -> int:
    """Read the number that a page gives above its list."""
    found = re.search(r'<p role="status"[^>]*>\s*<strong>([\d,]+)</strong>', page)
    assert found, page
    return int(found.group(1).replace(",", ""))


@pytest.mark.parametrize("address", [*LISTS, "/recommendations"])
def test_a_list_has_the_same_total_as_page_json_and_csv(client: FlaskClient, address: str) -> None:
    total = read_json(client, f"{address}.json")["total"]
    assert total > 0
    assert stated(read_html(client, address)) == total
    assert len(read_csv(client, f"{address}.csv")) == total


@pytest.mark.parametrize("address", TABLES)
def test_a_table_has_the_same_rows_as_json_and_csv(client: FlaskClient, address: str) -> None:
    found = read_json(client, twin(address, "json"))
    assert found["total"] == len(found["rows"]) > 0
    assert [row["id"] for row in read_csv(client, twin(address, "csv"))] == [
        row["record"]["slug"] if isinstance(row["record"], dict) else "" for row in found["rows"]
    ]


@pytest.mark.parametrize("plural", BY_PLURAL)
def test_a_list_in_csv_has_the_records_in_the_order_of_the_page(client: FlaskClient, plural: str) -> None:
    shown = slugs(read_json(client, f"/{plural}.json?size=200")["rows"])
    assert [row["id"] for row in read_csv(client, f"/{plural}.csv")] == shown


def test_a_search_has_the_same_hits_as_page_json_and_csv(client: FlaskClient) -> None:
    found = read_json(client, "/search.json?q=training")
    assert stated(read_html(client, "/search?q=training")) == found["total"]
    assert [row["id"] for row in read_csv(client, "/search.csv?q=training")][: found["size"]] == slugs(found["hits"])


def test_a_csv_is_offered_as_a_file_with_a_name_of_its_own(client: FlaskClient) -> None:
    answer = ask(client, "/statements.csv?type=finding")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="statements.csv"'


def counts(found: Any) -> list[tuple[str, str, int]]:
    return [(name, value["value"], value["count"]) for name, facet in found["facets"].items() for value in facet["values"]]


@pytest.mark.parametrize("address", FACETED)
def test_the_count_of_a_facet_value_is_the_total_of_choosing_it(client: FlaskClient, address: str) -> None:
    checked = counts(read_json(client, f"{address}.json?size=1"))
    assert checked
    for name, value, count in checked:
        assert read_json(client, f"{address}.json?{urlencode({name: value, 'size': 1})}")["total"] == count, (name, value)


def test_the_count_of_a_facet_value_holds_beside_words_and_another_choice(client: FlaskClient) -> None:
    chosen = "q=police&kind=statement&size=1"
    others = [found for found in counts(read_json(client, f"/search.json?{chosen}")) if found[0] != "kind"]
    assert others
    for name, value, count in others:
        assert read_json(client, f"/search.json?{chosen}&{urlencode({name: value})}")["total"] == count, (name, value)


def test_a_facets_own_choice_does_not_narrow_its_counts(client: FlaskClient) -> None:
    free = {value: count for name, value, count in counts(read_json(client, "/search.json")) if name == "kind"}
    held = {value: count for name, value, count in counts(read_json(client, "/search.json?kind=event")) if name == "kind"}
    assert free == held


def test_two_values_of_a_facet_are_alternatives(client: FlaskClient) -> None:
    kinds = {value: count for name, value, count in counts(read_json(client, "/search.json")) if name == "kind"}
    found = read_json(client, "/search.json?kind=event&kind=tool")
    assert found["total"] == kinds["event"] + kinds["tool"]


def test_a_choice_that_nothing_has_is_shown_with_nought(client: FlaskClient) -> None:
    found = read_json(client, "/statements.json?topic=no-such-topic")
    chosen = [value for value in found["facets"]["topic"]["values"] if value["selected"]]
    assert found["total"] == 0
    assert [(value["value"], value["count"]) for value in chosen] == [("no-such-topic", 0)]


@pytest.mark.parametrize("address", ["/search", "/statements", "/recommendations"])
def test_each_facet_value_of_a_page_carries_the_links_that_choose_it_and_leave_it_out(client: FlaskClient, address: str) -> None:
    facets = read_json(client, f"{address}.json")["facets"]
    shown = [(name, value["value"]) for name, facet in facets.items() for value in facet["values"][:10]]
    wanted = {f"{address}?{urlencode({name: sign + value})}" for name, value in shown for sign in ("", "-")}
    more = {f"/values/{name}?of={address.strip('/')}" for name, facet in facets.items() if facet["total"] > 10}
    assert more
    assert wanted | more <= Markup(read_html(client, address), address).links


def test_a_chosen_facet_value_carries_the_link_that_takes_it_away(client: FlaskClient) -> None:
    address = "/search?q=tor&kind=statement&year=2017"
    assert {"/search?q=tor&kind=statement", "/search?q=tor&year=2017"} <= Markup(read_html(client, address), address).links


def test_a_choice_keeps_the_words_and_begins_with_the_first_page(client: FlaskClient) -> None:
    address = "/search?q=police&page=2"
    assert "/search?q=police&kind=event" in Markup(read_html(client, address), address).links


def test_the_twins_of_a_page_keep_its_words_and_choices(client: FlaskClient) -> None:
    address = "/statements?q=police&type=finding"
    wanted = {"/statements.csv?q=police&type=finding", "/statements.json?q=police&type=finding"}
    assert wanted <= Markup(read_html(client, address), address).links


@pytest.mark.parametrize(("plural", "size"), [("statements", 30), ("documents", 50), ("people", 7), ("projects", 1)])
@pytest.mark.parametrize("sort", SORTS)
def test_paging_shows_every_record_once(client: FlaskClient, plural: str, size: int, sort: str) -> None:
    total = read_json(client, f"/{plural}.json?size=1")["total"]
    pages = range(1, -(-total // size) + 1)
    seen = [slug for page in pages for slug in slugs(read_json(client, f"/{plural}.json?size={size}&sort={sort}&page={page}")["rows"])]
    assert len(seen) == total
    assert len(set(seen)) == total


def test_a_page_past_the_end_is_empty_and_keeps_the_total(client: FlaskClient) -> None:
    found = read_json(client, "/people.json?page=999")
    assert found["rows"] == []
    assert found["total"] == read_json(client, "/people.json")["total"]


def sorted_hits(client: FlaskClient, sort: str, **more: str) -> list[Any]:
    found: list[Any] = read_json(client, f"/search.json?{urlencode({'sort': sort, 'size': 200, **more})}")["hits"]
    return found


def test_newest_stands_in_order_of_time_backwards_and_undated_last(client: FlaskClient) -> None:
    years = [hit["year"] or 0 for hit in sorted_hits(client, "newest", kind="statement")]
    assert years[0] > years[-1]
    assert years == sorted(years, reverse=True)


def test_oldest_stands_in_order_of_time_and_undated_last(client: FlaskClient) -> None:
    years = [hit["year"] or 9999 for hit in sorted_hits(client, "oldest", kind="statement")]
    assert years[0] < years[-1] == 9999
    assert years == sorted(years)


def test_label_stands_in_order_of_names_whatever_their_case_and_accents(client: FlaskClient) -> None:
    names = [fold(hit["label"]) for hit in sorted_hits(client, "label", kind="organisation")]
    assert len(names) == 86
    assert names == sorted(names)


def test_relevance_stands_in_order_of_score(client: FlaskClient) -> None:
    scores = [hit["score"] for hit in sorted_hits(client, "relevance", q="dark web training")]
    assert scores[0] > scores[-1]
    assert scores == sorted(scores, reverse=True)


def test_events_stand_in_order_of_time_unless_sorted_otherwise(client: FlaskClient) -> None:
    assert slugs(read_json(client, "/events.json")["rows"]) == slugs(read_json(client, "/events.json?sort=oldest")["rows"])
    assert slugs(read_json(client, "/events.json?sort=label")["rows"]) != slugs(read_json(client, "/events.json")["rows"])


WRONG = (
    ("colour=red", f'there is no facet "colour"; use one of: {", ".join(FACETS)}'),
    ("sort=loudest", f'results cannot be sorted by "loudest"; use one of: {", ".join(SORTS)}'),
    ("page=0", "pages are numbered from 1 to 5000, 0 is none"),
    ("page=first", '"first" is not a whole number; correct page in the address'),
    ("page=-1", '"-1" is not a whole number'),
    ("page=99999999999999999999", "is not a whole number"),
    ("size=0", "a page holds from 1 to 200 results, not 0"),
    ("size=201", "a page holds from 1 to 200 results, not 201"),
)


@pytest.mark.parametrize(("query", "words"), WRONG)
@pytest.mark.parametrize("path", ["/search", "/statements", "/recommendations"])
def test_what_cannot_be_meant_is_refused_on_a_page_with_what_to_do(client: FlaskClient, path: str, query: str, words: str) -> None:
    answer = ask(client, f"{path}?{query}")
    assert answer.status == 400
    assert answer.type == "text/html; charset=utf-8"
    assert words.lower() in Markup(answer.text).text.lower()


@pytest.mark.parametrize(("query", "words"), WRONG)
def test_what_cannot_be_meant_is_refused_in_json_as_problem_details(client: FlaskClient, query: str, words: str) -> None:
    answer = ask(client, f"/statements.json?{query}")
    assert (answer.status, answer.type) == (400, "application/problem+json")
    problem = answer.json
    assert problem["status"] == 400
    assert problem["title"] == "Bad request"
    assert problem["instance"] == "/statements.json"
    assert words in problem["detail"]


@pytest.mark.parametrize(("query", "words"), WRONG)
def test_what_cannot_be_meant_is_refused_for_csv_as_text(client: FlaskClient, query: str, words: str) -> None:
    answer = ask(client, f"/statements.csv?{query}")
    assert (answer.status, answer.type) == (400, "text/plain; charset=utf-8")
    assert words in answer.text
    assert "<" not in answer.text


ELSEWHERE = (
    ("/tools?kind=event", 400, 'in this list kind is always "tool"; use the search of all records'),
    ("/recommendations?type=finding", 400, 'in this list type is always "recommendation"'),
    ("/matrix?by=colour", 400, 'the matrix can be shown by organisation or person, not by "colour"'),
    ("/matrix?project=no-such", 404, 'There is no project called "no-such"'),
    ("/changes?since=yesterday", 400, '"yesterday" is not a date'),
    ("/changes?topic=no-such", 404, 'There is no topic called "no-such"'),
    ("/disagreements?record=ws-darkweb-2017", 400, '"ws-darkweb-2017" names no record'),
    ("/disagreements?record=event/", 400, '"event/" names no record'),
    ("/disagreements?record=event/no-such", 404, 'There is no event called "no-such"'),
    ("/partners?project=no-such", 404, 'There is no project called "no-such"'),
)


@pytest.mark.parametrize(("address", "status", "words"), ELSEWHERE)
def test_other_lists_and_tables_refuse_what_cannot_be_meant(client: FlaskClient, address: str, status: int, words: str) -> None:
    for form in ("json", "csv"):
        answer = ask(client, twin(address, form))
        assert answer.status == status
        assert words in (answer.json["detail"] if form == "json" else answer.text)
    answer = ask(client, address)
    assert answer.status == status
    assert words.lower() in Markup(answer.text).text.lower()


def test_every_kind_has_a_list_that_explains_it(client: FlaskClient) -> None:
    for kind in KINDS.values():
        assert kind.text.help in Markup(read_html(client, f"/{kind.text.plural}?size=1")).text


@pytest.mark.parametrize("path", ["/matrix", "/partners", "/disagreements", "/changes", "/coverage", "/follow-up"])
def test_a_table_refuses_a_parameter_it_does_not_know(client: FlaskClient, path: str) -> None:
    answer = ask(client, f"{path}.json?colour=red")
    assert answer.status == 400
    assert 'there is no parameter "colour" here; use one of: ' in json.loads(answer.text)["detail"]


def test_the_csv_of_changes_is_whole_where_the_page_shows_the_first(client: FlaskClient) -> None:
    told = read_json(client, "/changes.json")
    assert len(read_csv(client, "/changes.csv")) == len(told["rows"]) == told["total"] > 500
    assert "500 on this page" in " ".join(ask(client, "/changes").text.split())


def test_the_csv_of_a_search_holds_every_hit_in_order(client: FlaskClient) -> None:
    rows = read_csv(client, "/search.csv?q=bitcoin&size=2")
    hits = read_json(client, "/search.json?q=bitcoin&size=200")["hits"]
    assert [row["id"] for row in rows] == [hit["slug"] for hit in hits]
