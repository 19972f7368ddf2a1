"""What a picture is: drawn marks, what they show in words, and the table with the same content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kb.pictures.svg import Mark
from kb.queries.shapes import Ref, Table


@dataclass(frozen=True)
class Picture:
    """A drawn picture. ``width`` and ``height`` are in pixels.

    ``description`` tells in sentences what one sees, for those who cannot; every number and record
    that is drawn stands in ``table``. Without marks there is nothing to draw, and the description says so
    and what to do. ``notes`` are sentences told beside it: what could not be drawn, what was left out.
    ``about`` names the records that were asked for. Texts are said in the language of the reader where they are
    drawn, see :mod:`kb.told`.
    """

    title: str
    description: str
    width: float
    height: float
    marks: Sequence[Mark]
    table: Table
    notes: Sequence[str] = ()
    about: Mapping[str, Ref] = field(default_factory=dict)


def nothing(title: str, words: str, table: Table, about: Mapping[str, Ref] | None = None) -> Picture:
    """Give a picture of which there is nothing to draw, with the words that say so and what to do."""
    return Picture(title, words, 0, 0, (), table, about=about or {})
