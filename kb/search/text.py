"""Folding text, so that case and accents make no difference. No engine here."""

from __future__ import annotations

import re

from kb.words import fold as fold

# A word: letters and digits, joined inside by marks that people write in names.
WORD = re.compile(r"\w+(?:[-.@'\u2019&/]\w+)*")
PART = re.compile(r"\w+")


def parts(word: str) -> list[str]:
    """Give the parts of a word that is joined by hyphens, dots or the like.

    >>> parts("crypto-currency"), parts("MEDI@4SEC")
    (['crypto', 'currency'], ['MEDI', '4SEC'])
    """
    return PART.findall(word)
