"""Words of a text with their places, folded so that case and accents make no difference."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# Letters and digits with the marks that stand on them, so that no letter written in two signs falls apart.
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0483-\u0487\u064b-\u065f])*")
Stretch = Sequence[int]


class Word(NamedTuple):
    """A word as it is compared, and where it stands in its text, in code points."""

    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    """Give text without accents and case; Greek, Cyrillic and the rest stay what they are.

    >>> fold("Setúbal"), fold("Μέσα Δικτύωσης")
    ('setubal', 'μεσα δικτυωσησ')
    """
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in spread if not unicodedata.combining(c)))


def words_of(text: str, left_out: Iterable[Stretch] = ()) -> list[Word]:
    """Give the words of a text in order, without those that begin in one of the stretches left out.

    >>> [word.folded for word in words_of("Two Cafés, read all about it", [(10, 20)])]
    ['two', 'cafes', 'about', 'it']
    """
    skipped = {place for start, end in left_out for place in range(start, end)}
    return [Word(fold(found[0]), *found.span()) for found in WORD.finditer(text) if found.start() not in skipped]
