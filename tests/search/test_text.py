from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.text import WORD, fold, parts


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Setúbal", "setubal"),
        ("ΜΈΣΑ Δικτύωσης", "μεσα δικτυωσησ"),
        ("Straße", "strasse"),
        ("École Française", "ecole francaise"),
        ("Łódź", "łodz"),
        ("Киев", "киев"),
        ("\N{LATIN SMALL LIGATURE FI}le", "file"),
    ],
)
def test_case_and_accents_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_an_accent_makes_no_difference_however_it_is_written() -> None:
    assert fold("Setu\N{COMBINING ACUTE ACCENT}bal") == fold("SETÚBAL")


@given(st.text())
def test_folding_twice_is_the_same_as_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("crypto-currency", ["crypto", "currency"]),
        ("MEDI@4SEC", ["MEDI", "4SEC"]),
        ("ΚΕ.ΜΕ.Α", ["ΚΕ", "ΜΕ", "Α"]),
        ("police", ["police"]),
        ("-", []),
    ],
)
def test_a_joined_word_has_parts(word: str, found: list[str]) -> None:
    assert parts(word) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("MEDI@4SEC, R&D and end-users.", ["MEDI@4SEC", "R&D", "and", "end-users"]),
        ("the police\N{RIGHT SINGLE QUOTATION MARK}s", ["the", "police\N{RIGHT SINGLE QUOTATION MARK}s"]),
        ("FCT-01-2015", ["FCT-01-2015"]),
        ("-- ...", []),
    ],
)
def test_marks_inside_a_name_belong_to_the_word(text: str, words: list[str]) -> None:
    assert WORD.findall(text) == words
