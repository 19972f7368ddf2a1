"""Which words may be meant by one that occurs nowhere, or hardly anywhere while a word much like it is frequent."""

from __future__ import annotations

from kb.search.request import Word
from kb.search.whoosh.lexicon import MAX_ALIKE, MAX_CORRECTIONS, SHORT, alike, nearest
from kb.search.whoosh.matching import count
from kb.search.whoosh.state import State
from kb.search.whoosh.words import same_name, terms

# A word much like another is meant instead where it stands in so many times its records, and in so many at least.
TIMES, FEWEST = 10, 5


def spellings(state: State, word: str) -> tuple[str, ...]:
    """Give the words that may be meant, the most frequent first; none for what a record is called."""
    found = terms(word, exact=True)
    if len(found) != 1 or len(found[0]) < SHORT or not terms(word) or _is_name(state, word):
        return ()
    return tuple(state.remembered("meant", word, lambda: _spellings(state, word, found[0])))


def _spellings(state: State, word: str, written: str) -> list[str]:
    records = count(state, Word(word))
    if not records:
        return nearest(state, written)
    enough = max(FEWEST, TIMES * records)
    others = [other for other in alike(state, written)[:MAX_ALIKE] if terms(other) not in ([], terms(word))]
    return [other for other in others if count(state, Word(other)) >= enough][:MAX_CORRECTIONS]


def _is_name(state: State, word: str) -> bool:
    return bool(state.alive[state.postings("called", same_name(word)).documents].any())
