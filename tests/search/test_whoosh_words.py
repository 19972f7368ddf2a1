from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.whoosh import WhooshEngine
from kb.search.whoosh.lexicon import distances
from kb.search.whoosh.words import FIELDS, ROOM, postings, same_name, terms
from tests.helpers import entry, request

TEXTS = st.text(st.sampled_from("abé -@.' TheIngß"), max_size=60)
LETTERS = st.text(st.sampled_from("abcé"), min_size=1, max_size=8)


@given(text=TEXTS)
def test_the_index_holds_just_the_terms_that_a_search_asks_for(text: str) -> None:
    made = postings({"summary": text})
    stems = [term.decode() for term, count, _weight, _value in made.get("summary", []) for _time in range(count)]
    written = [term.decode() for term, count, _weight, _value in made.get("exact", []) for _time in range(count)]
    assert sorted(stems) == sorted(terms(text))
    assert sorted(written) == sorted(terms(text, exact=True))


def test_every_word_as_written_knows_its_places() -> None:
    made = {term.decode(): list(array("I", value)) for term, _count, _weight, value in postings({"label": "go go-between go"})["exact"]}
    assert made == {"go": [0, 1, 3], "between": [2], "gobetween": [1]}


def test_each_field_is_a_room_of_its_own() -> None:
    made = {term.decode(): list(array("I", value)) for term, _count, _weight, value in postings(dict.fromkeys(FIELDS, "go"))["exact"]}
    assert made == {"go": [0, ROOM, 2 * ROOM, 3 * ROOM]}


@pytest.mark.parametrize(("name", "same"), [("K\N{COMBINING ACUTE ACCENT}.E", "ke"), ("Medi@4sec", "medi4sec"), ("--", "")])
def test_spellings_of_a_name_are_the_same(name: str, same: str) -> None:
    assert same_name(name) == same


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    """Give an index of a few entries whose words stand close together."""
    made = WhooshEngine(tmp_path_factory.mktemp("phrases") / "index")
    made.rebuild(
        [
            entry(1, "Dark web", text="Markets of the dark web; the web is dark."),
            entry(2, "Dark", names="web", text="the dark"),
            entry(3, "Other", summary="A dark-web market of crypto-currency", text="dark"),
            entry(4, "Web dark web", text="market"),
        ],
        lambda _done: None,
    )
    return made


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ('"dark web"', {1, 3, 4}),
        ('label:"dark web"', {1, 4}),
        ('names:"dark web"', set()),
        ('summary:"dark web market"', {3}),
        ('"of the dark"', {1}),
        ('"web is dark"', {1}),
        ('"web dark web"', {4}),
        ('"dark web markets"', set()),
        ('"crypto currency"', {3}),
        ('"nowhere web"', set()),
        ('"markets" -label:"dark web"', set()),
    ],
)
def test_a_phrase_stands_within_one_field_in_its_order(engine: WhooshEngine, words: str, wanted: set[int]) -> None:
    assert set(engine.find_all(request(words))) == wanted


def changes(text: str, word: str) -> int:
    """Count the letters to add, drop or replace, the plain way."""
    row = list(range(len(word) + 1))
    for above, letter in enumerate(text, start=1):
        row, before = [above], row
        for place, other in enumerate(word):
            row.append(min(before[place + 1] + 1, row[place] + 1, before[place] + (letter != other)))
    return row[-1]


@given(text=LETTERS, words=st.lists(LETTERS, max_size=8), most=st.integers(min_value=1, max_value=2))
def test_words_within_a_few_changes_are_told_with_their_number(text: str, words: list[str], most: int) -> None:
    assert distances(text, words, most).tolist() == [changes(text, word) if changes(text, word) <= most else most + 1 for word in words]
