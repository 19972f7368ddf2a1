"""Who presented what: organisations or people by event, honest about empty cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import eager
from kb.errors import BadRequest
from kb.models import Contribution, Event, ProjectLink, Record, Statement
from kb.models.dates import words
from kb.queries.cells import sources, whole
from kb.queries.find import get
from kb.queries.shapes import Ref, Row, Source, Table, ref
from kb.schema import KINDS

Made = TypeVar("Made", Contribution, Statement)
BY = ("organisation", "person")
QUOTED = "quoted in a report"
NOT_ON_RECORD = "not on record"


@dataclass(frozen=True)
class Part:
    """What somebody did at an event: the role in words, the record that says so, for whom, and where it stands."""

    role: str
    record: Ref
    person: Ref | None
    organisation: Ref | None
    project: Ref | None
    sources: Sequence[Source]


@dataclass(frozen=True)
class Line:
    """A row of the matrix. ``names`` are the records it stands for: an organisation and the unit it acts through."""

    head: Ref | None
    names: Sequence[Ref] = ()
    partner: bool = False


@dataclass(frozen=True)
class Matrix:
    """Rows, events and the filled cells; what is not among the cells is not on record."""

    by: str
    lines: Sequence[Line]
    events: Sequence[Ref]
    dates: Mapping[str, str]
    cells: Mapping[tuple[Ref | None, Ref], Sequence[Part]]
    about: Mapping[str, Ref] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What to show: all, or only a project's events and partners, one event, one organisation, one person."""

    by: str = "organisation"
    project: str | None = None
    event: str | None = None
    organisation: str | None = None
    person: str | None = None


def matrix(session: Session, asked: Asked) -> Matrix:
    """Read the matrix. Partners of a project stand in it even where nothing of theirs is on record."""
    if asked.by not in BY:
        raise BadRequest(reason=f'the matrix can be shown by {" or ".join(BY)}, not by "{asked.by}"')
    named = {name: get(session, name, slug) for name in ("project", "event", "organisation", "person") if (slug := getattr(asked, name))}
    by = "person" if asked.person else asked.by
    events = _events(session, named)
    lines = _partners(named.get("project")) if by == "organisation" and "organisation" not in named else []
    heads = {name.slug: line.head for line in lines for name in line.names}
    cells: dict[tuple[Ref | None, Ref], list[Part]] = {}
    for event, part in _parts(session, {event.id: ref(event) for event in events}):
        if _wanted(part, named):
            who = part.person if by == "person" else part.organisation
            head = heads.get(who.slug, who) if who else None
            if head or (by == "organisation" and not part.person):
                cells.setdefault((head, event), []).append(part)
    lines += _others(lines, cells, named.get(by))
    shown = _shown(events, cells, named)
    dates = {event.slug: words(event.start) for event in shown if event.start}
    return Matrix(by, lines, [ref(e) for e in shown], dates, cells, {name: ref(record) for name, record in named.items()})


def _events(session: Session, named: Mapping[str, Record]) -> list[Event]:
    query = select(Event).where(Record.state == "public").order_by(Event.start.is_(None), Event.start, Record.label)
    if "event" in named:
        query = query.where(Event.id == named["event"].id)
    elif "project" in named:
        query = query.where(Event.id.in_(select(ProjectLink.record_id).where(ProjectLink.project_id == named["project"].id)))
    return list(session.execute(query).scalars())


def _shown(events: list[Event], cells: Mapping[tuple[Ref | None, Ref], object], named: Mapping[str, Record]) -> list[Event]:
    """Leave out events without a cell, unless a project or an event was asked for."""
    filled = {event for _head, event in cells}
    narrowed = "organisation" in named or "person" in named
    return [event for event in events if ref(event) in filled or ("event" in named or ("project" in named and not narrowed))]


def _partners(project: Record | None) -> list[Line]:
    rows = getattr(project, "participations", [])
    names = [[ref(row.organisation), *([ref(row.unit)] if row.unit else [])] for row in rows]
    return [Line(found[0], found, partner=True) for found in names]


def _others(lines: list[Line], cells: Mapping[tuple[Ref | None, Ref], object], asked: Record | None) -> list[Line]:
    known = {line.head for line in lines}
    heads = {head for head, _event in cells} | ({ref(asked)} if asked else set())
    others = sorted(heads - known, key=lambda head: (head is None, head.label.casefold() if head else ""))
    return [Line(head, [head] if head else []) for head in others]


def _wanted(part: Part, named: Mapping[str, Record]) -> bool:
    organisation, person = named.get("organisation"), named.get("person")
    return (not organisation or part.organisation == ref(organisation)) and (not person or part.person == ref(person))


def _parts(session: Session, events: Mapping[int, Ref]) -> Iterator[tuple[Ref, Part]]:
    for contribution in _at(session, Contribution, events):
        yield from ((events[contribution.event_id or 0], part) for part in _done(contribution))
    for statement in _at(session, Statement, events):
        yield from ((events[statement.event_id or 0], part) for part in _said(statement))


def _at(session: Session, model: type[Made], events: Mapping[int, Ref]) -> list[Made]:
    query = select(model.id).where(model.event_id.in_(events), Record.state == "public").order_by(Record.label)
    numbers = session.execute(query).scalars().all()
    found = {record.id: record for record in eager.by_id(session, numbers)}
    return [record for number in numbers if isinstance(record := found[number], model)]


def _done(record: Contribution) -> Iterator[Part]:
    """Yield a part for each party; one without a name where the source names nobody."""
    role = KINDS["contribution"].fields["role"].show(record.role)
    project, places = _ref(record.project), sources(list(whole(record)))
    if not record.parties:
        yield Part(role, ref(record), None, None, project, places)
    for row in record.parties:
        yield Part(role, ref(record), _ref(row.person), _ref(row.organisation), project, places)


def _said(record: Statement) -> Iterator[Part]:
    """Yield a part for each voice; to be quoted is not to present."""
    project, places = _ref(record.project), sources(list(whole(record)))
    voices = dict.fromkeys((_ref(row.person), _ref(row.organisation)) for row in record.voicings)
    for person, body in voices:
        if person or body:
            yield Part(QUOTED, ref(record), person, body, project, places)


def _ref(record: Record | None) -> Ref | None:
    return ref(record) if record else None


def as_table(found: Matrix) -> Table:
    """Give the matrix one row a part, empty cells included, for CSV, JSON and the command line."""
    head = "Person" if found.by == "person" else "Organisation"
    columns = {"record": head, "partner": "Partner of the project", "event": "Event", "role": "Role", "person": "Person"}
    columns |= {"for": "For", "project": "On behalf of", "what": "Record", "sources": "Sources"}
    if "project" not in found.about:
        del columns["partner"]
    rows = [row for line in found.lines for event in found.events for row in _rows(found, line, event)]
    return Table(columns, rows, len(rows), about=dict(found.about))


def _rows(found: Matrix, line: Line, event: Ref) -> Iterator[Row]:
    start: Row = {"record": line.head or "nobody named", "partner": "yes" if line.partner else "no", "event": event}
    parts = found.cells.get((line.head, event), [])
    for part in parts:
        named = {"person": part.person, "for": part.organisation, "project": part.project}
        yield {**start, "role": part.role, **named, "what": part.record, "sources": part.sources}
    if not parts and (line.partner or len(found.events) == 1):
        yield {**start, "role": NOT_ON_RECORD}
