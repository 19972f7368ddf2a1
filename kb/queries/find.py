"""Finding one record by kind and id, and the topics below a topic."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kb import snapshots
from kb.errors import BadRequest, NotFound, Withdrawn
from kb.models import Record, Revision, TopicRelation
from kb.schema import BY_PLURAL, KINDS
from kb.snapshots import HEADS, Snapshot, Want
from kb.told import Lowered, Told, day

Broader = Mapping[str, frozenset[str]]


def named(text: str) -> tuple[str, str]:
    """Give kind and id of a record named as in its address, ``events/x`` or ``event/x``; raise :class:`BadRequest`."""
    name, _, slug = text.strip("/").partition("/")
    kind = BY_PLURAL.get(name) or KINDS.get(name)
    if not kind or not slug:
        raise BadRequest(
            reason=Told(
                '"%(typed)s" names no record; write kind and id, as in events/ws-darkweb-2017. Kinds: %(known)s',
                typed=text,
                known=", ".join(BY_PLURAL),
            )
        )
    return kind.name, slug


def get(session: Session, kind: str, slug: str, want: Want = HEADS) -> Snapshot:
    """Give a record, by default its head alone.

    A merged one leads to the record it went into, whose id then differs from
    the one asked for. Raises :class:`NotFound`, or :class:`Withdrawn` with the
    reason given then.
    """
    columns = (Record.id, Record.slug, Record.state, Record.merged_into_id)
    found = session.execute(select(*columns).where(Record.kind == kind, Record.slug == slug)).one_or_none()
    while found is not None and found.merged_into_id is not None:
        found = session.execute(select(*columns).where(Record.id == found.merged_into_id)).one()
    one = Lowered(KINDS[kind].text.one)
    if found is None:
        raise NotFound(kind=one, slug=slug)
    if found.state == "withdrawn":
        raise _withdrawn(session, found.id, found.slug, one)
    return next(snapshots.read(session, [found.id], want))


def _withdrawn(session: Session, number: int, slug: str, one: str) -> Withdrawn:
    query = select(Revision.at, Revision.why).where(Revision.record_id == number, Revision.action == "withdrawn")
    last = session.execute(query.order_by(Revision.version.desc()).limit(1)).one_or_none()
    at = day(last.at) if last else Told("a day not on record")
    return Withdrawn(kind=one, slug=slug, at=at, why=(last.why if last else None) or Told("no reason given"))


def broader_topics(session: Session, of: Collection[str] | None = None) -> Broader:
    """Map the ids of topics, of all by default, to the ids of itself and every broader topic."""
    slugs = dict(session.execute(select(Record.id, Record.slug).where(Record.kind == "topic")).all())
    query = select(TopicRelation.topic_id, TopicRelation.other_id).where(TopicRelation.relation == "broader")
    above: dict[int, set[int]] = {}
    for narrow, broad in session.execute(query):
        above.setdefault(narrow, set()).add(broad)
    wanted = {number: slug for number, slug in slugs.items() if of is None or slug in of}
    return {slug: frozenset(slugs[n] for n in _closure(number, above)) for number, slug in wanted.items()}


def _closure(start: int, above: Mapping[int, set[int]]) -> set[int]:
    found, waiting = {start}, [start]
    while waiting:
        new = above.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found


def below(topic: Select[int]) -> Select[int]:
    """Give the numbers of a topic and of every topic below it, as a query to be used within another."""
    tree = topic.cte("below", recursive=True)
    narrower = select(TopicRelation.topic_id).where(TopicRelation.relation == "broader", TopicRelation.other_id == tree.c.id)
    return select(tree.union(narrower).c.id)
