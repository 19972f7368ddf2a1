"""Numbers by topic and something else: as a grid of shaded cells, or as bars in parts. Each number is written, and leads to its list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from kb.pictures import legend
from kb.pictures.lettering import SMALL, cut, width, wrapped
from kb.pictures.picture import Picture
from kb.pictures.svg import Mark, link, rect, text
from kb.queries.shapes import Ref, Row, Table
from kb.told import Number, Told

LABELS, GAP = 250, 12
CELL, ROW, HEAD = 62, 32, 34
# Words of other languages may be longer by this.
BARS, BAR, THIN, LONGER = 580, 24, 24, 1.5
SHADES = 5
# How a state is filled; each has words beside, so that no two are told apart by shade alone.
FILLS = ("hollow", "shade-1", "shade-3", "shade-4", "full", "hollow broken", "shade-2 broken")


@dataclass(frozen=True)
class Count:
    """A number, and the address of the list that it counts."""

    number: int
    address: str


@dataclass(frozen=True)
class Grid:
    """Numbers by row and column. A row is a record with all of its number, a column a key with its words; empty cells are not held."""

    rows: Sequence[tuple[Ref, Count]]
    columns: Mapping[str, str]
    cells: Mapping[tuple[str, str], Count]


def as_table(found: Grid) -> Table:
    """Give the numbers as a table, a row a topic."""
    columns = {"record": Told("Topic"), **found.columns, "all": Told("All")}
    rows: list[Row] = [
        {"record": head, **{key: _number(found, head, key) for key in found.columns}, "all": whole.number} for head, whole in found.rows
    ]
    return Table(columns, rows, len(rows))


def _number(found: Grid, head: Ref, key: str) -> int:
    cell = found.cells.get((head.slug, key))
    return cell.number if cell else 0


def shaded(found: Grid, title: str, description: str, notes: Sequence[str]) -> Picture:
    """Draw a grid whose cells are the darker the more they count."""
    marks = _heads([*found.columns.values(), Told("All")])
    for place, (head, whole) in enumerate(found.rows):
        marks += _row(found, head, whole, HEAD + place * ROW)
    size = _across(len(found.columns) + 1), HEAD + len(found.rows) * ROW + 4
    return Picture(title, description, *size, marks, as_table(found), notes)


def _row(found: Grid, head: Ref, whole: Count, y: float) -> Iterator[Mark]:
    most = max(cell.number for cell in found.cells.values())
    yield _label(head, whole, y + ROW / 2)
    for column, (key, words) in enumerate(found.columns.items()):
        if cell := found.cells.get((head.slug, key)):
            yield _cell(cell, _named(head, words), _across(column), y, _shade(cell.number, most))
        else:
            yield text(_across(column) + CELL / 2, y + ROW / 2 + 4, "·", "middle soft")
    yield _cell(whole, head.label, _across(len(found.columns)), y)


def _named(head: Ref, words: str) -> str:
    return Told("%(topic)s, %(column)s", topic=head.label, column=words)


def _heads(columns: Sequence[str]) -> list[Mark]:
    """Write the columns above the cells, in two lines where that is needed, from the bottom up."""
    marks = []
    for place, words in enumerate(columns):
        lines = wrapped(words, CELL - 2, SMALL)
        marks += [
            text(_across(place) + CELL / 2, HEAD - 8 - 13 * (len(lines) - 1 - row), part, "head small middle")
            for row, part in enumerate(lines)
        ]
    return marks


def _across(place: int) -> float:
    return LABELS + GAP + place * CELL


def _shade(number: int, most: int) -> str:
    return f"shade-{1 + (SHADES - 1) * (number - 1) // max(1, most - 1)}"


def _label(head: Ref, whole: Count, middle: float) -> Mark:
    told = Told("%(topic)s: %(n)s in all", topic=head.label, n=Number(whole.number))
    return link(head.path, told, text(LABELS, middle + 4, cut(head.label, LABELS), "end"))


def _cell(cell: Count, told: str, x: float, y: float, shade: str = "") -> Mark:
    """Write a number that leads to its list, on a shade if it has one."""
    drawn = [rect(x + 2, y + 2, CELL - 4, ROW - 4, shade)] if shade else []
    class_ = "middle on" if shade == f"shade-{SHADES}" else "middle ink"
    return link(cell.address, _counted(told, cell), *drawn, text(x + CELL / 2, y + ROW / 2 + 4, Number(cell.number), class_))


def _counted(told: str, cell: Count) -> str:
    return Told("%(what)s: %(n)s", what=told, n=Number(cell.number))


def stacked(found: Grid, title: str, description: str, notes: Sequence[str]) -> Picture:
    """Draw a bar for each row, in parts with their words; the longest bar is as wide as the picture has room for."""
    used = {key: words for key, words in found.columns.items() if any((head.slug, key) in found.cells for head, _whole in found.rows)}
    fills = {key: FILLS[place % len(FILLS)] for place, key in enumerate(found.columns)}
    samples = [(partial(_sample, fills[key]), words) for key, words in used.items()]
    top = legend.height(samples, BARS) + GAP
    marks = [*legend.drawn(samples, LABELS + GAP, BARS)]
    for place, (head, whole) in enumerate(found.rows):
        marks += _bar(found, head, whole, top + place * ROW, fills)
    size = LABELS + GAP + BARS + 120, top + 4 + len(found.rows) * ROW
    return Picture(title, description, *size, marks, as_table(found), notes)


def _sample(fill: str, x: float, y: float) -> Mark:
    return rect(x, y + 1, 24, 14, fill)


def _bar(found: Grid, head: Ref, whole: Count, y: float, fills: Mapping[str, str]) -> Iterator[Mark]:
    most = max(count.number for _head, count in found.rows)
    yield _label(head, whole, y + ROW / 2)
    x = float(LABELS + GAP)
    for key, words in found.columns.items():
        if cell := found.cells.get((head.slug, key)):
            long = max(BARS * cell.number / most, THIN)
            yield link(cell.address, _counted(_named(head, words), cell), *_part(cell, words, (x, y, long), fills[key]))
            x += long + 2
    yield link(whole.address, _counted(head.label, whole), text(x + 6, y + ROW / 2 + 4, Number(whole.number)))


def _part(cell: Count, words: str, place: tuple[float, float, float], fill: str) -> Sequence[Mark]:
    """Draw a part of a bar with its number, and with its words where there is room."""
    x, y, long = place
    written = Told("%(n)s %(words)s", n=Number(cell.number), words=words)
    shown = written if width(written, SMALL) * LONGER < long - 8 else Number(cell.number)
    class_ = "small middle " + ("on" if fill == "full" else "ink")
    return rect(x, y + (ROW - BAR) / 2, long, BAR, fill), text(x + long / 2, y + ROW / 2 + 4, shown, class_)
