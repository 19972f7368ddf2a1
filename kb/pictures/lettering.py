"""How wide words are drawn, estimated: the letters of a reader's browser are not known here."""

from __future__ import annotations

import textwrap
from typing import Self

from kb.told import Speaker, Spoken

# Shares of the size of the letters, on the safe side for the sans-serif letters in use.
NARROW, WIDE, USUAL, CAPITAL = 0.36, 0.95, 0.6, 0.72
THIN = frozenset("iljtfrI.,:;'|!()[] ")
BROAD = frozenset("mwMW@%")
SIZE, SMALL = 13, 11
CUT = "…"
# What no line ends with before it is cut.
LOOSE = " ,;:-("


def width(words: str, size: float = SIZE) -> float:
    """Estimate how wide a line of text is, in pixels; seldom less than it is."""
    return size * sum(map(_share, words))


def _share(letter: str) -> float:
    if letter in THIN:
        return NARROW
    if letter in BROAD:
        return WIDE
    return CAPITAL if letter.isupper() else USUAL


class Line(Spoken):
    """One of the lines that words are broken into, in whichever language they are said."""

    __slots__ = ("broken", "place")

    broken: tuple[str, float, float, int]
    place: int

    def __new__(cls, place: int, broken: tuple[str, float, float, int]) -> Self:
        """Take the place of the line, and the words with the room, the size and the most lines they have."""
        made = super().__new__(cls, _line(broken, place))
        made.broken, made.place = broken, place
        return made

    def said(self, speaker: Speaker) -> str:
        """Break the words anew as the language says them."""
        words, room, size, most = self.broken
        return _line((words.said(speaker) if isinstance(words, Spoken) else words, room, size, most), self.place)


def cut(words: str, room: float, size: float = SIZE) -> str:
    """Cut a line to a room in pixels, with a sign where something is left out; the whole belongs into a title beside it."""
    return Line(0, (words, room, size, 1))


def wrapped(words: str, room: float, size: float = SIZE, most: int = 2) -> list[str]:
    """Break words into lines of a room in pixels each; what does not fit into so many lines is cut."""
    broken = words, room, size, most
    return [Line(place, broken) for place in range(len(_lines(*broken)))]


def _line(broken: tuple[str, float, float, int], place: int) -> str:
    lines = _lines(*broken)
    return lines[place] if place < len(lines) else ""


def _lines(words: str, room: float, size: float, most: int) -> list[str]:
    if width(words, size) <= room:
        return [words]
    found = textwrap.wrap(words, max(1, int(room / (size * USUAL))), break_long_words=False) if most > 1 else [words]
    return [_cut(one, room, size) for one in (*found[: most - 1], " ".join(found[most - 1 :])) if one]


def _cut(words: str, room: float, size: float) -> str:
    if width(words, size) <= room:
        return words
    kept = words
    while kept and width(kept + CUT, size) > room:
        kept = kept[:-1]
    return kept.rstrip(LOOSE) + CUT
