"""Partners in common: organisations in all of some projects, and organisations that worked with all of some others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import Subquery, and_, case, distinct, func, or_, select
from sqlalchemy.orm import Session

from kb import snapshots
from kb.among import among
from kb.errors import BadRequest
from kb.models import Organisation, Participation, Record
from kb.queries.analysis import ORGANISATION, PART, country_name, money, page_of, paged, several, shown
from kb.queries.analysis_scope import takes_part
from kb.queries.cells import sources
from kb.queries.shapes import Cell, Ref, Row, Table, ref
from kb.schema import KINDS
from kb.snapshots import LinkRow, Snapshot, Want
from kb.told import Joined, Told

ALONE = "shared"
FIXED = ("record", "country", ALONE, "sources")


@dataclass
class Partner:
    """An organisation with its parts in the projects asked for, and its projects shared with the organisations asked for."""

    ref: Ref
    country: str | None
    parts: dict[int, list[tuple[str, Decimal | None]]] = field(default_factory=dict)
    shared: dict[int, int] = field(default_factory=dict)
    total: int = 0


def partners(session: Session, projects: Sequence[str], organisations: Sequence[str] = (), page: int | None = None) -> Table:
    """Give the organisations that take part in all of some projects and have worked with all of some organisations.

    Each has its role and EC contribution in each project, and the number of projects it shares with each
    organisation; with organisations the most shared come first, otherwise they stand by name. ``page``
    takes one page, by default all.
    """
    asked, others = several(session, "project", projects), several(session, "organisation", organisations)
    if not asked and not others:
        raise BadRequest(reason=Told("name at least one project or organisation, as in /partners?project=titanium&project=asgard"))
    found = _in_all(session, asked, _with_all(session, others) if others else None)
    found.sort(key=lambda partner: (-partner.total, partner.ref.label.casefold(), partner.ref.slug))
    rows = page_of(found, page)
    keys = _keys([*asked, *others])
    columns = {"record": Told("Organisation"), "country": Told("Country")} | {keys[record.id]: ref(record).label for record in asked}
    columns |= {ALONE: Told("Projects shared")} if others else {}
    columns |= {keys[record.id]: Told("Shared with %(name)s", name=ref(record).label) for record in others} if len(others) > 1 else {}
    places = _places(session, asked, rows)
    columns |= {"sources": Told("Sources")} if any(places.values()) else {}
    named = {"projects": [ref(record) for record in asked], "organisations": [ref(record) for record in others]}
    made = [_row(partner, keys, places.get(partner.ref.slug, [])) for partner in rows]
    return Table(columns, made, len(found), about={**{name: value for name, value in named.items() if value}, **paged(page)})


def _keys(records: Sequence[Snapshot]) -> dict[int, str]:
    """Name a column for each record: by its id, or by its address where another column is called so."""
    found: dict[int, str] = {}
    for record in records:
        free = record.slug not in FIXED and record.slug not in found.values()
        found[record.id] = record.slug if free else ref(record).path.lstrip("/")
    return found


def _row(partner: Partner, keys: Mapping[int, str], places: Sequence[LinkRow]) -> Row:
    parts: dict[str, Cell] = {keys[number]: Joined("; ", (_told(*part) for part in told)) for number, told in partner.parts.items()}
    shared: dict[str, Cell] = {keys[number]: count for number, count in partner.shared.items()}
    country = country_name(partner.country) if partner.country else None
    return {"record": partner.ref, "country": country, **parts, ALONE: partner.total, **shared, "sources": sources(places)}


def _told(role: str, amount: Decimal | None) -> str:
    fields = KINDS["project"].links["participations"].fields
    return Joined(", ", (fields["role"].show(role), money(amount) or Told("amount not stated")))


def _in_all(session: Session, projects: Sequence[Snapshot], known: dict[int, Partner] | None) -> list[Partner]:
    """Keep those who are in all the projects; where nobody is known yet, whoever takes part in them."""
    found = {} if known is None else known
    if not projects:
        return list(found.values())
    part = Participation
    query = select(part.project_id, part.organisation_id, part.role, part.ec_contribution, Record.slug, Record.label, ORGANISATION.country)
    query = query.join(Record, Record.id == part.organisation_id).join(Organisation.__table__, ORGANISATION.id == part.organisation_id)
    query = query.where(part.project_id.in_([project.id for project in projects]), Record.state == "public")
    for row in session.execute(query.order_by(part.project_id, part.position, part.id)):
        if known is None:
            found.setdefault(row.organisation_id, Partner(Ref("organisation", row.slug, row.label), row.country))
        if row.organisation_id in found:
            found[row.organisation_id].parts.setdefault(row.project_id, []).append((row.role, row.ec_contribution))
    return [partner for partner in found.values() if len(partner.parts) == len(projects)]


def _with_all(session: Session, organisations: Sequence[Snapshot]) -> dict[int, Partner]:
    """Give whoever shares a project with each of some organisations, with the numbers of projects shared."""
    numbers = [record.id for record in organisations]
    shared = _shared(_projects(session, numbers))
    query = select(shared, Record.slug, Record.label, ORGANISATION.country).join(Record, Record.id == shared.c.organisation_id)
    query = query.join(Organisation.__table__, ORGANISATION.id == shared.c.organisation_id).where(Record.state == "public")
    found = {}
    for row in session.execute(query).mappings():
        counts = {number: row[f"with_{number}"] for number in numbers} if len(numbers) > 1 else {}
        named = Ref("organisation", row["slug"], row["label"])
        found[row["organisation_id"]] = Partner(named, row["country"], shared=counts, total=row["total"])
    return found


def _projects(session: Session, organisations: Sequence[int]) -> dict[int, set[int]]:
    """Give the numbers of the projects of each organisation."""
    found: dict[int, set[int]] = {number: set() for number in organisations}
    query = select(PART.project_id, PART.organisation_id, PART.unit_id).where(takes_part(PART, organisations), shown(PART.project_id))
    for project, *bodies in session.execute(query):
        for body in found.keys() & set(bodies):
            found[body].add(project)
    return found


def _shared(projects: Mapping[int, set[int]]) -> Subquery:
    """Count for each organisation the projects it shares with each of some others; what one of these does itself is not shared."""
    whole = set().union(*projects.values())
    with_each = {number: and_(among(PART.project_id, mine), func.coalesce(PART.unit_id, 0) != number) for number, mine in projects.items()}
    each = {number: func.count(distinct(case((condition, PART.project_id)))) for number, condition in with_each.items()}
    total = func.count(distinct(case((or_(*with_each.values()), PART.project_id))))
    columns = [count.label(f"with_{number}") for number, count in each.items()]
    query = select(PART.organisation_id, total.label("total"), *columns)
    query = query.where(among(PART.project_id, whole), PART.organisation_id.not_in(list(projects)))
    return query.group_by(PART.organisation_id).having(and_(*(count > 0 for count in each.values()))).subquery()


def _places(session: Session, projects: Sequence[Snapshot], rows: Sequence[Partner]) -> dict[str, list[LinkRow]]:
    """Give the places that say who takes part in the projects, by the id of the organisation."""
    found: dict[str, list[LinkRow]] = {partner.ref.slug: [] for partner in rows}
    for project in snapshots.read(session, [project.id for project in projects], Want((), ("evidence",))):
        for row in project.evidence:
            if row.field == "participations" and row.value in found:
                found[row.value].append(row)
    return found
