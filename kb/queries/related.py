"""The other side of references: which records point to this one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from kb.models import Link, Record, RecordTopic
from kb.models.fields import Field
from kb.queries.cells import cell
from kb.queries.find import narrower_topics
from kb.queries.shapes import Cell, Row, Table, ref, table
from kb.schema import KINDS, Kind, LinkType, each_reference

# A page lists this many; the search finds them all.
LIMIT = 200


@dataclass(frozen=True)
class Inverse:
    """The records that point to one through the same reference."""

    name: str
    label: str
    table: Table


def inverse(session: Session, record: Record) -> Iterator[Inverse]:
    """Yield a list for each reference through which public records point to this one; empty ones are left out."""
    for described, name, declared in each_reference():
        if declared.inverse and record.kind in declared.kinds:
            if isinstance(described, Kind):
                yield from _through_field(session, record, described, name, declared)
            elif described.model is RecordTopic:
                yield from _about(session, record)
            else:
                yield from _through_link(session, record, described, name, declared)


def _through_field(session: Session, record: Record, kind: Kind, name: str, declared: Field) -> Iterator[Inverse]:
    condition = (getattr(kind.model, f"{name}_id") == record.id) & (Record.state == "public")
    total = session.execute(select(func.count()).select_from(kind.model).where(condition)).scalar_one()
    if total:
        yield _list(f"{kind.name}_{name}", declared.inverse or "", kind, _first(session, kind, condition), total)


def _first(session: Session, kind: Kind, condition: ColumnElement[bool]) -> list[Record]:
    """Give the first records by label, with what their columns refer to."""
    loaded = [selectinload(getattr(kind.model, key)) for key in kind.text.columns if key in kind.references]
    query = select(kind.model).where(condition).order_by(Record.label).limit(LIMIT)
    return list(session.execute(query.options(*loaded)).scalars())


def _list(name: str, label: str, kind: Kind, found: list[Record], total: int) -> Inverse:
    columns = {"record": kind.text.one} | {key: kind.label_of(key) for key in kind.text.columns if key in kind.fields}
    rows: list[Row] = [
        {"record": ref(record)} | {key: cell(kind.fields[key], getattr(record, key)) for key in columns if key in kind.fields}
        for record in found
    ]
    made = table(columns, rows)
    return Inverse(name, label, Table(made.columns, made.rows, total))


def _about(session: Session, record: Record) -> Iterator[Inverse]:
    """Yield the records about a topic or a narrower one, a list a kind."""
    topics = select(Record.id).where(Record.kind == "topic", Record.slug.in_(narrower_topics(session, record.slug)))
    about = select(RecordTopic.record_id).where(RecordTopic.topic_id.in_(topics))
    for kind in KINDS.values():
        condition = Record.id.in_(about) & (Record.state == "public")
        total = session.execute(select(func.count()).select_from(kind.model).where(condition)).scalar_one()
        if total:
            found = _first(session, kind, condition)
            yield _list(f"{kind.name}_topics", f"{kind.text.many} about this topic", kind, found, total)


def _through_link(session: Session, record: Record, link: LinkType, name: str, declared: Field) -> Iterator[Inverse]:
    owner = getattr(link.model, link.owner)
    query = select(link.model, Record).join(Record, Record.id == owner)
    query = query.where(getattr(link.model, f"{name}_id") == record.id, Record.state == "public")
    total = session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    if total:
        others = [key for key in link.fields if key != name]
        loaded = query.options(*(selectinload(getattr(link.model, key)) for key in link.references if key != name))
        found = session.execute(loaded.order_by(Record.label, link.model.id).limit(LIMIT))
        rows = [_pair(link, row, holder, others) for row, holder in found]
        columns = {"record": "Record"} | {key: link.fields[key].label for key in others}
        made = table(columns, rows)
        yield Inverse(f"{link.name}_{name}", declared.inverse or "", Table(made.columns, made.rows, total))


def _pair(link: LinkType, row: Link, holder: Record, others: list[str]) -> Row:
    cells: dict[str, Cell] = {key: cell(link.fields[key], getattr(row, key)) for key in others}
    return {"record": ref(holder), **cells}
