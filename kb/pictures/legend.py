"""What marks mean, in words: samples in columns of one width, since other languages need more room than English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kb.pictures.lettering import SMALL, Line
from kb.pictures.svg import Mark, text

COLUMN, LINES, TALL, SAMPLE = 190, 2, 34, 36
# A sample, drawn with its upper left corner at a place, and what it means.
Sample = tuple[Callable[[float, float], Mark], str]


def height(samples: Sequence[Sample], room: float) -> float:
    """Give how high a legend is that is so wide, in pixels."""
    return TALL * -(-len(samples) // _columns(room))


def drawn(samples: Sequence[Sample], left: float, room: float) -> Iterator[Mark]:
    """Draw samples with their words beside them, from the top."""
    for place, (sample, words) in enumerate(samples):
        row, column = divmod(place, _columns(room))
        x, y = left + column * COLUMN, row * TALL + 2
        yield sample(x, y)
        broken = words, COLUMN - SAMPLE - 8.0, float(SMALL), LINES
        yield from (text(x + SAMPLE, y + 12 + 13 * number, Line(number, broken), "small") for number in range(LINES))


def _columns(room: float) -> int:
    return max(1, int(room // COLUMN))
