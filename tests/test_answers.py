from __future__ import annotations

import pytest

from kb import answers, records
from kb.answers import Listing
from kb.errors import BadRequest
from kb.queries.shapes import Ref, Row, Source, Table
from kb.schema import KINDS
from kb.search import find
from kb.search.request import Request
from kb.workspace import Workspace
from tests.helpers import EDITOR, get, make


def topic(slug: str) -> Ref:
    return Ref("topic", slug, slug.capitalize())


def listing(workspace: Workspace, kind: str, request: Request) -> Listing:
    with workspace.reading() as session:
        return answers.listing(session, workspace.engine, kind, request)


def recommendations(workspace: Workspace, **filters: list[str]) -> Listing:
    with workspace.reading() as session:
        return answers.recommendations(session, workspace.engine, find.ask(filters=filters))


def named(table: Table) -> list[str]:
    return [row["record"].slug for row in table.rows if isinstance(row["record"], Ref)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_holds_only_records_of_its_kind(library: Workspace, kind: str) -> None:
    found = listing(library, kind, find.ask(size=200))
    assert found.table.total == len(found.table.rows) > 0
    assert {row["record"].kind for row in found.table.rows if isinstance(row["record"], Ref)} == {kind}


def test_a_page_of_a_list_is_a_part_of_the_whole_list(library: Workspace) -> None:
    request = find.ask(page=3, size=10)
    with library.reading() as session:
        whole = answers.whole_list(session, library.engine, "person", request)
    assert named(listing(library, "person", request).table) == named(whole)[20:30]


def test_a_list_tells_how_its_words_were_understood(library: Workspace) -> None:
    found = listing(library, "topic", find.ask("criptocurrency"))
    assert any("cryptocurrency" in note for note in found.notes)
    assert answers.listed(found)["notes"] == list(found.notes)


def test_a_list_as_json_says_which_page_it_is_and_counts_by_facet(library: Workspace) -> None:
    found = answers.listed(listing(library, "person", find.ask(page=2, size=5)))
    assert (found["page"], found["size"], found["total"], len(found["rows"])) == (2, 5, 65, 5)
    assert "organisation" in found["facets"]
    assert "kind" not in found["facets"]


@pytest.mark.parametrize("filters", [{"kind": ["event"]}, {"kind": ["event", "tool"]}])
def test_a_list_cannot_be_asked_for_another_kind(library: Workspace, filters: dict[str, list[str]]) -> None:
    with pytest.raises(BadRequest, match='in this list kind is always "tool"'):
        listing(library, "tool", find.ask(filters=filters))


def test_recommendations_are_all_of_their_type_and_on_one_page(library: Workspace) -> None:
    found = recommendations(library)
    assert {row["type"] for row in found.table.rows} == {"recommendation"}
    assert found.table.total == len(found.table.rows) > answers.LIST_SIZE // 2
    assert {"kind", "type"}.isdisjoint(found.facets)


def test_findings_cannot_be_asked_for_among_recommendations(library: Workspace) -> None:
    with pytest.raises(BadRequest, match='in this list type is always "recommendation"'):
        recommendations(library, type=["finding"])


def test_a_withdrawn_recommendation_is_not_listed(seeded: Workspace) -> None:
    assert "f-legal-framework" in named(recommendations(seeded).table)
    with seeded.writing() as session:
        records.withdraw(session, get(session, "statement", "f-legal-framework"), EDITOR)
    assert "f-legal-framework" not in named(recommendations(seeded).table)


TABLE = Table(
    {"record": "Statement"},
    [
        {"record": topic("a"), "topics": [topic("law"), topic("training")], "date": "26 September 2017"},
        {"record": topic("b"), "topics": [topic("law")], "date": "2018"},
        {"record": topic("c"), "topics": [topic("law")], "date": "about 2017"},
        {"record": topic("d"), "topics": [topic("law")], "date": None},
        {"record": topic("e"), "topics": [], "date": "2019"},
    ],
    5,
)


def test_a_recommendation_on_two_topics_counts_in_both() -> None:
    rows = {found.slug: (years, total) for found, years, total in answers.by_topic_and_year(TABLE).rows}
    assert rows == {"law": ({"2017": 2, "2018": 1, "not stated": 1}, 4), "training": ({"2017": 1}, 1)}


def test_years_stand_in_order_and_the_undated_last() -> None:
    assert answers.by_topic_and_year(TABLE).years == ["2017", "2018", "not stated"]


def test_topics_stand_by_their_total_then_by_name() -> None:
    rows: list[Row] = [{"topics": [topic("b"), topic("a")]}, {"topics": [topic("z")]}, {"topics": [topic("z")]}]
    assert [found.slug for found, _, _ in answers.by_topic_and_year(Table({}, rows, 3)).rows] == ["z", "a", "b"]


def test_a_pivot_as_a_table_fills_empty_years_with_nought() -> None:
    found = answers.pivot_table(answers.by_topic_and_year(TABLE))
    assert found.columns == {"record": "Topic", "2017": "2017", "2018": "2018", "not stated": "not stated", "total": "All"}
    assert found.rows[1] == {"record": topic("training"), "2017": 1, "2018": 0, "not stated": 0, "total": 1}


def test_the_largest_number_of_a_pivot_is_nought_where_there_is_none() -> None:
    assert answers.by_topic_and_year(TABLE).largest == 4
    assert answers.by_topic_and_year(Table({}, [], 0)).largest == 0


def test_events_are_grouped_by_the_year_they_begin_in_and_the_undated_stand_last() -> None:
    starts = (None, "26 September 2017", "2017", "May 2018", "about 2012")
    rows: list[Row] = [{"record": topic(str(number)), "start": start} for number, start in enumerate(starts)]
    found = answers.by_year(Table({}, rows, 5))
    assert {year: len(of_year) for year, of_year in found.items()} == {"2017": 2, "2018": 1, "2012": 1, "not stated": 1}
    assert list(found)[-1] == "not stated"


def test_a_topic_with_findings_and_no_recommendation_is_told(small: Workspace) -> None:
    with small.writing() as session:
        make(session, "topic", "trade", label="Trade")
        make(session, "topic", "harbours", relations=[{"relation": "broader", "other": "trade"}])
        make(session, "statement", "found", type="finding", topics=["harbours"])
        make(session, "statement", "also-found", type="finding", topics=["dark-web"])
    with small.reading() as session:
        found = answers.topics_without(session, small.engine)
    assert set(named(found)) == {"trade", "harbours"}
    assert {row["count"] for row in found.rows} == {1}
    assert found.columns["count"] == "Findings"


def test_topics_with_findings_but_no_recommendation_have_none_in_the_list(library: Workspace) -> None:
    with library.reading() as session:
        lacking = named(answers.topics_without(session, library.engine))
    assert lacking
    for slug in lacking:
        assert recommendations(library, topic=[slug]).table.total == 0


def test_sources_are_numbered_once_in_order_of_first_use() -> None:
    one, other = Source(topic("one"), "page 1"), Source(topic("other"), "page 1")
    rows: list[Row] = [{"sources": [one, other]}, {"sources": [one]}, {"sources": None}]
    assert answers.numbered(Table({}, rows, 3)) == [one, other]


def test_all_hits_are_the_whole_search_in_its_order(library: Workspace) -> None:
    request = find.ask("bitcoin", size=2)
    with library.reading() as session:
        found = answers.all_hits(session, library.engine, request)
        first = find.find(session, library.engine, request)
    assert found.total == first["total"] == len(found.rows) > 2
    names = [row["record"] for row in found.rows[:2]]
    assert names == [Ref(hit["kind"], hit["slug"], hit["label"]) for hit in first["hits"]]


@pytest.mark.parametrize(("kind", "order"), [("event", "oldest"), ("statement", ""), ("topic", "")])
def test_events_stand_in_time_and_other_lists_as_a_search_does(kind: str, order: str) -> None:
    assert answers.default_order(kind) == order
