"""The engine against a plain reading of the entries, through any row of changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.search.engine import Entry
from kb.search.request import FACETS, And, Most, Node, Not, Or, Phrase, Request, Value, Word, Years
from kb.search.text import fold
from kb.search.whoosh import WhooshEngine
from kb.search.whoosh.words import FIELDS, terms
from tests.helpers import entry

# Short words: none of them is ever taken for a slip of the pen.
WORDS = ("ab", "abc", "abd", "ab-cd", "é", "the", "web", "go")
PLAIN = ("ab", "abc", "cd", "web", "go")
KINDS, YEARS = ("event", "topic"), ("2019", "2020", "2021")


def texts(most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), max_size=most).map(" ".join)


ENTRIES = st.builds(
    entry,
    st.integers(min_value=1, max_value=7),
    texts(2),
    st.sampled_from((0, 20190101, 20200101)),
    facets=st.fixed_dictionaries(
        {"kind": st.sampled_from(KINDS).map(lambda kind: (kind,)), "year": st.sets(st.sampled_from(YEARS)).map(tuple)}
    ),
    names=texts(3),
    summary=texts(4),
    text=texts(8),
)
CHANGES = st.lists(
    st.tuples(st.lists(ENTRIES, max_size=4, unique_by=lambda made: made.id), st.sets(st.integers(1, 7), max_size=3)), min_size=1, max_size=5
)
IN_FIELD = st.none() | st.sampled_from(FIELDS[:3])
BOUND = st.sampled_from((2019, 2020, 2021))
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, st.sampled_from(PLAIN), IN_FIELD),
    st.builds(Word, st.sampled_from(("abc", "ab-cd", "the")), IN_FIELD),
    st.builds(Word, st.just("abc"), IN_FIELD, st.just(value=True)),
    st.builds(Phrase, st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(" ".join), IN_FIELD),
    st.builds(Value, st.just("kind"), st.sampled_from(("event", "other"))),
    st.builds(Years, BOUND, st.none()) | st.builds(Years, st.none(), BOUND) | st.builds(Years, st.just(2019), BOUND),
)
TREES = st.none() | st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=2, max_size=3).map(tuple).map(And),
        st.lists(inner, min_size=2, max_size=3).map(tuple).map(Or),
    ),
    max_leaves=5,
)
FILTERS = st.dictionaries(st.sampled_from(("kind", "year")), st.lists(st.sampled_from((*KINDS, *YEARS)), min_size=1).map(tuple))


def written(word: str) -> list[str]:
    """Give the parts of a word as written, without the whole."""
    found = terms(word, exact=True)
    return found[:-1] if len(found) > 1 else found


def holds(made: Entry, node: Node | None) -> bool:
    """Tell whether an entry is found by a tree."""
    match node:
        case And(inner):
            told = [part for part in inner if not isinstance(part, Word) or part.prefix or terms(part.text)]
            return all(holds(made, part) for part in told or inner)
        case Or(inner) | Most(inner):
            return any(holds(made, part) for part in inner)
        case Not(inner_node):
            return not holds(made, inner_node)
        case Value() | Years():
            return has_value(made, node)
        case Phrase() | Word():
            return says(made, node)
    return True


def has_value(made: Entry, node: Value | Years) -> bool:
    """Tell whether an entry has a value of a facet or a year of a range."""
    if isinstance(node, Value):
        return node.value in made.facets.get(node.facet, ())
    return any((node.first or 0) <= int(year) <= (node.last or 9999) for year in made.facets.get("year", ()))


def says(made: Entry, node: Phrase | Word) -> bool:
    """Tell whether the texts of an entry have a word or a phrase."""
    fields = [node.field] if node.field else list(FIELDS)
    if isinstance(node, Phrase):
        return any(_side_by_side(made.texts.get(name, ""), node.text) for name in fields)
    return _has_word(made, node.text, fields, prefix=node.prefix)


def _side_by_side(text: str, phrase: str, form: Callable[[str], list[str]] = written) -> bool:
    """Tell whether the parts of a phrase stand in a text one after another, in one form or another."""
    row, wanted = ([form(part) for word in words.split() for part in written(word)] for words in (text, phrase))
    return any(row[at : at + len(wanted)] == wanted for at in range(len(row)))


def _has_word(made: Entry, text: str, fields: Sequence[str], *, prefix: bool) -> bool:
    everything = [term for name in fields for term in terms(made.texts.get(name, ""), exact=True)]
    if prefix:
        return any(term.startswith(fold(text)) for term in everything)
    found = terms(text)
    if not found:
        return fold(text) in everything
    held = {term for name in fields for term in terms(made.texts.get(name, ""))}
    return found[-1] in held or (len(found) > 1 and any(_side_by_side(made.texts.get(name, ""), text, terms) for name in fields))


def chosen(made: Entry, filters: Mapping[str, Sequence[str]], but: str = "") -> bool:
    return all(set(values) & set(made.facets.get(name, ())) for name, values in filters.items() if name != but)


def agrees(engine: WhooshEngine, entries: Mapping[int, Entry], asked: Request) -> None:
    """Compare an answer with what reading all entries gives."""
    hits = [made for made in entries.values() if holds(made, asked.tree)]
    if not hits:
        hits = [made for made in entries.values() if holds(made, asked.any_of().tree)]
    wanted = sorted((fold(made.label), made.id) for made in hits if chosen(made, asked.filters))
    assert engine.find_all(asked) == [number for _title, number in wanted]
    result = engine.find(asked)
    assert result.total == len(wanted)
    for name in FACETS:
        counted = Counter(value for made in hits if chosen(made, asked.filters, but=name) for value in made.facets.get(name, ()))
        assert result.facets[name] == sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


@settings(max_examples=40)
@given(
    first=st.lists(ENTRIES, max_size=7, unique_by=lambda made: made.id),
    changes=CHANGES,
    trees=st.lists(TREES, min_size=1, max_size=8),
    filters=FILTERS,
)
def test_after_any_changes_answers_are_those_of_a_plain_reading(
    first: list[Entry], changes: list[tuple[list[Entry], set[int]]], trees: list[Node | None], filters: dict[str, tuple[str, ...]]
) -> None:
    with TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder) / "index")
        engine.rebuild(first, lambda _done: None)
        entries = {made.id: made for made in first}
        for coming, gone in [([], set[int]()), *changes]:
            going = gone - {made.id for made in coming}
            engine.update(coming, going)
            entries = {number: made for number, made in entries.items() if number not in going} | {made.id: made for made in coming}
            for tree in trees:
                asked = Request(tree=tree, sort="label", size=3, widened=False)
                agrees(engine, entries, asked)
                agrees(engine, entries, replace(asked, filters=filters))
            assert dict(engine.digests()) == {number: made.digest for number, made in entries.items()}
