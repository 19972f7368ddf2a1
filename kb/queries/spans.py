"""What lies in time: the events and projects of a project, a topic, an organisation or a person, or all of them, with their dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import Session

from kb import snapshots
from kb.errors import BadRequest
from kb.models import Contribution, ContributionParty, Event, Participation, Project, ProjectLink, Statement, Voicing
from kb.queries.analysis import about, one
from kb.queries.pointers import HIDDEN
from kb.queries.shapes import Ref, ref
from kb.snapshots import RECORD, Snapshot, Want

EVENT, PROJECT, LINKED, PART = Event.__table__.c, Project.__table__.c, ProjectLink.__table__.c, Participation.__table__.c
DONE, PARTY, SAID, VOICE = Contribution.__table__.c, ContributionParty.__table__.c, Statement.__table__.c, Voicing.__table__.c
SCOPES = ("project", "topic", "organisation", "person")


@dataclass(frozen=True)
class Span:
    """A record with its dates as they are stated, ``None`` where they are not; an event may be part of another, or held beside one."""

    record: Ref
    start: str | None
    end: str | None
    part_of: Ref | None = None
    beside: Ref | None = None


@dataclass(frozen=True)
class Spans:
    """Events and projects by their first day, those without a date last. ``projects_in_all`` counts also those beyond the most asked for."""

    events: Sequence[Span]
    projects: Sequence[Span]
    events_in_all: int
    projects_in_all: int
    about: Mapping[str, Ref] = field(default_factory=dict)


def spans(session: Session, asked: Mapping[str, str], most: int) -> Spans:
    """Read the events and projects of one scope (see :data:`SCOPES`) or of all, the latest ``most`` of each.

    Where no scope is asked for, the projects are those that have an event, of which there are fewer than of all.
    Raises :class:`BadRequest` where more than one is asked for, and as :func:`kb.queries.analysis.one`.
    """
    given = [name for name in SCOPES if asked.get(name)]
    if len(given) > 1:
        raise BadRequest(reason=f"name one of these at a time: {', '.join(given)}")
    found = {name: one(session, name, asked[name]) for name in given}
    scope, number = next(((name, record.id) for name, record in found.items()), ("", 0))
    events, events_in_all = _dated(session, EVENT, EVENTS[scope](number), most)
    projects, projects_in_all = _dated(session, PROJECT, PROJECTS[scope](number), most)
    named = {name: ref(record) for name, record in found.items()}
    return Spans(_read(session, events, "event"), _read(session, projects, "project"), events_in_all, projects_in_all, named)


def _dated(session: Session, columns: Any, within: Any, most: int) -> tuple[list[int], int]:
    """Give the numbers of the latest records among some, and how many there are in all."""
    conditions = columns.id.in_(within), columns.id.not_in(HIDDEN)
    query = select(columns.id, func.count().over()).join(RECORD, RECORD.c.id == columns.id).where(*conditions)
    rows = session.execute(query.order_by(columns.start.is_(None), columns.start.desc(), RECORD.c.label).limit(most)).all()
    return [number for number, _all in rows], rows[0][1] if rows else 0


def _read(session: Session, ids: Sequence[int], kind: str) -> list[Span]:
    fields = ("start", "end", "part_of", "adjacent_to") if kind == "event" else ("start", "end")
    records = snapshots.read(session, ids, Want(fields, ()))
    return sorted(map(_span, records), key=lambda span: (span.start is None, span.start or "", span.record.label))


def _span(record: Snapshot) -> Span:
    around = record.__dict__
    part_of, beside = around.get("part_of"), around.get("adjacent_to")
    return Span(ref(record), record.start, record.end, ref(part_of) if part_of else None, ref(beside) if beside else None)


def _events_of(column: Any, voice: Any, number: int) -> Any:
    """Select the events at which somebody did or said something."""
    done = select(DONE.event_id).where(PARTY.contribution_id == DONE.id, column == number, DONE.event_id.is_not(None))
    said = select(SAID.event_id).where(VOICE.statement_id == SAID.id, voice == number, SAID.event_id.is_not(None))
    return union(done, said)


def _projects_of_person(number: int) -> Select[Any]:
    return select(DONE.project_id).where(PARTY.contribution_id == DONE.id, PARTY.person_id == number, DONE.project_id.is_not(None))


EVENTS: Mapping[str, Any] = {
    "": lambda _number: select(EVENT.id),
    "project": lambda number: select(LINKED.record_id).where(LINKED.project_id == number),
    "topic": about,
    "organisation": lambda number: _events_of(PARTY.organisation_id, VOICE.organisation_id, number),
    "person": lambda number: _events_of(PARTY.person_id, VOICE.person_id, number),
}
PROJECTS: Mapping[str, Any] = {
    "": lambda _number: select(LINKED.project_id).where(LINKED.record_id.in_(select(EVENT.id))),
    "project": lambda number: select(PROJECT.id).where(PROJECT.id == number),
    "topic": about,
    "organisation": lambda number: select(PART.project_id).where(PART.organisation_id == number),
    "person": _projects_of_person,
}
