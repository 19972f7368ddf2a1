"""All words of the index as written: which begin so, and which are nearest to one that nobody wrote."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import islice

import numpy as np

from kb.search.request import And, Node, Or, Word
from kb.search.whoosh.columns import Array
from kb.search.whoosh.fields import BOOST
from kb.search.whoosh.state import State
from kb.search.whoosh.words import terms

MAX_EXPANSIONS = 200
MAX_CORRECTIONS = 3
SHORT, LONG = 4, 8
# The nearest words are remembered for this many words of a state.
MAX_REMEMBERED = 1000
LAST = "\U0010ffff"


def beginning(state: State, start: str) -> list[str]:
    """Give the first words in order that begin so."""
    found: set[str] = set()
    for segment in state.segments:
        words = segment.columns.words
        found.update(islice(words, *_range(words, start, MAX_EXPANSIONS)))
    return sorted(found)[:MAX_EXPANSIONS]


def _range(words: Sequence[str], start: str, most: int | None = None) -> tuple[int, int]:
    first = bisect_left(words, start)
    last = bisect_left(words, start + LAST, first)
    return first, last if most is None else min(last, first + most)


def correct(state: State, tree: Node | None, notes: list[str]) -> Node | None:
    """Replace words the index does not know by the nearest it does, and say so."""
    if isinstance(tree, And | Or):
        return type(tree)(tuple(fixed for node in tree.inner if (fixed := correct(state, node, notes))))
    if isinstance(tree, Word) and not tree.prefix:
        return _corrected(state, tree, notes)
    return tree


def _corrected(state: State, word: Word, notes: list[str]) -> Node:
    found = terms(word.text, exact=True)
    if len(found) != 1 or len(found[0]) < SHORT or _known(state, word):
        return word
    near = nearest(state, found[0])
    if not near:
        return word
    notes.append(f'nothing is called "{word.text}"; searched for {" or ".join(near)}')
    nodes = tuple(Word(text, word.field) for text in near)
    return Or(nodes) if len(nodes) > 1 else nodes[0]


def _known(state: State, word: Word) -> bool:
    return any(state.has(name, term) for term in terms(word.text) for name in BOOST)


def nearest(state: State, text: str) -> list[str]:
    """Give the most frequent words within one change, or two for a long word; the first letter must be right."""
    found = state.nearest.get(text)
    if found is None:
        found = _nearest(state, text)
        if len(state.nearest) >= MAX_REMEMBERED:
            state.nearest.clear()
        state.nearest[text] = found
    return found


def _nearest(state: State, text: str) -> list[str]:
    most = 2 if len(text) >= LONG else 1
    near: list[Counter[str]] = [Counter() for _distance in range(most + 1)]
    for segment in state.segments:
        first, last = _range(segment.columns.words, text[0])
        words = segment.columns.words[first:last]
        changes = distances(text, words, most)
        for at in np.flatnonzero(changes <= most).tolist():
            near[changes[at]][words[at]] += int(segment.columns.frequencies[first + at])
    for found in (near[0] + near[1], *near[2:]):
        if found:
            return sorted(found, key=lambda word: (-found[word], word))[:MAX_CORRECTIONS]
    return []


def distances(text: str, words: Sequence[str], most: int) -> Array:
    """Give the number of letters to add, drop or replace from a text to each word; past ``most`` only that it is more."""
    lengths = np.array([len(word) for word in words], np.int64)
    found = np.full(lengths.size, most + 1)
    near = np.flatnonzero(np.abs(lengths - len(text)) <= most)
    if near.size:
        letters = np.array([words[at] for at in near.tolist()]).view(np.uint32).reshape(near.size, -1)
        found[near] = np.minimum(_distances(text, letters, lengths[near]), most + 1)
    return found


def _distances(text: str, letters: Array, lengths: Array) -> Array:
    """Give the distance to each row of letters: the usual table, worked through for all rows at once."""
    row = [np.full(lengths.size, place, np.int64) for place in range(len(text) + 1)]
    found = row[-1].copy()
    for column in range(letters.shape[1]):
        above, row = row, [np.full(lengths.size, column + 1, np.int64)]
        for place, letter in enumerate(text):
            changed = above[place] + (letters[:, column] != ord(letter))
            row.append(np.minimum(np.minimum(above[place + 1], row[place]) + 1, changed))
        found = np.where(lengths == column + 1, row[-1], found)
    return found
