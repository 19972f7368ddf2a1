from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.errors import BadRequest, NotFound
from kb.search import explain, find
from kb.search.request import parse
from kb.workspace import Workspace

TEXTS = st.text(alphabet=st.sampled_from("abcdef \"()-*~:.ORANDT'é0129"), max_size=50)


def why(workspace: Workspace, words: str, record: str, **filters: list[str]) -> Any:
    with workspace.reading() as session:
        return explain.why(session, workspace.engine, find.ask(words, filters), record)


def why_not(workspace: Workspace, words: str, **filters: list[str]) -> Any:
    with workspace.reading() as session:
        return explain.why_not(session, workspace.engine, find.ask(words, filters))


def total(workspace: Workspace, address: str) -> int:
    """Give how many records the search at an address finds."""
    pairs = parse_qsl(urlsplit(address).query)
    filters = {name: [value] for name, value in pairs if name != "q"}
    return workspace.engine.find(find.ask(dict(pairs).get("q", ""), filters)).total


@pytest.mark.parametrize(
    "words",
    ["dark web", "label:crypto* -tor", '"dark web" OR names:"x y"', "(a OR b) -(c d)", 'topic:"dark web" year:2016..', "trace~ e-mail"],
)
def test_a_request_is_written_as_it_was_typed(words: str) -> None:
    tree, _notes = parse(words)
    assert tree
    assert explain.typed(tree) == words


@given(words=TEXTS)
@example(words="-OR")
@example(words='label:(a OR "b c") AND year:..2018')
def test_what_is_written_of_any_request_means_the_same(words: str) -> None:
    tree, _notes = parse(words)
    if tree:
        written = explain.typed(tree)
        again, _notes = parse(written)
        assert again
        assert explain.typed(again) == written


def test_a_match_is_told_in_plain_words(small: Workspace) -> None:
    found = why(small, "laboratories", "organisations/nordic-lab")
    lab = {"kind": "organisation", "slug": "nordic-lab", "label": "Nordic Laboratory", "url": "/organisations/nordic-lab"}
    assert found["record"] == lab
    told = '"laboratories" stands in the name as "laboratory" (stem "laboratori")'
    assert [match["words"] for match in found["matches"]] == [f"{told}: {found['score']:.1f} of {found['score']:.1f}"]


@pytest.mark.parametrize(
    ("words", "record", "sentence"),
    [
        ("lantern", "projects/lantern", "it is called just what was typed: 1,000.0 of"),
        ('"the harbour"', "documents/harbour-report", '"the harbour" stands word for word in the name: '),
        ("harb*", "events/harbour-workshop", '"harb*" stands in the name'),
        ("topic:dark-web", "events/harbour-workshop", '"topic:dark-web" holds for it: 0.1 of 0.1'),
        ("-laboratory", "events/harbour-workshop", '"-laboratory" holds for it: 1.0 of 1.0'),
        ("", "events/harbour-workshop", "no words were asked for, so every record counts alike: 1.0 of 1.0"),
    ],
)
def test_each_way_to_match_has_its_sentence(small: Workspace, words: str, record: str, sentence: str) -> None:
    assert why(small, words, record)["matches"][0]["words"].startswith(sentence)


def test_a_chosen_value_is_told_with_its_label(small: Workspace) -> None:
    found = why(small, "harbour", "events/harbour-workshop", topic=["dark-web"], country=["NO"])
    assert [(one["label"], one["has"]) for one in found["choices"]] == [("Topic: Dark Web", True), ("Country: Norway", False)]
    assert not found["found"]


def test_what_is_missing_is_told(small: Workspace) -> None:
    assert why(small, "harbour zzz", "events/harbour-workshop")["missing"] == ["zzz"]


def test_a_record_is_named_as_in_its_address(small: Workspace) -> None:
    with pytest.raises(BadRequest):
        why(small, "harbour", "lantern")
    with pytest.raises(NotFound):
        why(small, "harbour", "projects/none")


def test_the_nearest_search_leaves_out_what_hinders_most(small: Workspace) -> None:
    found = why_not(small, "laboratories", country=["NL"], kind=["person"])
    assert found["total"] == 0
    assert found["nearest"]["condition"] == "Kind: People"
    assert total(small, found["nearest"]["url"]) == found["nearest"]["without"] == 2


def test_a_condition_is_told_with_its_counts(small: Workspace) -> None:
    found = why_not(small, "lantern laboratoxy zzz")
    assert [one["words"] for one in found["conditions"]][1:] == [
        '"laboratoxy" alone finds nothing; "laboratory" finds 4 records; without it the search finds nothing',
        '"zzz" alone finds nothing; without it the search finds 2 records',
    ]


def test_without_a_search_that_works_none_is_nearest(small: Workspace) -> None:
    assert why_not(small, "zzz qqq")["nearest"] is None
    assert why_not(small, "zzz")["nearest"] is None


@pytest.mark.parametrize(
    ("words", "filters"),
    [
        ("titanium", {"country": ["NO"]}),
        ("bitcoin zebra", {}),
        ('"dark web" (tor OR vpn) -police zebra', {"kind": ["statement"]}),
        ('topic:bitcoin crypto* -training "dark web"', {}),
    ],
)
def test_the_search_behind_each_link_finds_what_is_promised(library: Workspace, words: str, filters: dict[str, list[str]]) -> None:
    found = why_not(library, words, **filters)
    assert found["total"] == 0
    promised = [one for one in found["conditions"] if one["without"]]
    assert promised
    assert [total(library, one["url"]) for one in promised] == [one["without"] for one in promised]
