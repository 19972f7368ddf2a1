from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.variants import Said, differences, marked, pairs, suggestions

LISTS = "Customs and police keep separate lists of suspicious containers."


def suggested(one: str, other: str, types: tuple[str, str] = ("finding", "finding")) -> list[tuple[str, bool]]:
    return [(found.relation, found.turned) for found in suggestions(Said(one, types[0]), Said(other, types[1]))]


def test_the_words_that_differ_are_told_apart() -> None:
    first, second = differences("About 70 experts came to the old house.", "About 65 experts came to the house.")
    assert [(piece.text, piece.same) for piece in first] == [
        ("About ", True),
        ("70", False),
        (" experts came to the ", True),
        ("old", False),
        (" house.", True),
    ]
    assert [piece.text for piece in second if not piece.same] == ["65"]


def test_case_and_accents_are_no_difference() -> None:
    first, second = differences("Το Λιμάνι", "το λιμανι")
    assert [piece.same for piece in (*first, *second)] == [True, True]


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_pieces_of_a_text_are_the_whole_text(one: str, other: str) -> None:
    first, second = differences(one, other)
    assert ("".join(piece.text for piece in first), "".join(piece.text for piece in second)) == (one, other)


def test_of_several_texts_the_first_marks_what_no_other_has() -> None:
    found = marked("zero one two three", ["one two", "two three four"])
    assert [piece.text for piece in found[0] if not piece.same] == ["zero"]
    assert [[piece.text for piece in cell if not piece.same] for cell in found[1:]] == [[], ["four"]]


def test_nearly_the_same_words_say_the_same() -> None:
    assert suggested(LISTS, "Police and customs keep separate lists of suspicious containers.") == [("same", False)]


def test_a_negation_makes_them_contradict() -> None:
    assert suggested(LISTS, "Customs and police do not keep separate lists of suspicious containers.") == [("contradicts", False)]


def test_a_number_told_differently_makes_them_contradict() -> None:
    one, other = (
        "The workshop on hidden markets brought together 70 experts.",
        "The workshop on hidden markets brought together 65 experts.",
    )
    assert suggested(one, other) == [("contradicts", False)]
    assert suggestions(Said(one, "finding"), Said(other, "finding"))[0].why == "people: 70 experts and 65 experts"


def test_another_date_makes_them_contradict() -> None:
    assert suggested("The training will be repeated in May 2017.", "The training will be repeated in June 2017.") == [
        ("contradicts", False)
    ]


@pytest.mark.parametrize("turned", [False, True])
def test_the_one_that_says_more_is_narrower(turned: bool) -> None:  # noqa: FBT001 - both ways
    more = f"{LISTS.rstrip('.')} from overseas ports and ferries."
    texts = (LISTS, more) if turned else (more, LISTS)
    assert suggested(*texts) == [("narrower", turned)]


def test_a_finding_supports_what_is_asked_for_in_its_words() -> None:
    asked = "Customs and police should share lists of suspicious containers."
    assert suggested(LISTS.replace("keep separate", "share"), asked, ("finding", "recommendation")) == [("supports", False)]
    assert suggested(asked, LISTS.replace("keep separate", "share"), ("recommendation", "finding")) == [("supports", True)]


def test_statements_on_other_things_are_not_related() -> None:
    assert suggested(LISTS, "The crane at berth nine will be painted in autumn.") == []


def test_only_statements_that_share_several_telling_words_are_compared() -> None:
    texts = {3: LISTS, 1: "Police keep lists of containers.", 2: "The crane at berth nine will be painted."}
    assert pairs(texts) == [(1, 3)]


def test_words_that_many_statements_have_make_no_pairs() -> None:
    assert pairs(dict.fromkeys(range(100), LISTS)) == []
