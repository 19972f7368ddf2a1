"""Overlap of consortia: two projects compared, or the projects that share most with one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session, aliased

from kb.among import among
from kb.errors import BadRequest
from kb.models import Organisation, Participation, Record
from kb.queries.analysis import ABOUT, ORGANISATION, PART, PROJECT, TOP, Part, Report, country_name, date_words, refs, several, shown
from kb.queries.shapes import Ref, Row, Table, ref
from kb.schema import KINDS
from kb.snapshots import Snapshot
from kb.told import Joined, Told, decimals, told_each

BOTH = Told("both")
NEAREST = told_each(
    {"record": "Project", "shared": "Organisations shared", "size": "Its organisations", "share": "Overlap", "start": "Start"}
)


def overlap(session: Session, projects: Sequence[str]) -> Report:
    """Compare the organisations, countries and topics of two projects; for one, give the projects that share most with it.

    The overlap is the number of organisations in both, divided by the number in either (Jaccard).
    Raises :class:`BadRequest` for no project and for more than two.
    """
    found = several(session, "project", projects)
    if len(found) == 1:
        return _nearest(session, found[0])
    if len(found) != 2:  # noqa: PLR2004 - two are compared
        raise BadRequest(reason=Told("name one project or two, as in /overlap?project=titanium&project=asgard"))
    return _compared(session, *found)


def percent(part: int, whole: int) -> str:
    """Give a share in words; there is none of nothing.

    >>> percent(5, 43)
    '11.6 %'
    """
    return Told("%(share)s %%", share=decimals(100 * part / whole)) if whole else ""


def _nearest(session: Session, project: Snapshot) -> Report:
    mine = set(session.execute(select(PART.organisation_id).where(PART.project_id == project.id, shown(PART.organisation_id))).scalars())
    found = list(session.execute(_sharing(project.id)))
    named = refs(session, [row.id for row in found])
    rows: list[Row] = [
        {
            "record": named[row.id],
            "shared": row.shared,
            "size": row.size,
            "share": percent(row.shared, len(mine) + row.size - row.shared),
            "start": date_words(row.start),
        }
        for row in found
    ]
    figures = {"size": (Told("Organisations"), len(mine))}
    return Report(
        {"projects": [ref(project)]}, figures, {"nearest": Part(Told("Most overlap"), Table(NEAREST, rows, len(rows)))}, "nearest"
    )


def _sharing(project: int) -> Any:
    """Select the projects that share most organisations with one; of those that share as many, the smallest first."""
    mine, other, size = aliased(Participation), aliased(Participation), aliased(Participation)
    query = select(other.project_id, func.count(distinct(other.organisation_id)).label("shared"))
    query = query.join(mine, mine.organisation_id == other.organisation_id).where(mine.project_id == project, other.project_id != project)
    shared = query.where(shown(other.organisation_id), shown(other.project_id)).group_by(other.project_id).subquery()
    counted = select(func.count(distinct(size.organisation_id))).where(size.project_id == shared.c.project_id, shown(size.organisation_id))
    of_each = counted.correlate(shared).scalar_subquery().label("size")
    found = select(PROJECT.id, PROJECT.start, shared.c.shared, of_each).join(shared, shared.c.project_id == PROJECT.id)
    return found.order_by(shared.c.shared.desc(), of_each, PROJECT.id).limit(TOP)


def _compared(session: Session, one: Snapshot, other: Snapshot) -> Report:
    rows = _organisations(session, one, other)
    both = [row for row in rows if row["where"] == BOTH]
    countries, topics = _countries(rows), _topics(session, one, other)
    figures: dict[str, tuple[str, Any]] = {
        "shared": (Told("Organisations in both"), len(both)),
        "either": (Told("Organisations in either"), len(rows)),
        "share": (Told("Overlap"), percent(len(both), len(rows))),
    }
    columns = {
        **told_each({"record": "Organisation", "country": "Country", "where": "In"}),
        "first": one.label,
        "second": other.label if other.label != one.label else other.slug,
    }
    parts = {
        "organisations": Part(Told("Organisations"), Table(columns, rows, len(rows))),
        "countries": Part(Told("Countries in both"), Table(told_each({"country": "Country"}), countries, len(countries))),
        "topics": Part(Told("Topics in both"), Table(told_each({"record": "Topic"}), topics, len(topics))),
    }
    return Report({"projects": [ref(one), ref(other)]}, figures, parts, "organisations")


def _organisations(session: Session, one: Snapshot, other: Snapshot) -> list[dict[str, Any]]:
    """Give every organisation with its role in each project: those in both first, then those only in one or the other."""
    query = select(PART.project_id, PART.organisation_id, PART.role, Record.slug, Record.label, ORGANISATION.country)
    query = query.join(Record, Record.id == PART.organisation_id).join(Organisation.__table__, ORGANISATION.id == PART.organisation_id)
    query = query.where(among(PART.project_id, [one.id, other.id]), Record.state == "public")
    found: dict[int, list[Any]] = {}
    for row in session.execute(query.order_by(PART.position, PART.id)):
        found.setdefault(row.organisation_id, []).append(row)
    names = {one.id: one.label, other.id: other.label if other.label != one.label else other.slug}
    rows = [_organisation(mine, names) for mine in found.values()]
    order = [BOTH, *(_only(name) for name in names.values())]
    return sorted(rows, key=lambda row: (order.index(row["where"]), row["record"].label.casefold(), row["record"].slug))


def _only(name: str) -> str:
    return Told("only %(name)s", name=name)


def _organisation(mine: Sequence[Any], names: Mapping[int, str]) -> dict[str, Any]:
    here = dict.fromkeys(row.project_id for row in mine)
    where = BOTH if len(here) > 1 else _only(names[next(iter(here))])
    show = KINDS["project"].links["participations"].fields["role"].show
    first, second = (Joined(", ", (show(row.role) for row in mine if row.project_id == project)) for project in names)
    country = country_name(mine[0].country) if mine[0].country else None
    named = Ref("organisation", mine[0].slug, mine[0].label)
    return {"record": named, "country": country, "where": where, "first": first, "second": second}


def _countries(rows: Sequence[Row]) -> list[Row]:
    """Give the countries with organisations in both projects, not always the same ones."""
    sides = [{row["country"] for row in rows if row[side] and row["country"]} for side in ("first", "second")]
    return [{"country": country} for country in sorted(sides[0] & sides[1], key=str)]


def _topics(session: Session, one: Snapshot, other: Snapshot) -> list[Row]:
    query = select(ABOUT.topic_id).where(among(ABOUT.record_id, [one.id, other.id]), shown(ABOUT.topic_id))
    query = query.group_by(ABOUT.topic_id).having(func.count(distinct(ABOUT.record_id)) > 1)
    found = refs(session, session.execute(query).scalars())
    return [{"record": topic} for topic in sorted(found.values(), key=lambda topic: topic.label.casefold())]
