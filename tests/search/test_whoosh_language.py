"""What was typed, from the words to the hits."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.search import find
from kb.search.engine import Entry
from kb.search.request import And, Node, Not, Or, Phrase, Request, Value, Word, Years, parse
from kb.search.whoosh import WhooshEngine
from kb.search.whoosh.words import terms
from kb.workspace import Workspace
from tests.helpers import entry, request
from tests.search.test_whoosh_exact import ENTRIES, TREES, agrees
from tests.search.test_whoosh_words import changes

LETTERS = st.text(st.sampled_from("abcé"), min_size=4, max_size=9)
HARBOUR, POLICE, POLITE, POLICY, DARK = range(1, 6)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    """Give an index of a few entries whose words are spelled much alike."""
    made = WhooshEngine(tmp_path_factory.mktemp("language") / "index")
    made.rebuild(
        [
            entry(HARBOUR, "Harbour", facets={"year": ("2015", "2016", "2017"), "country": ("NO",)}, summary="a policy"),
            entry(POLICE, "Police", facets={"year": ("2018",), "kind": ("event",)}, text="Harbours cybercrime"),
            entry(POLITE, "Polite", facets={"year": ("2020", "2021")}, names="the cybercrimes", text="pollen"),
            entry(POLICY, "Policy", text="Harbor cyberkrime"),
            entry(DARK, "Dark", names="the web", summary="polar", text="dark webs"),
        ],
        lambda _done: None,
    )
    return made


def text_of(node: Node | None) -> str:
    """Write a tree as a person would type it."""
    match node:
        case And(inner) | Or(inner):
            sign = " AND " if isinstance(node, And) else " OR "
            return f"({sign.join(map(text_of, inner))})"
        case Not(inner_node):
            return f"-{text_of(inner_node)}"
        case Value(facet, value):
            return f'{facet}:"{value}"'
        case Years(first, last):
            return f"year:{first or ''}..{last or ''}"
        case Phrase() | Word():
            return _worded(node)
    return ""


def _worded(node: Phrase | Word) -> str:
    where = f"{node.field}:" if node.field else ""
    if isinstance(node, Phrase):
        return f'{where}"{node.text}"'
    return f"{where}{node.text}{'*' * node.prefix}"


@given(TREES)
def test_a_tree_that_is_written_out_is_read_again(tree: Node | None) -> None:
    assert parse(text_of(tree)) == (tree, ())


@settings(max_examples=30)
@given(entries=st.lists(ENTRIES, max_size=7, unique_by=lambda made: made.id), trees=st.lists(TREES, min_size=1, max_size=8))
def test_what_is_typed_finds_what_a_plain_reading_finds(entries: list[Entry], trees: list[Node | None]) -> None:
    with TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder) / "index")
        engine.rebuild(entries, lambda _done: None)
        for tree in trees:
            asked = Request(tree=parse(text_of(tree))[0], sort="label", size=3)
            agrees(engine, {made.id: made for made in entries}, asked)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("year:2016", {HARBOUR}),
        ("year:2016..2018", {HARBOUR, POLICE}),
        ("year:2016-2019", {HARBOUR, POLICE}),
        ("year:2018..", {POLICE, POLITE}),
        ("year:..2017", {HARBOUR}),
        ("year:2019", set()),
        ("-year:1990..2030", {POLICY, DARK}),
        ("harbour year:2017..2018", {HARBOUR, POLICE}),
        ("year:(2015 OR 2021)", {HARBOUR, POLITE}),
        ("country:no", {HARBOUR}),
        ("kind:EVENT", {POLICE}),
        ("harbour AND cybercrime", {POLICE}),
    ],
)
def test_years_and_values_find_these_and_no_others(engine: WhooshEngine, words: str, wanted: set[int]) -> None:
    assert set(engine.find_all(request(words))) == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("label:pol*", {POLICE, POLITE, POLICY}),
        ("summary:pol*", {HARBOUR, DARK}),
        ("names:cyber*", {POLITE}),
        ("label:cyber*", set()),
        ("-label:pol*", {HARBOUR, DARK}),
        ("names:the", {POLITE, DARK}),
        ("label:the", set()),
        ('names:"cybercrimes"', {POLITE}),
        ('names:"cybercrime"', set()),
    ],
)
def test_in_a_field_a_beginning_and_an_exact_word_are_searched_there_alone(engine: WhooshEngine, words: str, wanted: set[int]) -> None:
    assert set(engine.find_all(request(words))) == wanted


def test_what_stands_in_other_fields_adds_nothing_to_the_score_in_a_field(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild([entry(1, "Polar", text="web web"), entry(2, "Polar", text="polar polar"), entry(3, "Web")], lambda _done: None)
    found = dict(engine.find(request("label:pola*")).hits)
    assert found.keys() == {1, 2}
    assert found[1] == pytest.approx(found[2])


@pytest.mark.parametrize(
    ("words", "wanted", "searched"),
    [
        ("police~", {POLICE, POLITE, HARBOUR, POLICY}, "police or policy or polite"),
        ("label:police~", {POLICE, POLITE, POLICY}, "police or policy or polite"),
        ("summary:police~", {HARBOUR}, "police or policy or polite"),
        ("harbour~", {HARBOUR, POLICE, POLICY}, "harbour or harbor"),
        ("cybercrime~", {POLICE, POLITE, POLICY}, "cybercrime or cyberkrime"),
        ("dark -harbour~", {DARK}, "harbour or harbor"),
        ("dank~", {DARK}, "dank or dark"),
    ],
)
def test_a_tilde_asks_for_words_spelled_nearly_so_and_says_which(engine: WhooshEngine, words: str, wanted: set[int], searched: str) -> None:
    result = engine.find(request(words))
    assert {number for number, _score in result.hits} == wanted
    assert any(note.endswith(f'~" was searched as {searched}') for note in result.understood.notes)


@settings(max_examples=30)
@given(words=st.lists(LETTERS, min_size=1, max_size=6), asked=LETTERS)
def test_what_a_tilde_finds_is_within_one_change_or_two_of_a_long_word(words: list[str], asked: str) -> None:
    plain = {word: "".join(terms(word, exact=True)) for word in (*words, asked)}
    most = 2 if len(plain[asked]) >= 8 else 1
    near = {word for word in plain.values() if word[0] == plain[asked][0] and changes(plain[asked], word) <= most}
    stems = {term for word in near for term in terms(word)}
    with TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder) / "index")
        engine.rebuild([entry(number, word) for number, word in enumerate(words)], lambda _done: None)
        found = set(engine.find_all(request(f"{asked}~")))
    assert found == {number for number, word in enumerate(words) if stems & set(terms(word))}


def test_of_very_many_words_like_one_the_most_frequent_are_searched(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    letters = "bcdfghjklmnpqrtuvwxza"
    engine.rebuild([entry(number, f"wor{letter}") for number, letter in enumerate(letters)], lambda _done: None)
    result = engine.find(request("word~"))
    assert result.total == 20
    assert 'more words are like "word"; the 20 most frequent were searched' in result.understood.notes


def test_a_value_that_no_record_has_is_named(engine: WhooshEngine) -> None:
    result = engine.find(request("kind:nonsense"))
    assert (result.total, result.understood.notes) == (0, ('no record has the value "nonsense" of "Kind"',))


def test_an_excluded_word_is_not_put_right(engine: WhooshEngine) -> None:
    result = engine.find(request("dark -darq"))
    assert (result.total, result.understood.notes) == (1, ())


@given(words=st.text(st.sampled_from('pol "()-*~:.2016ORNTAD yearlb'), max_size=40))
def test_no_heap_of_signs_is_an_error(engine: WhooshEngine, words: str) -> None:
    assert engine.find(request(words)).total <= DARK


def test_a_word_that_is_never_indexed_is_not_taken_for_a_mistake(library: Workspace) -> None:
    with_it, without = (library.engine.find(find.ask(words)) for words in ("tools that trace bitcoin", "tools trace bitcoin"))
    assert [number for number, _score in with_it.hits] == [number for number, _score in without.hits]
    assert with_it.understood.notes == without.understood.notes


SCRIPTS = (
    ("Центр изучения киберпреступности", "ЦЕНТР ИЗУЧЕНИЯ"),
    ("Ещё один отчёт", "еще отчет"),
    ("Дарк веб мониторинг", "мони*"),
    ("Κέντρο Μελετών Ασφάλειας", "ΚΕΝΤΡΟ ΜΕΛΕΤΩΝ ΑΣΦΑΛΕΙΑΣ"),
    ("ΚΕΝΤΡΟ ΜΕΛΕΤΩΝ", "κέντρο μελετών"),
    ("Přehled kybernetické bezpečnosti", "prehled bezpecnosti"),
)


@pytest.mark.parametrize(("text", "words"), SCRIPTS, ids=["Cyrillic", "two dots", "a beginning", "Greek", "tonos", "Czech"])
def test_case_and_accents_make_no_difference_in_any_script(tmp_path: Path, text: str, words: str) -> None:
    made = WhooshEngine(tmp_path / "index")
    made.rebuild([entry(1, "One", text=text), entry(2, "Two", text="lamps")], lambda _done: None)
    assert made.find_all(request(words)) == [1]
    assert "<mark>" in made.snippet(text, made.find(request(words)).understood)
