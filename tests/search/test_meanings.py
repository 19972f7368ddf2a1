"""Names stand for one another: a search finds what is meant, says so, and can be told to leave it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.search.engine import Entry, Meaning
from kb.search.request import Also, And, Node, Phrase, Value, Word
from kb.search.whoosh import WhooshEngine
from kb.search.whoosh.matching import ALSO_SHARE
from tests.helpers import entry, request

KEMEA, MENTIONED, TOPIC, ABOUT, CRYPTO, JOINED, APART, TUM = range(1, 9)
GREEK, FULL = "ΚΕ.ΜΕ.Α", "Center for Security Studies"


def topic(number: int, label: str, *names: str, about: tuple[str, ...]) -> Entry:
    """Make the entry of a topic; what is about the narrower ones is about it too."""
    made = entry(number, label, called=names, names=" ".join(names), facets={"kind": ("topic",), "topic": about})
    return replace(made, slug=about[0])


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    """Give an index of things that have several names, and of records that use one of them."""
    made = WhooshEngine(tmp_path_factory.mktemp("meanings") / "index")
    made.rebuild(
        [
            entry(KEMEA, FULL, called=("KEMEA", GREEK), names=f"KEMEA {GREEK}", facets={"kind": ("organisation",)}),
            entry(MENTIONED, "A report", text="Made by the center for security studies in Athens", facets={"kind": ("document",)}),
            topic(TOPIC, "Virtual currencies", "cryptocurrencies", about=("crypto",)),
            entry(ABOUT, "Wallets", text="keys and coins", facets={"kind": ("statement",), "topic": ("bitcoin", "crypto")}),
            entry(CRYPTO, "Payment", text="paid in a virtual currency", facets={"kind": ("statement",)}),
            entry(JOINED, "Training", text="given inhouse", facets={"kind": ("statement",)}),
            entry(APART, "Skills", text="kept in house", facets={"kind": ("statement",)}),
            entry(TUM, "TECHNISCHE UNIVERSITAET MUENCHEN", called=("TUM",), names="TUM", facets={"kind": ("organisation",)}),
        ],
        lambda _done: None,
    )
    return made


@pytest.mark.parametrize("words", ["KEMEA", "kemea", FULL, GREEK, "κεμεα", GREEK.replace(".", "").lower().replace("ε", "έ", 1), "KE MEA"])
def test_every_name_of_a_record_finds_what_any_of_them_finds(engine: WhooshEngine, words: str) -> None:
    assert set(engine.find_all(request(words))) == {KEMEA, MENTIONED}


def test_what_was_searched_besides_is_told(engine: WhooshEngine) -> None:
    assert engine.find(request("KEMEA")).meanings == (Meaning("KEMEA", KEMEA, (FULL, GREEK)),)


def test_a_request_that_is_not_to_be_widened_finds_what_was_typed(engine: WhooshEngine) -> None:
    asked = replace(request("KEMEA"), widened=False)
    assert (engine.find_all(asked), engine.find(asked).meanings) == ([KEMEA], ())


@pytest.mark.parametrize("words", ['"KEMEA"', "label:KEMEA", "names:KEMEA", "KEMEA*", "-KEMEA"])
def test_quotes_fields_a_star_and_minus_leave_a_name_as_it_is(engine: WhooshEngine, words: str) -> None:
    assert engine.find(request(words)).meanings == ()


@pytest.mark.parametrize("words", ["virtual currency", "virtual currencies", "cryptocurrency", "Cryptocurrencies", "crypto-currency"])
def test_a_topic_stands_for_its_names_in_any_form_and_for_what_is_about_it(engine: WhooshEngine, words: str) -> None:
    assert set(engine.find_all(request(words))) == {TOPIC, ABOUT, CRYPTO}
    assert engine.find(request(words)).meanings[0].about == "crypto"


def test_a_name_among_other_words_stands_for_its_other_names(engine: WhooshEngine) -> None:
    assert engine.find_all(request("KEMEA Athens")) == [MENTIONED]
    assert engine.find_all(request("report -KEMEA")) == [MENTIONED]
    assert set(engine.find_all(request("KEMEA OR TUM"))) == {KEMEA, MENTIONED, TUM}


def test_every_word_of_a_name_stands_for_the_whole_of_it(engine: WhooshEngine) -> None:
    names = ("Virtual currencies", "cryptocurrencies")
    others: tuple[Node, ...] = (*(Phrase(name, loose=True) for name in names), Value("topic", "crypto"))
    tree = engine.find(request("virtual currency")).understood.tree
    assert tree == And((Also(Word("virtual"), others), Also(Word("currency"), others)))


def test_what_was_typed_counts_more_than_another_name(engine: WhooshEngine) -> None:
    assert [number for number, _score in engine.find(request("KEMEA")).hits] == [KEMEA, MENTIONED]


@pytest.mark.parametrize("words", ["inhouse", "in-house", "in house"])
def test_a_word_is_found_written_together_apart_or_with_a_hyphen(engine: WhooshEngine, words: str) -> None:
    assert set(engine.find_all(request(words))) >= {JOINED, APART}


def test_what_is_written_apart_is_told_without_a_record(engine: WhooshEngine) -> None:
    assert engine.find(request("inhouse")).meanings == (Meaning("inhouse", None, ("in house",)),)
    assert engine.find(request("in house")).meanings == (Meaning("in house", None, ("inhouse",)),)


@pytest.mark.parametrize("words", ["Technische Universität München", "technische universitat munchen"])
def test_umlauts_are_known_written_as_two_letters(engine: WhooshEngine, words: str) -> None:
    assert TUM in engine.find_all(request(words))


def test_a_name_shared_by_many_tells_nothing(tmp_path: Path) -> None:
    made = WhooshEngine(tmp_path / "index")
    made.rebuild([entry(number, "ABC", called=(f"Body {number}",)) for number in range(1, 5)], lambda _done: None)
    assert made.find(request("ABC")).meanings == ()


def test_a_deleted_record_names_nothing(tmp_path: Path) -> None:
    made = WhooshEngine(tmp_path / "index")
    made.rebuild([entry(1, "KEMEA", called=(FULL,)), entry(2, "Report", text=FULL)], lambda _done: None)
    made.update([], [1])
    assert made.find(request("KEMEA")).meanings == ()


def test_another_name_that_is_a_common_word_is_left_out(tmp_path: Path) -> None:
    made = WhooshEngine(tmp_path / "index")
    rest = [entry(number, f"No {number}", text="safe") for number in range(2, 210)]
    made.rebuild([entry(1, "Prevention of abuse", called=("SAFE",), names="SAFE"), *rest], lambda _done: None)
    assert made.find(request("prevention of abuse")).meanings == ()
    assert made.find(request("safe")).meanings == ()


def test_why_a_record_is_found_names_the_other_name_and_what_it_stands_for(engine: WhooshEngine) -> None:
    found = engine.explain(request("KEMEA"), MENTIONED)
    assert [(match.node, match.meant) for match in found.matches] == [(Phrase(FULL, loose=True), Word("KEMEA"))]
    assert sum(match.share for match in found.matches) == pytest.approx(found.score, abs=1e-3)
    assert found.score < found.matches[0].share / ALSO_SHARE


def test_what_a_record_lacks_is_told_as_it_was_typed(engine: WhooshEngine) -> None:
    assert engine.explain(request("KEMEA lamps"), KEMEA).missing == (Word("lamps"),)
    assert engine.explain(request("KEMEA Athens"), TUM).missing == (Word("KEMEA"), Word("Athens"))


def test_each_condition_counts_what_is_found_by_other_names(engine: WhooshEngine) -> None:
    clauses = engine.diagnose(request("KEMEA wallets")).clauses
    assert [(clause.node, clause.alone) for clause in clauses] == [(Word("KEMEA"), 2), (Word("wallets"), 1)]


def test_the_more_of_the_words_a_record_has_the_higher_it_stands(tmp_path: Path) -> None:
    made = WhooshEngine(tmp_path / "index")
    texts = {1: "rare", 2: "dark web police", 3: "dark"}
    rest = dict.fromkeys(range(4, 9), "dark web police")
    made.rebuild([entry(number, f"No {number}", text=text) for number, text in (texts | rest).items()], lambda _done: None)
    assert [number for number, _score in made.find(request("rare dark web police training")).hits][-2:] == [1, 3]


def test_words_that_ask_need_not_be_there(engine: WhooshEngine) -> None:
    assert engine.find_all(request("who made a report")) == [MENTIONED]
    assert engine.find(request("WHO made a report")).understood.notes == ("no record has all of these words; these have some of them",)


@pytest.mark.parametrize(("typed", "right"), [("kmeea", "kemea"), ("virtaul", "virtual"), ("walltes", "wallets")])
def test_two_letters_that_changed_places_are_one_slip(engine: WhooshEngine, typed: str, right: str) -> None:
    assert engine.find_all(request(typed)) == engine.find_all(request(right)) != []


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        (
            "asked the Center for Security Studies in Athens",
            "asked the <mark>Center</mark> for <mark>Security</mark> <mark>Studies</mark> in Athens",
        ),
        ("a center of learning with studies of its own", "a center of learning with studies of its own"),
        ("KEMEA and a center", "<mark>KEMEA</mark> and a center"),
    ],
    ids=["whole", "words of it apart", "typed"],
)
def test_a_snippet_marks_another_name_only_where_the_whole_of_it_stands(engine: WhooshEngine, text: str, marked: str) -> None:
    assert engine.snippet(text, engine.find(request("KEMEA")).understood) == marked
