"""How text becomes terms: for the index and for snippets in one go, for a request through Whoosh's analysis."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from whoosh import analysis
from whoosh.lang.porter import stem

from kb.search.text import WORD, fold, parts

# Words that are kept with their terms: most of a text is words seen before.
CACHED_WORDS = 1 << 17
# Words of requests that are kept with their terms, as one request looks at each of its words many times; and their longest text.
CACHED_TERMS, SHORT = 1 << 12, 60
# The texts of an entry stand in rooms of their own, so that a phrase never reaches from one into another.
FIELDS = ("label", "names", "summary", "text")
ROOM = 1 << 30
UMLAUT = re.compile(r"([aou])e")
# Term, frequency, weight and value, as Whoosh takes them for a document.
Posting = tuple[bytes, int, float, bytes]


class Fold(analysis.Filter):  # type: ignore[misc] # Whoosh has no types
    """Folds case and accents, and gives a joined word both in parts and whole."""

    def __call__(self, tokens: Iterable[Any]) -> Iterator[Any]:
        """Yield the parts of each token in their order, then the whole."""
        for token in tokens:
            for text, _step in spread(token.text):
                token.text = text
                yield token


EXACT = analysis.RegexTokenizer(WORD) | Fold()
STEMMED = EXACT | analysis.StopFilter(minsize=1) | analysis.StemFilter()


def spread(word: str) -> list[tuple[str, int]]:
    """Give the terms of a word as written, each with its place: the parts one after another, the whole where the first part is.

    >>> spread("Crypto-Currency")
    [('crypto', 0), ('currency', 1), ('cryptocurrency', 0)]
    """
    found = parts(fold(word))
    whole = [("".join(found), 0)] if len(found) > 1 else []
    return [(text, step) for step, text in enumerate(found)] + whole


@lru_cache(maxsize=CACHED_WORDS)
def forms(word: str) -> tuple[int, tuple[tuple[bytes, int], ...], tuple[bytes, ...]]:
    """Give the number of places a word takes, its terms as written with their places, and its stems.

    In tuples, which the garbage collector leaves alone once it has seen what is in them.
    """
    written = spread(word)
    stems = tuple(stem(text).encode() for text, _step in written if text not in analysis.STOP_WORDS)
    return max(1, len(written) - 1), tuple((text.encode(), step) for text, step in written), stems


def postings(texts: Mapping[str, str]) -> dict[str, list[Posting]]:
    """Give the postings of an entry's texts: stems by field, and under ``exact`` every word as written with its places."""
    places: dict[bytes, array[int]] = defaultdict(lambda: array("I"))
    found: dict[str, list[Posting]] = {}
    for number, name in enumerate(FIELDS):
        stems = Counter(_stems(texts.get(name, ""), number * ROOM, places))
        if stems:
            found[name] = [(term, count, float(count), b"") for term, count in stems.items()]
    if places:
        found["exact"] = [(term, len(held), float(len(held)), held.tobytes()) for term, held in places.items()]
    return found


def _stems(text: str, place: int, places: Mapping[bytes, array[int]]) -> list[bytes]:
    """Give the stems of a text; note on the way where each word stands."""
    stems: list[bytes] = []
    for word in WORD.findall(text):
        taken, written, stemmed = forms(word)
        for term, step in written:
            places[term].append(place + step)
        stems += stemmed
        place += taken
    return stems


def same_name(name: str) -> str:
    """Give what is the same for all spellings of a name: its letters and digits, folded.

    >>> same_name("ΚΕ.ΜΕ.Α") == same_name("κεμεα"), same_name("Medi@4sec")
    (True, 'medi4sec')
    """
    return "".join(parts(fold(name)))


def same_stems(name: str) -> str:
    """Give what is the same for all spellings of a name and all endings of its words, umlauts written as two letters too.

    >>> same_stems("virtual currencies") == same_stems("Virtual Currency"), same_stems("Crypto-currency") == same_stems("cryptocurrencies")
    (True, True)
    >>> same_stems("Technische Universität München") == same_stems("TECHNISCHE UNIVERSITAET MUENCHEN")
    True
    """
    return "".join(stem(UMLAUT.sub(r"\1", "".join(parts(word)))) for word in fold(name).split())


def terms(text: str, *, exact: bool = False) -> list[str]:
    """Give the terms of some words, in order.

    >>> terms("the cryptocurrencies"), terms("the cryptocurrencies", exact=True)
    (['cryptocurr'], ['the', 'cryptocurrencies'])
    """
    return list(_kept_terms(text, exact=exact)) if len(text) <= SHORT else _terms(text, exact=exact)


def _terms(text: str, *, exact: bool) -> list[str]:
    return [token.text for token in (EXACT if exact else STEMMED)(text, mode="query")]


@lru_cache(maxsize=CACHED_TERMS)
def _kept_terms(text: str, *, exact: bool) -> list[str]:
    return _terms(text, exact=exact)
