"""Merging by itself: plain values in, plain values out, the same again for the same statement."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.imports.merging import Claim, Edits, Past, edits, merge, named, shortened
from kb.schema import KINDS, Plain

PROJECT = KINDS["project"]
WORDS = st.sampled_from(["one", "two", "THREE", "Three", "four  words here", "https://www.site.example/", "http://site.example"])
ORGANISATION = st.sampled_from(["alpha", "beta", "gamma"])
ROLE = st.sampled_from(["coordinator", "participant", "third party"])
AMOUNT = st.sampled_from(["1.00", "2.00"])
PART = st.fixed_dictionaries({"organisation": ORGANISATION, "role": ROLE}, optional={"ec_contribution": AMOUNT, "total_cost": AMOUNT})
NAME = st.fixed_dictionaries({"name": WORDS, "type": st.sampled_from(["registered", "former"])})
LISTS = {
    "participations": st.lists(PART, max_size=4),
    "topics": st.lists(ORGANISATION, max_size=3, unique=True),
    "web_links": st.lists(st.fixed_dictionaries({"url": WORDS}), max_size=2, unique_by=str),
    "names": st.lists(NAME, max_size=2, unique_by=str),
}
FIELDS = {"title": WORDS, "objective": WORDS, "ec_contribution": AMOUNT, "website": WORDS}
VALUES = st.fixed_dictionaries({"label": WORDS}, optional={**FIELDS, **LISTS}).map(
    lambda values: {name: value for name, value in values.items() if value != []}
)
ROWS = st.dictionaries(st.sampled_from(["participations", "topics"]), st.sets(ORGANISATION, max_size=2), max_size=2)
CELLS = st.dictionaries(st.just("participations"), st.sets(st.tuples(ORGANISATION, st.just("ec_contribution"))), max_size=1)
EDITS = st.builds(Edits, st.dictionaries(st.sampled_from([*FIELDS, "label"]), st.just("Set."), max_size=3), ROWS, ROWS, CELLS)


def joined(stored: Plain, said: Plain, edited: Edits, *, newer: bool = True) -> Plain:
    """Merge a statement; give what is stored afterwards."""
    found = merge(PROJECT, stored, named(stored, said, edited, newer=newer), edited, newer=newer)
    return {name: value for name, value in {**stored, **found.values}.items() if value != []}


@settings(max_examples=150)
@given(VALUES, VALUES, EDITS, st.booleans())
def test_merging_the_same_statement_again_changes_nothing(stored: Plain, said: Plain, edited: Edits, newer: bool) -> None:  # noqa: FBT001
    once = joined(stored, said, edited, newer=newer)
    assert joined(once, said, edited, newer=newer) == once


@settings(max_examples=150)
@given(VALUES, VALUES, EDITS, st.booleans())
def test_merging_never_changes_a_field_that_a_person_set(stored: Plain, said: Plain, edited: Edits, newer: bool) -> None:  # noqa: FBT001
    after = joined(stored, said, edited, newer=newer)
    assert {name: after.get(name) for name in edited.fields} == {name: stored.get(name) for name in edited.fields}


@settings(max_examples=150)
@given(VALUES, VALUES, EDITS)
def test_an_older_statement_changes_nothing_that_is_there(stored: Plain, said: Plain, edited: Edits) -> None:
    after = joined(stored, said, edited, newer=False)
    assert {name: after[name] for name in stored} == stored


@settings(max_examples=150)
@given(VALUES, VALUES, EDITS)
def test_rows_that_a_person_added_stay_and_those_taken_out_stay_out(stored: Plain, said: Plain, edited: Edits) -> None:
    before, after = stored.get("topics", []), joined(stored, said, edited).get("topics", [])
    mine, gone = edited.added.get("topics", set()), edited.removed.get("topics", set())
    assert {topic for topic in before if topic in mine} <= set(after)
    assert not {topic for topic in after if topic in gone and topic not in before}


@given(VALUES)
def test_what_is_said_of_an_unedited_record_is_taken_on_whole(said: Plain) -> None:
    after = joined({"label": said["label"]}, said, Edits())
    assert {name: after.get(name) for name in said if name != "names"} == {name: said[name] for name in said if name != "names"}


def history(*pasts: Past) -> Edits:
    """Read a history of a project."""
    return edits(PROJECT, pasts)


def mine(**changes: tuple[Any, Any]) -> Past:
    """Give a revision by a person."""
    return Past(changes, by_register=False, told="Set.")


def theirs(**changes: tuple[Any, Any]) -> Past:
    """Give a revision by a register."""
    return Past(changes, by_register=True)


def test_a_field_is_the_persons_who_set_it_last() -> None:
    assert history(theirs(title=(None, "a")), mine(title=("a", "b"))).fields == {"title": "Set."}
    assert history(mine(title=(None, "a")), theirs(title=("a", "b"))).fields == {}


def test_a_row_that_was_changed_is_one_that_was_added() -> None:
    before, after = ({"organisation": "alpha", "role": "participant", "ec_contribution": amount} for amount in ("1.00", "2.00"))
    found = history(mine(participations=([before], [after])))
    assert (found.added, found.removed) == ({"participations": {"alpha"}}, {"participations": set()})


def test_a_cell_that_was_emptied_is_noted_until_it_is_filled() -> None:
    full, empty = (
        {"organisation": "alpha", "role": "participant", "ec_contribution": "1.00"},
        {"organisation": "alpha", "role": "participant"},
    )
    emptied = mine(participations=([full], [empty]))
    assert history(emptied).emptied == {"participations": {("alpha", "ec_contribution")}}
    assert history(emptied, mine(participations=([empty], [full]))).emptied == {"participations": set()}


def test_a_row_taken_out_and_put_back_is_one_that_was_added() -> None:
    found = history(mine(topics=(["alpha"], None)), mine(topics=(None, ["alpha"])))
    assert (found.added, found.removed) == ({"topics": {"alpha"}}, {"topics": set()})


def test_rows_that_a_register_brought_are_nobodys_edit() -> None:
    assert history(theirs(topics=(None, ["alpha"]))) == Edits()


def test_an_unedited_list_follows_the_order_of_the_register() -> None:
    assert joined({"label": "x", "topics": ["a", "b"]}, {"topics": ["b", "c", "a"]}, Edits())["topics"] == ["b", "c", "a"]


def test_a_list_that_a_person_added_to_keeps_its_order() -> None:
    edited = Edits(added={"topics": {"mine"}})
    assert joined({"label": "x", "topics": ["a", "mine", "b"]}, {"topics": ["b", "c", "a"]}, edited)["topics"] == ["a", "mine", "b", "c"]


def test_a_list_that_the_register_does_not_give_whole_only_grows() -> None:
    one, other = {"scheme": "grant", "value": "1"}, {"scheme": "doi", "value": "2"}
    assert joined({"label": "x", "identifiers": [one]}, {"identifiers": [other]}, Edits())["identifiers"] == [one, other]


def test_an_organisation_that_changes_its_role_stays_one_row_with_what_people_noted() -> None:
    stored = {"label": "x", "participations": [{"organisation": "alpha", "role": "participant", "note": "Mine."}]}
    said = {"participations": [{"organisation": "alpha", "role": "coordinator"}]}
    assert joined(stored, said, Edits())["participations"] == [{"organisation": "alpha", "role": "coordinator", "note": "Mine."}]


def test_amounts_of_a_part_that_went_do_not_pass_to_the_part_that_stays() -> None:
    main = {"organisation": "alpha", "role": "coordinator", "ec_contribution": "5.00"}
    side = {"organisation": "alpha", "role": "third party"}
    assert joined({"label": "x", "participations": [main, side]}, {"participations": [side]}, Edits())["participations"] == [side]


def test_a_name_that_only_stood_in_is_no_former_name() -> None:
    assert named({"label": "FP7-X"}, {"label": "Security"}, Edits(), "FP7-X")["names"] == []


def test_a_claim_holds_one_line_cut_where_it_is_long() -> None:
    found = merge(PROJECT, {"objective": "mine"}, {"objective": "line\n" * 400}, Edits({"objective": "Set."}), newer=True)
    (claim,) = found.claims
    assert (claim.field, claim.kept, claim.told) == ("objective", "mine", "Set.")
    assert len(claim.given) < 1000
    assert claim.given.endswith("line …")


@pytest.mark.parametrize(("value", "words"), [(None, "left empty"), ("a\n b", "a b"), (True, "True")])
def test_any_value_has_words(value: object, words: str) -> None:
    assert shortened(value) == words


def test_claims_of_the_same_words_are_equal() -> None:
    assert Claim("title", "a", "b") == Claim("title", "a", "b")
