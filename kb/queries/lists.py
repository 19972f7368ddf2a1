"""Tables: records of a kind, partners in common, disagreements between sources, changes, and what there is in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb import eager
from kb.errors import BadRequest
from kb.models import Evidence, IndexMark, Link, Participation, Record, RecordTopic, Revision
from kb.models.dates import bounds, check
from kb.queries.cells import listed, sources, whole
from kb.queries.find import get, named, narrower_topics
from kb.queries.pages import change, claims_of, disputed
from kb.queries.shapes import Cell, Ref, Row, Table, ref, table
from kb.schema import KINDS


def records(session: Session, kind: str, ids: Sequence[int], total: int | None = None) -> Table:
    """Give some records of a kind as rows, in the order of their numbers given, with the columns of the kind."""
    text = KINDS[kind].text
    found = {record.id: record for record in eager.by_id(session, ids)}
    columns = {"record": text.one} | {name: KINDS[kind].label_of(name) for name in text.columns} | {"sources": "Sources"}
    rows = [_row(found[number], text.columns) for number in ids if number in found]
    used = {name: heading for name, heading in columns.items() if not rows or any(row[name] != "" for row in rows)}
    return Table(used, rows, len(rows) if total is None else total)


def _row(record: Record, columns: Iterable[str]) -> Row:
    cells: dict[str, Cell] = {name: listed(record, name) for name in columns}
    return {"record": ref(record), **cells, "sources": sources(list(whole(record)))}


def partners(session: Session, slugs: Sequence[str]) -> Table:
    """Give the organisations that take part in all of some projects, with role and amount in each."""
    projects = [get(session, "project", slug) for slug in dict.fromkeys(slugs)]
    if not projects:
        raise BadRequest(reason="name at least one project, as in /partners?project=titanium&project=asgard")
    columns = {"record": "Organisation", "country": "Country"} | {p.slug: p.label for p in projects} | {"sources": "Sources"}
    parts = {project.id: _participations(session, project.id) for project in projects}
    common = set.intersection(*(set(found) for found in parts.values()))
    found = sorted(eager.by_id(session, common), key=lambda record: record.label.casefold())
    rows = [_partner(record, projects, parts) for record in found]
    return table(columns, rows, projects=[ref(project) for project in projects])


def _participations(session: Session, project: int) -> dict[int, Participation]:
    query = select(Participation).where(Participation.project_id == project)
    return {row.organisation_id: row for row in session.execute(query).scalars()}


def _partner(record: Record, projects: Sequence[Record], parts: dict[int, dict[int, Participation]]) -> Row:
    fields = KINDS["project"].links["participations"].fields
    cells: dict[str, Cell] = {}
    places: list[Evidence] = []
    for project in projects:
        row = parts[project.id][record.id]
        amount = fields["ec_contribution"].show(row.ec_contribution) or "amount not stated"
        cells[project.slug] = f"{fields['role'].show(row.role)}, {amount}"
        places += [e for e in project.evidence if e.field == "participations" and e.value == record.slug]
    return {"record": ref(record), "country": listed(record, "country"), **cells, "sources": sources(places)}


def disagreements(session: Session, record: str | None = None) -> Table:
    """Give every value on which sources disagree, one row a value, the one in use first; of one record where named."""
    if record:
        found: Iterable[Record] = [get(session, *named(record))]
    else:
        query = select(Evidence.record_id).where(Evidence.preferred.is_(False)).distinct()
        found = sorted(eager.by_id(session, session.execute(query).scalars().all()), key=lambda r: (r.kind, r.label))
    columns = {"record": "Record", "field": "Property", "value": "Value", "preferred": "In use", "note": "Note", "sources": "Sources"}
    rows = [row for one in found if one.state == "public" for row in _disputes(one)]
    return table(columns, rows)


def _disputes(record: Record) -> Iterable[Row]:
    for name, claims in claims_of(record).items():
        if disputed(claims):
            for claim in sorted(claims, key=lambda claim: claim.preferred is not True):
                used = {True: "yes", False: "no", None: "not decided"}[claim.preferred]
                cells = {"field": KINDS[record.kind].label_of(name), "value": claim.value, "preferred": used}
                yield {"record": ref(record), **cells, "note": "; ".join(claim.notes), "sources": list(claim.sources)}


def changes(session: Session, *, since: str | None = None, topic: str | None = None, limit: int | None = None) -> Table:
    """Give what changed in the knowledge base, newest first: since a day, on a topic and those below it."""
    query = select(Revision, Record).join(Record, Record.id == Revision.record_id)
    if since:
        query = query.where(Revision.at >= _beginning(since))
    if topic:
        get(session, "topic", topic)
        topics = select(Record.id).where(Record.kind == "topic", Record.slug.in_(narrower_topics(session, topic)))
        query = query.where(Record.id.in_(select(RecordTopic.record_id).where(RecordTopic.topic_id.in_(topics))) | Record.id.in_(topics))
    total = session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    found = session.execute(query.order_by(Revision.id.desc()).limit(limit))
    columns = {"at": "When", "record": "Record", "action": "What", "fields": "Fields", "by": "By", "why": "Why", "source": "From"}
    return Table(columns, [_changed(revision, record) for revision, record in found], total)


def _beginning(day: str) -> datetime:
    first, _ = bounds(check(day))
    return datetime.combine(first or date.min, time.min, UTC)


def _changed(revision: Revision, record: Record) -> Row:
    made = change(record.kind, revision)
    names = ", ".join(name for name, _old, _new in made.fields)
    when = f"{made.at:%Y-%m-%d %H:%M}"
    return {
        "at": when,
        "record": ref(record),
        "action": made.action,
        "fields": names,
        "by": made.by,
        "why": made.why,
        "source": made.source,
    }


def stats(session: Session) -> dict[str, Any]:
    """Count records by kind, links by type, revisions, and marks that wait for the index."""
    kinds = dict(session.execute(select(Record.kind, func.count()).where(Record.state == "public").group_by(Record.kind)).all())
    return {
        "records": {name: kinds.get(name, 0) for name in KINDS},
        "links": {model.__tablename__: _count(session, model) for model in _link_models()},
        "revisions": _count(session, Revision),
        "marks_waiting": _count(session, IndexMark),
    }


def _link_models() -> list[type[Link]]:
    found = {link.model for kind in KINDS.values() for link in kind.links.values()}
    return sorted(found, key=lambda model: model.__tablename__)


def _count(session: Session, model: Any) -> int:
    return session.execute(select(func.count()).select_from(model)).scalar_one()


def labels(session: Session, kind: str, slugs: Sequence[str]) -> dict[str, str]:
    """Give the labels of some records of a kind by id."""
    query = select(Record.slug, Record.label).where(Record.kind == kind, Record.slug.in_(slugs))
    return dict(session.execute(query).all())


def all_refs(session: Session, kind: str) -> list[Ref]:
    """Name every public record of a kind, by label."""
    query = select(Record).where(Record.kind == kind, Record.state == "public").order_by(Record.label)
    return [ref(record) for record in session.execute(query).scalars()]


def brief(session: Session, ids: Sequence[int]) -> dict[int, tuple[Ref, str | None]]:
    """Give name and summary of many records by number, without their links."""
    found: dict[int, tuple[Ref, str | None]] = {}
    for start in range(0, len(ids), eager.BATCH):
        query = select(Record.id, Record.kind, Record.slug, Record.label, Record.summary).where(
            Record.id.in_(ids[start : start + eager.BATCH])
        )
        found |= {row.id: (Ref(row.kind, row.slug, row.label), row.summary) for row in session.execute(query)}
    return found
