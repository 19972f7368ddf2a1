"""The lists behind the numbers of what is lacking, row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.orm import Session

from kb.queries import lists
from kb.queries.cells import sources
from kb.queries.pointers import link_rows, records
from kb.queries.shapes import Ref, Row, Table, ref
from kb.schema import KINDS
from kb.snapshots import LinkRow, Snapshot
from kb.told import Told, told_each


def listed(session: Session, shows: str, numbers: Sequence[int]) -> Table:
    """Give the rows with some numbers: records of a kind, or ``places``, ``partners`` or ``parties``."""
    return TABLES[shows](session, numbers) if shows in TABLES else lists.records(session, shows, numbers)


def _places(session: Session, numbers: Sequence[int]) -> Table:
    found = link_rows(session, KINDS["statement"].links["evidence"], numbers)
    rows: list[Row] = [{"record": ref(row.holder), "about": _about(row), "sources": sources([row])} for row in found]
    return Table(told_each({"record": "Record", "about": "On what", "sources": "Sources"}), rows, len(rows))


def _about(row: LinkRow) -> str:
    return KINDS[row.holder.kind].label_of(row.field) if row.field else Told("the whole record")


def _partners(session: Session, numbers: Sequence[int]) -> Table:
    link = KINDS["project"].links["participations"]
    found = link_rows(session, link, numbers)
    rows: list[Row] = [
        {"record": ref(row.organisation), "unit": _named(row.unit), "project": ref(row.holder), "role": link.fields["role"].show(row.role)}
        for row in found
    ]
    return Table(told_each({"record": "Partner", "unit": "Acting through", "project": "Project", "role": "Role in it"}), rows, len(rows))


def _named(record: Snapshot | None) -> Ref | str:
    return ref(record) if record else ""


def _parties(session: Session, numbers: Sequence[int]) -> Table:
    found = link_rows(session, KINDS["contribution"].links["parties"], numbers)
    done = records(session, (row.holder_id for row in found))
    rows: list[Row] = []
    for row in found:
        event = done[row.holder.id].event
        rows.append({"record": ref(row.person), "contribution": ref(row.holder), "event": _named(event)})
    return Table(told_each({"record": "Person", "contribution": "Contribution", "event": "Event"}), rows, len(rows))


TABLES: Mapping[str, Callable[[Session, Sequence[int]], Table]] = {"places": _places, "partners": _partners, "parties": _parties}
