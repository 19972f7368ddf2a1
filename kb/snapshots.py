"""Records as plain light objects, read in a fixed number of statements however many there are, with only what is asked for.

A snapshot offers the attributes of its record by the same names: fields,
references and lists of links. It knows no session, so nothing is loaded
behind one's back: what was not asked for raises :class:`AttributeError`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, Table, bindparam, func, select
from sqlalchemy.orm import Session

from kb.among import ASKED, among
from kb.models import Evidence, Link, Name, Record
from kb.schema import KINDS, Kind, LinkType

BATCH = 500
RECORD: Table = Record.metadata.tables["record"]
NAME: Table = Name.metadata.tables["name"]
# What is read of a record that another one refers to, and of one that was asked for.
NAMED = ("id", "kind", "slug", "label", "state", "merged_into_id")
HEAD = (*NAMED, "version", "updated")
# What is shown of a record where another one refers to it, besides its head.
SHOWN_OF: Mapping[str, tuple[str, ...]] = {
    "document": ("url", "origin_group"),
    "event": ("start", "end", "country"),
    "organisation": ("short_name", "country"),
}
Wanted = Collection[str] | None


class Held:
    """Values under the names they were read by."""

    id: int

    def __init__(self, values: dict[str, Any]) -> None:
        """Hold the values as they are."""
        self.__dict__ = values

    def __getattr__(self, name: str) -> Any:
        """Say what was not asked for."""
        raise AttributeError(f'"{name}" was not read; name it among what is wanted of the record')


class Snapshot(Held):
    """A record as it was read. One that another refers to holds what :data:`NAMED` and what :data:`SHOWN_OF` names."""

    kind: str
    slug: str
    label: str
    state: str
    version: int
    updated: datetime


class LinkRow(Held):
    """A row of a list of links as it was read."""

    position: int


@dataclass(frozen=True)
class Want:
    """What to read: some fields and lists of links, by default all.

    ``most`` bounds the rows of each list, but for the lists in ``whole``; ``totals`` of the
    snapshot then says how many there are. ``called`` reads the further names of records referred to,
    ``general`` only the evidence for a record as a whole.
    """

    fields: Wanted = None
    links: Wanted = None
    called: bool = False
    most: int | None = None
    whole: Collection[str] = ()
    general: bool = False


ALL, HEADS = Want(), Want((), ())
Pointing = tuple[Sequence[Held], Collection[str]]


NAMES_OF = (
    select(NAME.c.record_id, NAME.c.name).where(among(NAME.c.record_id, ASKED)).order_by(NAME.c.record_id, NAME.c.position, NAME.c.id)
)
KIND_OF = select(RECORD.c.id, RECORD.c.kind).where(among(RECORD.c.id, ASKED))


def read(session: Session, ids: Iterable[int], want: Want = ALL) -> Iterator[Snapshot]:
    """Yield records of any kind by their numbers, in the order of these; numbers without a record are passed over."""
    for batch in batches(session, ids, want):
        yield from batch


def batches(session: Session, ids: Iterable[int], want: Want = ALL) -> Iterator[list[Snapshot]]:
    """Yield what :func:`read` does, some hundred records at a time."""
    wanted = list(ids)
    for start in range(0, len(wanted), BATCH):
        numbers = wanted[start : start + BATCH]
        kinds = {row.id: row.kind for row in session.execute(KIND_OF, {"asked": numbers})}
        yield read_as(session, {number: kinds[number] for number in numbers if number in kinds}, want)


def read_as(session: Session, kinds: Mapping[int, str], want: Want = ALL) -> list[Snapshot]:
    """Do what :func:`read` does for some hundred records whose kinds are known; numbers without a record of their kind are passed over."""
    numbers: dict[str, list[int]] = {}
    for number, kind in kinds.items():
        numbers.setdefault(kind, []).append(number)
    read_in = [(KINDS[kind], _records(session, KINDS[kind], mine, want)) for kind, mine in sorted(numbers.items())]
    _add(session, read_in, want, [(records, _chosen(kind.references, want.fields)) for kind, records in read_in])
    found = {record.id: record for _kind, records in read_in for record in records}
    return [found[number] for number in kinds if number in found]


def heads(session: Session, numbers: Collection[int], *, called: bool = False) -> dict[int, Snapshot]:
    """Give records by number as others refer to them, in one statement; in a second one their further names."""
    if not numbers:
        return {}
    query, places = _heads_query()
    found = {}
    for row in session.execute(query, {"asked": list(numbers)}).all():
        values = dict(zip(NAMED, row, strict=False))
        values |= {name: row[place] for name, place in places.get(values["kind"], ())}
        found[values["id"]] = Snapshot(values)
    if called:
        _add_names(session, found)
    return found


def refer(items: Iterable[Held], names: Collection[str], known: Mapping[int, Snapshot]) -> None:
    """Set the references of some objects, each from the number read under its name and ``_id``."""
    for item in items:
        values = item.__dict__
        for name in names:
            number = values[f"{name}_id"]
            values[name] = known.get(number) if number else None


def referred(items: Iterable[Held], names: Collection[str]) -> Iterator[int]:
    """Yield the numbers of the records that some objects refer to."""
    for item in items:
        for name in names:
            number = item.__dict__[f"{name}_id"]
            if number:
                yield number


@cache
def columns(model: type[Record | Link], names: tuple[str, ...]) -> dict[str, ColumnElement[Any]]:
    """Give the columns of a model by attribute; a reference has its number, under its name and ``_id``."""
    mapped = model.__mapper__.column_attrs
    keys = [name if name in mapped else f"{name}_id" for name in names]
    return {key: mapped[key].columns[0] for key in keys}


def add_lists(session: Session, records: Iterable[Snapshot], want: Want) -> None:
    """Read lists of links of records that were read without them."""
    kinds: dict[str, list[Snapshot]] = {}
    for record in records:
        kinds.setdefault(record.kind, []).append(record)
    _add(session, [(KINDS[kind], mine) for kind, mine in kinds.items()], want, [])


def _add(session: Session, read_in: Sequence[tuple[Kind, list[Snapshot]]], want: Want, pointing: list[Pointing]) -> None:
    """Read the lists of some records, and what these and other objects refer to."""
    for link, owners in _lists(read_in, want):
        pointing.append((_rows(session, link, owners, want), list(link.references)))
    known = heads(session, {number for items, names in pointing for number in referred(items, names)}, called=want.called)
    for items, names in pointing:
        refer(items, names, known)


def _chosen(names: Iterable[str], wanted: Wanted) -> list[str]:
    return [name for name in names if wanted is None or name in wanted]


def _records(session: Session, kind: Kind, numbers: Sequence[int], want: Want) -> list[Snapshot]:
    query, names = _records_query(kind.model, tuple(_chosen(kind.fields, want.fields)))
    found = session.execute(query, {"asked": numbers}).all()
    return [Snapshot(dict(zip(names, (*row, {}), strict=True))) for row in found]


@cache
def _records_query(model: type[Record], fields: tuple[str, ...]) -> tuple[Select[Any], tuple[str, ...]]:
    named = columns(model, tuple(dict.fromkeys((*HEAD[1:], *fields))))
    query = select(RECORD.c.id, *named.values()).select_from(model.__mapper__.persist_selectable)
    return query.where(among(RECORD.c.id, ASKED)), ("id", *named, "totals")


def _lists(read_in: Iterable[tuple[Kind, list[Snapshot]]], want: Want) -> Iterable[tuple[LinkType, dict[int, Snapshot]]]:
    """Give each list of links with the records that have it; kinds that share a list are read in one statement."""
    found: dict[tuple[str, type[Link]], tuple[LinkType, dict[int, Snapshot]]] = {}
    for kind, records in read_in:
        for name in _chosen(kind.links, want.links):
            link = kind.links[name]
            _link, owners = found.setdefault((name, link.model), (link, {}))
            owners.update((record.id, record) for record in records)
    return found.values()


def _rows(session: Session, link: LinkType, owners: Mapping[int, Snapshot], want: Want) -> list[LinkRow]:
    """Read a list of links of some records, in order, and hang the rows on their owners."""
    lists: dict[int, list[LinkRow]] = {number: [] for number in owners}
    most = None if link.name in want.whole else want.most
    general = want.general and link.model is Evidence
    query, names = _rows_query(link.model, link.owner, tuple(link.fields), bounded=most is not None, general=general)
    for row in session.execute(query, {"asked": list(owners)} | ({} if most is None else {"most": most})).all():
        made = LinkRow(dict(zip(names, row, strict=False)))
        lists[made.owner].append(made)
    for number, rows in lists.items():
        owners[number].__dict__[link.name] = rows
        owners[number].totals[link.name] = len(rows) if most is None or not rows else rows[0].total
    return [made for rows in lists.values() for made in rows]


@cache
def _rows_query(
    model: type[Link], owned_by: str, fields: tuple[str, ...], *, bounded: bool, general: bool
) -> tuple[Select[Any], tuple[str, ...]]:
    table, named = model.__table__, columns(model, fields)
    owner, order = table.c[owned_by].label("owner"), (table.c.position, table.c.id)
    query = select(table.c.id, table.c.position, owner, *named.values()).where(among(table.c[owned_by], ASKED))
    query = query.where(table.c.field.is_(None)) if general else query
    names = ("id", "position", "owner", *named)
    if not bounded:
        return query.order_by(owner, *order), names
    total = func.count().over(partition_by=owner).label("total_rows")
    place = func.row_number().over(partition_by=owner, order_by=order).label("place_in_list")
    inner = query.add_columns(total, place).subquery()
    shown = select(inner).where(inner.c.place_in_list <= bindparam("most", type_=Integer()))
    return shown.order_by(inner.c.owner, inner.c.place_in_list), (*names, "total")


def _add_names(session: Session, found: Mapping[int, Snapshot]) -> None:
    for head in found.values():
        head.__dict__["names"] = []
    for number, name in session.execute(NAMES_OF, {"asked": list(found)}).all():
        found[number].names.append(LinkRow({"name": name}))


@cache
def _heads_query() -> tuple[Select[Any], dict[str, list[tuple[str, int]]]]:
    chosen: list[ColumnElement[Any]] = [RECORD.c[name] for name in NAMED]
    joined: FromClause = RECORD
    places: dict[str, list[tuple[str, int]]] = {}
    for kind, names in SHOWN_OF.items():
        table = KINDS[kind].model.__table__
        places[kind] = [(name, len(chosen) + place) for place, name in enumerate(names)]
        chosen += [table.c[name] for name in names]
        joined = joined.outerjoin(table, table.c.id == RECORD.c.id)
    return select(*chosen).select_from(joined).where(among(RECORD.c.id, ASKED)), places
