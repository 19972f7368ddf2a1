from __future__ import annotations

from typing import Any

import pytest

from kb.errors import BadRequest
from kb.queries.find import get
from kb.schema import KINDS
from kb.search import find, reading
from kb.search.engine import Result
from kb.search.request import FACETS, Word
from kb.workspace import Workspace
from tests.client import counted
from tests.helpers import make


def search(workspace: Workspace, words: str = "", **rest: Any) -> Any:
    with workspace.reading() as session:
        return find.find(session, workspace.engine, find.ask(words, **rest))


def test_words_are_kept_as_typed_but_for_blanks_around_them() -> None:
    asked = find.ask("  bitcoin ")
    assert (asked.words, asked.tree) == ("bitcoin", Word("bitcoin"))


def test_words_are_sorted_by_relevance_and_a_list_without_them_by_label() -> None:
    assert find.ask("bitcoin").sort == "relevance"
    assert find.ask().sort == "label"
    assert find.ask("?!").sort == "label"
    assert find.ask("bitcoin", sort="newest").sort == "newest"


def test_a_value_chosen_twice_counts_once_and_an_empty_choice_is_none() -> None:
    assert find.ask(filters={"kind": ["event", "event"], "topic": []}).filters == {"kind": ("event",)}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"filters": {"colour": ["red"]}}, f'there is no facet "colour"; use one of: {", ".join(FACETS)}'),
        ({"sort": "loudest"}, 'results cannot be sorted by "loudest"; use one of: relevance, newest, oldest, label, evidence'),
        ({"page": 0}, "pages are numbered from 1 to 5000, 0 is none; narrow the search instead"),
        ({"page": 5001}, "pages are numbered from 1 to 5000, 5001 is none; narrow the search instead"),
        ({"size": 0}, "a page holds from 1 to 200 results, not 0"),
        ({"size": 201}, "a page holds from 1 to 200 results, not 201"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_can(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(BadRequest) as caught:
        find.ask(**asked)
    assert str(caught.value) == words


@pytest.mark.parametrize("asked", [{"page": 1}, {"page": 5000}, {"size": 1}, {"size": 200}])
def test_the_first_and_the_last_page_and_size_are_taken(asked: dict[str, Any]) -> None:
    assert find.ask(**asked)


def test_an_answer_says_what_was_asked_and_how_much_there_is(library: Workspace) -> None:
    found = search(library, "bitcoin", size=3, page=2)
    assert (found["query"], found["page"], found["size"], found["sort"], found["notes"]) == ("bitcoin", 2, 3, "relevance", [])
    assert found["total"] > 3
    assert len(found["hits"]) == 3


def test_a_hit_names_its_record_and_year(library: Workspace) -> None:
    hit = search(library, '"Jaap van Oss"', filters={"kind": ["person"]})["hits"][0]
    assert (hit["kind"], hit["slug"], hit["label"], hit["url"]) == ("person", "van-oss-jaap", "Jaap van Oss", "/people/van-oss-jaap")
    assert search(library, filters={"event": ["ws-darkweb-2017"], "kind": ["statement"]})["hits"][0]["year"] == 2017


def test_the_kind_typed_exactly_stands_first(library: Workspace) -> None:
    assert search(library, "KEMEA")["hits"][0]["slug"] == "kemea"
    assert search(library, "asgard")["hits"][0]["slug"] == "asgard"


def test_a_snippet_marks_the_words_found(small: Workspace) -> None:
    assert "Addressed to: <mark>policy</mark> <mark>makers</mark>" in search(small, "policy makers")["hits"][0]["snippet"]


def test_a_snippet_is_the_same_each_time_and_the_earliest_of_equals(workspace: Workspace) -> None:
    with workspace.writing() as session:
        filler = "So much was said about other matters on that long day. " * 20
        make(session, "topic", "one", summary=f"First comes cooperation. {filler} Last comes cooperation. {filler} Then cooperation.")
    snippets = {search(workspace, "cooperation")["hits"][0]["snippet"] for _ in range(30)}
    assert len(snippets) == 1
    assert "First comes <mark>cooperation</mark>" in snippets.pop()


@pytest.mark.parametrize("slug", ["kemea", "warwick"])
def test_what_a_record_says_holds_no_heading_without_words(library: Workspace, slug: str) -> None:
    with library.reading() as session:
        found = Result(1, [(get(session, "organisation", slug).id, 1.0)], {}, find.ask(""))
        text = reading.readable(reading.read(session, library.engine, found)[0])
    assert text
    assert ":  ·" not in text
    assert not text.rstrip().endswith(":")


def test_facets_have_labels_people_read(library: Workspace) -> None:
    facets = search(library)["facets"]
    labels = {name: {value["value"]: value["label"] for value in facet["values"]} for name, facet in facets.items()}
    assert labels["kind"] == {name: kind.text.many for name, kind in KINDS.items()}
    assert labels["country"]["NL"] == "Netherlands"
    assert labels["project"]["media4sec"] == "MEDI@4SEC"
    assert labels["addressee"]["not-stated"] == "not stated"
    assert labels["role"]["reviewed"] == "reviewed a report"
    assert labels["topic"]["policing-dark-web"] == "Policing the Dark Web"
    assert labels["year"]["2017"] == "2017"


def test_facets_without_a_value_are_left_out(small: Workspace) -> None:
    assert "uptake" in search(small)["facets"]
    assert "uptake" not in search(small, filters={"kind": ["person"]})["facets"]


def test_a_facet_lists_the_most_frequent_values_first_and_no_more_than_it_shows(library: Workspace) -> None:
    counts = [value["count"] for value in search(library)["facets"]["topic"]["values"]]
    assert len(counts) == find.MAX_VALUES
    assert counts == sorted(counts, reverse=True)


def test_a_chosen_value_is_listed_however_rare(library: Workspace) -> None:
    free = {value["value"] for value in search(library)["facets"]["topic"]["values"]}
    assert "deception" not in free
    chosen = [value for value in search(library, filters={"topic": ["deception"]})["facets"]["topic"]["values"] if value["selected"]]
    assert [value["value"] for value in chosen] == ["deception"]
    assert chosen[0]["count"] > 0


@pytest.mark.parametrize("facet", FACETS)
def test_an_unknown_value_of_any_facet_finds_nothing_and_is_named_as_given(library: Workspace, facet: str) -> None:
    found = search(library, filters={facet: ["no-such"]})
    assert found["total"] == 0
    assert {"value": "no-such", "label": "no-such", "count": 0, "selected": True, "excluded": False} in found["facets"][facet]["values"]


def test_a_narrower_topic_is_found_under_the_broader(library: Workspace) -> None:
    narrow = search(library, filters={"topic": ["crypto-regulation"], "kind": ["statement"]}, size=200)
    broad = search(library, filters={"topic": ["legal-framework"], "kind": ["statement"]}, size=200)
    assert 0 < narrow["total"] < broad["total"]
    assert {hit["slug"] for hit in narrow["hits"]} < {hit["slug"] for hit in broad["hits"]}


def test_any_word_is_taken_where_no_record_has_all_and_the_answer_says_so(library: Workspace) -> None:
    found = search(library, "bitcoin Setúbal")
    assert "no record has all of these words; these have some of them" in found["notes"]
    assert found["total"] > 0


def test_a_search_sends_the_same_statements_however_many_hits(library: Workspace) -> None:
    lengths = []
    for size in (20, 86):
        with counted(library) as sent:
            search(library, filters={"kind": ["organisation"]}, size=size, sort="label")
        lengths.append(len(sent))
    assert 0 < lengths[1] <= lengths[0] + 3
