"""Project, its participants and its neighbours outside the knowledge base."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.models.base import Link
from kb.models.fields import field, links, owner, reference, to
from kb.models.record import KindText, Record
from kb.models.types import BOOLEAN, DATE, LINE, MONEY, TEXT, URL, choice
from kb.models.vocabularies import FUNDING_SCHEME, PARTICIPATION_ROLE, PROJECT_STATUS

if TYPE_CHECKING:
    from kb.models.organisation import Organisation
    from kb.models.programme import Programme


class Project(Record):
    """A funded research project."""

    __tablename__ = "project"
    __mapper_args__ = {"polymorphic_identity": "project"}
    text = KindText(
        "projects",
        "Project",
        "Projects",
        "Acronym",
        "A funded research project.",
        ("title", "grant_number", "start", "end", "ec_contribution"),
        place=1,
        leading=("title", "start", "end", "participations", "ec_contribution", "programme"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    title: Mapped[str | None] = field("Title", LINE, weight=3, iri="schema:alternateName")
    grant_number: Mapped[str | None] = field("Grant number", LINE, weight=3, index=True)
    programme_id: Mapped[int | None] = reference("Programme", "programme", weight=1, inverse="Projects", iri="schema:funding")
    programme: Mapped[Programme | None] = to(programme_id)
    programme_parts: Mapped[str | None] = field("Parts of the programme", LINE, quiet=True)
    call: Mapped[str | None] = field("Call", LINE)
    call_topic: Mapped[str | None] = field("Call topic", LINE)
    call_topic_title: Mapped[str | None] = field("Title of the call topic", LINE, weight=1, quiet=True)
    funding_scheme: Mapped[str | None] = field("Funding scheme", choice(FUNDING_SCHEME))
    status: Mapped[str | None] = field("Status", choice(PROJECT_STATUS))
    signed: Mapped[str | None] = field("Signed", DATE, help="When the European Commission signed the grant.", quiet=True)
    start: Mapped[str | None] = field("Start", DATE, facet="year", iri="schema:startDate")
    end: Mapped[str | None] = field("End", DATE, facet="year", iri="schema:endDate")
    total_cost: Mapped[Decimal | None] = field("Total cost", MONEY)
    ec_contribution: Mapped[Decimal | None] = field("EC contribution", MONEY, iri="schema:amount")
    website: Mapped[str | None] = field("Website", URL, iri="schema:url")
    keywords: Mapped[str | None] = field("Keywords", TEXT, weight=2, iri="schema:keywords", quiet=True)
    objective: Mapped[str | None] = field("Objective", TEXT, weight=1, quiet=True)
    legal_basis: Mapped[list[LegalBasis]] = links("Legal basis", "LegalBasis.project_id", help="Parts of the programme that fund it.")
    web_links: Mapped[list[WebLink]] = links("Web pages", "WebLink.project_id")
    participations: Mapped[list[Participation]] = links("Partners", "Participation.project_id")
    related_projects: Mapped[list[RelatedProject]] = links("Related projects", "RelatedProject.project_id")


class Participation(Link):
    """An organisation's part in a project. A missing amount was not given; it is not nought."""

    __tablename__ = "participation"

    project_id: Mapped[int] = owner("project")
    organisation_id: Mapped[int] = reference(
        "Partner", "organisation", required=True, facet="organisation", weight=1, inverse="Projects", iri="schema:member"
    )
    organisation: Mapped[Organisation] = to(organisation_id)
    unit_id: Mapped[int | None] = reference(
        "Acting through",
        "organisation",
        facet="organisation",
        weight=1,
        inverse="Projects of the whole organisation",
        help="The part of the organisation that does the work.",
        quiet=True,
    )
    unit: Mapped[Organisation | None] = to(unit_id)
    role: Mapped[str] = field("Role", choice(PARTICIPATION_ROLE), required=True)
    ec_contribution: Mapped[Decimal | None] = field("EC contribution", MONEY)
    net_ec_contribution: Mapped[Decimal | None] = field("Net EC contribution", MONEY, quiet=True)
    total_cost: Mapped[Decimal | None] = field("Total cost", MONEY, quiet=True)
    ended: Mapped[bool | None] = field("Left early", BOOLEAN, help="Whether the participation was ended before the project.")
    note: Mapped[str | None] = field("Note", LINE, quiet=True)


class LegalBasis(Link):
    """A part of a programme that a project is funded under."""

    __tablename__ = "legal_basis"

    project_id: Mapped[int] = owner("project")
    programme_id: Mapped[int] = reference("Part of the programme", "programme", required=True, weight=1, inverse="Projects funded under it")
    programme: Mapped[Programme] = to(programme_id)


class WebLink(Link):
    """A page of a project elsewhere, besides its own website."""

    __tablename__ = "web_link"

    project_id: Mapped[int] = owner("project")
    url: Mapped[str] = field("Address", URL, required=True, iri="schema:url")
    type: Mapped[str | None] = field("Kind of page", LINE, quiet=True)


class RelatedProject(Link):
    """A project that is named in the sources and has no record here."""

    __tablename__ = "related_project"

    project_id: Mapped[int] = owner("project")
    name: Mapped[str] = field("Project", LINE, required=True, weight=1)
    relation: Mapped[str] = field("Relation", LINE, required=True)
    grant_number: Mapped[str | None] = field("Grant number", LINE)


class ProjectLink(Link):
    """A project that an event, a tool or a document belongs to."""

    __tablename__ = "project_link"

    record_id: Mapped[int] = owner()
    project_id: Mapped[int] = reference(
        "Project", "project", required=True, facet="project", weight=1, inverse="Events, tools and documents"
    )
    project: Mapped[Project] = to(project_id)
