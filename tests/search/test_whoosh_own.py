"""The engine against Whoosh's own searcher on the same index of several segments: what is found, how often, and the scores.

Whoosh walks its matchers posting by posting. It adds up scores field by field, so ours are worked out from what its matchers
give: frequencies, lengths and numbers of documents. Our index holds places in a form that Whoosh's phrases cannot read, and
facets beside the index; phrases and values are found in the entries instead, and Whoosh joins them to the rest of the tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query
from whoosh.reading import TermNotFound

from kb.search.engine import Entry
from kb.search.request import Also, And, Most, Node, Not, Or, Phrase, Request, Value, Word, Years
from kb.search.whoosh import WhooshEngine
from kb.search.whoosh.fields import BOOST
from kb.search.whoosh.matching import ALSO_SHARE, LACKING, PLAIN_SCORE, VALUE_SCORE
from kb.search.whoosh.state import SATURATION, SLOPE
from kb.search.whoosh.words import terms
from tests.helpers import entry
from tests.search.test_whoosh_exact import has_value, says

WORDS = ("web", "webs", "webinar", "goat", "goats", "good", "harbour", "police", "zebra", "ocean")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
YEARS = ("2019", "2020", "2021")
ENTRIES = st.builds(
    entry,
    st.integers(min_value=1, max_value=30),
    TEXTS,
    facets=st.fixed_dictionaries(
        {"kind": st.sampled_from(("event", "topic")).map(lambda kind: (kind,)), "year": st.sets(st.sampled_from(YEARS)).map(tuple)}
    ),
    names=TEXTS,
    summary=TEXTS,
    text=TEXTS,
)
CORPORA = st.lists(st.lists(ENTRIES, min_size=1, max_size=6, unique_by=lambda made: made.id), min_size=2, max_size=4)
IN_FIELD = st.none() | st.sampled_from(("label", "names", "summary"))
SCORED: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, st.sampled_from(WORDS), IN_FIELD),
    st.builds(Word, st.sampled_from(("web", "goa", "har")), st.none(), st.just(value=True)),
    st.builds(Phrase, st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(" ".join), IN_FIELD),
    st.builds(Word, st.sampled_from(("gaot", "hatbour", "zebra")), IN_FIELD, near=st.just(value=True)),
    st.builds(Value, st.just("kind"), st.sampled_from(("event", "topic"))),
    st.builds(Years, st.sampled_from((2019, 2020)), st.none() | st.just(2020)),
)
LEAVES: st.SearchStrategy[Node] = st.one_of(
    SCORED,
    st.builds(Word, st.sampled_from(("web", "goa", "har")), IN_FIELD, st.just(value=True)),
)


def trees(leaves: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Give trees of some leaves, joined in every way."""
    return st.recursive(leaves, _joined, max_leaves=6)


def _joined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, inner), several.map(And), several.map(Or), several.map(Most), st.builds(Also, inner, several))


# What has no words counts the same wherever it is found.
FLAT: Mapping[type[Node], float] = {Not: PLAIN_SCORE, Value: VALUE_SCORE, Years: VALUE_SCORE}


class Own:
    """Whoosh's searcher on an index, with the entries it was made of."""

    def __init__(self, engine: WhooshEngine, entries: Mapping[int, Entry]) -> None:
        """Open the newest state."""
        self.searcher = engine.storage.open().searcher()
        self.reader = self.searcher.reader()
        self.entries = entries
        self.ids = {number: int(stored["about"]["id"]) for number, stored in self.reader.iter_docs()}

    def found(self, tree: Node | None) -> set[int]:
        """Give the records that Whoosh finds by a tree."""
        return {self.ids[int(number)] for number in self.searcher.docs_for_query(query.Every() if tree is None else self.query(tree))}

    def query(self, node: Node) -> Any:
        """Give a tree as a query of Whoosh."""
        match node:
            case And(inner):
                return query.And([self.query(part) for part in inner])
            case Or(inner) | Most(inner):
                return query.Or([self.query(part) for part in inner])
            case Also(inner_node, others):
                return query.Or([self.query(part) for part in (inner_node, *others)])
            case Not(inner_node):
                return query.And([query.Every(), query.Not(self.query(inner_node))])
        return self._leaf(node)

    def _leaf(self, node: Word | Phrase | Value | Years) -> Any:
        if isinstance(node, Word) and not node.prefix:
            return query.Or([query.Term(name, term) for name in fields(node.field) for term in terms(node.text)])
        if isinstance(node, Word) and not node.field:
            return query.Prefix("exact", node.text)
        return query.Or([query.Term("id", str(made.id)) for made in self.entries.values() if self._holds(made, node)])

    def _holds(self, made: Entry, node: Word | Phrase | Value | Years) -> bool:
        return has_value(made, node) if isinstance(node, Value | Years) else says(made, node)

    def scores(self, node: Node) -> dict[int, float]:
        """Give what a tree counts for each record it finds; of words by their beginning only those of any field."""
        match node:
            case And(inner):
                return _summed([self.scores(part) for part in inner if not isinstance(part, Not)] or [self._plain()], self.found(node))
            case Or(inner):
                return _summed([self.scores(part) for part in inner], self.found(node))
            case Most(inner):
                return self._most([self.scores(part) for part in inner])
            case Also(inner_node, others):
                best = {number: max(made.get(number, 0) for made in map(self.scores, others)) for number in self.found(Or(others))}
                return {number: score * ALSO_SHARE for number, score in best.items()} | self.scores(inner_node)
        return self._text(node) if isinstance(node, Word | Phrase) else dict.fromkeys(self.found(node), FLAT[type(node)])

    def _text(self, node: Word | Phrase) -> dict[int, float]:
        """Score a phrase by its words, one with the stem of another counting once; words by their beginning as they are written."""
        if isinstance(node, Word):
            return self._beginning(node.text) if node.prefix else self._word(node)
        stems = {terms(word)[0]: word for word in node.text.split()}
        return _summed([self._word(Word(word, node.field)) for word in stems.values()], self.found(node))

    def _beginning(self, start: str) -> dict[int, float]:
        parts = []
        for term in self.reader.expand_prefix("exact", start):
            held = dict(self._postings("exact", term.decode()))
            rarity = log(len(self.ids) / (len(held) + 1)) + 1
            shares = {number: weight / (weight + self._damping("exact", number)) for number, weight in held.items()}
            parts.append({self.ids[number]: rarity * (SATURATION + 1) * share for number, share in shares.items()})
        return _summed(parts, {number for part in parts for number in part})

    def _plain(self) -> dict[int, float]:
        return dict.fromkeys(self.ids.values(), PLAIN_SCORE)

    def _most(self, inner: Sequence[Mapping[int, float]]) -> dict[int, float]:
        held = Counter(number for scores in inner for number in scores)
        whole = _summed(inner, set(held))
        return {number: score * (held[number] / len(inner)) ** LACKING for number, score in whole.items()}

    def _word(self, word: Word) -> dict[int, float]:
        """Add up what a term weighs in each field, and damp the sum."""
        (term,) = terms(word.text)
        weights: dict[int, float] = {}
        for name in fields(word.field):
            for number, weight in self._postings(name, term):
                weights[number] = weights.get(number, 0) + BOOST[name] * weight / self._damping(name, number)
        rarity = log(len(self.ids) / (len(weights) + 1)) + 1
        return {self.ids[number]: rarity * (SATURATION + 1) * weight / (1 + weight) for number, weight in weights.items()}

    def _postings(self, name: str, term: str) -> Iterator[tuple[int, float]]:
        try:
            matcher = self.reader.postings(name, term)
        except TermNotFound:
            return
        while matcher.is_active():
            yield matcher.id(), matcher.weight()
            matcher.next()

    def _damping(self, name: str, number: int) -> float:
        mean = sum(self.reader.doc_field_length(one, name) or 0 for one in self.ids) / len(self.ids)
        return SATURATION * (1 - SLOPE + SLOPE * float(self.reader.doc_field_length(number, name)) / (mean or 1))


def fields(field: str | None) -> list[str]:
    return [field] if field else list(BOOST)


def _summed(parts: Sequence[Mapping[int, float]], found: set[int]) -> dict[int, float]:
    return {number: sum(part.get(number, 0) for part in parts) for number in found}


def several(engine: WhooshEngine, corpora: Sequence[Sequence[Entry]], gone: set[int]) -> dict[int, Entry]:
    """Make an index of a segment for each of some lists, later entries replacing earlier ones, and remove some; give what is left."""
    engine.rebuild(corpora[0], lambda _done: None)
    for coming in corpora[1:]:
        engine.update(coming, [])
    engine.update([], gone)
    return {made.id: made for corpus in corpora for made in corpus if made.id not in gone}


@settings(max_examples=40)
@given(corpora=CORPORA, gone=st.sets(st.integers(1, 30), max_size=5), wanted=st.lists(trees(LEAVES), min_size=1, max_size=8))
def test_the_engine_finds_and_counts_what_whoosh_finds(corpora: list[list[Entry]], gone: set[int], wanted: list[Node]) -> None:
    with TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder) / "index")
        entries = several(engine, corpora, gone)
        own = Own(engine, entries)
        for tree in wanted:
            result = engine.find(Request(tree=tree, size=50, widened=False))
            found = own.found(result.understood.tree)
            assert {number for number, _score in result.hits} == found
            assert result.total == len(found)
            for name in ("kind", "year"):
                counted = Counter(value for number in found for value in entries[number].facets[name])
                assert dict(result.facets[name]) == dict(counted)
        own.searcher.close()


@settings(max_examples=40)
@given(corpora=CORPORA, gone=st.sets(st.integers(1, 30), max_size=5), wanted=st.lists(trees(SCORED), min_size=1, max_size=8))
def test_scores_are_those_of_the_formula_on_what_whoosh_reads(corpora: list[list[Entry]], gone: set[int], wanted: list[Node]) -> None:
    with TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder) / "index")
        own = Own(engine, several(engine, corpora, gone))
        for tree in wanted:
            result = engine.find(Request(tree=tree, size=50, widened=False))
            if result.understood.tree is not None:
                assert dict(result.hits) == pytest.approx(own.scores(result.understood.tree), abs=2e-4, rel=1e-4)
        own.searcher.close()


def test_the_indexes_compared_have_several_segments_and_deletions(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    several(engine, [[entry(number, "web") for number in range(start, start + 3)] for start in (1, 3, 5)], {1})
    with engine.storage.open().searcher() as searcher:
        assert len(searcher.leaf_searchers()) == 3
        assert searcher.reader().has_deletions()


def test_every_kind_of_node_is_evaluated_on_arrays(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild([entry(1, "web")], lambda _done: None)
    kinds: list[Node] = [Word("web"), Phrase("web"), Value("kind", "x"), Years(None, None), Not(Word("no"))]
    kinds += [And((Word("web"),)), Or((Word("web"),)), Most((Word("web"),)), Also(Word("web"), (Word("no"),))]
    assert {type(node) for node in kinds} == set(get_args(Node))
    for node in kinds:
        assert isinstance(engine.find(Request(tree=node)).total, int)
