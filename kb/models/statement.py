"""Statement: a finding, recommendation, challenge or commitment, with its voices and addressees."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.models.base import Link
from kb.models.fields import field, links, owner, reference, to
from kb.models.record import KindText, Record
from kb.models.types import BOOLEAN, DATE, LINE, choice
from kb.models.vocabularies import FULFILMENT, MODALITY, STATEMENT_RELATION, STATEMENT_TYPE, STATUS, UPTAKE

if TYPE_CHECKING:
    from kb.models.document import Document
    from kb.models.event import Event
    from kb.models.organisation import Organisation
    from kb.models.person import Person
    from kb.models.project import Project

# A store may hold states in words of its own from before there was a vocabulary, so the column is wide.
WIDE_STATUS = replace(choice(STATUS), column=LINE.column)


class Statement(Record):
    """What was found, recommended, feared or promised, in the editor's words."""

    __tablename__ = "statement"
    text = KindText(
        "statements",
        "Statement",
        "Statements",
        "Statement",
        "A finding, recommendation, challenge or commitment.",
        ("type", "addressees", "uptake", "fulfilment", "due", "voicings", "topics", "event", "project", "date"),
        place=6,
        leading=("type", "voicings", "addressees", "date", "event", "project", "about", "uptake", "fulfilment", "due"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    type: Mapped[str] = field("Type of statement", choice(STATEMENT_TYPE), required=True, facet="type", weight=1)
    modality: Mapped[str | None] = field("Modality", choice(MODALITY), help="Whether it was said, quoted or put as a question.", quiet=True)
    date: Mapped[str | None] = field(
        "Stated", DATE, facet="year", help="Day of the event it was made at; otherwise the date of its first source."
    )
    event_id: Mapped[int | None] = reference("Event", "event", facet="event", weight=1, inverse="Statements made there", quiet=True)
    event: Mapped[Event | None] = to(event_id)
    project_id: Mapped[int | None] = reference("Project", "project", facet="project", weight=1, inverse="Statements", quiet=True)
    project: Mapped[Project | None] = to(project_id)
    about_id: Mapped[int | None] = reference("About", "tool", "operation", weight=1, inverse="Statements about it", quiet=True)
    about: Mapped[Record | None] = to(about_id, remote="Record.id")
    uptake: Mapped[str | None] = field(
        "Uptake", choice(UPTAKE), facet="uptake", help="For a recommendation: what has become of it.", quiet=True
    )
    due: Mapped[str | None] = field("Due", DATE, help="For a commitment: by when.", quiet=True)
    fulfilment: Mapped[str | None] = field("Kept", choice(FULFILMENT), help="For a commitment: whether it was kept.", quiet=True)
    voicings: Mapped[list[Voicing]] = links("Who said it", "Voicing.statement_id")
    addressees: Mapped[list[Addressee]] = links("Addressed to", "Addressee.statement_id")
    relations: Mapped[list[StatementRelation]] = links("Other statements", "StatementRelation.statement_id")
    status_changes: Mapped[list[StatusChange]] = links("Status over time", "StatusChange.statement_id")

    __mapper_args__ = {
        "polymorphic_identity": "statement",
        "inherit_condition": id == Record.id,  # noqa: A003 - the column above
    }


class Voicing(Link):
    """Somebody who said it, and where that stands. No speaker is made up for a quotation without one."""

    __tablename__ = "voicing"

    statement_id: Mapped[int] = owner("statement")
    person_id: Mapped[int | None] = reference("Person", "person", weight=1, inverse="Quoted in statements", quiet=True)
    person: Mapped[Person | None] = to(person_id)
    organisation_id: Mapped[int | None] = reference(
        "For", "organisation", facet="organisation", weight=1, inverse="Voice in statements", quiet=True
    )
    organisation: Mapped[Organisation | None] = to(organisation_id)
    group: Mapped[str | None] = field("Group in words", LINE, weight=1, quiet=True)
    document_id: Mapped[int | None] = reference("In", "document", inverse="Voices heard in it")
    document: Mapped[Document | None] = to(document_id)
    locator: Mapped[str | None] = field("Place in the source", LINE)
    note: Mapped[str | None] = field("Note", LINE, weight=1, quiet=True)


class Addressee(Link):
    """Somebody who should act; ``inferred`` where the editor concludes it and no source says it."""

    __tablename__ = "addressee"

    statement_id: Mapped[int] = owner("statement")
    addressee: Mapped[str] = field("Addressee", LINE, required=True, weight=1)
    organisation_id: Mapped[int | None] = reference("Organisation", "organisation", inverse="Addressed by", quiet=True)
    organisation: Mapped[Organisation | None] = to(organisation_id)
    inferred: Mapped[bool] = field("Inferred", BOOLEAN, required=True)


class StatementRelation(Link):
    """How a statement stands to another one."""

    __tablename__ = "statement_relation"

    statement_id: Mapped[int] = owner("statement")
    relation: Mapped[str] = field("Relation", choice(STATEMENT_RELATION), required=True)
    other_id: Mapped[int] = reference("Statement", "statement", required=True, inverse="Named by other statements")
    other: Mapped[Statement] = to(other_id)
    by: Mapped[str | None] = field("Set by", LINE, quiet=True)
    note: Mapped[str | None] = field("Note", LINE, quiet=True)


class StatusChange(Link):
    """A dated change of uptake or fulfilment, with the source that shows it."""

    __tablename__ = "status_change"

    statement_id: Mapped[int] = owner("statement")
    status: Mapped[str] = field("Status", WIDE_STATUS, required=True)
    date: Mapped[str | None] = field("Date", DATE)
    document_id: Mapped[int | None] = reference("Source", "document", inverse="Shows a change of status")
    document: Mapped[Document | None] = to(document_id)
    locator: Mapped[str | None] = field("Place in the source", LINE)
    note: Mapped[str | None] = field("Note", LINE, quiet=True)
