"""All words of the index as written: which begin so, and which are nearest to one that nobody wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from kb.search.request import FACETS, Also, And, Node, Not, Or, Value, Word
from kb.search.whoosh.columns import Array
from kb.search.whoosh.fields import BOOST
from kb.search.whoosh.packing import beginning_so, place_of
from kb.search.whoosh.state import State
from kb.search.whoosh.words import terms
from kb.told import Told

MAX_EXPANSIONS = 200
MAX_CORRECTIONS, MAX_ALIKE = 3, 20
# Words with one stem that may stand in a name.
MAX_FORMS = 8
SHORT, LONG = 4, 8


def beginning(state: State, start: str, most: int = MAX_EXPANSIONS) -> list[str]:
    """Give the most frequent words that begin so."""
    found: Counter[str] = Counter()
    for segment in state.segments:
        words, frequencies = segment.columns.words, segment.columns.frequencies
        first, last = beginning_so(words, start)
        chosen = range(first, last)
        if last - first > most:
            chosen = (np.argpartition(-frequencies[first:last], most)[:most] + first).tolist()
        for at in chosen:
            found[words[at]] += int(frequencies[at])
    return _ordered(found)[:most]


def spelled(state: State, word: str) -> list[str]:
    """Give the most frequent words with the stem of a word as written, itself among them."""
    stems = terms(word)
    return state.remembered("forms", word, lambda: _spelled(state, word, stems[0])) if len(stems) == 1 else [word]


def _spelled(state: State, word: str, stem: str) -> list[str]:
    # The last letter of a stem may be another than that of its words: policy, polici.
    found = [one for one in beginning(state, stem[:-1] or stem) if one != word and terms(one) == [stem]]
    return [word, *found[:MAX_FORMS]]


def correct(state: State, tree: Node | None, notes: list[str], *, excluded: bool = False) -> Node | None:
    """Put a request in the words of the index, and say so.

    Words it does not know are replaced by the nearest it does, but for those that
    are ``excluded``; words with a tilde by those spelled nearly so; values of
    facets by those that differ in capital letters alone.
    """
    match tree:
        case And(inner) | Or(inner):
            return type(tree)(tuple(fixed for node in inner if (fixed := correct(state, node, notes, excluded=excluded))))
        case Not(inner_node):
            fixed = correct(state, inner_node, notes, excluded=True)
            return Not(fixed) if fixed else None
        case Value(facet, value):
            return _value(state, facet, value, notes)
        case Word(near=True):
            return _alike(state, tree, notes)
        case Word(prefix=False) if not excluded:
            return _corrected(state, tree, notes)
    return tree


def _value(state: State, facet: str, value: str, notes: list[str]) -> Value:
    for spelled in (value, value.lower(), value.upper()):
        if place_of(state.facets[facet].labels, spelled) is not None:
            return Value(facet, spelled)
    notes.append(Told('no record has the value "%(value)s" of "%(facet)s"', value=value, facet=FACETS[facet].label))
    return Value(facet, value)


def either(words: Sequence[str]) -> str:
    """Tell that one word or another is meant."""
    told = words[0]
    for word in words[1:]:
        told = Told("%(words)s or %(last)s", words=told, last=word)
    return told


def _alike(state: State, word: Word, notes: list[str]) -> Node:
    """Give a word and those spelled nearly so; of those with one stem the most frequent."""
    whole = "".join(terms(word.text, exact=True)[-1:])
    found: dict[str, str] = {}
    for text in (whole, *alike(state, whole)):
        for term in terms(text):
            found.setdefault(term, text)
    texts = list(found.values()) or [whole]
    notes.append(Told('"%(word)s~" was searched as %(words)s', word=word.text, words=either(texts[:MAX_ALIKE])))
    if len(texts) > MAX_ALIKE:
        notes.append(Told('more words are like "%(word)s"; the %(number)s most frequent were searched', word=word.text, number=MAX_ALIKE))
    nodes = tuple(Word(text, word.field) for text in texts[:MAX_ALIKE])
    return Or(nodes) if len(nodes) > 1 else nodes[0]


def _corrected(state: State, word: Word, notes: list[str]) -> Node:
    found = terms(word.text, exact=True)
    # A word that is never indexed, as "that", is not unknown.
    if len(found) != 1 or len(found[0]) < SHORT or not terms(word.text) or _known(state, word):
        return word
    near = nearest(state, found[0])
    if not near:
        return word
    notes.append(Told('showing results for %(words)s instead of "%(word)s", which occurs nowhere', words=either(near), word=word.text))
    first, *others = (Word(text, word.field) for text in near)
    return Also(first, tuple(others)) if others else first


def _known(state: State, word: Word) -> bool:
    return any(state.has(name, term) for term in terms(word.text) for name in BOOST)


def nearest(state: State, text: str) -> list[str]:
    """Give the most frequent words within one change, or two for a long word; the first letter must be right."""
    return state.remembered("nearest", text, lambda: _nearest(state, text))


def alike(state: State, text: str) -> list[str]:
    """Give all words within one change, or two for a long word, the most frequent first; the first letter must be right."""
    return state.remembered("alike", text, lambda: _ordered(sum(_near(state, text), Counter())))


def _nearest(state: State, text: str) -> list[str]:
    near = _near(state, text)
    for found in (near[0] + near[1], *near[2:]):
        if found:
            return _ordered(found)[:MAX_CORRECTIONS]
    return []


def _near(state: State, text: str) -> list[Counter[str]]:
    """Give the words of each number of changes, with their frequency."""
    most = 2 if len(text) >= LONG else 1
    near: list[Counter[str]] = [Counter() for _distance in range(most + 1)]
    for segment in state.segments:
        first, last = beginning_so(segment.columns.words, text[0])
        words = segment.columns.words[first:last]
        changes = distances(text, words, most)
        for at in np.flatnonzero(changes <= most).tolist():
            near[changes[at]][words[at]] += int(segment.columns.frequencies[first + at])
    return near


def _ordered(found: Counter[str]) -> list[str]:
    return sorted(found, key=lambda word: (-found[word], word))


def distances(text: str, words: Sequence[str], most: int) -> Array:
    """Give the number of letters to add, drop, replace or swap with the next from a text to each word; past ``most`` only that it is more."""
    lengths = np.array([len(word) for word in words], np.int64)
    found = np.full(lengths.size, most + 1)
    near = np.flatnonzero(np.abs(lengths - len(text)) <= most)
    if near.size:
        letters = np.array([words[at] for at in near.tolist()]).view(np.uint32).reshape(near.size, -1)
        found[near] = np.minimum(_distances(text, letters, lengths[near]), most + 1)
    return found


def _distances(text: str, letters: Array, lengths: Array) -> Array:
    """Give the distance to each row of letters: the usual table, worked through for all rows at once."""
    above: list[Array] = []
    row = [np.full(lengths.size, place, np.int64) for place in range(len(text) + 1)]
    found = row[-1].copy()
    for column in range(letters.shape[1]):
        before, above, row = above, row, [np.full(lengths.size, column + 1, np.int64)]
        for place, letter in enumerate(text):
            changed = above[place] + (letters[:, column] != ord(letter))
            row.append(np.minimum(np.minimum(above[place + 1], row[place]) + 1, changed))
            if column and place:
                swapped = (letters[:, column - 1] == ord(letter)) & (letters[:, column] == ord(text[place - 1]))
                row[-1] = np.where(swapped, np.minimum(row[-1], before[place - 1] + 1), row[-1])
        found = np.where(lengths == column + 1, row[-1], found)
    return found
