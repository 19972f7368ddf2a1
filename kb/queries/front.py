"""What the home page shows beside the search: where to begin, and what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.models import Record, Revision
from kb.queries.pointers import HIDDEN
from kb.queries.shapes import Ref

NEWS = 6


@dataclass(frozen=True)
class News:
    """What was done on a day to records of a kind: how many, and the last of them."""

    day: str
    action: str
    kind: str
    count: int
    last: Ref
    why: str | None


def news(session: Session, limit: int = NEWS) -> Sequence[News]:
    """Give what people changed last, a line for each day, kind and action, the newest first. Imports are told apart."""
    day = func.date(Revision.at)
    grouped = select(day.label("day"), Revision.action, Record.kind, func.count().label("number"), func.max(Revision.id).label("last"))
    grouped = grouped.join(Record, Record.id == Revision.record_id).where(Revision.import_id.is_(None), Record.id.not_in(HIDDEN))
    recent = grouped.group_by("day", Revision.action, Record.kind).order_by(func.max(Revision.id).desc()).limit(limit).subquery()
    query = select(recent, Record.slug, Record.label, Revision.why).join(Revision, Revision.id == recent.c.last)
    rows = session.execute(query.join(Record, Record.id == Revision.record_id).order_by(recent.c.last.desc()))
    return [News(row.day, row.action, row.kind, row.number, Ref(row.kind, row.slug, row.label), row.why) for row in rows]
