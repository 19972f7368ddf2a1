"""Lines that a file breaks for its own width, put together again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

# Narrower lines are verses, menus and addresses, wider ones paragraphs; between the two, text is wrapped. In code points.
NARROWEST, WIDEST = 40, 120
# Also the places in private fonts where word processors keep their bullets.
BULLETS = "•◦▪‣●○■*\uf0a7\uf0b7\uf0d8"
SIGN = re.compile(rf"[{BULLETS}]\s+")
ITEM = re.compile(rf"(?:[{BULLETS}\u2013\u2014-]|\(?(?:\d{{1,3}}|[a-z\u03b1-\u03c9])[.)])\s+\S", re.IGNORECASE)
# Words are looked for so far from the end of a line, in code points: a line may be a file long.
LONGEST_WORD = 60
DIVIDED = re.compile(r"([^\W\d_]+)[-\u2010]$")
BEGINS = re.compile(r"[^\W\d_]+")
WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
SOFT = "\u00ad"
HYPHENS = ("-", "\u2010", SOFT)
# "Import- und Export": the hyphen stands for the rest of the word and is no division.
SHARED_REST = frozenset(("and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e", "en", "of", "και", "ή"))


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """Give the words of some lines in small letters, joined ones whole; halves of words at the ends of lines are not among them."""
    return frozenset(word.lower() for line in lines for word in WORD.findall(_undivided(line)))


def _undivided(line: str) -> str:
    first = DIVIDED.search(line[-LONGEST_WORD:])
    return line[: -len(first[0])] if first else line


def joined(lines: Sequence[str], words: Collection[str]) -> str:
    """Put the lines of one block together, and words that a line break divided.

    A soft hyphen always divides. Another hyphen at the end of a line falls away only where the text has the whole word
    elsewhere; it stays, without a blank behind it, where small letters follow.

    >>> joined(["the work-", "shop on dark-", "web markets"], {"workshop"})
    'the workshop on dark-web markets'
    """
    told: list[str] = []
    for line in map(str.strip, lines):
        if told:
            told[-1], between = _seam(told[-1], line, words)
            told.append(between)
        told.append(line)
    return "".join(told)


def _seam(above: str, below: str, words: Collection[str]) -> tuple[str, str]:
    """Give a line as it goes on in the next, and what stands between them."""
    if above.endswith(SOFT):
        return above[:-1], ""
    first, rest = DIVIDED.search(above[-LONGEST_WORD:]), BEGINS.match(below)
    if not first or not rest or not rest[0].islower() or rest[0] in SHARED_REST:
        return above, " "
    return (above[:-1] if (first[1] + rest[0]).lower() in words else above), ""


def unwrapped(lines: Sequence[str], words: Collection[str]) -> Iterator[str]:
    """Yield the blocks of lines that stand together without an empty line between them.

    A break is no more than a wrap where the next word would not have fitted into the longest line; else a block begins.
    """
    width = max(map(len, lines))
    held: list[str] = []
    for line in lines:
        if held and (begins_item(line, held) or not _wraps(held[-1], line, width)):
            yield joined(held, words)
            held = []
        held.append(line)
    yield joined(held, words)


def _wraps(line: str, following: str, width: int) -> bool:
    return NARROWEST <= width <= WIDEST and len(line) + 1 + len(following.split(maxsplit=1)[0]) > width


def begins_item(line: str, before: Sequence[str]) -> bool:
    """Tell whether a line begins an item of a list, after the lines of the block before it.

    A dash or a number may stand at the beginning of any line, so it counts behind a colon and behind another item only.
    """
    return bool(SIGN.match(line) or (ITEM.match(line) and (ITEM.match(before[0]) or before[-1].endswith(":"))))


def without_sign(text: str) -> str:
    """Give an item of a list without the sign before it; dashes stay, since they may open speech."""
    return SIGN.sub("", text, count=1) if SIGN.match(text) else text
