"""What else some partners do: other projects in which they take part, on a topic or on any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, distinct, func, select
from sqlalchemy.orm import Session

from kb.among import among
from kb.errors import BadRequest
from kb.models import Participation
from kb.queries.analysis import ABOUT, PART, PROJECT, about, date_words, one, page_of, paged, refs, several, shown
from kb.queries.analysis_scope import takes_part, titles
from kb.queries.shapes import Ref, Row, Table, ref
from kb.snapshots import Snapshot
from kb.told import Told, told_each

COLUMNS = told_each({"record": "Project", "title": "Title", "count": "Partners in it", "partners": "Which", "start": "Start", "end": "End"})


def also(
    session: Session, projects: Sequence[str] = (), organisations: Sequence[str] = (), topic: str | None = None, page: int | None = None
) -> Table:
    """Give the other projects in which partners of some projects, or some organisations, take part, most of these first.

    With a topic, only projects about it or a narrower one. ``page`` takes one page, by default all.
    Raises :class:`BadRequest` where nobody is named.
    """
    asked, bodies = several(session, "project", projects), several(session, "organisation", organisations)
    if not asked and not bodies:
        raise BadRequest(
            reason=Told("name a project whose partners to follow, or organisations, as in /also?project=titanium&topic=bitcoin")
        )
    subject = one(session, "topic", topic) if topic else None
    partners = _partners(session, asked, bodies)
    found = list(session.execute(_elsewhere(partners, [project.id for project in asked], subject)))
    rows = page_of(found, page)
    named, who = titles(session, [row.id for row in rows]), _who(session, partners, [row.id for row in rows])
    told = {"projects": [ref(project) for project in asked], "organisations": [ref(body) for body in bodies]}
    told |= {"topic": [ref(subject)] if subject else []}
    made: list[Row] = [_row(row, *named[row.id], who[row.id]) for row in rows]
    return Table(COLUMNS, made, len(found), about={**told, "partners": len(partners), **paged(page)})


def _row(row: Any, named: Ref, title: str | None, partners: list[Ref]) -> Row:
    dates = {"start": date_words(row.start), "end": date_words(row.end)}
    return {"record": named, "title": title, "count": row.count, "partners": partners, **dates}


def _partners(session: Session, projects: Sequence[Snapshot], organisations: Sequence[Snapshot]) -> list[int]:
    """Give the numbers of the organisations to follow: the partners of the projects, and those named themselves."""
    query = select(PART.organisation_id).where(among(PART.project_id, [project.id for project in projects]), shown(PART.organisation_id))
    return sorted({*session.execute(query).scalars(), *(body.id for body in organisations)})


def _followed(partners: Sequence[int]) -> ColumnElement[int]:
    """Say which of those followed a participation is of: the partner, or the unit that acts."""
    found: ColumnElement[int] = case((PART.organisation_id.in_(partners), PART.organisation_id), else_=PART.unit_id)
    return found


def _elsewhere(partners: Sequence[int], projects: Sequence[int], topic: Snapshot | None) -> Select[Any]:
    """Select the other projects with the number of those followed in each, most first, then the newest."""
    followed = func.count(distinct(_followed(partners))).label("count")
    query = select(PART.project_id, followed).where(takes_part(PART, partners), PART.project_id.not_in(projects), shown(PART.project_id))
    if topic:
        query = query.where(about(topic.id).where(ABOUT.record_id == PART.project_id).correlate(Participation).exists())
    counted = query.group_by(PART.project_id).subquery()
    found = select(PROJECT.id, PROJECT.start, PROJECT.end, counted.c.count).join(counted, counted.c.project_id == PROJECT.id)
    return found.order_by(counted.c.count.desc(), PROJECT.start.is_(None), PROJECT.start.desc(), PROJECT.id)


def _who(session: Session, partners: Sequence[int], projects: Sequence[int]) -> dict[int, list[Ref]]:
    """Give those followed in each of some projects, in the order of its partners."""
    query = select(PART.project_id, _followed(partners).label("who")).where(among(PART.project_id, projects), takes_part(PART, partners))
    found: dict[int, list[int]] = {}
    for row in session.execute(query.order_by(PART.position, PART.id)):
        found.setdefault(row.project_id, []).append(row.who)
    named = refs(session, {number for numbers in found.values() for number in numbers})
    return {project: [named[number] for number in dict.fromkeys(numbers)] for project, numbers in found.items()}
