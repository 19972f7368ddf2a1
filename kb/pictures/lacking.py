"""What is not there, as bars: of all that could have something, how many lack it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kb.pictures.lettering import cut
from kb.pictures.picture import Picture
from kb.pictures.svg import Mark, link, rect, text
from kb.queries.shapes import Table
from kb.told import Joined, Number, Told, told_many

LABELS, BARS, BAR, ROW, BETWEEN = 430, 300, 14, 28, 40
BESIDE = 330
Line = Mapping[str, Any]


def drawn(found: Table, title: str) -> Picture:
    """Draw a bar for each gap, under the heading of its group; the whole bar stands for all that could lack something."""
    marks: list[Mark] = []
    top, group = 0.0, None
    rows: Sequence[Line] = found.rows
    for row in rows:
        if row["group"] != group:
            group = row["group"]
            marks.append(text(0, top + 24, group, "head"))
            top += BETWEEN
        marks += _row(row, top)
        top += ROW
    return Picture(title, _described(found), LABELS + BARS + BESIDE, top + 8, marks, found, about=found.about)


def _row(row: Line, top: float) -> Iterator[Mark]:
    number, whole = row["lacking"], row["whole"]
    beside = Told("%(n)s of %(all)s %(what)s", n=Number(number), all=Number(whole), what=row["of"])
    bar = [rect(LABELS, top + 4, BARS, BAR, "box"), *([rect(LABELS, top + 4, BARS * number / whole, BAR, "full")] if number else [])]
    words = text(0, top + 16, cut(row["label"], LABELS - 12)), text(LABELS + BARS + 10, top + 16, beside, "small ink")
    yield link(row["url"], Told("%(what)s: %(n)s", what=row["label"], n=beside), *words, *bar)


def _described(found: Table) -> str:
    rows: Sequence[Line] = found.rows
    lacking = [row for row in rows if row["lacking"]]
    told = told_many("%(num)s thing is lacking somewhere.", "%(num)s things are lacking somewhere.", len(lacking))
    worst = max(lacking, key=_share, default=None)
    most = (
        [
            Told(
                "The largest share: %(what)s, %(n)s of %(all)s.",
                what=worst["label"],
                n=Number(worst["lacking"]),
                all=Number(worst["whole"]),
            )
        ]
        if worst
        else []
    )
    return Joined(" ", [told, *most])


def _share(row: Line) -> float:
    return float(row["lacking"] / row["whole"])
