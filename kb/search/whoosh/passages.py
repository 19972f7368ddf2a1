"""Which of several texts answers best, so that only that one is read closely."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from kb.search.request import Also, And, Most, Node, Or, Phrase, Word
from kb.search.whoosh.snippets import Asked, asked_for, terms_in

# So many texts are read closely: those that seem best at a glance.
CLOSELY = 8
MARKS = re.compile("[\u0300-\u036f]+")


def best(texts: Sequence[str], tree: Node | None) -> int:
    """Give the number of the text with most of the words asked for; of equals the first, and where none has any the first with words."""
    asked = asked_for(tree)
    most, chosen = 0, next((number for number, text in enumerate(texts) if text), 0)
    for number in _likely(texts, asked):
        held = len(terms_in(texts[number], asked))
        if held > most:
            most, chosen = held, number
        if most == len(asked.stems) + len(asked.beginnings):
            break
    return chosen


def seems_whole(text: str, tree: Node | None) -> bool:
    """Tell, at a glance, whether a text has what a tree asks for; of words that need not all be there any."""
    return _seems(_plain(text), tree)


def _seems(plain: str, node: Node | None) -> bool:
    match node:
        case Also(inner, others):
            return any(_seems(plain, one) for one in (inner, *others))
        case And(inner):
            return all(_seems(plain, one) for one in inner)
        case Or(inner) | Most(inner):
            return any(_seems(plain, one) for one in inner)
        case Word() | Phrase():
            return all(start in plain for start in _starts(asked_for(node)))
    return True


def _likely(texts: Sequence[str], asked: Asked) -> list[int]:
    """Give the texts to read closely: the first, then those in which most of the words seem to begin, in their order."""
    if len(texts) <= CLOSELY or not (asked.stems or asked.beginnings):
        return list(range(min(len(texts), CLOSELY)))
    glance = _glance(asked)
    counts = [len(set(glance.findall(_plain(text)))) for text in texts]
    likely = sorted(range(1, len(texts)), key=lambda number: -counts[number])[: CLOSELY - 1]
    return [0, *sorted(likely, key=lambda number: (-counts[number], number))]


def _glance(asked: Asked) -> re.Pattern[str]:
    """Match how the words asked for begin."""
    return re.compile(rf"\b(?:{'|'.join(re.escape(start) for start in sorted(_starts(asked), key=len, reverse=True))})")


def _starts(asked: Asked) -> set[str]:
    """Give how the words asked for begin; the last letter of a stem may be another than that of its words."""
    return {stem.decode()[:-1] or stem.decode() for stem in asked.stems} | {start.decode() for start in asked.beginnings}


def _plain(text: str) -> str:
    """Fold a text quickly; what this misses is only less likely to be read closely."""
    return text.lower() if text.isascii() else MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
