"""References seen from the record they point to: who points there, how many do, and what a list of them shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from kb import snapshots
from kb.among import among
from kb.models import RecordTopic, StatementRelation
from kb.models.base import table_of
from kb.models.fields import Field
from kb.queries import shapes
from kb.queries.cells import cell
from kb.queries.shapes import Cell, Row, ref, table
from kb.schema import KINDS, Kind, LinkType, each_reference
from kb.snapshots import RECORD, LinkRow, Snapshot, Want, columns
from kb.told import Told

# The first of more than these are taken as they were recorded: to sort them by name would read them all.
SORTABLE = 5000
PUBLIC = RECORD.c.state == "public"
HIDDEN = select(RECORD.c.id).where(or_(RECORD.c.state < "public", RECORD.c.state > "public"))


@dataclass(frozen=True)
class Pointer:
    """A reference of a kind, or of a list of links; its rows are records, or rows of that list."""

    described: Kind | LinkType
    key: str
    declared: Field

    @property
    def name(self) -> str:
        """The id of its list."""
        return f"{self.described.name}_{self.key}"

    @property
    def label(self) -> str:
        """The heading of its list."""
        return self.declared.inverse or ""

    @property
    def table(self) -> Table:
        """The table that holds the reference."""
        return table_of(self.described.model)

    @property
    def holder(self) -> ColumnElement[int]:
        """The column of the record that refers."""
        return self.table.c[self.described.owner if isinstance(self.described, LinkType) else "id"]

    def to(self, number: int) -> ColumnElement[bool]:
        """Say that the reference points to a record."""
        return self.table.c[f"{self.key}_id"] == number

    @property
    def kinds(self) -> list[Kind]:
        """The kinds of the records that may refer so."""
        model = self.described.model
        return [kind for kind in KINDS.values() if model in (kind.model, *(link.model for link in kind.links.values()))]


@cache
def pointers(kind: str) -> dict[str, Pointer]:
    """Give the references that may point to a kind and have a list on its pages, by the id of that list."""
    found = (
        Pointer(described, name, declared)
        for described, name, declared in each_reference()
        if declared.inverse and kind in declared.kinds and described.model is not RecordTopic
    )
    return {pointer.name: pointer for pointer in found}


def totals(session: Session, record: Snapshot) -> dict[str, int]:
    """Count the rows of each list that has any, in one statement: all, less those of the few records that are not public."""

    def counted(pointer: Pointer, *more: ColumnElement[bool]) -> ColumnElement[int]:
        return select(func.count()).select_from(pointer.table).where(pointer.to(record.id), *more).scalar_subquery()

    counts = [
        select(literal(name), counted(pointer) - counted(pointer, pointer.holder.in_(HIDDEN)))
        for name, pointer in pointers(record.kind).items()
    ]
    return {name: total for name, total in session.execute(union_all(*counts)) if total} if counts else {}


def first(session: Session, pointer: Pointer, number: int, total: int, limit: int) -> Sequence[int]:
    """Give the first rows of public records that point to one, by the label of the record; of very many, as they were recorded."""
    key = pointer.table.c.id
    return _rows(session, pointer, number, (RECORD.c.label, key) if total <= SORTABLE else (key,), limit)


def after(session: Session, pointer: Pointer, number: int, start: int, limit: int | None) -> Sequence[int]:
    """Give the rows of public records that point to one, as they were recorded, from the one after ``start`` on."""
    key = pointer.table.c.id
    return _rows(session, pointer, number, (key,), limit, key > start)


def _rows(
    session: Session, pointer: Pointer, number: int, order: Iterable[ColumnElement[Any]], limit: int | None, *more: ColumnElement[bool]
) -> Sequence[int]:
    joined = pointer.table.join(RECORD, RECORD.c.id == pointer.holder)
    query = select(pointer.table.c.id).select_from(joined).where(pointer.to(number), PUBLIC, *more)
    return session.execute(query.order_by(*order).limit(limit)).scalars().all()


def tables(session: Session, named: Mapping[str, Pointer], rows: Mapping[str, Sequence[int]]) -> dict[str, shapes.Table]:
    """Make a table of some rows of each list; what they refer to is read in one statement for all lists."""
    kinds = {name: pointer.described for name, pointer in named.items() if isinstance(pointer.described, Kind)}
    known = records(session, [number for name in kinds for number in rows[name]])
    links = {name: pointer.described for name, pointer in named.items() if isinstance(pointer.described, LinkType)}
    read = {name: _links(session, link, rows[name]) for name, link in links.items()}
    _refer(session, [(read[name], ["holder", *_others(named[name])]) for name in links])
    shown = {name: of_kind(kind, [known[number] for number in rows[name]]) for name, kind in kinds.items()}
    return shown | {name: _of_links(link, named[name].key, read[name]) for name, link in links.items()}


def records(session: Session, ids: Iterable[int]) -> dict[int, Snapshot]:
    """Read records with the columns of their lists, by number."""
    names = frozenset(name for kind in KINDS.values() for name in kind.text.columns)
    return {record.id: record for record in snapshots.read(session, dict.fromkeys(ids), Want(names, ()))}


def of_kind(kind: Kind, found: Iterable[Snapshot]) -> shapes.Table:
    """Make a table of records of one kind, with those columns of its list that are fields."""
    names = [name for name in kind.text.columns if name in kind.fields]
    rows: list[Row] = [
        {"record": ref(record)} | {name: cell(kind.fields[name], getattr(record, name)) for name in names} for record in found
    ]
    return table({"record": kind.text.one} | {name: kind.label_of(name) for name in names}, rows)


def link_rows(session: Session, link: LinkType, ids: Sequence[int]) -> list[LinkRow]:
    """Read rows of a list of links by their numbers, in that order, each with its record as ``holder`` and with what it refers to."""
    found = _links(session, link, ids)
    _refer(session, [(found, ["holder", *link.references])])
    return found


def _links(session: Session, link: LinkType, ids: Sequence[int]) -> list[LinkRow]:
    stored = table_of(link.model)
    named = columns(link.model, tuple(link.fields))
    query = select(stored.c.id, stored.c[link.owner], *named.values()).where(among(stored.c.id, ids))
    names = ("id", "holder_id", *named)
    found = {row[0]: LinkRow(dict(zip(names, row, strict=True))) for row in session.execute(query)}
    return [found[number] for number in ids]


def _others(pointer: Pointer) -> list[str]:
    return [name for name in pointer.described.references if name != pointer.key]


def _refer(session: Session, pointing: Iterable[tuple[list[LinkRow], list[str]]]) -> None:
    pointing = list(pointing)
    known = snapshots.heads(session, {number for rows, names in pointing for number in snapshots.referred(rows, names)})
    for rows, names in pointing:
        snapshots.refer(rows, names, known)


def _of_links(link: LinkType, key: str, found: Iterable[LinkRow]) -> shapes.Table:
    others = {name: declared for name, declared in link.fields.items() if name != key and not declared.technical}
    rows: list[Row] = []
    for row in found:
        cells: dict[str, Cell] = {name: cell(declared, getattr(row, name)) for name, declared in others.items()}
        if link.model is StatementRelation:
            cells["relation"] = Told("%(relation)s this one", relation=cells["relation"])
        rows.append({"record": ref(row.holder), **cells})
    return table({"record": Told("Record")} | {name: declared.label for name, declared in others.items()}, rows)
