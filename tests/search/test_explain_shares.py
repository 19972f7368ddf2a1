from __future__ import annotations

from pathlib import Path

import pytest

from kb.search.engine import Explanation
from kb.search.request import Not, Phrase, Value, Word
from kb.search.whoosh import WhooshEngine
from kb.search.whoosh.explaining import CLOSE
from kb.workspace import Workspace
from tests.helpers import entry, request

REQUESTS = [
    "",
    "police",
    "policing dark",
    '"dark web"',
    'label:"dark web"',
    '"police"',
    "crypto*",
    "label:crypto* bitcoin",
    "names:tno",
    "crypto-currency",
    "e-mail police",
    "trace~",
    "policng",
    "police -dark",
    "-police",
    "-police -dark",
    "(bitcoin OR tor) training",
    "bitcoin OR -police",
    "topic:bitcoin",
    "year:2016..2018 police",
    "the",
    "the police",
    "qqqqq zzzzz police",
    "titanium",
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    """Give an index of two segments and one deleted entry."""
    made = WhooshEngine(tmp_path_factory.mktemp("explained") / "index")
    entries = [
        entry(1, "Harbour", called=("The Port",), summary="policing and a policeman", text="police, policing", facets={"country": ("NL",)}),
        entry(2, "Dark market", text="the dark web and web shops", facets={"country": ("NO",)}),
        entry(3, "Gone", text="police"),
    ]
    made.rebuild(entries, lambda _done: None)
    made.update([entry(4, "Crypto-currency", names="filing happy files", text="happiness e-mail")], [3])
    return made


def explained(engine: WhooshEngine, words: str, record: int, **rest: dict[str, tuple[str, ...]]) -> Explanation:
    return engine.explain(request(words, **rest), record)


def parts(found: Explanation) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return sorted((match.term, match.fields, match.forms) for match in found.matches)


@pytest.mark.parametrize("words", REQUESTS)
def test_the_shares_of_a_hit_add_up_to_its_score(library: Workspace, words: str) -> None:
    hits = library.engine.find(request(words, size=30)).hits
    assert hits
    for record, score in hits:
        found = library.engine.explain(request(words), record)
        assert found.found
        assert found.score == pytest.approx(score, abs=1e-4)
        assert sum(match.share for match in found.matches) == pytest.approx(score, abs=CLOSE)
        assert all(match.share > 0 for match in found.matches)


@pytest.mark.parametrize("words", ["police", "crypto*", "crypto-currency", "trace~", "(bitcoin OR tor) training", "the"])
def test_every_share_of_a_word_has_its_field_and_its_form(library: Workspace, words: str) -> None:
    for record, _score in library.engine.find(request(words)).hits:
        for match in library.engine.explain(request(words), record).matches:
            assert match.named or (match.fields and match.forms), match


def test_a_word_is_told_with_its_fields_its_stem_and_the_forms_that_stand_there(engine: WhooshEngine) -> None:
    found = explained(engine, "policing", 1)
    assert parts(found) == [("polic", ("summary", "text"), ("policing", "police"))]


@pytest.mark.parametrize(("words", "forms"), [("file", ("files", "filing")), ("happy", ("happy", "happiness"))])
def test_a_form_may_end_otherwise_than_its_stem(engine: WhooshEngine, words: str, forms: tuple[str, ...]) -> None:
    assert parts(explained(engine, words, 4))[0][2] == forms


def test_a_beginning_tells_the_words_that_begin_so(engine: WhooshEngine) -> None:
    assert parts(explained(engine, "pol*", 1)) == [
        ("police", ("text",), ("police",)),
        ("policeman", ("summary",), ("policeman",)),
        ("policing", ("summary", "text"), ("policing",)),
    ]


def test_a_phrase_is_told_as_a_whole_with_its_fields(engine: WhooshEngine) -> None:
    (match,) = explained(engine, '"dark web"', 2).matches
    assert (match.node, match.fields) == (Phrase("dark web"), ("text",))


def test_a_joined_word_whose_parts_are_apart_is_told_by_its_parts(engine: WhooshEngine) -> None:
    assert [term for term, _fields, _forms in parts(explained(engine, "web-shops", 2))] == ["shop", "web"]


def test_a_joined_word_that_stands_only_whole_is_told_whole(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild([entry(1, "All webshops", text="a web")], lambda _done: None)
    assert parts(explained(engine, "web-shops", 1)) == [("webshop", ("label",), ("webshops",))]


def test_an_exact_name_is_told_apart_from_its_words(engine: WhooshEngine) -> None:
    named, word = explained(engine, "the port", 1), explained(engine, "harbour", 1)
    assert [match.share for match in named.matches if match.named] == [pytest.approx(1000)]
    assert [match.named for match in word.matches] == [True, False]


def test_a_value_a_range_and_an_exclusion_are_told_as_asked(engine: WhooshEngine) -> None:
    assert [match.node for match in explained(engine, "country:NL", 1).matches] == [Value("country", "NL")]
    assert [match.node for match in explained(engine, "-dark", 1).matches] == [Not(Word("dark"))]


def test_a_search_for_everything_gives_every_record_the_same(engine: WhooshEngine) -> None:
    (match,) = explained(engine, "", 1).matches
    assert (match.node, match.share) == (None, 1.0)


def test_a_record_found_by_some_of_the_words_lacks_the_others(engine: WhooshEngine) -> None:
    found = explained(engine, "policing zzz", 1)
    assert found.found
    assert found.missing == (Word("zzz"),)


def test_a_common_word_is_not_told_as_missing(engine: WhooshEngine) -> None:
    assert explained(engine, "the dark harbour", 2).missing == (Word("harbour"),)


def test_a_record_that_is_no_hit_tells_what_it_lacks(engine: WhooshEngine) -> None:
    found = explained(engine, "dark", 1)
    assert (found.found, found.matches, found.missing) == (False, (), (Word("dark"),))


def test_chosen_values_are_told_one_by_one_and_one_of_a_facet_is_enough(engine: WhooshEngine) -> None:
    found = explained(engine, "dark", 2, filters={"country": ("NL", "NO")})
    assert found.choices == {("country", "NL"): False, ("country", "NO"): True}
    assert found.found


def test_a_record_without_the_chosen_value_is_not_found(engine: WhooshEngine) -> None:
    assert not explained(engine, "dark", 2, filters={"country": ("NL",)}).found


@pytest.mark.parametrize("record", [3, 99])
def test_a_record_that_is_not_in_the_index_is_not_found(engine: WhooshEngine, record: int) -> None:
    found = explained(engine, "police", record, filters={"country": ("NL",)})
    assert (found.found, found.score, found.matches) == (False, 0.0, ())
    assert found.choices == {("country", "NL"): False}


def test_what_was_asked_is_told_in_the_words_of_the_index(engine: WhooshEngine) -> None:
    found = explained(engine, "darc", 2)
    assert [match.node for match in found.matches] == [Word("dark")]
    assert found.understood.notes == ('showing results for dark instead of "darc", which occurs nowhere',)
