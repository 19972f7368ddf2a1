"""Finding one record by kind and id, and the topics below a topic."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import eager
from kb.errors import BadRequest, NotFound, Withdrawn
from kb.models import Record, Revision, TopicRelation
from kb.schema import BY_PLURAL, KINDS

Broader = Mapping[str, frozenset[str]]


def named(text: str) -> tuple[str, str]:
    """Give kind and id of a record named as in its address, ``events/x`` or ``event/x``; raise :class:`BadRequest`."""
    name, _, slug = text.strip("/").partition("/")
    kind = BY_PLURAL.get(name) or KINDS.get(name)
    if not kind or not slug:
        raise BadRequest(reason=f'"{text}" names no record; write kind and id, as in events/ws-darkweb-2017. Kinds: {", ".join(BY_PLURAL)}')
    return kind.name, slug


def get(session: Session, kind: str, slug: str) -> Record:
    """Give a record with its links.

    A merged one leads to the record it went into, whose id then differs from
    the one asked for. Raises :class:`NotFound`, or :class:`Withdrawn` with the
    reason given then.
    """
    record = next(iter(eager.by_slug(session, kind, [slug])), None)
    while record is not None and record.merged_into_id is not None:
        record = session.get_one(Record, record.merged_into_id)
    one = KINDS[kind].text.one.lower()
    if record is None:
        raise NotFound(kind=one, slug=slug)
    if record.state == "withdrawn":
        raise _withdrawn(session, record, one)
    return record


def _withdrawn(session: Session, record: Record, one: str) -> Withdrawn:
    query = select(Revision).where(Revision.record_id == record.id, Revision.action == "withdrawn")
    last = session.execute(query.order_by(Revision.version.desc())).scalars().first()
    at = f"{last.at:%d %B %Y}" if last else "a day not on record"
    return Withdrawn(kind=one, slug=record.slug, at=at, why=(last.why if last else None) or "no reason given")


def broader_topics(session: Session) -> Broader:
    """Map each topic's id to the ids of itself and every broader topic."""
    slugs = dict(session.execute(select(Record.id, Record.slug).where(Record.kind == "topic")).all())
    query = select(TopicRelation.topic_id, TopicRelation.other_id).where(TopicRelation.relation == "broader")
    above: dict[int, set[int]] = {}
    for narrow, broad in session.execute(query):
        above.setdefault(narrow, set()).add(broad)
    return {slug: frozenset(slugs[n] for n in _closure(number, above)) for number, slug in slugs.items()}


def _closure(start: int, above: Mapping[int, set[int]]) -> set[int]:
    found, waiting = {start}, [start]
    while waiting:
        new = above.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found


def narrower_topics(session: Session, slug: str) -> frozenset[str]:
    """Give the ids of a topic and of every topic below it."""
    return frozenset(topic for topic, above in broader_topics(session).items() if slug in above)
