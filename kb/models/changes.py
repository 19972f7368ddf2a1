"""Marks of what changed, written in the same transaction, so that no writer can forget the search index.

``before_flush`` collects the records a change touches; ``after_flush`` writes
one mark for each, and for the records whose index entry shows them. A mark
stays until the index has taken it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, FromClause, event, insert, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.models.base import Base, Link
from kb.models.document import Document
from kb.models.evidence import Evidence
from kb.models.project import Participation, Project
from kb.models.record import Record
from kb.models.topic import RecordTopic, TopicRelation

KEY, LEFT = "kb.changed", "kb.partners_that_left"
BATCH = 500


class IndexMark(Base):
    """A record whose entry in the search index is out of date. Numbers only rise, so a drain knows what it has seen."""

    __tablename__ = "index_mark"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(index=True)


def watch(session: type[Session]) -> None:
    """Have every session of a class leave marks."""
    event.listen(session, "before_flush", _collect)
    event.listen(session, "after_flush", _leave_marks)


def mark(session: Session, ids: Iterable[int]) -> None:
    """Mark records as changed; for writers that go past the session's objects."""
    rows = [{"record_id": number} for number in sorted(set(ids))]
    if rows:
        session.execute(insert(IndexMark), rows)


def _collect(session: Session, *_: object) -> None:
    dirty = [item for item in session.dirty if session.is_modified(item)]
    session.info[KEY] = [(item, item in session.new) for item in (*session.new, *dirty, *session.deleted)]
    # A row taken out of its list is deleted only after this.
    lists = (inspect(item).attrs.participations.history.deleted for item in dirty if isinstance(item, Project))
    session.info[LEFT] = {number for rows in lists for row in rows for number in (row.organisation_id, row.unit_id) if number}


def _leave_marks(session: Session, *_: object) -> None:
    changed = session.info.pop(KEY, [])
    own = {owner_id(item) for item, _new in changed if isinstance(item, Record | Link)} | session.info.pop(LEFT, set())
    shown = {owner_id(item) for item, new in changed if isinstance(item, Record | Link) and not (new and isinstance(item, Record))}
    own |= {
        number for item, _new in changed if isinstance(item, Participation) for number in (item.organisation_id, item.unit_id) if number
    }
    judged = [item.id for item, new in changed if isinstance(item, Document) and not new and _regrouped(item)]
    mark(session, own | set(showing(session, sorted(shown))) | set(resting_on(session, judged)))
    if any(isinstance(item, TopicRelation) for item, _new in changed):
        # An entry holds the broader topics of its topics, so a change in the scheme touches them all.
        mark(session, session.execute(select(RecordTopic.record_id)).scalars())


def _regrouped(document: Document) -> bool:
    """Tell whether another text is now known to be the same as a document's, or no longer."""
    return bool(inspect(document).attrs.origin_group.history.has_changes())


def resting_on(session: Session, documents: list[int]) -> Iterator[int]:
    """Yield the records with evidence in some documents: their entries say from how many origins it comes."""
    if documents:
        yield from session.execute(select(Evidence.record_id).where(Evidence.document_id.in_(documents))).scalars()


def owner_id(item: Record | Link) -> int:
    """Give the number of the record an object is, or belongs to."""
    return int(getattr(item, _owner_column(type(item).__table__).name))


def _owner_column(table: FromClause) -> ColumnElement[Any]:
    return next((column for column in table.c if "owner" in column.info), table.c.id)


def showing(session: Session, ids: list[int]) -> Iterator[int]:
    """Yield the records whose index entry shows some others."""
    for start in range(0, len(ids), BATCH):
        for owner, pointer in _shown_references():
            yield from session.execute(select(owner).where(pointer.in_(ids[start : start + BATCH]))).scalars()


def _shown_references() -> Iterator[tuple[ColumnElement[Any], ColumnElement[Any]]]:
    """Yield each reference whose target an index entry shows, with the column of the record that has the entry."""
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            declared = column.info.get("field")
            if declared and declared.kinds and (declared.weight or declared.facet):
                yield _owner_column(table), column
