"""Places for words beside marks, where they cover neither one another nor a mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.pictures.lettering import SIZE, width


@dataclass(frozen=True)
class Box:
    """A stretch of the drawing, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Tell whether two stretches cover a place in common."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom

    def within(self, other: Box) -> bool:
        """Tell whether the other holds all of this one."""
        return self.left >= other.left and self.top >= other.top and self.right <= other.right and self.bottom <= other.bottom


@dataclass(frozen=True)
class Round:
    """A round mark at a point, with the words that belong to it; empty for a mark without words."""

    x: float
    y: float
    radius: float
    words: str = ""

    @property
    def box(self) -> Box:
        """The square around it."""
        return Box(self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)


def beside(rounds: Sequence[Round], frame: Box, most: int, size: float = SIZE) -> list[Box | None]:
    """Give the words of each mark a place beside it, ``None`` where there is none left, or ``most`` have one already.

    Those that stand first choose first. Words cover no mark and no other words. They are drawn from
    the left edge of their place, on a base line a quarter of their height above its lower edge.
    """
    full = [one.box for one in rounds]
    found: list[Box | None] = []
    for one in rounds:
        left = len(full) < len(rounds) + most
        place = next((box for box in _places(one, size) if left and _free(box, frame, full)), None)
        full += [place] if place else []
        found.append(place)
    return found


def _free(box: Box, frame: Box, full: Sequence[Box]) -> bool:
    return box.within(frame) and not any(box.meets(other) for other in full)


def _places(one: Round, size: float) -> Iterator[Box]:
    """Yield places around a mark, the easiest to read first: right, left, below, above, then the corners and farther out."""
    if not one.words:
        return
    wide, high, gap = width(one.words, size), size * 1.2, 3.0
    for out in (0.0, high * 0.8):
        right, left = one.x + one.radius + gap + out, one.x - one.radius - gap - out - wide
        below, above = one.y + one.radius + 1 + out, one.y - one.radius - 1 - out - high
        level, centred = one.y - high / 2, one.x - wide / 2
        for x, y in (
            (right, level),
            (left, level),
            (centred, below),
            (centred, above),
            *((x, y) for x in (right, left) for y in (below, above)),
        ):
            yield Box(x, y, x + wide, y + high)


def base_line(place: Box) -> float:
    """Give where the words of a place stand."""
    return place.bottom - (place.bottom - place.top) / 4
