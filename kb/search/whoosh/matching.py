"""From the tree of a request to hits and scores, as arrays over all documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from kb.search.choices import years
from kb.search.request import Also, And, Most, Node, Not, Or, Phrase, Value, Word, Years
from kb.search.text import fold
from kb.search.whoosh.columns import Array
from kb.search.whoosh.fields import BOOST
from kb.search.whoosh.lexicon import MAX_EXPANSIONS, beginning, spelled
from kb.search.whoosh.segments import PLACE_BITS, Postings
from kb.search.whoosh.state import SATURATION, State
from kb.search.whoosh.words import FIELDS, ROOM, terms

# What a facet value adds to the score of a hit, and what every record has where nothing weighs more.
VALUE_SCORE, PLAIN_SCORE = 0.1, 1.0
# What a record counts that has another name than was typed; how much it tells against a record to lack some of the words.
ALSO_SHARE, LACKING = 0.3, 2
# Words that ask, in small letters, as WHO is an organisation.
QUESTIONS = frozenset(("did", "do", "does", "had", "has", "how", "was", "were", "what", "where", "which", "who", "whom", "whose", "why"))
# The forms of a word, any of which may stand at a place.
Slot = tuple[int, Sequence[str]]


class Found(NamedTuple):
    """Which documents were found, deleted ones maybe among them, and their scores; what was not found has none."""

    hits: Array
    scores: Array


def find(state: State, tree: Node | None, notes: list[str]) -> Found:
    """Give what a tree finds, ``None`` finding everything."""
    return Matching(state, notes).whole(tree)


def count(state: State, tree: Node) -> int:
    """Count the records that a tree finds."""
    return int(np.count_nonzero(find(state, tree, []).hits))


def _flat(hits: Array, score: float) -> Found:
    return Found(hits, hits * np.float32(score))


class Matching:
    """The evaluation of a tree on a state of the index, or of several that have words in common."""

    def __init__(self, state: State, notes: list[str]) -> None:
        """Take the state and where to put notes."""
        self.state = state
        self.notes = notes
        self._texts: dict[Phrase | Word, Found] = {}
        self._meant: dict[tuple[Node, ...], Found] = {}

    def whole(self, tree: Node | None) -> Found:
        """Give what a whole tree finds, ``None`` finding everything."""
        found = self.find(tree) if tree else _flat(np.ones(self.state.alive.size, np.bool_), PLAIN_SCORE)
        return Found(found.hits & self.state.alive, found.scores * self.state.priors)

    def find(self, tree: Node) -> Found:
        """Give what a part of a tree finds."""
        match tree:
            case Value() | Years():
                return _flat(self._mask(tree), VALUE_SCORE)
            case Phrase() | Word():
                return self._text(tree)
            case Not(inner):
                return _flat(~self.find(inner).hits, PLAIN_SCORE)
            case Also(inner, others):
                return self._also(self.find(inner), others)
        return self._joined(tree)

    def _joined(self, tree: And | Or | Most) -> Found:
        match tree:
            case And(inner):
                return self._all(searched(inner))
            case Or(inner):
                return self._any(self.find(node) for node in inner)
            case Most(inner):
                return self._most([self.find(node) for node in searched(inner)])

    def _mask(self, node: Value | Years) -> Array:
        if isinstance(node, Value):
            return self.state.mask(node.facet, (node.value,))
        return self.state.mask("year", years(node.first, node.last, self.state.facets["year"].labels))

    def _text(self, node: Phrase | Word) -> Found:
        found = self._texts.get(node)
        if found is None:
            found = self._texts[node] = self._phrase(node) if isinstance(node, Phrase) else self._any_word(node)
        return found

    def _any_word(self, word: Word) -> Found:
        return self._beginning(word) if word.prefix else self._word(word)

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

    def _most(self, inner: Sequence[Found]) -> Found:
        found = self._any(inner)
        share = np.add.reduce([one.hits for one in inner], dtype=np.float32) / len(inner)
        return Found(found.hits, found.scores * share**LACKING)

    def _also(self, found: Found, others: tuple[Node, ...]) -> Found:
        meant = self._meant.get(others)
        if meant is None:
            meant = self._meant[others] = self._best([self.find(node) for node in others])
        return Found(found.hits | meant.hits, np.where(found.hits, found.scores, meant.scores * np.float32(ALSO_SHARE)))

    def _best(self, inner: list[Found]) -> Found:
        return Found(np.logical_or.reduce([found.hits for found in inner]), np.maximum.reduce([found.scores for found in inner]))

    def _scored(self, terms_found: Iterable[Postings]) -> Found:
        """Find any of some words as written; the scores of all are added up, as BM25 has them."""
        held = [found for found in terms_found if found.documents.size]
        size = self.state.alive.size
        hits = np.zeros(size, np.bool_)
        if not held:
            return Found(hits, np.zeros(size, np.float32))
        documents = np.concatenate([found.documents for found in held])
        weights = np.concatenate([found.weights for found in held])
        hits[documents] = True
        sizes = [len(found.weights) for found in held]
        frequencies = np.add.reduceat(self.state.alive[documents], np.cumsum([0, *sizes[:-1]]), dtype=np.int64)
        shares = weights / (weights + self.state.damping["exact"][documents]) * np.repeat(self._worth(frequencies), sizes)
        return Found(hits, np.bincount(documents, shares, size).astype(np.float32))

    def _worth(self, frequency: Array | np.integer[Any]) -> Array:
        """Give how much terms are worth that so many records have, rare ones more."""
        return np.asarray((np.log(max(self.state.count, 1) / (frequency + 1)) + 1) * (SATURATION + 1))

    def _in_fields(self, term: str, field: str | None) -> Found:
        """Find a term in any field, or in one; what it weighs in each is added up before more of it adds less, as BM25F has it."""
        weights = np.zeros(self.state.alive.size, np.float32)
        for name in [field] if field else BOOST:
            found = self.state.postings(name, term)
            weights[found.documents] += BOOST[name] * found.weights / self.state.damping[name][found.documents]
        hits = weights > 0
        # A number of the same precision: by a longer one the whole array would be computed anew in twice the width.
        worth = np.float32(self._worth(np.count_nonzero(hits & self.state.alive)))
        return Found(hits, worth * (weights / (1 + weights)))

    def _word(self, word: Word) -> Found:
        """Find a word in any form; a joined one also by its parts, in any form but side by side."""
        found = terms(word.text)
        if not found:
            return self._in_form([fold(word.text)], word.field)
        whole = self._in_fields(found[-1], word.field)
        if len(found) == 1:
            return whole
        parts = self._side_by_side(self._loosely(_as_written(word.text)), word.field)
        apart = self._every([self._in_fields(term, word.field) for term in found[:-1]])
        return self._any([whole, Found(parts & apart.hits, apart.scores * parts)])

    def _in_form(self, words: Iterable[str], field: str | None) -> Found:
        """Find any of some words as written, anywhere or in one field."""
        return self._scored([self._spots(word, field) if field else self.state.postings("exact", word) for word in words])

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

    def _phrase(self, phrase: Phrase) -> Found:
        """Find words one after another; the scores are those of the words, wherever in the record they stand."""
        words = [term for word in phrase.text.split() for term in _as_written(word)]
        slots = self._loosely(words) if phrase.loose else _exactly(words)
        if len(slots) == 1:
            return self._in_form(slots[0][1], phrase.field)
        hits = self._side_by_side(slots, phrase.field)
        telling = [term for word in words for term in terms(word)]
        if not telling:
            return Found(hits, self._in_form(words, phrase.field).scores * hits)
        return Found(hits, sum(self._in_fields(term, phrase.field).scores for term in dict.fromkeys(telling)) * hits)

    def _loosely(self, words: Sequence[str]) -> list[Slot]:
        """Give the forms of some words, each with its place; common words need not be there, unless there is but one other."""
        content = [(step, word) for step, word in enumerate(words) if terms(word)]
        if not content[1:]:
            return _exactly(words) if words[1:] else [(0, spelled(self.state, words[0]))]
        return [(step - content[0][0], spelled(self.state, word)) for step, word in content]

    def _side_by_side(self, slots: Sequence[Slot], field: str | None) -> Array:
        """Mark the documents that have any form of each word at its place behind the first."""
        places = _run(self.state, slots)
        hits = np.zeros(self.state.alive.size, np.bool_)
        hits[(_within(places, field) if field else places) >> PLACE_BITS] = True
        return hits


def _exactly(words: Iterable[str]) -> list[Slot]:
    return [(step, [word]) for step, word in enumerate(words)]


def _within(places: Array, field: str) -> Array:
    """Keep the places that are in a field."""
    room = (places & ((1 << PLACE_BITS) - 1)) // ROOM
    return np.asarray(places[room == FIELDS.index(field)])


def _run(state: State, slots: Sequence[Slot]) -> Array:
    """Give the places where some words begin to stand one after another, beginning with the rarest."""
    held = [(step, [state.places(form) for form in forms]) for step, forms in slots]
    (first, rarest), *others = sorted(held, key=lambda slot: sum(map(len, slot[1])))
    found = (rarest[0] if len(rarest) == 1 else np.sort(np.concatenate(rarest))) - first
    for step, arrays in others:
        found = found[reduce(np.logical_or, (_among(found + step, array) for array in arrays))]
    return found


def _among(wanted: Array, held: Array) -> Array:
    """Tell which numbers are among others that rise."""
    if not held.size:
        return np.zeros(wanted.size, np.bool_)
    spots = np.minimum(np.searchsorted(held, wanted), held.size - 1)
    return np.asarray(held[spots] == wanted)


def _as_written(word: str) -> list[str]:
    found = terms(word, exact=True)
    return found[:-1] if len(found) > 1 else found


def searched(nodes: Sequence[Node]) -> list[Node]:
    """Leave out the words that are too common to be searched, unless there are no others."""
    return [node for node in nodes if _telling(node)] or list(nodes)


def _telling(node: Node) -> bool:
    if isinstance(node, Also):
        return _telling(node.inner)
    return not isinstance(node, Word) or node.prefix or (bool(terms(node.text)) and node.text not in QUESTIONS)
