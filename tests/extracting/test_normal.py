from __future__ import annotations

import doctest
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.extracting import normal

# Letters that compose, joiners, signs that show nothing, blanks and emoji: what the rules are about, oftener than by chance.
TRICKY = st.sampled_from(
    [*"aeέfiﬁ \n\r\t", "\u0301", "\u0308", "\u200d", "\u200c", "\u00ad", "\ufeff", "\u00a0", "\u2009", "\u2028", "\u2029", "\u2126"]
)
WILD = st.text(st.one_of(TRICKY, st.sampled_from("👩🔬👷🏽♀️मकنه\u094d\u0654\u20dd\x0c\x85\u202e|•"), st.characters()))


@given(WILD)
def test_doing_it_twice_changes_nothing(text: str) -> None:
    once = normal.normal(text)
    assert normal.normal(once) == once


@given(WILD)
def test_a_block_is_one_line_in_composed_form_without_blanks_at_its_ends(text: str) -> None:
    block = normal.block(text)
    assert block == normal.block(block)
    assert unicodedata.is_normalized("NFC", block)
    assert block == " ".join(block.split())
    block.encode()


@given(WILD)
def test_no_letter_and_no_digit_is_lost(text: str) -> None:
    def said(some: str) -> str:
        return "".join(sign for sign in unicodedata.normalize("NFKD", some) if sign.isalnum())

    kept = "".join(sign for sign in text if unicodedata.category(sign) != "Cs")
    assert said(normal.normal(text)) == said(kept)


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1))
def test_line_ends_of_all_systems_give_the_same_text(words: list[str]) -> None:
    unix = normal.normal("\n".join(words))
    assert unix == normal.normal("\r\n".join(words)) == normal.normal("\r".join(words))
    assert normal.normal("\r\n\r\n".join(words)) == normal.normal("\n\n".join(words))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Αθη\u0301να", "Αθήνα"),
        ("the e\ufb03cient \ufb02oor", "the efficient floor"),
        ("har\u00adbour", "harbour"),
        ("\ufeffport\u200b", "port"),
        ("1\u00a0200\u2009ships", "1 200 ships"),
        ("left\u200eright\u202e", "leftright"),
        ("bell\x07\x00", "bell"),
        ("half \ud83d letter", "half letter"),
        ("cut\u200doff", "cutoff"),
        ("sign \u2126\u200d\u2693", "sign Ω⚓"),
    ],
)
def test_what_shows_nothing_goes_and_letters_are_composed(written: str, kept: str) -> None:
    assert normal.block(written) == kept


@pytest.mark.parametrize(
    "text",
    [
        "👷🏽\u200d♀️ at work",
        "a family 👨\u200d👩\u200d👧",
        "می\u200cخواهم",
        "क्\u200dष",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    ],
)
def test_joiners_that_do_something_stay(text: str) -> None:
    assert normal.block(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("text", ["„never said', he said", "«Κανείς δεν μας ρώτησε", "he said ,,no''", "“ open", "x – y — z"])
def test_quotation_marks_and_dashes_stay_as_they_are(text: str) -> None:
    assert normal.block(text) == text


def test_blocks_are_parted_by_empty_lines_and_each_is_one_line() -> None:
    assert normal.normal("\n one\n two \r\n \t\r\n\n\nthree\x0cfour\u2029five\u2028six\n") == "one two\n\nthree\n\nfour\n\nfive six"


def test_a_text_of_nothing_is_empty() -> None:
    assert normal.normal(" \n\u200b\n\ufeff ") == ""


def test_the_examples_are_true() -> None:
    assert doctest.testmod(normal).failed == 0
