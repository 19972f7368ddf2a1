"""Running heads, feet and page numbers of a PDF: lines at the edge that stand on page after page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kb.extracting.furniture import by_words

# So many lines from the edge are looked at; they stand at one height within so many points.
EDGE, SLACK = 3, 4.0
# Left and right pages may differ, and so may chapters: three pages are enough, of few pages a third, two at least.
SHARE, LEAST, ENOUGH = 3, 2, 3
DIGITS = re.compile(r"\d+")
NUMBER = re.compile(r"\d{1,3}(?: ?/ ?\d{1,4})?|[ivxl]{1,6}")


@dataclass
class Line:
    """A line of a page: its text, where it begins from the left and from below, and how tall its letters are."""

    text: str
    left: float
    height: float
    size: float


Lines = list[Line]
Sign = tuple[str, int]


def told_apart(pages: list[Lines]) -> tuple[list[Lines], list[Lines], list[Lines]]:
    """Give the running heads, the bodies and the running feet of pages, each in the order of the file."""
    edges = [_edges(lines) for lines in pages]
    tops = _repeated([top for top, _ in edges])
    bottoms = _repeated([bottom for _, bottom in edges])
    heads, bodies, feet = [], [], []
    for lines, (top, bottom) in zip(pages, edges, strict=True):
        heads.append(head := [line for line in top if _runs(line, tops) or _numbers(line, top[0])])
        feet.append(foot := [line for line in bottom if line not in head and (_runs(line, bottoms) or _numbers(line, bottom[-1]))])
        bodies.append([line for line in lines if line not in head and line not in foot])
    return heads, bodies, feet


def _edges(lines: Lines) -> tuple[Lines, Lines]:
    """Give the uppermost and the lowest lines, both from above to below."""
    ordered = sorted(lines, key=lambda line: -line.height)
    return ordered[:EDGE], ordered[-EDGE:]


def _sign(line: Line) -> Sign:
    return DIGITS.sub("0", line.text), round(line.height / SLACK)


def _repeated(edges: Iterable[Lines]) -> set[Sign]:
    """Give what stands on many pages at one height, whatever its numbers."""
    every = list(edges)
    seen = Counter(sign for lines in every for sign in {_sign(line) for line in lines})
    return {sign for sign, times in seen.items() if times >= min(ENOUGH, max(LEAST, len(every) / SHARE))}


def _runs(line: Line, known: set[Sign]) -> bool:
    text, height = _sign(line)
    return any((text, height + off) in known for off in (-1, 0, 1))


def _numbers(line: Line, outermost: Line) -> bool:
    """Tell whether the uppermost or lowest line is the number of its page alone."""
    return line is outermost and bool(NUMBER.fullmatch(line.text) or by_words(line.text))
