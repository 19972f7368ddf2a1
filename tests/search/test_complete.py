from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.search.engine import Completion, Entry
from kb.search.text import fold, parts
from kb.search.whoosh import WhooshEngine
from kb.search.whoosh.words import same_name, terms
from tests.helpers import entry

# Written with signs between the letters, as the organisation itself does.
GREEK = "κε.με.θ."
DARK, POLICING, MEDIA, MEDICAL, CENTRE, SETUBAL, LAB, POLICE, STATEMENT, DARKNET = range(1, 11)
TEXTS = st.text(st.sampled_from("ab Ab-é@"), min_size=1, max_size=7).filter(same_name)


def named(number: int, kind: str, *names: str, text: str = "") -> Entry:
    return entry(number, names[0], called=names[1:], facets={"kind": (kind,)}, names="\n".join(names[1:]), text=text)


ENTRIES = (
    named(DARK, "topic", "Dark Web", "darknet markets", text="cryptocurrency crypto markets"),
    named(POLICING, "topic", "Policing the Dark Web", text="crypto crypto"),
    named(MEDIA, "project", "MEDI@4SEC", "The Role of New Social Media", text="cryptography"),
    named(MEDICAL, "topic", "medical ethics", text="crypto"),
    named(CENTRE, "organisation", "Center for Security Studies", "KEMEA", GREEK, "Κέντρο Μελετών"),
    named(SETUBAL, "organisation", "City of Setúbal"),
    named(LAB, "person", "Łukasz Dąbrowski", "Полиция"),
    named(POLICE, "organisation", "Dark Institute", text="cryptography"),
    named(STATEMENT, "statement", "Dark", text="medicine"),
    named(DARKNET, "tool", "Darknet monitor"),
)


def built(folder: Path, entries: Iterable[Entry]) -> WhooshEngine:
    made = WhooshEngine(folder)
    made.rebuild(entries, lambda _done: None)
    return made


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    """Give an index of records of some kinds."""
    return built(tmp_path_factory.mktemp("complete") / "index", ENTRIES)


def offered(found: Completion) -> list[int]:
    return [number for number, _name in found.records]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("dark w", [DARK, POLICING]),
        ("DARK-W", [DARK, POLICING]),
        ("setub", [SETUBAL]),
        ("city of setú", [SETUBAL]),
        ("kem", [CENTRE]),
        ("κεμεθ", [CENTRE]),
        ("κεντρο", [CENTRE]),
        ("Κέντρο", [CENTRE]),
        ("полиц", [LAB]),
        ("dabr", [LAB]),
        ("social med", [MEDIA]),
        ("nowhere", []),
        ("", []),
        ("?!", []),
    ],
)
def test_a_record_is_offered_by_any_of_its_names_in_any_spelling(engine: WhooshEngine, typed: str, wanted: list[int]) -> None:
    assert offered(engine.complete(typed, 10)) == wanted


def test_what_is_called_just_so_stands_first_whatever_it_is(engine: WhooshEngine) -> None:
    assert offered(engine.complete("dark", 10)) == [STATEMENT, DARK, POLICE, DARKNET, POLICING]


def test_signs_in_a_name_count_where_they_are_typed(engine: WhooshEngine) -> None:
    assert offered(engine.complete("medi", 10)) == [MEDICAL, MEDIA]
    assert offered(engine.complete("medi@", 10)) == [MEDIA, MEDICAL]


def test_each_record_comes_with_the_name_it_was_found_by(engine: WhooshEngine) -> None:
    assert engine.complete("darknet", 10).records == ((DARK, "darknet markets"), (DARKNET, "Darknet monitor"))
    assert engine.complete("κε με", 10).records == ((CENTRE, GREEK),)
    assert engine.complete("policing web", 10).records == ((POLICING, "Policing the Dark Web"),)


def test_words_may_stand_in_different_names_of_a_record(engine: WhooshEngine) -> None:
    assert engine.complete("kemea stud", 10).records == ((CENTRE, "Center for Security Studies"),)


@pytest.mark.parametrize("typed", ["-dark", "dark -web", "topic:dark", "label:dark", "dark~", "dark OR web", "NOT dark", 'label:"dark w'])
def test_what_is_more_than_a_name_is_completed_by_words_alone(engine: WhooshEngine, typed: str) -> None:
    assert engine.complete(typed, 10).records == ()


@pytest.mark.parametrize("typed", ['"dark w', "(dark w", "dark w*", " dark  w"])
def test_a_name_may_be_typed_as_a_search(engine: WhooshEngine, typed: str) -> None:
    assert DARK in offered(engine.complete(typed, 10))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("crypt", ("crypto", "cryptography", "cryptocurrency")),
        ("crypto", ("cryptography", "cryptocurrency")),
        ("dark cryp", ("dark crypto", "dark cryptocurrency", "dark cryptography")),
        ("social cryp", ("social cryptography",)),
        ("web -social kind:topic cryptog", ()),
        ("social -web kind:topic cryptog", ("social -web kind:topic cryptography",)),
        ("label:sec", ("label:security",)),
        ("names:crypt", ("names:crypto", "names:cryptography", "names:cryptocurrency")),
        ("topic:crypt", ()),
        ("12:crypt", ()),
        ("-cryptog", ("-cryptography",)),
        ('"dark institu', ('"dark institute',)),
        ("(cryptog", ("(cryptography",)),
        ("crypt ", ()),
        ("crypt*", ()),
        ("crypt~", ()),
        ("nowhere", ()),
        ("th", ()),
        ("sec-st", ()),
    ],
)
def test_the_last_word_is_completed_by_what_goes_best_with_the_others(engine: WhooshEngine, typed: str, wanted: tuple[str, ...]) -> None:
    assert engine.complete(typed, 10).words == wanted


def test_records_and_words_are_no_more_than_asked_for(engine: WhooshEngine) -> None:
    found = engine.complete("c", 2)
    assert (len(found.records), len(found.words)) == (2, 1)
    assert len(engine.complete("c", 1).words) == 1


def test_kinds_take_turns_and_those_nobody_seeks_by_name_stand_last(tmp_path: Path) -> None:
    kinds = ["statement", *["project"] * 5, *["topic"] * 4, "organisation"]
    engine = built(tmp_path / "index", [named(number, kind, f"same {number:02}") for number, kind in enumerate(kinds, start=1)])
    assert offered(engine.complete("same", 20)) == [7, 8, 9, 2, 3, 4, 11, 10, 5, 6, 1]


def test_a_shorter_name_stands_before_a_longer_one_and_equals_by_label(tmp_path: Path) -> None:
    engine = built(tmp_path / "index", [named(1, "topic", "samely"), named(2, "topic", "same c"), named(3, "topic", "same b")])
    assert offered(engine.complete("same", 20)) == [3, 2, 1]


def test_what_was_removed_or_renamed_is_no_longer_offered(tmp_path: Path) -> None:
    engine = built(
        tmp_path / "index", [named(1, "topic", "same one", text="only"), named(2, "topic", "same two"), named(3, "topic", "other")]
    )
    engine.update([named(2, "topic", "changed")], [1])
    assert engine.complete("same", 5) == Completion((), ())
    assert engine.complete("onl", 5) == Completion((), ())
    assert engine.complete("chang", 5) == Completion(((2, "changed"),), ("changed",))


def test_a_word_is_offered_by_how_many_records_are_left_that_have_it(tmp_path: Path) -> None:
    engine = built(tmp_path / "index", [named(n, "topic", f"name {n}", text="market" if n < 4 else "marble") for n in range(1, 6)])
    assert engine.complete("mar", 4).words == ("market", "marble")
    engine.update([], [1, 2])
    assert engine.complete("mar", 4).words == ("marble", "market")


@given(typed=st.text(max_size=12), limit=st.integers(min_value=1, max_value=4))
def test_anything_typed_can_be_completed(engine: WhooshEngine, typed: str, limit: int) -> None:
    found = engine.complete(typed, limit)
    assert len(found.records) <= limit
    assert len(found.words) <= limit


def fits(names: Sequence[str], typed: str) -> bool:
    """Tell whether a record with some names is meant by the beginning of a search, the plain way."""
    held, words = {term for name in names for term in terms(name, exact=True)}, parts(fold(typed))
    has_words = all(word in held for word in words[:-1]) and any(word.startswith(words[-1]) for word in held)
    return has_words or any(same_name(name).startswith(same_name(typed)) for name in names)


# What begins with a minus is asked to be left out.
TYPED = st.text(st.sampled_from("ab Ab.é@"), min_size=1, max_size=5).filter(same_name)
RECORDS = st.lists(st.lists(TEXTS, min_size=1, max_size=3), min_size=3, max_size=8)


@given(records=RECORDS, typed=TYPED)
@settings(max_examples=20)
def test_just_those_records_are_offered_whose_names_fit_whatever_segments_they_lie_in(records: list[list[str]], typed: str) -> None:
    made = [named(number, "topic", *names) for number, names in enumerate(records, start=1)]
    wanted = {number for number, names in enumerate(records, start=1) if fits(names, typed)}
    with TemporaryDirectory() as folder:
        engine = built(Path(folder) / "index", made[:-2])
        engine.update(made[-2:], [])
        assert set(offered(engine.complete(typed, 20))) == wanted
        engine.update([], [1])
        assert set(offered(engine.complete(typed, 20))) == wanted - {1}
