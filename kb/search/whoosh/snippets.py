"""The part of a text that answers best, for reading."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from whoosh import highlight

from kb.search.request import And, Node, Or, Phrase, Word
from kb.search.text import fold
from kb.search.whoosh.words import STEMMED, terms

LENGTH, SCAN = 240, 4000


class Marker(highlight.Formatter):  # type: ignore[misc] # Whoosh has no types
    """Writes a stretch of text as HTML, the words found in ``<mark>``."""

    between = " … "

    def _text(self, text: str) -> str:
        return html.escape(text, quote=False)

    def format_token(self, text: str, token: Any, replace: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 - Whoosh's interface
        """Mark one word."""
        return f"<mark>{self._text(text[token.startchar : token.endchar])}</mark>"


class Scorer(highlight.BasicFragmentScorer):  # type: ignore[misc] # Whoosh has no types
    """Scores a stretch of text; of equals the earlier one is better, where Whoosh would take any of them."""

    def __call__(self, fragment: Any) -> float:
        """Give the score of one stretch."""
        return float(super().__call__(fragment) - fragment.startchar / SCAN)


def snippet(text: str, tree: Node | None) -> str:
    """Give the best stretch of a text as HTML; without a match, its beginning."""
    scanned = text[:SCAN]
    fragmenter = highlight.ContextFragmenter(maxchars=LENGTH, surround=LENGTH // 3)
    found = highlight.highlight(scanned, _matched(tree, scanned), STEMMED, fragmenter, Marker(), top=1, scorer=Scorer())
    return found or html.escape(scanned[:LENGTH], quote=False)


def _matched(tree: Node | None, text: str) -> frozenset[str]:
    """Give the terms of a text that a tree asks for."""
    asked = list(_asked(tree))
    starts = tuple(fold(word.text) for word in asked if isinstance(word, Word) and word.prefix)
    wanted = {term for word in asked for term in terms(word.text)}
    return frozenset(wanted | ({term for term in terms(text) if term.startswith(starts)} if starts else set()))


def _asked(tree: Node | None) -> Iterator[Word | Phrase]:
    if isinstance(tree, And | Or):
        for node in tree.inner:
            yield from _asked(node)
    elif isinstance(tree, Word | Phrase):
        yield tree
