"""Which words may be meant by one that occurs nowhere, or hardly anywhere while a word much like it is frequent."""

from __future__ import annotations

import numpy as np

from kb.search.whoosh.fields import BOOST
from kb.search.whoosh.lexicon import MAX_ALIKE, MAX_CORRECTIONS, SHORT, alike, kept, nearest
from kb.search.whoosh.state import State
from kb.search.whoosh.words import same_name, terms

# A word much like another is meant instead where it stands in so many times its records, and in so many at least.
TIMES, FEWEST = 10, 5


def spellings(state: State, word: str) -> tuple[str, ...]:
    """Give the words that may be meant, the most frequent first; none for what a record is called."""
    found = terms(word, exact=True)
    if len(found) != 1 or len(found[0]) < SHORT or not terms(word) or _is_name(state, word):
        return ()
    # No word of the index has a question mark in it.
    return tuple(kept(state.nearest, f"{found[0]}?", lambda: _spellings(state, word, found[0])))


def _spellings(state: State, word: str, written: str) -> list[str]:
    records = _records(state, word)
    if not records:
        return nearest(state, written)
    enough = max(FEWEST, TIMES * records)
    others = [other for other in alike(state, written)[:MAX_ALIKE] if terms(other) not in ([], terms(word))]
    return [other for other in others if _records(state, other) >= enough][:MAX_CORRECTIONS]


def _is_name(state: State, word: str) -> bool:
    return bool(state.alive[state.postings("called", same_name(word)).documents].any())


def _records(state: State, word: str) -> int:
    """Count the records with a word in any form."""
    found = np.zeros(state.alive.size, np.bool_)
    for name in BOOST:
        for term in terms(word):
            found[state.postings(name, term).documents] = True
    return int((found & state.alive).sum())
