"""From fields and link rows to cells, the same for pages and lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kb.models import Record
from kb.models.fields import Field
from kb.queries.shapes import Cell, Ref, Source, ref, source
from kb.schema import KINDS, LinkType
from kb.snapshots import LinkRow, Snapshot
from kb.told import Told

QUOTATION = "quotation"
UNNAMED = Told("speaker not named")


def cell(declared: Field, value: Any) -> Cell:
    """Give a value as a reference or as the words people read; empty text for one that need not be there."""
    if isinstance(value, Record | Snapshot):
        return ref(value)
    if value is None:
        return "" if declared.quiet else None
    return declared.show(value)


def row_name(link: LinkType, row: LinkRow) -> Ref | str:
    """Name a link row by the first of its fields that holds something: who or what it is about."""
    for name, declared in link.fields.items():
        found = cell(declared, getattr(row, name))
        if found and isinstance(found, Ref | str) and name not in ("relation", "type", "scheme"):
            return found
    return ""


def row_key(link: LinkType, row: LinkRow) -> str | None:
    """Give the value by which evidence names a link row: an id, or its text."""
    named = row_name(link, row)
    return named.slug if isinstance(named, Ref) else named or None


def listed(record: Snapshot, name: str) -> Cell:
    """Give a field of a record, or the names of its links, as one cell."""
    kind = KINDS[record.kind]
    if name in kind.links:
        link = kind.links[name]
        more = [UNNAMED] if name == "voicings" and nobody_named(record) else []
        return [*dict.fromkeys(_told(link, row) for row in getattr(record, name)), *more]
    return cell(kind.fields[name], getattr(record, name))


def nobody_named(record: Snapshot) -> bool:
    """Tell whether a statement is quoted and no source names who said it. A group in words is no name."""
    quoted = any(row.mode == QUOTATION for row in whole(record))
    return quoted and not any(row.person_id or row.organisation_id for row in record.voicings)


def _told(link: LinkType, row: LinkRow) -> Ref | str:
    named = row_name(link, row)
    return Told("%(name)s (inferred)", name=named) if link.name == "addressees" and row.inferred else named


def sources(rows: Iterable[LinkRow]) -> list[Source]:
    """Name the places of some evidence rows, each once."""
    return list(dict.fromkeys(source(row) for row in rows))


def whole(record: Snapshot) -> Iterator[LinkRow]:
    """Yield the evidence for a record as a whole."""
    return (row for row in record.evidence if row.field is None)
