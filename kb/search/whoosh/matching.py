"""From the tree of a request to hits and scores, as arrays over all documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from kb.search.request import And, Node, Not, Or, Phrase, Value, Word, Years
from kb.search.text import fold
from kb.search.whoosh.columns import Array
from kb.search.whoosh.fields import BOOST
from kb.search.whoosh.lexicon import MAX_EXPANSIONS, beginning
from kb.search.whoosh.segments import PLACE_BITS, Postings
from kb.search.whoosh.state import SATURATION, State
from kb.search.whoosh.words import FIELDS, ROOM, terms

# What a facet value adds to the score of a hit, and what every record has where nothing weighs more.
VALUE_SCORE, PLAIN_SCORE = 0.1, 1.0


class Found(NamedTuple):
    """Which documents were found, deleted ones maybe among them, and their scores; what was not found has none."""

    hits: Array
    scores: Array


def find(state: State, tree: Node | None, notes: list[str]) -> Found:
    """Give what a tree finds, ``None`` finding everything."""
    found = _flat(np.ones(state.alive.size, np.bool_), PLAIN_SCORE) if tree is None else Matching(state, notes).find(tree)
    return Found(found.hits & state.alive, found.scores)


def _flat(hits: Array, score: float) -> Found:
    return Found(hits, hits * np.float32(score))


class Matching:
    """One evaluation of a tree on a state of the index."""

    def __init__(self, state: State, notes: list[str]) -> None:
        """Take the state and where to put notes."""
        self.state = state
        self.notes = notes

    def find(self, tree: Node) -> Found:
        """Give what a tree finds."""
        match tree:
            case And(inner):
                return self._all([node for node in inner if _searchable(node)] or list(inner))
            case Or(inner):
                return self._any(self.find(node) for node in inner)
            case Not(inner_node):
                return _flat(~self.find(inner_node).hits, PLAIN_SCORE)
            case Value(facet, value):
                return _flat(self.state.mask(facet, (value,)), VALUE_SCORE)
            case Years(first, last):
                return _flat(self.state.mask("year", self._years(first, last)), VALUE_SCORE)
            case Phrase() | Word():
                return self._text(tree)

    def _text(self, node: Phrase | Word) -> Found:
        if isinstance(node, Phrase):
            return self._phrase(node.text, node.field)
        return self._beginning(node) if node.prefix else self._word(node)

    def _years(self, first: int | None, last: int | None) -> list[str]:
        """Give the years of a range that any record spans."""
        held = [year for year in self.state.facets["year"].labels if year.isdecimal()]
        return [year for year in held if (first is None or first <= int(year)) and (last is None or int(year) <= last)]

    def _all(self, inner: list[Node]) -> Found:
        wanted = [self.find(node) for node in inner if not isinstance(node, Not)]
        hits, scores = self._every(wanted) if wanted else _flat(np.ones(self.state.alive.size, np.bool_), PLAIN_SCORE)
        for node in inner:
            if isinstance(node, Not):
                hits = hits & ~self.find(node.inner).hits
        return Found(hits, scores * hits)

    def _every(self, inner: list[Found]) -> Found:
        hits = np.logical_and.reduce([found.hits for found in inner])
        return Found(hits, sum(found.scores for found in inner) * hits)

    def _any(self, inner: Iterable[Found]) -> Found:
        size = self.state.alive.size
        hits, scores = np.zeros(size, np.bool_), np.zeros(size, np.float32)
        for found in inner:
            hits |= found.hits
            scores += found.scores
        return Found(hits, scores)

    def _terms(self, field: str, wanted: Iterable[str]) -> Found:
        """Find any of some terms of a field; the scores of all are added up, as BM25 has them."""
        return self._scored(field, [self.state.postings(field, term) for term in wanted])

    def _scored(self, field: str, terms_found: Iterable[Postings]) -> Found:
        held = [found for found in terms_found if found.documents.size]
        size = self.state.alive.size
        hits = np.zeros(size, np.bool_)
        if not held:
            return Found(hits, np.zeros(size, np.float32))
        documents = np.concatenate([found.documents for found in held])
        weights = np.concatenate([found.weights for found in held])
        hits[documents] = True
        shares = (
            weights
            / (weights + self.state.damping[field][documents])
            * self._worth(field, documents, [len(found.weights) for found in held])
        )
        return Found(hits, np.bincount(documents, shares, size).astype(np.float32))

    def _worth(self, field: str, documents: Array, sizes: list[int]) -> Array:
        """Give for each posting of some terms how much its term is worth, rare ones more."""
        starts = np.cumsum([0, *sizes[:-1]])
        frequencies = np.add.reduceat(self.state.alive[documents], starts, dtype=np.int64)
        rarity = np.log(max(self.state.count, 1) / (frequencies + 1)) + 1
        return np.repeat(rarity * (SATURATION + 1) * BOOST.get(field, 1.0), sizes)

    def _in_fields(self, term: str, field: str | None) -> Found:
        return self._any(self._terms(name, [term]) for name in ([field] if field else BOOST))

    def _word(self, word: Word) -> Found:
        """Find a word in any form; a joined one also by its parts, side by side anywhere in the record."""
        found = terms(word.text)
        if not found:
            return self._in_form([fold(word.text)], word.field)
        whole = self._in_fields(found[-1], word.field)
        if len(found) == 1:
            return whole
        return self._any([whole, self._every([self._in_fields(term, word.field) for term in found[:-1]])])

    def _in_form(self, words: Iterable[str], field: str | None) -> Found:
        """Find any of some words as written, anywhere or in one field."""
        return self._scored("exact", [self._spots(word, field) if field else self.state.postings("exact", word) for word in words])

    def _spots(self, word: str, field: str) -> Postings:
        """Give where a word as written stands in one field, and how often."""
        held = _within(self.state.places(word), field) >> PLACE_BITS
        starts = np.flatnonzero(np.diff(held, prepend=-1))
        return Postings(held[starts], np.diff(starts, append=held.size).astype(np.float32))

    def _beginning(self, word: Word) -> Found:
        found = beginning(self.state, "".join(terms(word.text, exact=True)[-1:]))
        if len(found) == MAX_EXPANSIONS:
            self.notes.append(f'"{word.text}*" begins too many words; the first {MAX_EXPANSIONS} were searched')
        return self._in_form(found, word.field)

    def _phrase(self, text: str, field: str | None) -> Found:
        words = [term for word in text.split() for term in _as_written(word)]
        return self._side_by_side(words, field) if len(words) > 1 else self._in_form(words, field)

    def _side_by_side(self, words: list[str], field: str | None) -> Found:
        """Find words one after another; the scores are those of the words."""
        places = _run(self.state, words)
        hits = np.zeros(self.state.alive.size, np.bool_)
        hits[(_within(places, field) if field else places) >> PLACE_BITS] = True
        return Found(hits, self._terms("exact", dict.fromkeys(words)).scores * hits)


def _within(places: Array, field: str) -> Array:
    """Keep the places that are in a field."""
    room = (places & ((1 << PLACE_BITS) - 1)) // ROOM
    return np.asarray(places[room == FIELDS.index(field)])


def _run(state: State, words: list[str]) -> Array:
    """Give the places where some words begin to stand one after another."""
    held = sorted(((state.places(word) - step) for step, word in enumerate(words)), key=len)
    found = held[0]
    for other in held[1:]:
        spots = np.searchsorted(other, found)
        found = found[(spots < other.size) & (other[np.minimum(spots, other.size - 1)] == found)] if other.size else other
    return found


def _as_written(word: str) -> list[str]:
    found = terms(word, exact=True)
    return found[:-1] if len(found) > 1 else found


def _searchable(node: Node) -> bool:
    """Tell whether anything is left of a word once stop words are out."""
    return not isinstance(node, Word) or node.prefix or bool(terms(node.text))
