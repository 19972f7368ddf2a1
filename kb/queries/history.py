"""The history of a record as people read it: per field the words taken out and put in, per list the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.errors import BadValue
from kb.models.fields import Field
from kb.models.types import REFERENCE
from kb.queries.wording import IN, OUT, SAME, Piece, pieces
from kb.schema import KINDS, LinkType
from kb.snapshots import RECORD

CHANGED = "changed"
# What does not name the row of a list, but says how it is linked.
ASIDE = ("relation", "type", "scheme", "field", "value", "preferred")
Names = Mapping[tuple[str, str], str]
Sides = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """A row that was taken ``out`` of a list, put ``in``, or ``changed``; a field without rows has one line."""

    mark: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Difference:
    """What changed in one field, or in one list (``rows``), of a record."""

    name: str
    label: str
    rows: bool
    lines: tuple[Line, ...]


def names(session: Session, kind: str, changes: Iterable[Sides]) -> dict[tuple[str, str], str]:
    """Give what the records are called that old and new values refer to, by kind and id, in one statement."""
    slugs = {ref.rpartition("/")[2] for sides in changes for ref in _refs(kind, sides)}
    # The kinds are all there are; named, they let the index of kinds and ids be used.
    query = select(RECORD.c.kind, RECORD.c.slug, RECORD.c.label).where(RECORD.c.kind.in_(KINDS), RECORD.c.slug.in_(sorted(slugs)))
    return {(kind, slug): label for kind, slug, label in session.execute(query)}


def _refs(kind: str, sides: Sides) -> Iterator[str]:
    described = KINDS[kind]
    for name, pair in sides.items():
        if name in described.references:
            yield from (value for value in pair if value)
        elif name in described.links:
            link = described.links[name]
            for rows in pair:
                yield from (row[key] for row in _mappings(link, rows or ()) for key in link.references if row.get(key))


def _mappings(link: LinkType, rows: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    yield from ({link.bare: row} if link.bare else row for row in rows)


def differences(kind: str, sides: Sides, known: Names) -> list[Difference]:
    """Tell what changed from values before and after, ``{field: [old, new]}``, in the order of the fields."""
    described = KINDS[kind]
    order = {name: place for place, name in enumerate((*described.fields, *described.links))}
    found = []
    for name, (old, new) in sorted(sides.items(), key=lambda pair: order.get(pair[0], len(order))):
        if name in described.links:
            lines = tuple(_rows(described.links[name], old or (), new or (), known))
        else:
            declared = described.fields.get(name)
            lines = (Line(CHANGED, pieces(_told(declared, old, known), _told(declared, new, known))),)
        found.append(Difference(name, described.label_of(name), name in described.links, lines))
    return found


def _told(declared: Field | None, value: Any, known: Names) -> str:
    """Give a plain value as people read it; one that its type no longer takes as it is."""
    if value is None:
        return ""
    if declared is None:
        return str(value)
    if declared.type is REFERENCE:
        kind, _slash, slug = value.rpartition("/")
        return next((known[one, slug] for one in (*declared.kinds, kind) if (one, slug) in known), value)
    try:
        return declared.show(declared.type.clean(value))
    except BadValue:
        return str(value)


def _rows(link: LinkType, old: Iterable[Any], new: Iterable[Any], known: Names) -> Iterator[Line]:
    """Yield the rows that differ: those about the same thing as changed, then the rest. Rows that only moved are told as such."""
    before, after = list(_mappings(link, old)), list(_mappings(link, new))
    gone, fresh = _without(before, after), _without(after, before)
    for row in gone:
        other = next((one for one in fresh if _about(link, one) == _about(link, row)), None)
        if other is None:
            yield Line(OUT, (Piece(OUT, _row(link, row, known)),))
        else:
            fresh.remove(other)
            yield Line(CHANGED, pieces(_row(link, row, known), _row(link, other, known)))
    yield from (Line(IN, (Piece(IN, _row(link, row, known)),)) for row in fresh)
    if before != after and not gone and not _without(after, before):
        yield Line(CHANGED, (Piece(SAME, "the same rows in another order"),))


def _without(rows: list[Mapping[str, Any]], others: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    left = list(others)
    found = []
    for row in rows:
        if row in left:
            left.remove(row)
        else:
            found.append(row)
    return found


def _about(link: LinkType, row: Mapping[str, Any]) -> Any:
    """Give what a row is about: the first of its fields that names something."""
    return next(((name, row[name]) for name in link.fields if name not in ASIDE and row.get(name) is not None), None)


def _row(link: LinkType, row: Mapping[str, Any], known: Names) -> str:
    told = ((declared.label, _told(declared, row.get(name), known)) for name, declared in link.fields.items())
    if link.bare:
        return next(text for _label, text in told)
    return " · ".join(f"{label}: {text}" for label, text in told if text)


def side(line: Line, left_out: str) -> str:
    """Give a line as it was (what came ``in`` left out) or as it is (what went ``out`` left out)."""
    return "".join(piece.text for piece in line.pieces if piece.mark != left_out)
