from __future__ import annotations

import pytest

from kb.errors import BadRequest
from kb.search import explain, find, values
from kb.search.request import FACETS
from kb.workspace import Workspace

POLICE = {"topic": ["-policing"]}


def total(workspace: Workspace, words: str = "", **filters: list[str]) -> int:
    return workspace.engine.find(find.ask(words, filters)).total


def found(workspace: Workspace, filters: dict[str, list[str]]) -> set[int]:
    return set(workspace.engine.find_all(find.ask("", filters)))


def ids(workspace: Workspace, words: str = "", **filters: list[str]) -> set[int]:
    return set(workspace.engine.find_all(find.ask(words, filters)))


@pytest.mark.parametrize("facet", FACETS)
def test_what_has_a_value_and_what_has_it_not_are_all_there_is(library: Workspace, facet: str) -> None:
    value, count = library.engine.find(find.ask()).facets[facet][:1][0]
    with_it, without = found(library, {facet: [value]}), found(library, {facet: [f"-{value}"]})
    assert len(with_it) == count
    assert with_it.isdisjoint(without)
    assert with_it | without == ids(library)


def test_what_is_left_out_is_left_out_as_the_words_of_a_search_would(library: Workspace) -> None:
    assert ids(library, "bitcoin", topic=["-policing"]) == ids(library, "bitcoin -topic:policing")


def test_wanted_values_are_alternatives_and_each_exclusion_holds(library: Workspace) -> None:
    held = ids(library, topic=["cooperation", "technology", "-policing", "-rights"])
    either = ids(library, topic=["cooperation"]) | ids(library, topic=["technology"])
    assert held == either - ids(library, topic=["policing"]) - ids(library, topic=["rights"])
    assert held


@pytest.mark.parametrize(("span", "years"), [("2016..2017", ("2016", "2017")), ("2017..2016", ("2016", "2017"))])
def test_a_span_of_years_finds_what_any_of_its_years_finds(library: Workspace, span: str, years: tuple[str, ...]) -> None:
    assert ids(library, year=[span]) == ids(library, year=list(years)) == ids(library, f"year:{span}")


def test_a_span_may_be_open_at_either_end(library: Workspace) -> None:
    early, late = ids(library, year=["..2016"]), ids(library, year=["2017.."])
    assert early
    assert late
    assert early | late == ids(library) - ids(library, "-year:1000..3000")


def test_a_span_may_be_left_out(library: Workspace) -> None:
    assert ids(library, year=["-2016..2018"]) == ids(library) - ids(library, year=["2016..2018"])


def test_counts_beside_an_exclusion_are_the_totals_of_choosing(library: Workspace) -> None:
    with library.reading() as session:
        facets = find.find(session, library.engine, find.ask("police", POLICE))["facets"]
    for name in ("topic", "kind", "year"):
        for value in facets[name]["values"]:
            if not value["excluded"]:
                assert total(library, "police", **{"topic": [], **POLICE, name: [*POLICE.get(name, []), value["value"]]}) == value["count"]


def test_the_count_of_an_exclusion_is_what_it_leaves_out(library: Workspace) -> None:
    filters = {"topic": ["-policing", "-rights"], "kind": ["statement"]}
    with library.reading() as session:
        told = find.find(session, library.engine, find.ask("", filters))["facets"]["topic"]["values"]
    left = {value["value"]: value["count"] for value in told if value["excluded"]}
    assert left["policing"] == total(library, topic=["-rights"], kind=["statement"]) - total(library, "", **filters)
    assert left["policing"] > 0


def test_the_count_of_a_span_is_its_total_alone(library: Workspace) -> None:
    with library.reading() as session:
        told = find.find(session, library.engine, find.ask("", {"year": ["2016..2017", "2019"]}))["facets"]["year"]["values"]
    [span] = [value for value in told if value["value"] == "2016..2017"]
    assert (span["count"], span["label"], span["selected"]) == (total(library, year=["2016..2017"]), "2016 to 2017", True)


def test_an_explanation_tells_choices_that_leave_out(library: Workspace) -> None:
    asked = find.ask("bitcoin", {"topic": ["bitcoin", "-policing"], "year": ["2016..2018"]})
    with library.reading() as session:
        found = explain.why(session, library.engine, asked, "topics/bitcoin")
    assert [(one["label"], one["has"]) for one in found["choices"]] == [
        ("Topic: Bitcoin", True),
        ("Topic: not Policing and investigation", True),
        ("Year: 2016 to 2018", False),
    ]
    assert found["found"] is False


def test_what_nothing_meets_names_the_whole_condition_of_a_facet(library: Workspace) -> None:
    asked = find.ask("bitcoin", {"topic": ["bitcoin", "-cryptocurrencies"], "kind": ["tool"]})
    with library.reading() as session:
        found = explain.why_not(session, library.engine, asked)
    told = {one["facet"]: one for one in found["conditions"] if one["facet"]}
    assert told["topic"]["condition"] == "Topic: Bitcoin, not Cryptocurrencies"
    assert told["topic"]["without"] == total(library, "bitcoin", kind=["tool"])
    assert told["topic"]["alone"] == total(library, topic=["bitcoin", "-cryptocurrencies"])


def test_all_values_of_a_facet_are_reached_page_by_page(library: Workspace) -> None:
    whole = list(library.engine.find(find.ask()).facets["topic"])
    seen: list[tuple[str, int]] = []
    with library.reading() as session:
        for page in range(1, 1 + -(-len(whole) // 10)):
            found = values.of_facet(session, library.engine, find.ask(page=page), "topic", size=10)
            seen += [(one["value"], one["count"]) for one in found["values"]]
    assert seen == whole
    assert found["total"] == len(whole) > 25


def test_values_are_found_by_their_names_however_written(library: Workspace) -> None:
    with library.reading() as session:
        found = values.of_facet(session, library.engine, find.ask("", {"kind": ["organisation"]}), "country", "NETHER")
    assert [(one["value"], one["label"]) for one in found["values"]] == [("NL", "Netherlands")]
    assert found["total"] == 1


def test_there_are_no_values_of_what_is_no_facet(library: Workspace) -> None:
    with library.reading() as session, pytest.raises(BadRequest, match='there is no facet "colour"'):
        values.of_facet(session, library.engine, find.ask(), "colour")
