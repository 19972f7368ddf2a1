"""The search as of a moment in the past: which entries differ from those of the present, and an engine that has them as they were."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.among import among
from kb.asof import Past
from kb.errors import BadRequest
from kb.models import IndexMark, Participation, Record, RecordTopic
from kb.models.changes import resting_on, showing
from kb.queries.find import broader_topics
from kb.search import documents
from kb.search.engine import Engine
from kb.told import Number, Told, day

# More entries than these are not made anew while somebody waits.
MOST = 10_000


def engine_of(present: Session, then: Session, engine: Engine, past: Past) -> Engine:
    """Give an engine that answers as of the past, from a session on each; raise :class:`BadRequest` where too many entries differ."""
    altered = _altered(present, then, past) - past.missing
    if len(altered) > MOST:
        reason = Told(
            "what has changed since %(at)s touches %(value)s entries of the search, more than can be made anew at once",
            at=day(past.at),
            value=Number(len(altered)),
        )
        raise BadRequest(
            reason=Told(
                "%(reason)s (%(most)s); ask for a later day, or open the records themselves as of that day",
                reason=reason,
                most=Number(MOST),
            )
        )
    if not altered and not past.missing:
        return engine
    return engine.as_of(documents.entries(then, sorted(altered)), altered | past.missing)


def _altered(present: Session, then: Session, past: Past) -> set[int]:
    """Give the records whose entries differ, or may: those that changed, those that show or showed one of them, and what waits for the index."""
    changed = sorted(past.changed)
    found = {*changed, *present.execute(select(IndexMark.record_id)).scalars()}
    for session in (present, then):
        found |= {*showing(session, changed), *resting_on(session, changed)}
        found |= _partners(session, past.changed | past.missing)
    return found | set(_about(then, _moved(present, then)))


def _partners(session: Session, projects: Collection[int]) -> set[int]:
    """Give the organisations that take part in some projects: their entries hold these."""
    query = select(Participation.organisation_id, Participation.unit_id).where(among(Participation.project_id, projects))
    return {number for row in session.execute(query) for number in row if number}


def _moved(present: Session, then: Session) -> set[str]:
    """Give the ids of the topics that stood below others than they do now."""
    now, before = broader_topics(present), broader_topics(then)
    return {slug for slug in before if before[slug] != now.get(slug)}


def _about(session: Session, topics: Collection[str]) -> Iterator[int]:
    if topics:
        query = select(RecordTopic.record_id).join(Record, Record.id == RecordTopic.topic_id)
        yield from session.execute(query.where(Record.kind == "topic", Record.slug.in_(sorted(topics)))).scalars()
