"""Anchors: passages of a stored text that are found again, or said to be lost; never guessed.

They follow the selectors of the W3C Web Annotation Data Model: a position (start and end in code points over the stored text)
and a quote (the passage, with some text before and after), beside the hash of the text they were made on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from rapidfuzz import fuzz

# So much text before and after a passage tells it from others that read the same, in code points.
AROUND = 32
# A passage that is looked for elsewhere is like another one to so many percent at least; so many are offered.
ALIKE, MOST = 60.0, 3
# A browser looks for a passage of more words by so many at its beginning and so many at its end: a whole one may reach over paragraphs.
WHOLE, EDGE = 8, 4
# What may open a passage before its first word.
OPENING = frozenset("\"'(\u201c\u2018\u201e\u00ab")


@dataclass(frozen=True)
class Anchor:
    """A passage: ``exact`` with the text around it, where it stood in the text with the hash ``sha256``. Positions may be missing."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Place:
    """Where a passage stands; ``by`` tells whether its position or its words found it."""

    start: int
    end: int
    by: str


@dataclass(frozen=True)
class Candidate:
    """A stretch of a text that may be the passage that was lost: from ``start`` to ``end``, alike to so many percent."""

    start: int
    end: int
    text: str
    alike: float


def made(text: str, start: int, end: int, sha256: str | None = None) -> Anchor:
    """Anchor a stretch of a text, blanks at its ends left out. Raises :class:`ValueError` where there is nothing to anchor."""
    if not (0 <= start < end <= len(text) and text[start:end].strip()):
        raise ValueError(f"the text has no passage from {start} to {end}; it has {len(text)} characters")
    start, end = start + len(text[start:end]) - len(text[start:end].lstrip()), start + len(text[start:end].rstrip())
    return Anchor(text[start:end], text[max(0, start - AROUND) : start], text[end : end + AROUND], start, end, sha256)


def of(row: Any) -> Anchor:
    """Give the anchor of a row of evidence, however it was read: anything with its attributes."""
    return Anchor(row.exact or "", row.prefix or "", row.suffix or "", row.start, row.end, row.text_sha256)


def found(text: str, anchor: Anchor) -> Place | None:
    """Give where a passage stands in a text.

    The position holds where it has the very words. Else the words hold where they are there once, or once between the
    same text before and after. ``None`` else: the passage is an orphan.
    """
    if not anchor.exact:
        return None
    if anchor.start is not None and text[anchor.start : anchor.end] == anchor.exact:
        return Place(anchor.start, anchor.start + len(anchor.exact), "position")
    places = list(_places(text, anchor.exact))
    if len(places) > 1 and (anchor.prefix or anchor.suffix):
        places = [start for start in places if _between(text, start, anchor)]
    return Place(places[0], places[0] + len(anchor.exact), "quote") if len(places) == 1 else None


def pointed(address: str, exact: str) -> str:
    """Give the address of some words on a web page, as a text fragment: a browser that knows these goes to the words and marks them.

    >>> pointed("https://example.org/report", "well-kept words")
    'https://example.org/report#:~:text=well%2Dkept%20words'
    """
    words = exact.split()
    parts = [words] if len(words) <= WHOLE else [words[:EDGE], words[-EDGE:]]
    told = ",".join(quote(" ".join(part), safe="").replace("-", "%2D") for part in parts)
    return f"{address}{'' if '#' in address else '#'}:~:text={told}"


def _places(text: str, exact: str) -> Iterator[int]:
    start = text.find(exact)
    while start >= 0:
        yield start
        start = text.find(exact, start + 1)


def _between(text: str, start: int, anchor: Anchor) -> bool:
    """Tell whether a place has the right text on both sides; blanks next to the passage make no difference."""
    before, after = text[:start].rstrip(), text[start + len(anchor.exact) :].lstrip()
    return before.endswith(anchor.prefix.rstrip()) and after.startswith(anchor.suffix.lstrip())


def candidates(text: str, anchor: Anchor) -> list[Candidate]:
    """Give the stretches of a text that a lost passage may be, the most alike first, of equals the earlier; each of its own."""
    offered: list[Candidate] = [Candidate(start, start + len(anchor.exact), anchor.exact, 100.0) for start in _places(text, anchor.exact)]
    blanked = text.replace(anchor.exact, "\0" * len(anchor.exact)) if anchor.exact else text
    while len(offered) < MOST and (best := _nearest(blanked, text, anchor.exact)):
        offered.append(best)
        blanked = blanked[: best.start] + "\0" * (best.end - best.start) + blanked[best.end :]
    return sorted(offered, key=lambda one: (-one.alike, one.start))[:MOST]


def _nearest(blanked: str, text: str, exact: str) -> Candidate | None:
    """Give the stretch most alike, whole words, among what is not blanked."""
    best = fuzz.partial_ratio_alignment(exact, blanked, score_cutoff=ALIKE)
    if best is None or best.dest_start >= best.dest_end:
        return None
    start, end = _whole_words(blanked, best.dest_start, best.dest_end)
    alike = fuzz.ratio(exact, text[start:end])
    return Candidate(start, end, text[start:end], round(alike, 1)) if alike >= ALIKE else None


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and _in_word(text, start):
        start -= 1
    while end < len(text) and _in_word(text, end):
        end += 1
    while start < end and not text[start].isalnum() and text[start] not in OPENING:
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _in_word(text: str, at: int) -> bool:
    """Tell whether a place is inside a word."""
    return text[at - 1].isalnum() and text[at].isalnum()
