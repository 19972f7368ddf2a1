"""Person and the posts a person held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.models.base import Link
from kb.models.fields import field, links, owner, reference, to
from kb.models.record import KindText, Record
from kb.models.types import DATE, LINE

if TYPE_CHECKING:
    from kb.models.organisation import Organisation


class Person(Record):
    """Somebody named in public pages for professional work. Nothing private is kept."""

    __tablename__ = "person"
    __mapper_args__ = {"polymorphic_identity": "person"}
    text = KindText("people", "Person", "People", "Name", "Somebody named in public for professional work.", ("affiliations",), place=3)

    id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    affiliations: Mapped[list[Affiliation]] = links("Affiliations", "Affiliation.person_id")


class Affiliation(Link):
    """A post of a person, as a source shows it at a moment."""

    __tablename__ = "affiliation"

    person_id: Mapped[int] = owner("person")
    organisation_id: Mapped[int | None] = reference(
        "Organisation", "organisation", facet="organisation", weight=1, inverse="People", iri="schema:affiliation"
    )
    organisation: Mapped[Organisation | None] = to(organisation_id)
    role: Mapped[str | None] = field("Role", LINE, weight=1, iri="schema:jobTitle")
    start: Mapped[str | None] = field("From", DATE, quiet=True)
    end: Mapped[str | None] = field("To", DATE, quiet=True)
    as_of: Mapped[str | None] = field("As of", DATE, help="When the source shows it.")
