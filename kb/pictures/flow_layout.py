"""Where the bars and bands of a flow stand: three columns, the most important first, the rest gathered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.queries.flow import SCOPES, Part
from kb.queries.shapes import Ref

# So many of each column are drawn by themselves.
MOST = {"project": 8, "organisation": 16, "event": 16}
# The height of all bands together in pixels, the least of a bar with its name, and what is between two.
FULL, ROOM, GAP = 460.0, 18.0, 6.0
# A column and the place in it.
Place = tuple[int, int]


@dataclass(frozen=True)
class Stop:
    """A bar: a record, or what is not stated (no key), or several ``others``. ``count`` counts its contributions."""

    column: int
    key: Ref | None
    others: int
    count: int
    top: float
    height: float


@dataclass(frozen=True)
class Band:
    """A band between two bars of neighbouring columns. ``count`` counts the contributions that go both ways."""

    start: Place
    end: Place
    count: int
    from_top: float
    to_top: float
    height: float


@dataclass(frozen=True)
class Layout:
    """All bars by column, and all bands, the thickest first. Tops are in pixels from the top of the first bar."""

    columns: Sequence[Sequence[Stop]]
    bands: Sequence[Band]

    @property
    def stops(self) -> Iterator[Stop]:
        """All bars, column by column."""
        return (stop for column in self.columns for stop in column)

    @property
    def height(self) -> float:
        """How far down the lowest bar reaches, with its name."""
        return max(stop.top + max(stop.height, ROOM) for stop in self.stops)

    def stop(self, place: Place) -> Stop:
        """Give a bar by its place."""
        return self.columns[place[0]][place[1]]


def laid_out(parts: Sequence[Part]) -> Layout:
    """Give bars and bands their places. There must be a part at least."""
    places = [_ranked(parts, name) for name in SCOPES]
    unit = FULL / len(parts)
    columns = [list(_column(parts, number, found, unit)) for number, found in enumerate(places)]
    bands = [*_bands(parts, columns, places, 0, unit), *_bands(parts, columns, places, 1, unit)]
    return Layout(columns, sorted(bands, key=lambda band: -band.height))


def _ranked(parts: Sequence[Part], name: str) -> dict[Ref | None, int]:
    """Give what stands in a column its place, by the number of parts; all that is beyond the most stands in the last one."""
    counts = Counter(getattr(part, name) for part in parts)
    order = sorted(counts, key=lambda key: (key is None, -counts[key], key.label.casefold() if key else ""))
    most = MOST[name]
    last = most if len(order) > most + 1 else len(order)
    return {key: min(place, last) for place, key in enumerate(order)}


def _column(parts: Sequence[Part], column: int, places: Mapping[Ref | None, int], unit: float) -> Iterator[Stop]:
    name, top = SCOPES[column], 0.0
    for place in range(max(places.values()) + 1):
        keys = [key for key, found in places.items() if found == place]
        mine = [part for part in parts if places[getattr(part, name)] == place]
        height = len(mine) * unit
        others = len(keys) if len(keys) > 1 else 0
        slack = max(ROOM - height, 0)
        yield Stop(column, None if others else keys[0], others, len({part.contribution for part in mine}), top + slack / 2, height)
        top += max(height, ROOM) + GAP


def _bands(
    parts: Sequence[Part], columns: Sequence[Sequence[Stop]], places: Sequence[Mapping[Ref | None, int]], column: int, unit: float
) -> Iterator[Band]:
    """Stack the bands between a column and the next one on their bars, in the order of the bars at the other end."""
    names = SCOPES[column], SCOPES[column + 1]
    pairs: dict[tuple[int, int], list[Part]] = {}
    for part in parts:
        pairs.setdefault((places[column][getattr(part, names[0])], places[column + 1][getattr(part, names[1])]), []).append(part)
    tops = {start: columns[column][start].top for start, _end in pairs}
    ends = {end: columns[column + 1][end].top for _start, end in pairs}
    for start, end in sorted(pairs):
        mine = pairs[start, end]
        height = len(mine) * unit
        count = len({part.contribution for part in mine})
        yield Band((column, start), (column + 1, end), count, tops[start], ends[end], height)
        tops[start] += height
        ends[end] += height
