"""Creating many records at once, past the session's objects: the road for registers of tens of thousands.

Values come in cleaned, as :func:`kb.records.create` takes them, with references as numbers. The revision says that a record was
created and by which import; it does not repeat the values, which are those of the record as long as no later revision changes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from kb.models import Record, Revision
from kb.models.base import now, table_of
from kb.models.changes import mark
from kb.records import Author, Row
from kb.schema import KINDS, LinkType

Values = Mapping[str, Any]


def create(session: Session, kind: str, rows: Sequence[Row], author: Author) -> list[int]:
    """Create records of one kind; give their numbers in the same order. References in the values are numbers of records."""
    if not rows:
        return []
    numbers = _records(session, kind, rows)
    described = KINDS[kind]
    own = table_of(described.model)
    fields = [name for name in described.fields if _column(described.references, name) in own.c]
    _insert(session, own, [{"id": n, **_cells(described.references, fields, row.values)} for n, row in zip(numbers, rows, strict=True)])
    for link in described.links.values():
        _links(session, link, numbers, rows)
    _revisions(session, numbers, rows, author)
    partners = {part["organisation"] for row in rows for part in row.values.get("participations", ())}
    mark(session, {*numbers, *partners})
    return numbers


def _column(references: Mapping[str, Any], name: str) -> str:
    return f"{name}_id" if name in references else name


def _cells(references: Mapping[str, Any], fields: Sequence[str], values: Values) -> dict[str, Any]:
    return {_column(references, name): values.get(name) for name in fields}


def _records(session: Session, kind: str, rows: Sequence[Row]) -> list[int]:
    table, moment = table_of(Record), now()
    fields = [name for name in KINDS[kind].fields if name in table.c]
    base = {"kind": kind, "state": "public", "version": 1, "created": moment, "updated": moment}
    query = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(session.execute(query, [{**base, **_cells({}, fields, row.values)} for row in rows]).scalars())


def _links(session: Session, link: LinkType, numbers: Sequence[int], rows: Sequence[Row]) -> None:
    found = [
        {link.owner: number, "position": position, **_cells(link.references, list(link.fields), {link.bare: one} if link.bare else one)}
        for number, row in zip(numbers, rows, strict=True)
        for position, one in enumerate(row.values.get(link.name, ()))
    ]
    _insert(session, table_of(link.model), found)


def _revisions(session: Session, numbers: Sequence[int], rows: Sequence[Row], author: Author) -> None:
    told = {
        "version": 1,
        "action": "created",
        "at": now(),
        "by": author.by,
        "why": author.why,
        "import_id": author.import_id,
        "changes": {},
    }
    sources = [row.source for row in rows]
    _insert(session, table_of(Revision), [{"record_id": n, **told, "source": source} for n, source in zip(numbers, sources, strict=True)])


def _insert(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(table), rows)
