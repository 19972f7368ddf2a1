"""The other side of references: which records point to this one. Lists are bounded, their totals exact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from kb.errors import NotFound
from kb.models import RecordTopic
from kb.queries.find import below
from kb.queries.pointers import PUBLIC, Pointer, after, first, of_kind, pointers, records, tables, totals
from kb.queries.shapes import Table, ref
from kb.schema import KINDS
from kb.snapshots import RECORD, Snapshot
from kb.told import Told

# A page lists this many; "all" in what a table is about leads to the whole list.
LIMIT = 25


@dataclass(frozen=True)
class Inverse:
    """The records that point to one through the same reference."""

    name: str
    label: str
    table: Table


def inverse(session: Session, record: Snapshot) -> list[Inverse]:
    """Give a list for each reference through which public records point to this one; empty ones are left out."""
    counts = totals(session, record)
    named = {name: pointer for name, pointer in pointers(record.kind).items() if name in counts}
    rows = {name: first(session, pointer, record.id, counts[name], LIMIT) for name, pointer in named.items()}
    shown = tables(session, named, rows)
    lists = [
        Inverse(name, pointer.label, _counted(shown[name], counts[name], _address(record, pointer))) for name, pointer in named.items()
    ]
    return [*_about(session, record), *lists] if record.kind == "topic" else lists


def whole(session: Session, record: Snapshot, name: str, start: int = 0, limit: int | None = None) -> Inverse:
    """Give one list as it was recorded, ``limit`` rows from the one after ``start`` on; its table tells under ``next`` where to go on.

    Raises :class:`NotFound` where records of this kind have no such list.
    """
    pointer = pointers(record.kind).get(name)
    if pointer is None:
        raise NotFound(kind=f"list of {KINDS[record.kind].text.many.lower()}", slug=name)
    found = after(session, pointer, record.id, start, None if limit is None else limit + 1)
    page = found[:limit]
    shown = tables(session, {name: pointer}, {name: page})[name]
    about = {"next": page[-1]} if len(found) > len(page) else {}
    return Inverse(name, pointer.label, replace(shown, total=totals(session, record).get(name, 0), about=about))


def _counted(shown: Table, total: int, address: str) -> Table:
    return replace(shown, total=total, about={"all": address} if total > len(shown.rows) else {})


def _address(record: Snapshot, pointer: Pointer) -> str:
    """Give where the whole list stands: in the list of the kind under the facet the reference feeds, or on a page of its own."""
    if pointer.declared.facet != record.kind:
        return f"{ref(record).path}/{pointer.name}"
    kinds = pointer.kinds
    return f"/{kinds[0].text.plural if len(kinds) == 1 else 'search'}?{record.kind}={record.slug}"


def _about(session: Session, record: Snapshot) -> Iterator[Inverse]:
    """Yield the records about a topic or a narrower one, a list a kind."""
    topics = below(select(literal(record.id).label("id")))
    about = RECORD.c.id.in_(select(RecordTopic.record_id).where(RecordTopic.topic_id.in_(topics)))
    counts: dict[str, int] = dict(session.execute(select(RECORD.c.kind, func.count()).where(about, PUBLIC).group_by(RECORD.c.kind)).all())
    rows = {kind: _first(session, about, RECORD.c.kind == kind) for kind in KINDS if kind in counts}
    known = records(session, [number for numbers in rows.values() for number in numbers])
    for kind, numbers in rows.items():
        text, shown = KINDS[kind].text, of_kind(KINDS[kind], [known[number] for number in numbers])
        counted = _counted(shown, counts[kind], f"/{text.plural}?topic={record.slug}")
        yield Inverse(f"{kind}_topics", Told("%(kind)s about this topic", kind=text.many), counted)


def _first(session: Session, *conditions: ColumnElement[Any]) -> list[int]:
    query = select(RECORD.c.id).where(PUBLIC, *conditions).order_by(RECORD.c.label).limit(LIMIT)
    return list(session.execute(query).scalars())
