"""Portfolio: what an organisation or a country does, or what is done on a topic, in numbers and project by project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from kb.errors import BadRequest
from kb.queries import analysis_scope as reading
from kb.queries.analysis import NOT_STATED, Bar, Part, Report, country_name, date_words, page_of, paged, refs
from kb.queries.analysis_scope import Scope
from kb.queries.analysis_sums import HEADINGS, Numbers, Sum, Works, largest
from kb.queries.shapes import Ref, Row, Table, ref
from kb.schema import KINDS
from kb.told import Joined, Number, Told, told_each

SORTS = ("newest", "largest")


@dataclass(frozen=True)
class Asked:
    """Whose portfolio to show: an organisation's (``parts`` counts its parts in), a country's, a topic's, or where these meet.

    ``sort`` orders the projects, ``page`` takes one page of them, by default all.
    """

    organisation: str | None = None
    country: str | None = None
    topic: str | None = None
    parts: bool = False
    sort: str = "newest"
    page: int | None = None


def portfolio(session: Session, asked: Asked) -> Report:
    """Give a portfolio in numbers, by year, role and programme, with its leading organisations, countries and topics, and its projects."""
    if asked.sort not in SORTS:
        raise BadRequest(
            reason=Told('the projects can be sorted by %(known)s, not by "%(sort)s"', known=" or ".join(SORTS), sort=asked.sort)
        )
    scope = reading.scope(session, asked.organisation, asked.country, asked.topic, parts=asked.parts)
    works = Works(reading.projects(session, scope), whole=not scope.of_somebody)
    heads, years = works.total(), works.by_year()
    parts = {**_counted(session, scope, works, years), **_leading(session, scope, works.ids)}
    figures = {name: (HEADINGS[name], cell) for name, cell in heads.cells().items() if _used(name, scope)}
    parts["list"] = Part(Told("Projects"), _listed(session, scope, works, asked))
    bars = [Bar(year, found.projects, found.coordinated, found.amount) for year, found in years.items()]
    return Report(_about(session, scope, asked), figures, parts, "list", _notes(heads, scope), bars)


def _used(name: str, scope: Scope) -> bool:
    """Tell whether a number says something: on a topic alone every project is coordinated by somebody."""
    return name != "coordinated" or scope.of_somebody


def _headings(scope: Scope, **first: str) -> dict[str, str]:
    return first | {name: heading for name, heading in HEADINGS.items() if _used(name, scope)}


def _about(session: Session, scope: Scope, asked: Asked) -> dict[str, Any]:
    named = {"organisation": scope.organisation, "topic": scope.topic}
    found: dict[str, Any] = {name: ref(record) for name, record in named.items() if record}
    if scope.country:
        found |= {"country": country_name(scope.country), "code": scope.country}
    if scope.below:
        found |= {"parts": list(refs(session, scope.below).values()), "parts_counted": "yes" if asked.parts else "no"}
    return found | {"sort": asked.sort, **paged(asked.page)}


def _notes(heads: Sum, scope: Scope) -> list[str]:
    amounts = heads.participations if scope.of_somebody else heads.projects
    if not heads.unstated:
        return []
    form = "%(number)s of %(all)s amounts are not stated; the sum is that of the others"
    return [Told(form, number=Number(heads.unstated), all=Number(amounts))]


def _counted(session: Session, scope: Scope, works: Works, years: Mapping[str, Sum]) -> dict[str, Part]:
    """Give the numbers by year of start, role and programme."""
    named = refs(session, (row.programme_id for row in works.rows))
    programmes = largest(works.by([named.get(row.programme_id) for row in works.rows]))
    begun: list[Row] = [{"year": year, **found.cells()} for year, found in years.items()]
    roles: list[Row] = [{"role": _role(role), **found.cells()} for role, found in largest(works.by_role())]
    funded: list[Row] = [{"record": programme or NOT_STATED, **found.cells()} for programme, found in programmes]
    of_roles = {"role": Told("Role")} | {name: heading for name, heading in HEADINGS.items() if name != "coordinated"}
    return {
        "years": Part(Told("By year of start"), _table(_headings(scope, year=Told("Year")), begun)),
        "roles": Part(Told("By role"), _table(of_roles, roles)),
        "programmes": Part(Told("By programme"), _table(_headings(scope, record=Told("Programme")), funded)),
    }


def _role(role: str) -> str:
    return KINDS["project"].links["participations"].fields["role"].show(role)


def _table(columns: Mapping[str, str], rows: Sequence[Row]) -> Table:
    return Table(columns, rows, len(rows))


def _leading(session: Session, scope: Scope, numbers: Sequence[int]) -> dict[str, Part]:
    """Give the leading organisations (but of one organisation), countries and topics (but of one topic)."""
    bodies = [] if len(scope.members) == 1 else list(reading.organisations(session, scope, numbers))
    subjects = [] if scope.topic else list(reading.topics(session, numbers))
    named = refs(session, [row.id for row in (*bodies, *subjects)])
    found = {}
    if bodies:
        rows: list[Row] = [{"record": named[row.id], **_sum(row).cells()} for row in bodies]
        found["organisations"] = Part(Told("Leading organisations"), _table({"record": Told("Organisation")} | HEADINGS, rows))
    found["countries"] = Part(
        Told("Countries of the partners") if scope.of_somebody else Told("Countries"), _countries(session, scope, numbers)
    )
    if subjects:
        about: list[Row] = [{"record": named[row.id], "projects": row.projects} for row in subjects]
        found["topics"] = Part(Told("Leading topics"), _table({"record": Told("Topic"), "projects": HEADINGS["projects"]}, about))
    return found


def _sum(row: Any) -> Sum:
    return Sum(row.projects, row.participations, row.coordinated, row.amount, row.participations - row.stated)


def _countries(session: Session, scope: Scope, numbers: Sequence[int]) -> Table:
    columns = {
        "country": Told("Country"),
        "code": Told("Code"),
        "projects": HEADINGS["projects"],
        "participations": HEADINGS["participations"],
    }
    found = reading.countries(session, scope, numbers)
    counted = [(row.country, {"projects": row.projects, "participations": row.participations}) for row in found]
    return _table(columns, [{"country": country_name(code), "code": code, **cells} for code, cells in counted])


def _order(works: Works, numbers: Numbers, sort: str) -> list[int]:
    """Give the places of the projects in the order asked for; what is not stated stands last."""
    if sort == "largest":
        amounts = np.where(numbers[:, 4] > 0, numbers[:, 3], -1)
        return [int(place) for place in np.argsort(-amounts, kind="stable")]
    starts = [works.rows[place].start or "" for place in works.first]
    return sorted(range(len(starts)), key=starts.__getitem__, reverse=True)


def _listed(session: Session, scope: Scope, works: Works, asked: Asked) -> Table:
    numbers = works.each()
    shown = page_of(_order(works, numbers, asked.sort), asked.page)
    first, last = told_each({"record": "Project", "title": "Title", "role": "Role"}), told_each({"start": "Start", "end": "End"})
    columns = {**first, **_headings(scope), **last}
    left_out = {"projects", "coordinated"} if scope.of_somebody else {"projects", "role"}
    columns = {name: heading for name, heading in columns.items() if name not in left_out}
    rows = [(works.rows[works.first[place]], place) for place in shown]
    named = reading.titles(session, [row.id for row, _place in rows])
    return Table(
        columns, [_line(row, works.roles(place), works.sum_of(numbers[place]), *named[row.id]) for row, place in rows], len(numbers)
    )


def _line(row: Any, roles: Sequence[tuple[str, int]], found: Sum, named: Ref, title: str | None) -> Row:
    told = Joined(
        ", ", (Told("%(role)s (%(count)s)", role=_role(role), count=count) if count > 1 else _role(role) for role, count in roles)
    )
    return {"record": named, "title": title, "role": told, **found.cells(), "start": date_words(row.start), "end": date_words(row.end)}
