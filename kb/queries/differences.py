"""What differs between two moments: the records that came, changed and went, of all or of those linked to one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal, select, union
from sqlalchemy.orm import Session

from kb import schema, snapshots
from kb.among import among
from kb.models import RecordTopic, Revision
from kb.models.base import table_of
from kb.queries import history
from kb.queries.analysis import one
from kb.queries.find import below
from kb.queries.history import Difference
from kb.queries.shapes import Ref, Row, Table, ref
from kb.schema import LinkType
from kb.snapshots import ALL, HEADS, Snapshot, Want
from kb.told import told_each

CAME, CHANGED, WENT = "came", "changed", "went"
SCOPES = ("topic", "project", "organisation")
# An answer for programs holds so many records, those that changed last.
MOST = 10_000
TOLD = Revision.metadata.tables["revision"]


@dataclass(frozen=True)
class Altered:
    """A record that came, changed or went, with what changed in it, and who did the last of it, when, why and from which source."""

    record: Ref
    what: str
    differences: Sequence[Difference]
    fields: Mapping[str, tuple[Any, Any]]
    at: datetime
    by: str
    why: str | None
    source: str | None


@dataclass(frozen=True)
class Differences:
    """All that differs; ``about`` is the record they are linked to, if one was named, and ``found`` begins with the last change."""

    about: Ref | None
    found: Sequence[Altered]

    def of(self, what: str) -> list[Altered]:
        """Give those that came, those that changed, or those that went."""
        return [altered for altered in self.found if altered.what == what]


def between(then: Session, later: Session, chosen: Mapping[str, str]) -> Differences:
    """Compare two moments, each read by a session of its own, for the topic, project or organisation chosen, by id or name.

    A record belongs to one that was chosen if it refers to it at either moment, or is it; to a topic also if it is on a narrower one.
    """
    about = next((one(later, kind, chosen[kind]) for kind in SCOPES if kind in chosen), None)
    numbers = _touched(then, later)
    if about:
        numbers &= _linked(then, about) | _linked(later, about)
    before, after = _public(then, numbers, HEADS), _public(later, numbers, HEADS)
    last, both = _last(later, before.keys() | after.keys()), before.keys() & after.keys()
    # What came or went as a whole is not read: an import may have brought tens of thousands.
    old, new = _public(then, both, ALL), _public(later, both, ALL)
    changed = {number: fields for number in both if (fields := _fields(old[number], new[number]))}
    found = [_altered(before.get(number), after.get(number), changed.get(number), last[number]) for number in last]
    return Differences(ref(about) if about else None, _told(later, [altered for altered in found if altered]))


def _touched(then: Session, later: Session) -> set[int]:
    """Give the records with a revision that the later moment has and the earlier has not."""
    latest = then.execute(select(func.max(Revision.at))).scalar()
    query = select(Revision.record_id).distinct()
    return set(later.execute(query.where(Revision.at > latest) if latest else query).scalars())


def _linked(session: Session, about: Snapshot) -> set[int]:
    """Give the numbers of a record and of all that refer to it."""
    if about.kind == "topic":
        topics = below(select(literal(about.id).label("id")))
        return set(session.execute(union(topics, select(RecordTopic.record_id).where(RecordTopic.topic_id.in_(topics)))).scalars())
    return {about.id, *session.execute(union(*_referring(about))).scalars()}


def _referring(about: Snapshot) -> Iterator[Select[Any]]:
    for described, name, declared in schema.each_reference():
        if about.kind in declared.kinds:
            table = table_of(described.model)
            owner = table.c[described.owner if isinstance(described, LinkType) else "id"]
            yield select(owner.label("id")).where(table.c[f"{name}_id"] == about.id)


def _public(session: Session, numbers: Collection[int], want: Want) -> dict[int, Snapshot]:
    return {record.id: record for record in snapshots.read(session, sorted(numbers), want) if record.state == "public"}


def _fields(old: Snapshot, new: Snapshot) -> dict[str, tuple[Any, Any]]:
    before, after = schema.dump(old), schema.dump(new)
    return {name: (before.get(name), after.get(name)) for name in {**before, **after} if before.get(name) != after.get(name)}


def _last(session: Session, numbers: Collection[int]) -> dict[int, Any]:
    """Give the last revision of some records, the newest first."""
    newest = select(func.max(Revision.id)).where(among(TOLD.c.record_id, numbers)).group_by(Revision.record_id)
    shown = (Revision.record_id, Revision.at, Revision.by, Revision.why, Revision.source)
    query = select(*shown).where(Revision.id.in_(newest)).order_by(Revision.at.desc(), Revision.id.desc())
    return {row.record_id: row for row in session.execute(query)}


def _altered(old: Snapshot | None, new: Snapshot | None, fields: Mapping[str, tuple[Any, Any]] | None, last: Any) -> Altered | None:
    record = new or old
    if record is None or (old and new and not fields):
        return None
    what = CHANGED if old and new else CAME if new else WENT
    return Altered(ref(record), what, (), fields or {}, last.at, last.by, last.why, last.source)


def _told(session: Session, told: Sequence[Altered]) -> list[Altered]:
    """Say what changed in words; of records that came or went as a whole nothing more is to be said."""
    refs: dict[tuple[str, str], str] = {}
    for kind in dict.fromkeys(altered.record.kind for altered in told):
        fields = [altered.fields for altered in told if altered.record.kind == kind and altered.what == CHANGED]
        refs |= history.names(session, kind, fields) if fields else {}
    return [_with_words(altered, refs) if altered.what == CHANGED else altered for altered in told]


def _with_words(found: Altered, refs: history.Names) -> Altered:
    return replace(found, differences=history.differences(found.record.kind, found.fields, refs))


COLUMNS = told_each(
    {
        "at": "When",
        "record": "Record",
        "what": "What",
        "field": "Field",
        "old": "Before",
        "new": "After",
        "by": "By",
        "why": "Why",
        "source": "From",
    }
)


def table(found: Differences) -> Table:
    """Give them as rows, one for each field that changed."""
    rows = [row for altered in found.found[:MOST] for row in _rows(altered)]
    return Table(COLUMNS, rows, len(rows))


def _rows(found: Altered) -> Iterator[Row]:
    common: Row = {
        "at": f"{found.at:%Y-%m-%d %H:%M}",
        "record": found.record,
        "what": found.what,
        "by": found.by,
        "why": found.why,
        "source": found.source,
    }
    for difference in found.differences:
        sides = {
            name: "; ".join(text for line in difference.lines if (text := history.side(line, left_out)))
            for name, left_out in (("old", "in"), ("new", "out"))
        }
        yield {**common, "field": difference.label, **sides}
    if not found.differences:
        yield common
