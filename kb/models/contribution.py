"""Contribution: who did what at which event, on behalf of which project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.models.base import Link
from kb.models.fields import field, links, owner, reference, to
from kb.models.record import KindText, Record
from kb.models.types import DATE, LINE, choice
from kb.models.vocabularies import CERTAINTY, CONTRIBUTION_ROLE

if TYPE_CHECKING:
    from kb.models.document import Document
    from kb.models.event import Event
    from kb.models.organisation import Organisation
    from kb.models.person import Person
    from kb.models.project import Project


class Contribution(Record):
    """Something somebody did at an event, or for a project. To be quoted in a report is not a contribution."""

    __tablename__ = "contribution"
    text = KindText(
        "contributions",
        "Contribution",
        "Contributions",
        "Title",
        "Who did what at which event.",
        ("role", "parties", "event", "project"),
        place=5,
        leading=("role", "parties", "event", "date", "project", "about"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    role: Mapped[str] = field("Role", choice(CONTRIBUTION_ROLE), required=True, facet="role", weight=1)
    event_id: Mapped[int | None] = reference("Event", "event", facet="event", weight=1, inverse="Contributions", quiet=True)
    event: Mapped[Event | None] = to(event_id)
    project_id: Mapped[int | None] = reference(
        "On behalf of", "project", facet="project", weight=1, inverse="Contributions on its behalf", quiet=True
    )
    project: Mapped[Project | None] = to(project_id)
    about_id: Mapped[int | None] = reference("About", "tool", "operation", weight=1, inverse="Contributions about it", quiet=True)
    about: Mapped[Record | None] = to(about_id, remote="Record.id")
    document_id: Mapped[int | None] = reference("Document", "document", inverse="Contributions that produced it", quiet=True)
    document: Mapped[Document | None] = to(document_id)
    date: Mapped[str | None] = field("Date", DATE, facet="year", help="Empty where the event's date holds.", quiet=True)
    certainty: Mapped[str | None] = field("Certainty", choice(CERTAINTY))
    parties: Mapped[list[ContributionParty]] = links("Parties", "ContributionParty.contribution_id")

    __mapper_args__ = {
        "polymorphic_identity": "contribution",
        "inherit_condition": id == Record.id,  # noqa: A003 - the column above
    }


class ContributionParty(Link):
    """A person, an organisation, or a person for an organisation, with the affiliation held at that moment."""

    __tablename__ = "contribution_party"

    contribution_id: Mapped[int] = owner("contribution")
    person_id: Mapped[int | None] = reference("Person", "person", weight=1, inverse="Contributions", quiet=True)
    person: Mapped[Person | None] = to(person_id)
    organisation_id: Mapped[int | None] = reference(
        "For", "organisation", facet="organisation", weight=1, inverse="Contributions", quiet=True
    )
    organisation: Mapped[Organisation | None] = to(organisation_id)
    capacity: Mapped[str | None] = field("In the capacity of", LINE, weight=1, quiet=True)
