"""Folding text, so that case and accents make no difference. No engine here."""

from __future__ import annotations

import re
import unicodedata

# A word: letters and digits, joined inside by marks that people write in names.
WORD = re.compile(r"\w+(?:[-.@'\u2019&/]\w+)*")
PART = re.compile(r"\w+")


def fold(text: str) -> str:
    """Give text without accents and case; Greek, Cyrillic and the rest stay what they are.

    >>> fold("Setúbal"), fold("Μέσα Δικτύωσης")
    ('setubal', 'μεσα δικτυωσησ')
    """
    spread = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in spread if not unicodedata.combining(c)))


def parts(word: str) -> list[str]:
    """Give the parts of a word that is joined by hyphens, dots or the like.

    >>> parts("crypto-currency"), parts("MEDI@4SEC")
    (['crypto', 'currency'], ['MEDI', '4SEC'])
    """
    return PART.findall(word)
