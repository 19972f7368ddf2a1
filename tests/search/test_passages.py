from __future__ import annotations

import pytest

from kb.search.request import parse
from kb.search.whoosh.passages import CLOSELY, best

MANY = ["nothing here"] * (CLOSELY + 20)


def chosen(texts: list[str], words: str) -> int:
    return best(texts, parse(words)[0])


def test_the_text_with_most_of_the_words_answers_best() -> None:
    assert chosen(["tor", "tor and bitcoin", "bitcoin"], "tor bitcoin") == 1


def test_of_equals_the_first_answers_best() -> None:
    assert chosen(["none", "police", "policing"], "policing") == 1


@pytest.mark.parametrize("words", ["", "absent", "-police"])
def test_where_no_text_has_any_the_first_with_words_is_taken(words: str) -> None:
    assert chosen(["", "one", "police"], words) == 1
    assert chosen(["", *MANY], words) == 1
    assert chosen([""], words) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the bodies were counted", "body"),
        ("Policies of the police", "policy"),
        ("cryptography", "crypt*"),
        ("the Währung fell", "wahrung"),
        ("ΜΈΣΑ ΔΙΚΤΎΩΣΗΣ", "δικτυωσης"),
        ("the city's harbour-master", "harbour"),
    ],
)
def test_among_many_texts_the_best_is_seen_in_whatever_form_the_words_stand(text: str, words: str) -> None:
    for place in (0, CLOSELY, len(MANY) - 1):
        texts = [*MANY[:place], text, *MANY[place:]]
        assert chosen(texts, words) == place


def test_among_many_texts_one_with_all_words_stands_before_many_with_some() -> None:
    assert chosen(["tor"] * 30 + ["tor bitcoin"] + ["bitcoin"] * 30, "tor bitcoin") == 30
