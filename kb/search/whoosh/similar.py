"""Records like another one: its most telling words and values, looked up as any search does, each weighed by how telling it is."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from whoosh.analysis import STOP_WORDS
from whoosh.lang.porter import stem

from kb.search.engine import Entry, Shared
from kb.search.request import Node, Or, Word
from kb.search.text import WORD
from kb.search.whoosh.columns import Array
from kb.search.whoosh.fields import BOOST
from kb.search.whoosh.matching import Found
from kb.search.whoosh.packing import place_of
from kb.search.whoosh.segments import Postings
from kb.search.whoosh.state import State
from kb.search.whoosh.words import forms

# So many words and values of a record are looked up, the most telling ones.
MOST_WORDS, MOST_VALUES = 25, 25
# A word is telling if it is no shorter, if others have it too, and if no larger share of all records has it.
SHORTEST, FEWEST, COMMON = 3, 2, 0.2
# The fields that tell nothing of what records of these kinds are like: names of people and acronyms of projects mean no subject.
CALLED: Mapping[str, tuple[str, ...]] = {"organisation": ("label", "names"), "person": ("label", "names"), "project": ("label",)}
# What the fields of the record itself count: less than in a search, where a word of a name is mostly meant as one. Those of others
# count alike: a word weighs more in a short one anyway.
WEIGHT: Mapping[str, float] = {name: math.sqrt(boost) for name, boost in BOOST.items()}
# Words that are never telling: those of addresses tell of no subject.
UNTELLING = STOP_WORDS | {"http", "https", "www"}
# The facets whose values tell what a record is about or belongs to, and what a value in common counts.
VALUED: Mapping[str, float] = {"topic": 1.0, "project": 0.7, "event": 0.7, "organisation": 0.7}
# A record is like another if it shares so many of these, and has so much of the score of the one that is most like it.
LEAST, SHARE = 2, 0.25
# How much more records of the same kind count.
SAME_KIND = 1.5


class Trait(NamedTuple):
    """Something telling of a record: a word with its stem, or a value of a ``facet``; and what it counts."""

    text: str
    term: str
    facet: str | None
    weight: float


class Sought(NamedTuple):
    """A trait as the index has it: the documents that have it, each once, and what it adds to their scores."""

    trait: Trait
    documents: Array
    shares: Array


def alike(state: State, entry: Entry) -> tuple[Found, list[Sought]]:
    """Give the documents like a record, but for the record itself, and what was looked up."""
    sought = [_sought(state, trait) for trait in traits(state, entry)]
    scores, shared = np.zeros(state.alive.size, np.float32), np.zeros(state.alive.size, np.int16)
    for one in sought:
        scores[one.documents] += one.shares
        shared[one.documents] += 1
    scores[state.mask("kind", entry.facets.get("kind", ()))] *= SAME_KIND
    hits = (shared >= LEAST) & state.alive & ~_own(state, entry)
    hits &= scores >= SHARE * np.max(scores, where=hits, initial=0.0)
    return Found(hits, scores * hits), sought


def _own(state: State, entry: Entry) -> Array:
    """Mark a record and what belongs to it: that is on its page, and would stand before all others."""
    kind = _kind(entry)
    own = state.mask(kind, entry.facets[kind][:1]) if kind in VALUED else np.zeros(state.alive.size, np.bool_)
    own[[state.documents[entry.id]] if entry.id in state.documents else []] = True
    return own


def _kind(entry: Entry) -> str:
    return next(iter(entry.facets.get("kind", ())), "")


def tree(sought: Sequence[Sought]) -> Node | None:
    """Give the words looked up as a request for any of them, so that snippets show them."""
    words = [Word(one.trait.text) for one in sought if not one.trait.facet]
    return Or(tuple(words)) if words else None


def shares(sought: Sequence[Sought], document: int) -> tuple[Shared, ...]:
    """Give what a document shares, what counts most first; words of one spelling once."""
    found: dict[tuple[str | None, str], float] = defaultdict(float)
    for one in sought:
        spot = int(np.searchsorted(one.documents, document))
        if spot < one.documents.size and one.documents[spot] == document:
            found[one.trait.facet, one.trait.text] += float(one.shares[spot])
    ordered = sorted(found, key=lambda key: -found[key])
    return tuple(Shared(facet, text, found[facet, text]) for facet, text in ordered)


def traits(state: State, entry: Entry) -> list[Trait]:
    """Give what is most telling of a record: words that stand in it often or in its name and in few others, and its rarest values."""
    words = sorted(_words(state, entry), key=lambda trait: (-trait.weight, trait.term))
    values = sorted(_values(state, entry), key=lambda trait: (-trait.weight, trait.term))
    return [*words[:MOST_WORDS], *values[:MOST_VALUES]]


def _words(state: State, entry: Entry) -> Iterator[Trait]:
    weights: dict[str, float] = defaultdict(float)
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    common: Counter[str] = Counter()
    for field in WEIGHT.keys() - CALLED.get(_kind(entry), ()):
        for word, count in Counter(WORD.findall(entry.texts.get(field, ""))).items():
            for written, frequency in _telling(state, word).items():
                term = stem(written)
                weights[term] += WEIGHT[field] * (1 + math.log(count))
                spelled[term][written] += count
                common[term] = max(common[term], frequency)
    for term, weight in weights.items():
        if common[term] <= COMMON * state.count:
            form = min(spelled[term], key=lambda form: (-spelled[term][form], form))
            yield Trait(form, term, None, weight * _rarity(state, common[term]))


def _telling(state: State, word: str) -> dict[str, int]:
    """Give the forms of a word that can tell something, with their frequency: of a joined one the whole, or else its parts."""
    found = [form.decode() for form, _step in forms(word)[1]]
    for chosen in (found[-1:], found[:-1]):
        telling = [form for form in chosen if len(form) >= SHORTEST and not form.isdigit() and form not in UNTELLING]
        known = {form: frequency for form in telling if (frequency := _frequency(state, form)) >= FEWEST}
        if known:
            return known
    return {}


def _values(state: State, entry: Entry) -> Iterator[Trait]:
    for facet, weight in VALUED.items():
        held, values = state.facets[facet], entry.facets.get(facet, ())
        counts = np.bincount(held.codes, minlength=len(held.labels)) if values else ()
        for value in values:
            code = place_of(held.labels, value)
            if code is not None:
                yield Trait(value, value, facet, weight * _rarity(state, int(counts[code])))


def _frequency(state: State, written: str) -> int:
    """Give the number of documents with a word as written."""
    found = 0
    for segment in state.segments:
        spot = place_of(segment.columns.words, written)
        if spot is not None:
            found += int(segment.columns.frequencies[spot])
    return found


def _rarity(state: State, common: int) -> float:
    """Give 0 for what every document has, and up to 1 for what the fewest have, half as rare counting a quarter."""
    every = math.log(max(state.count, 2))
    return max(0.0, 1 - math.log(max(common, 1)) / every) ** 2


def _sought(state: State, trait: Trait) -> Sought:
    if trait.facet:
        values = state.facets[trait.facet]
        documents = values.documents[values.codes == place_of(values.labels, trait.term)]
        return Sought(trait, documents, np.full(documents.size, trait.weight, np.float32))
    scores = np.zeros(state.alive.size, np.float32)
    for field in WEIGHT:
        held = state.postings(field, trait.term)
        scores[held.documents] += _saturated(state, field, held)
    documents = np.flatnonzero(scores)
    return Sought(trait, documents, scores[documents] * trait.weight)


def _saturated(state: State, field: str, held: Postings) -> Array:
    return np.asarray(held.weights / (held.weights + state.damping[field][held.documents]))
