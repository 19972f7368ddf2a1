"""Whose work a portfolio shows: the participations of an organisation or a country, or the projects about a topic, in statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Subquery, case, distinct, func, select, type_coerce, union_all
from sqlalchemy.orm import Session

from kb.among import among
from kb.errors import BadRequest, BadValue
from kb.models import Organisation, Participation, Project, Record
from kb.models.types import ENGLISH, clean_country
from kb.queries.analysis import ABOUT, ORGANISATION, PART, PROJECT, TOP, about, one, shown
from kb.queries.shapes import Ref
from kb.snapshots import Snapshot
from kb.told import Told

COORDINATOR = "coordinator"
# The columns of :func:`projects`.
ROW = ("id", "start", "end", "programme_id", "role", "parts", "amount", "stated", "total", "known")
BROAD = 2000
Rows = Iterable[Any]


@dataclass(frozen=True)
class Scope:
    """Whose work, where, about what. ``members`` are the numbers of the organisation and of those counted with it, ``below`` all its parts.

    ``broad`` says that many records are about the topic.
    """

    organisation: Snapshot | None
    country: str | None
    topic: Snapshot | None
    members: Sequence[int] = ()
    below: Sequence[int] = ()
    broad: bool = False

    @property
    def of_somebody(self) -> bool:
        """Whether it is the work of some organisations, not of everybody in a project."""
        return bool(self.members or self.country)


def scope(session: Session, organisation: str | None, country: str | None, topic: str | None, *, parts: bool) -> Scope:
    """Resolve what was asked for; raise :class:`BadRequest` where nothing was, and as :func:`kb.queries.analysis.one`."""
    if not (organisation or country or topic):
        reason = Told(
            "name an organisation, a country or a topic, as in /portfolio?organisation=tno or /portfolio?country=NO&topic=bitcoin"
        )
        raise BadRequest(reason=reason)
    who = one(session, "organisation", organisation) if organisation else None
    below = _parts(session, who.id) if who else []
    members = [who.id, *(below if parts else ())] if who else []
    subject = one(session, "topic", topic) if topic else None
    broad = subject is not None and _many_about(session, subject.id)
    return Scope(who, country_code(country) if country else None, subject, members, below, broad)


def _many_about(session: Session, topic: int) -> bool:
    first = about(topic).limit(BROAD).subquery()
    return session.execute(select(func.count()).select_from(first)).scalar_one() == BROAD


def country_code(text: str) -> str:
    """Give the code of a country by its code or its English name; raise :class:`BadValue` for any other."""
    named = [code for code, name in ENGLISH.territories.items() if len(code) == 2 and name.casefold() == text.strip().casefold()]  # noqa: PLR2004 - three digits are a region
    try:
        return named[0] if named else clean_country(text)
    except BadValue as error:
        raise BadValue(
            reason=Told('"%(typed)s" is not a country; write its two letters or its English name, such as NO or Norway', typed=text)
        ) from error


def _parts(session: Session, organisation: int) -> list[int]:
    """Give the numbers of all parts of an organisation, those of parts included."""
    start: Select[Any] = select(ORGANISATION.id).where(ORGANISATION.part_of_id == organisation)
    tree = start.cte("parts", recursive=True)
    found = tree.union(select(ORGANISATION.id).where(ORGANISATION.part_of_id == tree.c.id))
    query = select(found.c.id).where(shown(found.c.id), found.c.id != organisation)
    return sorted(session.execute(query).scalars())


def takes_part(row: Any, organisations: Sequence[int]) -> ColumnElement[bool]:
    """Tell whether a participation is of one of some organisations, as the partner or as the unit that acts.

    The two are looked up one by one: most rows have no unit, which misleads a database that is asked for either at once.
    """
    mine = Participation.__table__.alias().c
    either = [select(mine.id).where(column.in_(organisations)) for column in (mine.organisation_id, mine.unit_id)]
    found: ColumnElement[bool] = row.id.in_(union_all(*either))
    return found


def _own(asked: Scope) -> list[ColumnElement[bool]]:
    """Give the conditions for the participations that are counted."""
    part = Participation
    found = [shown(part.project_id), shown(part.organisation_id)]
    if asked.members:
        found.append(takes_part(part, asked.members))
    if asked.country:
        found.append(part.organisation_id.in_(select(ORGANISATION.id).where(ORGANISATION.country == asked.country)))
    if asked.topic and asked.of_somebody:
        found.append(_on_topic(asked.topic.id, broad=asked.broad))
    return found


def _on_topic(topic: int, *, broad: bool) -> ColumnElement[bool]:
    """Tell whether a participation's project is about a topic: a broad one is asked row by row, a narrow one gives the rows."""
    if broad:
        return about(topic).where(ABOUT.record_id == PART.project_id).correlate(Participation).exists()
    found: ColumnElement[bool] = PART.project_id.in_(about(topic))
    return found


def _cents(amount: Any) -> ColumnElement[int]:
    """Take an amount as it is stored, to add up many without making each a decimal number."""
    return type_coerce(amount, BigInteger())


def _by_project(asked: Scope, on_topic: Any) -> Subquery:
    counted = select(PART.project_id, PART.role, func.count().label("parts"), func.sum(_cents(PART.ec_contribution)).label("amount"))
    counted = counted.add_columns(func.count(PART.ec_contribution).label("stated"))
    conditions = _own(asked) if asked.of_somebody else [PART.project_id.in_(on_topic), shown(PART.organisation_id)]
    return counted.where(*conditions).group_by(PART.project_id, PART.role).subquery()


def projects(session: Session, asked: Scope) -> Sequence[Any]:
    """Give a row a project and role, by project: start, end, programme and amount of the project, and its participations.

    ``parts`` counts these, ``amount`` adds up what ``stated`` of them state; ``total`` is the amount of the project,
    where ``known``; amounts are in cents. On a topic alone every project about it has a row, one without partners too.
    """
    on_topic: Any = about(asked.topic.id) if asked.topic else None
    found = _by_project(asked, on_topic)
    partly = {name: func.coalesce(found.c[name], 0).label(name) for name in ("parts", "amount", "stated")}
    known = case((PROJECT.ec_contribution.is_(None), 0), else_=1).label("known")
    own = (func.coalesce(_cents(PROJECT.ec_contribution), 0).label("total"), known)
    query = select(PROJECT.id, PROJECT.start, PROJECT.end, PROJECT.programme_id, found.c.role, *partly.values(), *own)
    joined = Project.__table__.outerjoin(found, found.c.project_id == PROJECT.id)
    if asked.of_somebody:
        joined = Project.__table__.join(found, found.c.project_id == PROJECT.id)
    else:
        query = query.where(PROJECT.id.in_(on_topic), shown(PROJECT.id))
    return session.execute(query.select_from(joined).order_by(PROJECT.id, found.c.role)).all()


def organisations(session: Session, asked: Scope, numbers: Sequence[int]) -> Rows:
    """Give the organisations with the most projects among those counted; on a topic alone, among the projects with these numbers."""
    part = Participation
    count = func.count(distinct(part.project_id)).label("projects")
    query = select(part.organisation_id.label("id"), count, func.count().label("participations"))
    query = query.add_columns(func.count(distinct(part.project_id)).filter(part.role == COORDINATOR).label("coordinated"))
    query = query.add_columns(func.sum(part.ec_contribution).label("amount"), func.count(part.ec_contribution).label("stated"))
    conditions = _own(asked) if asked.of_somebody else [among(PART.project_id, numbers), shown(part.organisation_id)]
    return session.execute(query.where(*conditions).group_by(part.organisation_id).order_by(count.desc(), part.organisation_id).limit(TOP))


def countries(session: Session, asked: Scope, numbers: Sequence[int]) -> Rows:
    """Give the countries with partners in the most of some projects, whoever was asked for left out."""
    part = Participation
    count = func.count(distinct(part.project_id)).label("projects")
    query = select(ORGANISATION.country, count, func.count().label("participations"))
    query = query.select_from(Participation).join(Organisation.__table__, ORGANISATION.id == part.organisation_id)
    query = query.where(among(PART.project_id, numbers), shown(part.organisation_id))
    if asked.members:
        query = query.where(part.organisation_id.not_in(asked.members), func.coalesce(part.unit_id, 0).not_in(asked.members))
    if asked.country:
        query = query.where(ORGANISATION.country.is_distinct_from(asked.country))
    return session.execute(query.group_by(ORGANISATION.country).order_by(count.desc(), ORGANISATION.country).limit(TOP))


def topics(session: Session, numbers: Sequence[int]) -> Rows:
    """Give the topics of the most of some projects."""
    # A number that is worked out has no index, in whose order the whole table would be walked.
    topic = (ABOUT.topic_id + 0).label("id")
    count = func.count(distinct(ABOUT.record_id)).label("projects")
    query = select(topic, count).where(among(ABOUT.record_id, numbers), shown(ABOUT.topic_id))
    return session.execute(query.group_by(topic).order_by(count.desc(), topic).limit(TOP))


def titles(session: Session, numbers: Sequence[int]) -> dict[int, tuple[Ref, str | None]]:
    """Name some projects, each with its title."""
    query = select(Record.id, Record.slug, Record.label, PROJECT.title).join(Project.__table__, PROJECT.id == Record.id)
    found = session.execute(query.where(among(PROJECT.id, numbers)))
    return {row.id: (Ref("project", row.slug, row.label), row.title) for row in found}
