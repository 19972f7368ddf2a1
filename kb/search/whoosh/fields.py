"""The index's fields, and how text becomes terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from whoosh import analysis, fields

from kb.search.engine import Entry
from kb.search.request import FACETS
from kb.search.text import WORD, fold, parts

# Raise it with every change below: an index made by another version is rebuilt.
SCHEMA_VERSION = 1
SEPARATOR = "\x1f"
BOOST = {"label": 4.0, "names": 3.0, "summary": 2.0, "text": 1.0}


class Fold(analysis.Filter):  # type: ignore[misc] # Whoosh has no types
    """Folds case and accents, and gives a joined word both in parts and whole."""

    def __call__(self, tokens: Iterable[Any]) -> Iterator[Any]:
        """Yield the parts of each token in their order, then the whole at the place of the first part."""
        position = -1
        for token in tokens:
            found = parts(fold(token.text))
            for text in found:
                position += 1
                token.text, token.pos = text, position
                yield token
            if len(found) > 1:
                token.text, token.pos = "".join(found), position - len(found) + 1
                yield token


EXACT = analysis.RegexTokenizer(WORD) | Fold()
STEMMED = EXACT | analysis.StopFilter(minsize=1) | analysis.StemFilter()
VALUES = analysis.RegexTokenizer(f"[^{SEPARATOR}]+")


def schema() -> fields.Schema:
    """Make the schema: one stemmed field a weight, one with every word as written, one a facet."""
    made = fields.Schema(
        id=fields.ID(stored=True, unique=True),
        digest=fields.STORED,
        title=fields.ID(sortable=True),
        called=fields.KEYWORD(analyzer=VALUES),
        date=fields.NUMERIC(int, sortable=True),
        exact=fields.TEXT(analyzer=EXACT),
    )
    for name in BOOST:
        made.add(name, fields.TEXT(analyzer=STEMMED))
    for name in FACETS:
        made.add(facet_field(name), fields.KEYWORD(analyzer=VALUES))
    return made


def facet_field(facet: str) -> str:
    """Give the field that holds a facet's values."""
    return f"facet_{facet}"


def document(entry: Entry) -> dict[str, Any]:
    """Turn an entry into Whoosh's keyword arguments."""
    texts = {name: text for name, text in entry.texts.items() if text}
    facets = {facet_field(name): SEPARATOR.join(values) for name, values in entry.facets.items()}
    every = "\n".join(texts.values())
    named = {"title": fold(entry.label), "called": SEPARATOR.join(same_name(name) for name in entry.called)}
    return {"id": str(entry.id), "digest": entry.digest, "date": entry.date, "exact": every, **named, **texts, **facets}


def same_name(name: str) -> str:
    """Give what is the same for all spellings of a name: its letters and digits, folded.

    >>> same_name("ΚΕ.ΜΕ.Α") == same_name("κεμεα"), same_name("Medi@4sec")
    (True, 'medi4sec')
    """
    return "".join(parts(fold(name)))


def terms(text: str, *, exact: bool = False) -> list[str]:
    """Give the terms of some words, in order.

    >>> terms("the cryptocurrencies"), terms("the cryptocurrencies", exact=True)
    (['cryptocurr'], ['the', 'cryptocurrencies'])
    """
    return [token.text for token in (EXACT if exact else STEMMED)(text, mode="query")]
