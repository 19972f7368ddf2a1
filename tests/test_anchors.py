from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kb import anchors
from kb.anchors import Anchor, Place

WORDS = st.sampled_from(
    [
        "dark",
        "web",
        "Χάγη",
        "κρυπτονόμισμα",
        "e\u0301cole",
        "q\u0308uote",
        "👩‍🔬",
        "🇪🇺",
        "нет",
        "fi",
        "70",
        "“said”",
        "\r\n",
        "\n\n",
        "  ",
        "-",
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=60).map(" ".join) | st.text(min_size=1, max_size=300)
TEXT = "Alpha said so. The workshop drew 70 people. Beta said so. Beta left."


@st.composite
def stretches(draw: st.DrawFn) -> tuple[str, int, int]:
    text = unicodedata.normalize("NFC", draw(TEXTS))
    assume(text.strip())
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    assume(text[start:end].strip())
    return text, start, end


@given(stretches())
@example(("a👩‍🔬b\r\nç e\u0301", 1, 4))
def test_an_anchor_leads_back_to_the_passage_it_was_made_on(made: tuple[str, int, int]) -> None:
    text, start, end = made
    anchor = anchors.made(text, start, end)
    assert anchor.exact == text[start:end].strip()
    assert anchors.found(text, anchor) == Place(anchor.start or 0, anchor.end or 0, "position")
    assert text[anchor.start : anchor.end] == anchor.exact


@given(stretches(), st.text(max_size=80))
def test_a_passage_is_found_by_its_words_wherever_they_went_or_is_lost_but_never_guessed(made: tuple[str, int, int], before: str) -> None:
    text, start, end = made
    anchor = anchors.made(text, start, end)
    changed = before + text
    place = anchors.found(changed, anchor)
    if place is None:
        assert changed.count(anchor.exact) != 1
    else:
        assert changed[place.start : place.end] == anchor.exact


@given(stretches())
def test_what_a_file_keeps_of_an_anchor_is_enough_to_find_it(made: tuple[str, int, int]) -> None:
    text, start, end = made
    anchor = anchors.made(text, start, end)
    kept = Anchor(anchor.exact, anchor.prefix.strip(), anchor.suffix.strip(), anchor.start, anchor.end)
    assert anchors.found(text, kept) == anchors.found(text, anchor)


@given(st.text(max_size=200), st.text(min_size=1, max_size=40))
def test_words_that_are_not_there_are_never_found(text: str, words: str) -> None:
    assume(words not in text)
    assert anchors.found(text, Anchor(words, start=0, end=len(words))) is None


def test_words_that_stand_there_twice_are_told_apart_by_the_text_around_them() -> None:
    twice = Anchor("Beta", prefix="70 people. ", suffix=" said")
    assert anchors.found(TEXT, twice) == Place(44, 48, "quote")
    assert anchors.found(TEXT, Anchor("Beta")) is None
    assert anchors.found(TEXT, Anchor("Beta", prefix="nowhere ")) is None


def test_a_position_with_other_words_does_not_hold() -> None:
    assert anchors.found(TEXT, Anchor("workshop", start=0, end=8)) == Place(19, 27, "quote")


def test_an_anchor_without_words_is_found_nowhere() -> None:
    assert anchors.found(TEXT, Anchor("")) is None


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 4), (0, 999), (14, 15)])
def test_there_is_no_anchor_without_a_passage(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="the text has no passage from"):
        anchors.made(TEXT, start, end)


def test_a_lost_passage_is_offered_the_stretches_most_like_it() -> None:
    changed = "Intro. The workshop attracted 65 people. Elsewhere: the workshop drew some 70 persons. The end."
    offered = anchors.candidates(changed, Anchor("The workshop drew 70 people."))
    assert {one.text for one in offered} == {"the workshop drew some 70 persons", "The workshop attracted 65 people"}
    assert [changed[one.start : one.end] for one in offered] == [one.text for one in offered]
    assert offered[0].alike >= offered[1].alike >= anchors.ALIKE


def test_where_the_words_stand_several_times_each_place_is_offered() -> None:
    assert [(one.start, one.alike) for one in anchors.candidates(TEXT, Anchor("Beta"))] == [(44, 100.0), (58, 100.0)]


def test_what_is_like_nothing_is_offered_nothing() -> None:
    assert anchors.candidates(TEXT, Anchor("zzzzqqqq xxxxyyyy")) == []


@pytest.mark.parametrize(
    ("address", "words", "expected"),
    [
        ("https://example.org/a", "few words", "https://example.org/a#:~:text=few%20words"),
        ("https://example.org/a#part", "few words", "https://example.org/a#part:~:text=few%20words"),
        ("https://example.org/a", "well-kept, R&D", "https://example.org/a#:~:text=well%2Dkept%2C%20R%26D"),
        (
            "https://example.org/a",
            "one two three four five\n\nsix seven eight nine",
            "https://example.org/a#:~:text=one%20two%20three%20four,six%20seven%20eight%20nine",
        ),
    ],
)
def test_an_address_leads_to_words_on_a_page(address: str, words: str, expected: str) -> None:
    assert anchors.pointed(address, words) == expected
