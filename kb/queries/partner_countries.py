"""Where partners come from: organisations and projects by country, of a project, on a topic or of all that is on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, distinct, func, select, union_all
from sqlalchemy.orm import Session

from kb.errors import BadRequest
from kb.models import Organisation, Participation
from kb.queries.analysis import ORGANISATION, PART, about, one, shown
from kb.queries.shapes import Ref, ref
from kb.snapshots import Snapshot

SCOPES = ("project", "topic")


@dataclass(frozen=True)
class Home:
    """A country, ``None`` where it is not stated, with its organisations and the projects that have a partner there.

    ``listed`` is the address of the list that is counted, empty where there is none.
    """

    country: str | None
    organisations: int
    projects: int
    listed: str


@dataclass(frozen=True)
class Homes:
    """The countries of some partners, those of the most organisations first."""

    about: Mapping[str, Ref]
    rows: Sequence[Home]

    @property
    def organisations(self) -> int:
        """How many organisations there are in all countries."""
        return sum(row.organisations for row in self.rows)


def homes(session: Session, chosen: Mapping[str, str]) -> Homes:
    """Count the partners of a project, of the projects on a topic or a narrower one, or all organisations, by country.

    Raises :class:`BadRequest` where both a project and a topic are named, and as :func:`kb.queries.analysis.one`.
    """
    scope = [name for name in SCOPES if chosen.get(name)]
    if len(scope) > 1:
        raise BadRequest(reason="name one project or one topic, as in ?project=titanium")
    asked = {name: one(session, name, chosen[name]) for name in scope}
    bodies = _organisations(session, _within(asked)) if asked else _all(session)
    projects = _projects(session, _within(asked))
    named = {name: ref(record) for name, record in asked.items()}
    rows = [Home(code, count, projects.get(code, 0), _listed(named, code)) for code, count in bodies.items()]
    return Homes(named, sorted(rows, key=lambda row: (-row.organisations, row.country or "")))


def _within(asked: Mapping[str, Snapshot]) -> list[ColumnElement[bool]]:
    """Give the conditions for the participations that are counted."""
    found = [shown(PART.project_id), shown(PART.organisation_id)]
    found += [PART.project_id == asked["project"].id] if "project" in asked else []
    return found + ([PART.project_id.in_(about(asked["topic"].id))] if "topic" in asked else [])


def _all(session: Session) -> dict[str | None, int]:
    query = select(ORGANISATION.country, func.count()).where(shown(ORGANISATION.id)).group_by(ORGANISATION.country)
    return dict(session.execute(query).all())


def _organisations(session: Session, within: Sequence[ColumnElement[bool]]) -> dict[str | None, int]:
    """Count who takes part, by country: partners, and the parts of them that do the work, as the list of organisations has them."""
    columns: list[Any] = [PART.organisation_id, PART.unit_id]
    takers = union_all(*(select(column.label("taker")).where(*within, column.is_not(None)) for column in columns)).subquery()
    query = select(ORGANISATION.country, func.count(distinct(takers.c.taker))).select_from(Organisation.__table__)
    query = query.join(takers, takers.c.taker == ORGANISATION.id).where(shown(ORGANISATION.id)).group_by(ORGANISATION.country)
    return dict(session.execute(query).all())


def _projects(session: Session, within: Sequence[ColumnElement[bool]]) -> dict[str | None, int]:
    query = select(ORGANISATION.country, func.count(distinct(PART.project_id))).select_from(Participation.__table__)
    query = query.join(Organisation.__table__, ORGANISATION.id == PART.organisation_id).where(*within)
    return dict(session.execute(query.group_by(ORGANISATION.country)).all())


def _listed(named: Mapping[str, Ref], country: str | None) -> str:
    """Give the address of the organisations of a country, or for a topic of the projects with a partner there."""
    if not country:
        return ""
    query = urlencode({**{name: found.slug for name, found in named.items()}, "country": country})
    return f"/portfolio?{query}" if "topic" in named else f"/organisations?{query}"
