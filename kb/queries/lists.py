"""Tables: records of a kind, disagreements between sources, changes, and what there is in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, union, union_all
from sqlalchemy.orm import Session

from kb import snapshots
from kb.models import Evidence, IndexMark, Name, Record, RecordTopic, Revision
from kb.models.dates import bounds, check
from kb.models.types import NO, YES
from kb.queries.analysis import one
from kb.queries.cells import listed, sources
from kb.queries.find import below, get, named
from kb.queries.pages import change, claims_of, disputed
from kb.queries.pointers import HIDDEN
from kb.queries.shapes import Cell, Ref, Row, Table, ref, table
from kb.schema import KINDS
from kb.snapshots import Snapshot, Want
from kb.told import Joined, Told, told_each

# Of two values nobody has said which one is used.
NOT_DECIDED = Told("not decided")


def records(session: Session, kind: str, ids: Sequence[int], total: int | None = None) -> Table:
    """Give some records of a kind as rows, in the order of their numbers given, with the columns of the kind."""
    text = KINDS[kind].text
    columns = {"record": text.one} | {name: KINDS[kind].label_of(name) for name in text.columns} | {"sources": Told("Sources")}
    want = Want(text.columns, (*text.columns, "evidence"), general=True)
    rows = [_row(record, text.columns) for record in snapshots.read(session, ids, want)]
    used = {name: heading for name, heading in columns.items() if not rows or any(row[name] != "" for row in rows)}
    return Table(used, rows, len(rows) if total is None else total)


def _row(record: Snapshot, columns: Iterable[str]) -> Row:
    cells: dict[str, Cell] = {name: listed(record, name) for name in columns}
    return {"record": ref(record), **cells, "sources": sources(record.evidence)}


def disagreements(session: Session, record: str | None = None) -> Table:
    """Give every value on which sources disagree, one row a value, the one in use first; of one record where named."""
    want = Want((), ("evidence",))
    if record:
        found = [get(session, *named(record), want)]
    else:
        query = select(Evidence.record_id).where(Evidence.preferred.is_(False)).distinct()
        disputed_in = snapshots.read(session, session.execute(query).scalars(), want)
        found = sorted((one for one in disputed_in if one.state == "public"), key=lambda one: (one.kind, one.label))
    columns = told_each(
        {"record": "Record", "field": "Property", "value": "Value", "preferred": "In use", "note": "Note", "sources": "Sources"}
    )
    return table(columns, [row for one in found for row in _disputes(one)])


def _disputes(record: Snapshot) -> Iterable[Row]:
    for name, claims in claims_of(record).items():
        if disputed(claims):
            for claim in sorted(claims, key=lambda claim: claim.preferred is not True):
                used = {True: YES, False: NO, None: NOT_DECIDED}[claim.preferred]
                cells = {"field": KINDS[record.kind].label_of(name), "value": claim.value, "preferred": used}
                yield {"record": ref(record), **cells, "note": "; ".join(claim.notes), "sources": list(claim.sources)}


def changes(
    session: Session,
    *,
    since: str | None = None,
    topic: str | None = None,
    limit: int | None = None,
    before: int | None = None,
    by_hand: bool = False,
) -> Table:
    """Give what changed in the knowledge base, newest first: since a day, on a topic and those below it.

    ``by_hand`` leaves out what imports did. ``about`` names under ``older`` the number to go on ``before``, where there are more.
    """
    conditions = [*_changed_when(session, since, topic), *([Revision.import_id.is_(None)] if by_hand else [])]
    total = session.execute(select(func.count(Revision.id)).where(*conditions)).scalar_one()
    # The numbers alone are sorted: a revision may hold long texts.
    ids = select(Revision.id).where(*conditions, *(() if before is None else (Revision.id < before,)))
    ids = ids.order_by(Revision.id.desc()).limit(None if limit is None else limit + 1)
    shown = (Revision.id, Revision.version, Revision.action, Revision.at, Revision.by, Revision.why, Revision.source, Revision.changes)
    query = select(*shown, Record.kind, Record.slug, Record.label).join(Record, Record.id == Revision.record_id)
    found = session.execute(query.where(Revision.id.in_(ids)).order_by(Revision.id.desc())).all()
    columns = told_each(
        {"at": "When", "record": "Record", "action": "What", "fields": "Fields", "by": "By", "why": "Why", "source": "From"}
    )
    page = found[:limit]
    about = {"older": page[-1].id} if len(found) > len(page) else {}
    return Table(columns, [_changed(revision) for revision in page], total, about=about)


def _changed_when(session: Session, since: str | None, topic: str | None) -> Iterable[ColumnElement[bool]]:
    if since:
        yield Revision.at >= _beginning(since)
    if topic:
        topics = below(select(literal(one(session, "topic", topic).id).label("id")))
        yield Revision.record_id.in_(union(select(RecordTopic.record_id).where(RecordTopic.topic_id.in_(topics)), topics))


def _beginning(day: str) -> datetime:
    first, _ = bounds(check(day))
    return datetime.combine(first or date.min, time.min, UTC)


def _changed(revision: Any) -> Row:
    made = change(revision.kind, revision)
    return {
        "at": f"{made.at:%Y-%m-%d %H:%M}",
        "record": Ref(revision.kind, revision.slug, revision.label),
        "action": made.action,
        "fields": Joined(", ", (name for name, _old, _new in made.fields)),
        "by": made.by,
        "why": made.why,
        "source": made.source,
    }


def stats(session: Session) -> dict[str, Any]:
    """Count records by kind, links by type, revisions, and marks that wait for the index."""
    links = sorted({link.model.__tablename__ for kind in KINDS.values() for link in kind.links.values()})
    tables = [Record.metadata.tables[name] for name in (*links, Revision.__tablename__, IndexMark.__tablename__)]
    counts = union_all(*(select(literal(table.name), func.count()).select_from(table) for table in tables))
    found: dict[str, int] = dict(session.execute(counts).all())
    return {
        "records": public(session),
        "links": {name: found[name] for name in links},
        "revisions": found[Revision.__tablename__],
        "marks_waiting": found[IndexMark.__tablename__],
    }


def public(session: Session) -> dict[str, int]:
    """Count the public records by kind: all of them, out of an index alone, less the few that are not public."""
    kinds = dict(session.execute(select(Record.kind, func.count()).group_by(Record.kind)).all())
    hidden = Counter(session.execute(select(Record.kind).where(Record.id.in_(HIDDEN))).scalars())
    return {name: kinds.get(name, 0) - hidden[name] for name in KINDS}


def labels(session: Session, wanted: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
    """Give the labels of some records by kind and id, in one statement."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in wanted}
    asked = [and_(Record.kind == kind, Record.slug.in_(slugs)) for kind, slugs in wanted.items() if slugs]
    if asked:
        for kind, slug, label in session.execute(select(Record.kind, Record.slug, Record.label).where(or_(*asked))):
            found[kind][slug] = label
    return found


def called(session: Session, language: str) -> dict[tuple[str, str], str]:
    """Give the names that records have in a language, by kind and id; of several the first on record."""
    query = select(Record.kind, Record.slug, Name.name).join(Record, Record.id == Name.record_id)
    query = query.where(Name.type == "translation", Name.language == language).order_by(Name.position.desc())
    return {(kind, slug): name for kind, slug, name in session.execute(query)}


def topics_in_use(session: Session) -> list[Ref]:
    """Name the topics of statements and events, by label: those of the register's projects are many more."""
    speaking = union_all(*(select(Record.metadata.tables[name].c.id) for name in ("statement", "event")))
    used = select(RecordTopic.topic_id).where(RecordTopic.record_id.in_(speaking))
    query = select(Record.slug, Record.label).where(Record.id.in_(used), Record.state == "public").order_by(Record.label)
    return [Ref("topic", slug, label) for slug, label in session.execute(query)]


def brief(session: Session, ids: Sequence[int]) -> dict[int, tuple[Ref, str | None]]:
    """Give name and summary of many records by number, without their links."""
    found = snapshots.read(session, ids, Want(("summary",), ()))
    return {record.id: (ref(record), record.summary) for record in found}
