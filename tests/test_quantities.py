from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.numerals import number_of, spelled
from kb.quantities import agree, conflicts, quantities

Told = tuple[float | None, float | None, str]


def told(text: str) -> list[Told]:
    return [(one.low, one.high, one.noun) for one in quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("70 participants", (70, 70, "people")),
        ("some seventy experts", (70, 70, "people")),
        ("sixty-five people", (65, 65, "people")),
        ("a hundred visitors", (100, 100, "people")),
        ("two hundred and ten arrests", (210, 210, "arrests")),
        ("70-80 delegates", (70, 80, "people")),
        ("between 60 and 70 delegates", (60, 70, "people")),
        ("70 to 80 guests", (70, 80, "people")),
        ("4,324 people", (4324, 4324, "people")),
        ("4.324 άτομα", (4324, 4324, "people")),
        ("1.5 million euro", (1_500_000, 1_500_000, "euros")),
        ("€ 5 million", (5_000_000, 5_000_000, "euros")),
        ("EUR 5,5 million", (5_500_000, 5_500_000, "euros")),
        ("300 €", (300, 300, "euros")),
        ("12.5%", (12.5, 12.5, "percent")),
        ("15 per cent", (15, 15, "percent")),
        ("15 τοις εκατό", (15, 15, "percent")),
        ("more than 70 countries", (70, None, "countries")),
        ("fewer than 20 officers", (None, 20, "officer")),
        ("εξήντα πέντε συμμετέχοντες", (65, 65, "people")),
        ("διακόσια εμπορευματοκιβώτια", (200, 200, "containers")),
        ("τρεις χιλιάδες εργαζόμενοι", (3000, 3000, "workers")),
        ("70 έως 80 άτομα", (70, 80, "people")),
        ("έως 80 άτομα", (None, 80, "people")),
        ("καμιά εβδομηνταριά άτομα", (70, 70, "people")),
        ("70 law enforcement professionals", (70, 70, "people")),
        ("an attendance of about 65", (65, 65, "people")),
        ("65 had come", (65, 65, "people")),
        ("two-day workshop", (2, 2, "days")),
        ("twelve speakers", (12, 12, "speaker")),
    ],
)
def test_a_number_is_read_with_what_it_counts(text: str, expected: Told) -> None:
    assert told(f"It was told: {text}.") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "on 26 September 2017",
        "στις 7 Ιουνίου",
        "in 2017",
        "9 out of 10",
        "page 3",
        "at 10:30",
        "H2020",
        "one of them",
        "14/15",
        "https://example.org/2",
        "",
    ],
)
def test_dates_and_numbers_of_things_count_nothing(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize("text", ["about 70 people", "some 70 people", "περίπου 70 άτομα", "nearly seventy people"])
def test_what_is_told_roughly_is_known_to_be(text: str) -> None:
    assert [one.about for one in quantities(text)] == [True]


def test_a_number_knows_its_place_and_its_words() -> None:
    text = "Then about 70\nexperts came."
    found = quantities(text)[0]
    assert text[found.start : found.end] == "70\nexperts"
    assert found.words == "about 70 experts"


def test_a_number_without_a_bound_says_so() -> None:
    assert [one.words for one in quantities("over 70 people, under 20 cases")] == ["more than 70 people", "less than 20 cases"]


def test_page_furniture_is_not_read() -> None:
    assert quantities("2 comments, 70 people", [(0, 10)])[0].noun == "people"
    assert len(quantities("2 comments, 70 people", [(0, 10)])) == 1


def alike(one: str, other: str) -> bool:
    return agree(quantities(one)[0], quantities(other)[0])


def test_seventy_and_sixty_five_do_not_agree() -> None:
    assert not alike("70 people", "65 people")
    assert not alike("about 70 people", "65 people")


def test_a_rough_number_agrees_with_one_nearby() -> None:
    assert alike("about 70 people", "68 people")
    assert not alike("70 people", "68 people")


def test_a_range_agrees_with_what_lies_in_it() -> None:
    assert alike("60-70 people", "65 people")
    assert alike("more than 60 people", "70 people")
    assert not alike("fewer than 60 people", "70 people")


def test_two_sources_that_tell_one_thing_differently_are_a_conflict() -> None:
    found = conflicts({"a": quantities("70 participants from 12 countries"), "b": quantities("65 guests from twelve countries")})
    assert list(found) == ["people"]
    assert {key: [one.low for one in numbers] for key, numbers in found["people"].items()} == {"a": [70], "b": [65]}


def test_what_one_source_tells_besides_is_no_conflict() -> None:
    assert conflicts({"a": quantities("70 people, 20 people stayed"), "b": quantities("seventy persons"), "c": []}) == {}


@pytest.mark.parametrize(
    ("digits", "value"), [("7", 7), ("4,324", 4324), ("4.324", 4324), ("4.5", 4.5), ("4,5", 4.5), ("1.234.567", 1234567), ("0.125", 0.125)]
)
def test_marks_in_digits_are_understood(digits: str, value: float) -> None:
    assert number_of(digits) == value


@pytest.mark.parametrize(
    ("words", "value", "used"),
    [
        ("seventy people", 70, 1),
        ("sixty five people", 65, 2),
        ("two thousand three hundred", 2300, 4),
        ("one hundred and ten", 110, 4),
        ("five six", 5, 1),
        ("one of us", 0, 0),
        ("a dozen eggs", 12, 2),
        ("a million", 1_000_000, 2),
        ("people", 0, 0),
        ("εκατο εικοσι ατομα", 120, 2),
    ],
)
def test_numbers_in_words_are_understood(words: str, value: float, used: int) -> None:
    assert spelled(words.split()) == (value, used)


@given(st.integers(min_value=2, max_value=9_999_999), st.sampled_from([",", ".", "\u00a0"]))
def test_thousands_marks_do_not_change_a_number(number: int, mark: str) -> None:
    written = f"{number:,}".replace(",", mark)
    expected = [] if written.isdigit() and 1900 <= number < 2100 else [(number, number, "people")]
    assert told(f"There were {written} people.") == expected


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert all(text[one.start : one.end] for one in quantities(text))
