"""What came into the knowledge base last, or changed last, among the records that a search finds.

A record is dated by its last change, as its page shows it: every change sets that moment, in the transaction that writes its revision.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.among import among
from kb.models import Record, RecordTopic, Revision
from kb.queries.shapes import Ref
from kb.snapshots import BATCH

# Up to so many numbers are written into a statement; with more, the records are walked from the newest on.
FEW = 5000
NEWEST_FIRST = (Record.updated.desc(), Record.id.desc())


@dataclass(frozen=True)
class Dated:
    """When a record came in and when it last changed, in UTC, and its topics by label."""

    created: datetime
    updated: datetime
    topics: Sequence[Ref]


def newest(session: Session, ids: Collection[int], limit: int) -> list[int]:
    """Give the numbers of the records among some that changed last, the newest first."""
    if len(ids) <= FEW:
        query = select(Record.id).where(among(Record.id, ids)).order_by(*NEWEST_FIRST).limit(limit)
        return list(session.execute(query).scalars())
    wanted = set(ids)
    return list(islice((number for number in _walked(session) if number in wanted), limit))


def _walked(session: Session) -> Iterator[int]:
    """Yield the numbers of all records, the last changed first, read out of an index and only as far as they are asked for."""
    query = select(Record.id).order_by(*NEWEST_FIRST)
    with session.execute(query, execution_options={"yield_per": BATCH}) as found:
        yield from found.scalars()


def changed_since(session: Session, moment: datetime) -> set[int]:
    """Give the numbers of the records that came in or changed after a moment."""
    return set(session.execute(select(Record.id).where(Record.updated > moment)).scalars())


def latest(session: Session) -> datetime:
    """Give the moment of the last revision of all, the first of 1970 where there is none. No record that is there is dated later."""
    return session.execute(select(func.max(Revision.at))).scalar_one() or datetime.fromtimestamp(0, UTC)


def earliest(session: Session) -> datetime:
    """Give the moment the first record came in, the first of 1970 where nothing is on record."""
    return session.execute(select(func.min(Record.created))).scalar_one() or datetime.fromtimestamp(0, UTC)


def dated(session: Session, ids: Collection[int]) -> dict[int, Dated]:
    """Give the moments and topics of the public records among some, in the order of their numbers given."""
    query = select(Record.id, Record.created, Record.updated).where(among(Record.id, ids), Record.state == "public")
    # A record is dated before it is written, so a new one may have been written a moment after its last change.
    moments = {number: (min(created, updated), updated) for number, created, updated in session.execute(query)}
    topics = _topics(session, moments)
    return {number: Dated(*moments[number], topics.get(number, ())) for number in ids if number in moments}


def _topics(session: Session, ids: Iterable[int]) -> dict[int, list[Ref]]:
    query = select(RecordTopic.record_id, Record.slug, Record.label).join(Record, Record.id == RecordTopic.topic_id)
    found: dict[int, list[Ref]] = {}
    for number, slug, label in session.execute(query.where(among(RecordTopic.record_id, ids)).order_by(Record.label)):
        found.setdefault(number, []).append(Ref("topic", slug, label))
    return found


def arrived(session: Session, kind: str, slugs: Iterable[str]) -> Mapping[str, str | None]:
    """Give for some ids of a kind the id to be used now: of merged records where they went, ``None`` where there is no public record."""
    columns = (Record.id, Record.slug, Record.state, Record.merged_into_id)
    wanted = list(slugs)
    found = session.execute(select(*columns).where(Record.kind == kind, Record.slug.in_(wanted))).all()
    known = {row.slug: row for row in found}
    while moved := {slug: row.merged_into_id for slug, row in known.items() if row.merged_into_id}:
        into = {row.id: row for row in session.execute(select(*columns).where(among(Record.id, moved.values())))}
        known |= {slug: into[number] for slug, number in moved.items()}
    return {slug: known[slug].slug if slug in known and known[slug].state == "public" else None for slug in wanted}
