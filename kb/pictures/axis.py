"""Time from left to right: the years, and how a date is drawn by how exactly it is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from kb.models.dates import bounds
from kb.pictures.legend import Sample
from kb.pictures.svg import Mark, line, path, rect, text
from kb.told import Told

LABELS, BAR, DIAMOND, LEAST = 300, 12, 7, 6
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# The shapes, each with its class and its words: for what is known to the day, for what is not, and for projects.
SHAPES = {
    "project": ("shade-3", Told("project")),
    "day": ("full", Told("event on a day")),
    "days": ("full", Told("event over some days")),
    "about": ("faint broken", Told("some time in this month or year")),
    "open": ("shade-3 broken", Told("project, start or end not stated to the day")),
}


@dataclass(frozen=True)
class Axis:
    """The years that are drawn, from the first to the last, each ``year`` pixels wide."""

    first: int
    last: int
    year: float

    @property
    def right(self) -> float:
        """Where the last year ends."""
        return LABELS + (self.last - self.first + 1) * self.year

    def at(self, day: date) -> float:
        """Give where a day begins, in pixels from the left."""
        share = (day - date(day.year, 1, 1)).days / 366
        return LABELS + (day.year - self.first + share) * self.year

    def place(self, start: str, end: str | None) -> tuple[float, float]:
        """Give where a date begins and ends; one with an open end lasts as long as the axis."""
        first, last = bounds(start)[0], bounds(end or start)[1]
        left = self.at(first) if first else LABELS
        return left, max(left, self.at(last + timedelta(1)) if last else self.right)


def shape_of(kind: str, start: str, end: str | None) -> str:
    """Name the shape for a date: what is known to the month or year alone is drawn as the span in which it lies."""
    exact = DAY.fullmatch(start) and (DAY.fullmatch(end) if end else kind == "event")
    if kind == "project":
        return "project" if exact else "open"
    return "about" if not exact else "day" if end in (None, start) else "days"


def drawn_as(shape: str, left: float, right: float, top: float) -> Mark:
    """Draw a shape between two places."""
    class_ = SHAPES[shape][0]
    if shape != "day":
        return rect(left, top, max(right - left, LEAST), BAR, class_)
    return path(
        f"M{(left + right) / 2:.1f} {top + BAR / 2 - DIAMOND}l{DIAMOND} {DIAMOND}l{-DIAMOND} {DIAMOND}l{-DIAMOND} {-DIAMOND}z", class_
    )


def samples(used: set[str]) -> Sequence[Sample]:
    """Give the shapes used, to be explained in a legend."""
    return [(partial(_sample, shape), words) for shape, (_class, words) in SHAPES.items() if shape in used]


def _sample(shape: str, x: float, y: float) -> Mark:
    return drawn_as(shape, x, x + 24, y + 1)


def years(axis: Axis, top: float, bottom: float) -> Iterator[Mark]:
    """Draw a line where each year begins, with its number above."""
    for place in range(axis.last - axis.first + 2):
        x = LABELS + place * axis.year
        yield line(x, top - 8, x, bottom)
        if place <= axis.last - axis.first:
            yield text(x + axis.year / 2, top - 14, str(axis.first + place), "head middle")
