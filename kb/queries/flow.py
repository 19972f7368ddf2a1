"""Who went where for which project: contributions by project, organisation and event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import snapshots
from kb.models import Contribution, ContributionParty
from kb.queries.analysis import one, shown
from kb.queries.shapes import Ref, ref
from kb.schema import KINDS

SCOPES = ("project", "organisation", "event")
DONE, PARTY = Contribution.__table__.c, ContributionParty.__table__.c


@dataclass(frozen=True)
class Part:
    """What an organisation did at an event for a project, each ``None`` where it is not stated: one contribution, by its number."""

    project: Ref | None
    organisation: Ref | None
    event: Ref | None
    role: str
    contribution: int


@dataclass(frozen=True)
class Flow:
    """The parts of organisations in contributions: a contribution of two organisations has two.

    ``about`` is what was asked for, ``short`` the short names of organisations that have one.
    """

    about: Mapping[str, Ref]
    parts: Sequence[Part]
    short: Mapping[Ref, str]


def flow(session: Session, chosen: Mapping[str, str]) -> Flow:
    """Read who did something where: all, or for one project, by one organisation, at one event. Raises as :func:`kb.queries.analysis.one`."""
    asked = {name: one(session, name, chosen[name]) for name in SCOPES if chosen.get(name)}
    columns = {"project": DONE.project_id, "organisation": PARTY.organisation_id, "event": DONE.event_id}
    joined = Contribution.__table__.outerjoin(ContributionParty.__table__, PARTY.contribution_id == DONE.id)
    query = select(*columns.values(), DONE.role, DONE.id).select_from(joined).where(shown(DONE.id)).distinct()
    query = query.where(*(columns[name] == record.id for name, record in asked.items())).order_by(DONE.id)
    rows = session.execute(query).all()
    known = snapshots.heads(session, {number for row in rows for number in row[:3] if number})
    refs = {number: ref(record) for number, record in known.items()}
    show = KINDS["contribution"].fields["role"].show
    parts = [Part(refs.get(row[0]), refs.get(row[1]), refs.get(row[2]), show(row.role), row.id) for row in rows]
    short = {refs[number]: record.short_name for number, record in known.items() if record.kind == "organisation" and record.short_name}
    return Flow({name: ref(record) for name, record in asked.items()}, parts, short)
