"""Who presented what: organisations or people by event, honest about empty cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from kb import snapshots
from kb.among import among
from kb.errors import BadRequest
from kb.models import ProjectLink, Record
from kb.models.dates import words
from kb.models.types import NO, YES
from kb.queries.analysis import one
from kb.queries.cells import sources
from kb.queries.find import get
from kb.queries.pointers import HIDDEN
from kb.queries.shapes import Ref, Row, Source, Table, ref
from kb.schema import KINDS
from kb.snapshots import RECORD, Snapshot, Want
from kb.told import Told, told_each

EVENT = Record.metadata.tables["event"]
BY = ("organisation", "person")
QUOTED = Told("quoted in a report")
NOT_ON_RECORD, NOBODY = Told("not on record"), Told("nobody named")


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
        raise BadRequest(reason=Told('the matrix can be shown by %(known)s, not by "%(by)s"', known=" or ".join(BY), by=asked.by))
    named = {name: _named(session, name, text) for name in ("project", "event", "organisation", "person") if (text := getattr(asked, name))}
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


def _named(session: Session, name: str, text: str) -> Snapshot:
    found = one(session, name, text)
    return get(session, name, found.slug, Want((), ("participations",))) if name == "project" else found


def _events(session: Session, named: Mapping[str, Snapshot]) -> list[Snapshot]:
    dated = select(EVENT.c.id).join(RECORD, RECORD.c.id == EVENT.c.id).where(EVENT.c.id.not_in(HIDDEN))
    query = dated.order_by(EVENT.c.start.is_(None), EVENT.c.start, RECORD.c.label)
    if "event" in named:
        query = query.where(EVENT.c.id == named["event"].id)
    elif "project" in named:
        query = query.where(EVENT.c.id.in_(select(ProjectLink.record_id).where(ProjectLink.project_id == named["project"].id)))
    return list(snapshots.read(session, session.execute(query).scalars(), Want(("start",), ())))


def _shown(events: list[Snapshot], cells: Mapping[tuple[Ref | None, Ref], object], named: Mapping[str, Snapshot]) -> list[Snapshot]:
    """Leave out events without a cell, unless a project or an event was asked for."""
    filled = {event for _head, event in cells}
    narrowed = "organisation" in named or "person" in named
    return [event for event in events if ref(event) in filled or ("event" in named or ("project" in named and not narrowed))]


def _partners(project: Snapshot | None) -> list[Line]:
    rows = project.participations if project else []
    names = [[ref(row.organisation), *([ref(row.unit)] if row.unit else [])] for row in rows]
    return [Line(found[0], found, partner=True) for found in names]


def _others(lines: list[Line], cells: Mapping[tuple[Ref | None, Ref], object], asked: Snapshot | None) -> list[Line]:
    known = {line.head for line in lines}
    heads = {head for head, _event in cells} | ({ref(asked)} if asked else set())
    others = sorted(heads - known, key=lambda head: (head is None, head.label.casefold() if head else ""))
    return [Line(head, [head] if head else []) for head in others]


def _wanted(part: Part, named: Mapping[str, Snapshot]) -> bool:
    organisation, person = named.get("organisation"), named.get("person")
    return (not organisation or part.organisation == ref(organisation)) and (not person or part.person == ref(person))


def _parts(session: Session, events: Mapping[int, Ref]) -> Iterator[tuple[Ref, Part]]:
    for contribution in _at(session, "contribution", events, Want(("role", "event", "project"), ("parties", "evidence"), general=True)):
        yield from ((events[contribution.event_id], part) for part in _done(contribution))
    for statement in _at(session, "statement", events, Want(("event", "project"), ("voicings", "evidence"), general=True)):
        yield from ((events[statement.event_id], part) for part in _said(statement))


def _at(session: Session, kind: str, events: Mapping[int, Ref], want: Want) -> Iterator[Snapshot]:
    made = Record.metadata.tables[kind]
    query = select(made.c.id).join(RECORD, RECORD.c.id == made.c.id).where(among(made.c.event_id, events), made.c.id.not_in(HIDDEN))
    return snapshots.read(session, session.execute(query.order_by(RECORD.c.label)).scalars(), want)


def _done(record: Snapshot) -> Iterator[Part]:
    """Yield a part for each party; one without a name where the source names nobody."""
    role = KINDS["contribution"].fields["role"].show(record.role)
    project, places = _ref(record.project), sources(record.evidence)
    if not record.parties:
        yield Part(role, ref(record), None, None, project, places)
    for row in record.parties:
        yield Part(role, ref(record), _ref(row.person), _ref(row.organisation), project, places)


def _said(record: Snapshot) -> Iterator[Part]:
    """Yield a part for each voice; to be quoted is not to present."""
    project, places = _ref(record.project), sources(record.evidence)
    voices = dict.fromkeys((_ref(row.person), _ref(row.organisation)) for row in record.voicings)
    for person, body in voices:
        if person or body:
            yield Part(QUOTED, ref(record), person, body, project, places)


def _ref(record: Snapshot | None) -> Ref | None:
    return ref(record) if record else None


def with_parts(session: Session) -> list[Ref]:
    """Name the projects that have an event, or for which something was done or said, by label: those the matrix can show."""
    pointing = [Record.metadata.tables[name].c.project_id for name in ("project_link", "contribution", "statement")]
    query = select(RECORD.c.slug, RECORD.c.label).where(RECORD.c.id.in_(union_all(*map(select, pointing))), RECORD.c.id.not_in(HIDDEN))
    return [Ref("project", slug, label) for slug, label in session.execute(query.order_by(RECORD.c.label))]


def as_table(found: Matrix) -> Table:
    """Give the matrix one row a part, empty cells included, for CSV, JSON and the command line."""
    head = Told("Person") if found.by == "person" else Told("Organisation")
    columns = {"record": head, **told_each({"partner": "Partner of the project", "event": "Event", "role": "Role", "person": "Person"})}
    columns |= told_each({"for": "For", "project": "On behalf of", "what": "Record", "sources": "Sources"})
    if "project" not in found.about:
        del columns["partner"]
    rows = [row for line in found.lines for event in found.events for row in _rows(found, line, event)]
    return Table(columns, rows, len(rows), about=dict(found.about))


def _rows(found: Matrix, line: Line, event: Ref) -> Iterator[Row]:
    start: Row = {"record": line.head or NOBODY, "partner": YES if line.partner else NO, "event": event}
    parts = found.cells.get((line.head, event), [])
    for part in parts:
        named = {"person": part.person, "for": part.organisation, "project": part.project}
        yield {**start, "role": part.role, **named, "what": part.record, "sources": part.sources}
    if not parts and (line.partner or len(found.events) == 1):
        yield {**start, "role": NOT_ON_RECORD}
