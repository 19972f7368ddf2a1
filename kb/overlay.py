"""Showing a session the past: temporary views under the names of the tables, so that every question is asked as of the present.

A database looks for a temporary view before it looks for the table of that name, in one connection alone. Nothing is copied but
the rows that have changed since, and nothing that others see is touched.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, ColumnElement, Connection, Integer, MetaData, Select, Table, cast, func, insert, inspect, select, union_all
from sqlalchemy.sql.ddl import CreateView
from sqlalchemy.sql.selectable import CompoundSelect

from kb.among import ASKED, Each
from kb.asof import Past
from kb.models import Base, ImportRun, Revision, SourceText
from kb.models.base import table_of
from kb.schema import KINDS
from kb.snapshots import RECORD

PAST = "past_"
HIDDEN = Table(f"{PAST}hidden", MetaData(), Column("id", Integer, primary_key=True), prefixes=["TEMPORARY"])
# What is no record and has a moment of its own: what came later is left out.
DATED: tuple[tuple[type[Base], str], ...] = ((Revision, "at"), (SourceText, "added"), (ImportRun, "started"))


def lay(connection: Connection, past: Past) -> None:
    """Have a connection read the past instead of the present, as long as it is open."""
    schema = inspect(connection).default_schema_name
    numbers = sorted(past.missing | past.changed)
    HIDDEN.create(connection)
    if numbers:
        chosen = select(cast(Each(ASKED).table_valued("value").c.value, Integer))
        connection.execute(insert(HIDDEN).from_select(["id"], chosen), {"asked": numbers})
        for table, owner in _tables():
            _shadow(connection, _stored(table, schema), owner, past)
    for model, name in DATED:
        stored = _stored(table_of(model), schema)
        _view(connection, stored.name, select(stored).where(stored.c[name] <= past.at))


def stamp(connection: Connection) -> tuple[object, ...]:
    """Give the stamp of the present (see :func:`kb.asof.stamp`) that a connection stands on which reads the past."""
    stored = _stored(table_of(Revision), inspect(connection).default_schema_name)
    return tuple(connection.execute(select(func.max(stored.c.id), func.max(stored.c.at), func.count(stored.c.id))).one())


def _tables() -> Iterator[tuple[Table, str]]:
    """Yield every table that tells of records, each once, with the column of the record."""
    yield RECORD, "id"
    yield from ((table_of(kind.model), "id") for kind in KINDS.values())
    links = {link.model: link for kind in KINDS.values() for link in kind.links.values()}
    yield from ((table_of(model), link.owner) for model, link in links.items())


def _stored(table: Table, schema: str | None) -> Table:
    return Table(table.name, MetaData(), *_columns(table), schema=schema)


def _columns(table: Table) -> list[Column[object]]:
    return [Column(column.name, column.type) for column in table.c]


def _shadow(connection: Connection, stored: Table, owner: str, past: Past) -> None:
    """Hide the rows of records that were not there or have changed since, and add those of the latter as they were."""
    then = past.rows.get(stored.name)
    shown: Select[object] | CompoundSelect[object] = select(stored).where(_there(stored.c[owner]))
    if then:
        kept = Table(f"{PAST}{stored.name}", MetaData(), *_columns(stored), prefixes=["TEMPORARY"])
        kept.create(connection)
        connection.execute(insert(kept), then)
        shown = union_all(shown, select(kept))
    _view(connection, stored.name, shown)


def _there(owner: ColumnElement[int]) -> ColumnElement[bool]:
    return owner.not_in(select(HIDDEN.c.id))


def _view(connection: Connection, name: str, shown: Select[object] | CompoundSelect[object]) -> None:
    connection.execute(CreateView(shown, name, temporary=True))
