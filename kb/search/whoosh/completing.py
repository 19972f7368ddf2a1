"""Completing what is being typed: records called so, and words of the index that begin so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import chain
from math import log
from typing import Any, NamedTuple

import numpy as np

from kb.search.engine import Completion
from kb.search.request import TEXT_FIELDS, And, Node, Phrase, Word, parse
from kb.search.text import fold, parts
from kb.search.whoosh.lexicon import beginning
from kb.search.whoosh.naming import LONGEST, SOUGHT, as_written
from kb.search.whoosh.packing import Array
from kb.search.whoosh.segments import Segment
from kb.search.whoosh.state import State
from kb.search.whoosh.words import same_name, terms

# No kind takes more places at a time while others wait for theirs.
SHARE = 3
# Words are fewer than records: they only help to write a search.
RECORDS_A_WORD = 2
# So many of the most frequent words that begin so are looked at.
MOST_WORDS = 80
# The word at the end, and the field it is meant for.
ENDING = re.compile(r"(?:(?<!\w)(?P<field>\w+):|(?<![\w*~:]))[-(\"]*(?P<word>\w+(?:[-.@'\u2019&/]\w+)*)$")

# What is left out, or asked of a field, says nothing of the words beside it.
ASIDE = re.compile(r"(?<!\S)(?:-|\w+:)\S+")


class Candidate(NamedTuple):
    """A record that may be meant; the first in order is the likeliest: by kind, letters in its name, place of its label."""

    kind: int
    letters: int
    rank: int
    document: int


def complete(state: State, text: str, limit: int) -> Completion:
    """Give up to ``limit`` public records and half as many words for what was typed so far.

    A record called just so stands first, then those with a name that begins so, sign by sign before letter by letter,
    then those with all the words in their names. Among these the kinds that are sought by name take turns at three
    records each, those with the shortest names first; the other kinds stand behind.
    """
    found: dict[int, None] = {}
    if same_name(text) and _plain(parse(text)[0]):
        for candidates in _steps(state, text, limit):
            found |= dict.fromkeys(candidate.document for candidate in _by_turns(candidates))
            if len(found) >= limit:
                break
    records = [_named(state.about(document), text) for document in list(found)[:limit]]
    return Completion(tuple(records), tuple(_words(state, text, max(1, limit // RECORDS_A_WORD))))


def _plain(tree: Node | None) -> bool:
    """Tell whether nothing but words was typed, so that they may be a name."""
    match tree:
        case And(inner):
            return all(_plain(node) for node in inner)
        case Word(near=near, field=field):
            return not (near or field)
    return isinstance(tree, Phrase) and not tree.field


def _steps(state: State, text: str, limit: int) -> Iterator[list[Candidate]]:
    """Yield candidates, the likeliest first; what stands further down is only looked for where it is needed."""
    typed, written, words = same_name(text), as_written(text), parts(fold(text))
    segments = list(zip(state.offsets, state.segments, strict=True))
    called = state.postings("called", typed).documents
    yield _best(state, [_within(called, offset, segment) for offset, segment in segments], limit)
    for start in (written, typed) if written else (typed,):
        yield _best(state, [segment.columns.names.beginning(start) for segment in state.segments], limit)
    yield _best(state, [_with_words(segment, words) for segment in state.segments], limit)


Found = tuple[Array, Array]


def _within(documents: Array, offset: int, segment: Segment) -> Found:
    labels = segment.columns.names.labels
    own = documents[(documents >= offset) & (documents < offset + labels.size)] - offset
    return own, labels[own]


def _with_words(segment: Segment, words: Sequence[str]) -> Found:
    names = segment.columns.names
    found = names.with_words(words)
    return found, names.labels[found]


def _best(state: State, found: Iterable[Found], limit: int) -> list[Candidate]:
    return sorted(
        candidate
        for offset, segment, (documents, letters) in zip(state.offsets, state.segments, found, strict=True)
        for candidate in _of_segment(state, offset, segment, documents, letters, 2 * limit)
    )


def _of_segment(state: State, offset: int, segment: Segment, documents: Array, letters: Array, most: int) -> Iterator[Candidate]:
    """Yield the first few of each kind, so that the work stays small however many names begin so."""
    alive = state.alive[documents + offset]
    documents, letters = documents[alive], letters[alive]
    kinds = segment.columns.names.kinds[documents]
    keys = kinds * LONGEST + letters
    order = np.argsort(keys, kind="stable")
    ordered = kinds[order]
    starts = np.searchsorted(ordered, np.arange(len(SOUGHT) + 1))
    for at in order[np.arange(order.size) - starts[ordered] < most].tolist():
        document = int(documents[at]) + offset
        yield Candidate(int(kinds[at]), int(letters[at]), int(state.ranks[document]), document)


def _by_turns(candidates: Iterable[Candidate]) -> list[Candidate]:
    once = {candidate.document: candidate for candidate in reversed(list(candidates))}
    taken: Counter[int] = Counter()
    turns = []
    for candidate in sorted(once.values()):
        turns.append((candidate.kind == len(SOUGHT), taken[candidate.kind] // SHARE, candidate))
        taken[candidate.kind] += 1
    return [candidate for *_turn, candidate in sorted(turns)]


def _named(about: Mapping[str, Any], text: str) -> tuple[int, str]:
    """Give the number of a record, and the name of it that answers best."""
    typed, words = same_name(text), parts(fold(text))
    names: Sequence[str] = about["names"]
    beginning = [name for name in names if same_name(name).startswith(typed)]
    exact = [name for name in beginning if same_name(name) == typed]
    with_words = (name for name in names if _has(name, words))
    return about["id"], next(chain(exact, beginning, with_words, names))


def _has(name: str, words: Sequence[str]) -> bool:
    held = terms(name, exact=True)
    return all(word in held for word in words[:-1]) and any(word.startswith(words[-1]) for word in held)


def _words(state: State, text: str, most: int) -> Iterator[str]:
    """Yield the whole of what was typed with its last word completed, the likeliest first, one word of a stem."""
    found = ENDING.search(text)
    if not found or found["field"] not in (None, *TEXT_FIELDS):
        return
    place = found.start("word")
    start = same_name(found["word"])
    beside = ASIDE.sub(" ", text[: found.start()])
    before = [term for word in parts(fold(beside)) for term in terms(word, exact=True) if terms(word)]
    likeliest = _likeliest(state, start, before)
    seen = {tuple(terms(start)) if start in likeliest else ()}
    for word in likeliest:
        stems = tuple(terms(word))
        if stems and stems not in seen and len(seen) <= most:
            seen.add(stems)
            yield text[:place] + word


def _likeliest(state: State, start: str, before: Sequence[str]) -> list[str]:
    """Give words that begin so: the most frequent first, or those that go most with the words before."""
    words = beginning(state, start, MOST_WORDS)
    if not before and state.count == state.alive.size:
        return words
    held = reduce(np.logical_and, (_mask(state, word) for word in before), state.alive)
    scores = {word: _score(state, state.postings("exact", word).documents, held) for word in words}
    return sorted((word for word in words if scores[word]), key=lambda word: -scores[word])


def _score(state: State, documents: Array, held: Array) -> float:
    """Weigh how many of some documents a word stands in; one that stands nearly everywhere says little of them."""
    return int(held[documents].sum()) * log(1 + state.count / max(documents.size, 1))


def _mask(state: State, word: str) -> Array:
    found = np.zeros(state.alive.size, np.bool_)
    found[state.postings("exact", word).documents] = True
    return found
