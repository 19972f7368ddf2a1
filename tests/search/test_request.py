from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.search.request import FACETS, MAX_CLAUSES, MAX_DEPTH, And, Most, Node, Not, Or, Phrase, Request, Value, Word, Years, parse

LANGUAGE = st.text(alphabet=st.sampled_from('ab "()-*~:.2OR NOT AND'), max_size=60)

TREES: list[tuple[str, Node | None]] = [
    ("", None),
    ("   ", None),
    ("word", Word("word")),
    ("two words", And((Word("two"), Word("words")))),
    ('"exact phrase"', Phrase("exact phrase")),
    ('"open phrase', Phrase("open phrase")),
    ("polic*", Word("polic", prefix=True)),
    ("dark -web", And((Word("dark"), Not(Word("web"))))),
    ("dark NOT web", And((Word("dark"), Not(Word("web"))))),
    ("-web", Not(Word("web"))),
    ('-"dark web"', Not(Phrase("dark web"))),
    ("a OR b", Or((Word("a"), Word("b")))),
    ("a b OR c d", Or((And((Word("a"), Word("b"))), And((Word("c"), Word("d")))))),
    ("a (b OR c)", And((Word("a"), Or((Word("b"), Word("c")))))),
    ("-(a b)", Not(And((Word("a"), Word("b"))))),
    ("kind:event", Value("kind", "event")),
    ("Topic:dark-web", Value("topic", "dark-web")),
    ('addressee:"policy makers"', Value("addressee", "policy makers")),
    ("-kind:event", Not(Value("kind", "event"))),
    ("label:dark", Word("dark", "label")),
    ('summary:"dark web"', Phrase("dark web", "summary")),
    ("names:crypt*", Word("crypt", "names", prefix=True)),
    ("end-users", Word("end-users")),
    ("NOT", Word("NOT")),
    ("()", None),
    ("(a", Word("a")),
    ("a)", Word("a")),
    (") a (", Word("a")),
    ("a) OR b", Or((Word("a"), Word("b")))),
    ("a AND b", And((Word("a"), Word("b")))),
    ("a AND -b OR c", Or((And((Word("a"), Not(Word("b")))), Word("c")))),
    ('"AND"', Phrase("AND")),
    ("fire,water", And((Word("fire"), Word("water")))),
    ("-fire/water", Not(Word("fire/water"))),
    ("\u201cdark web\u201d", Phrase("dark web")),
    ("police~", Word("police", near=True)),
    ("label:police~", Word("police", "label", near=True)),
    ("kind:(event OR topic)", Or((Value("kind", "event"), Value("kind", "topic")))),
    ('label:("dark web" topic:x -c)', And((Phrase("dark web", "label"), Value("topic", "x"), Not(Word("c", "label"))))),
    ("(kind:(event) a)", And((Value("kind", "event"), Word("a")))),
    ('country:"NO"', Value("country", "NO")),
    ("year:2016", Value("year", "2016")),
    ("year:2016..2020", Years(2016, 2020)),
    ("year:2016...2020", Years(2016, 2020)),
    ("year:2016-2020", Years(2016, 2020)),
    ("year:2016\u20132020", Years(2016, 2020)),
    ('year:"2016 - 2020"', Years(2016, 2020)),
    ("year:2018..", Years(2018, None)),
    ("year:..2018", Years(None, 2018)),
    ("year:2018-", Years(2018, None)),
    ("year:-2018", Years(None, 2018)),
    ("-year:2016..2020 a", And((Not(Years(2016, 2020)), Word("a")))),
    ("year:(2016 OR 2018..)", Or((Value("year", "2016"), Years(2018, None)))),
]


@pytest.mark.parametrize(("words", "tree"), TREES)
def test_words_become_a_tree(words: str, tree: Node | None) -> None:
    assert parse(words) == (tree, ())


def test_the_word_for_either_is_in_capitals_alone() -> None:
    assert parse("a or b")[0] == And((Word("a"), Word("or"), Word("b")))


@pytest.mark.parametrize(
    ("words", "tree", "note"),
    [
        ("ab*", Word("ab"), '"ab*" is too short to search as a beginning; give at least 3 letters'),
        ("abc~", Word("abc"), '"abc~" is too short to search for words like it; give at least 4 letters'),
        ("wom*n", Word("wom", prefix=True), '"wom*n" was searched as "wom*"; "*" and "~" count at the end of a word'),
        ("*coin", Word("coin"), '"*coin" was searched as "coin"; "*" and "~" count at the end of a word'),
        ("police~2", Word("police", near=True), '"police~2" was searched as "police~"; "*" and "~" count at the end of a word'),
        ('"dark we*"', Phrase("dark we*"), '"*" and "~" mean nothing between quotes'),
        ("year:2020..2016", Years(2016, 2020), '"2020..2016" runs backwards; it was searched as 2016..2020'),
        ("year:soon", Value("year", "soon"), '"soon" is no year; write year:2016, year:2016..2020, year:2016.. or year:..2020'),
        ("kind:", Word("kind"), 'no value stands directly behind "kind:"; it was searched as a word'),
        ("-" * 21 + "a", Word("a"), "brackets and negations were read 20 deep"),
        ("colour:red", And((Word("colour"), Word("red"))), 'there is no field "colour"; it was searched as words'),
        ('colour:"dark red"', And((Word("colour"), Phrase("dark red"))), 'there is no field "colour"; it was searched as words'),
    ],
)
def test_what_is_passed_over_is_said(words: str, tree: Node, note: str) -> None:
    assert parse(words) == (tree, (note,))


@pytest.mark.parametrize(
    ("words", "tree", "ignored"),
    [
        ("-", None, "-"),
        ("*", None, "*"),
        ("~", None, "~"),
        (":", None, ":"),
        ("...", None, "..."),
        ('""', None, '""'),
        ("a & b - -", And((Word("a"), Word("b"))), "&  -"),
        ("year:..", None, "year:.."),
        ('label:""', None, 'label:""'),
        ('"dark web"~3', Phrase("dark web"), "~3"),
        (",*a", None, ",*a"),
        ("OR", None, "OR"),
        ("a OR", Word("a"), "OR"),
        ("OR a", Word("a"), "OR"),
        ("AND", None, "AND"),
        ("AND a", Word("a"), "AND"),
        ("a AND OR b", Or((Word("a"), Word("b"))), "AND"),
        ("a -AND b", And((Word("a"), Word("b"))), "-"),
    ],
)
def test_signs_that_say_nothing_are_passed_over_and_named(words: str, tree: Node | None, ignored: str) -> None:
    assert parse(words) == (tree, (f"passed over, as there is nothing to search for in it: {ignored}",))


@pytest.mark.parametrize("facet", FACETS)
def test_every_facet_can_be_asked_for_in_words(facet: str) -> None:
    assert parse(f"{facet}:x")[0] == Value(facet, "x")
    assert parse(f'{facet}:"x y"')[0] == Value(facet, "x y")


def test_more_words_than_can_be_searched_are_cut_with_a_note() -> None:
    tree, notes = parse(" ".join(f"w{number}" for number in range(MAX_CLAUSES + 5)))
    assert isinstance(tree, And)
    assert len(tree.inner) == MAX_CLAUSES
    assert notes == (f"only the first {MAX_CLAUSES} words were searched",)


def test_a_text_that_is_too_long_is_cut_with_a_note() -> None:
    tree, notes = parse("x" * 2000)
    assert tree == Word("x" * 1000)
    assert notes == ("only the first 1000 characters were searched",)


@pytest.mark.parametrize("words", ["(" * 999 + "a", "-" * 900 + "a", "-(" * 400 + "a", "NOT " * 240 + "a"])
def test_brackets_and_negations_may_be_nested_without_end(words: str) -> None:
    tree, _notes = parse(words)
    depth = 0
    while isinstance(tree, Not):
        tree, depth = tree.inner, depth + 1
    assert depth <= MAX_DEPTH
    assert tree in (Word("a"), Word("NOT"), And((Word("NOT"), Word("a"))))


@given(st.text())
@example("\x00")
@example('a"b:c*-(')
def test_any_text_is_a_search(words: str) -> None:
    tree, notes = parse(words)
    assert tree is None or isinstance(tree, Node)
    assert all(notes)


@given(LANGUAGE)
def test_any_heap_of_signs_is_a_search(words: str) -> None:
    tree, _notes = parse(words)
    assert tree is None or isinstance(tree, Node)


def test_asking_for_any_of_the_words_keeps_those_that_are_excluded() -> None:
    loose = Request("a b -c", parse("a b -c")[0]).any_of()
    assert loose.tree == And((Most((Word("a"), Word("b"))), Not(Word("c"))))


def test_asking_for_any_of_the_words_leaves_the_rest_of_the_request() -> None:
    request = Request("a b", parse("a b")[0], {"kind": ("event",)}, page=2, sort="newest")
    assert request.any_of() == Request("a b", Most((Word("a"), Word("b"))), {"kind": ("event",)}, page=2, sort="newest")


def test_asking_for_any_of_what_must_not_be_there_changes_nothing() -> None:
    request = Request("-a -b", parse("-a -b")[0])
    assert request.any_of() == request


def test_asking_for_any_of_one_word_is_asking_for_it() -> None:
    request = Request("a", Word("a"))
    assert request.any_of() == request
