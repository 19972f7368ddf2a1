"""Organisation."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.models.fields import field, reference, to
from kb.models.record import KindText, Record
from kb.models.types import BOOLEAN, COUNTRY, LINE, URL, choice
from kb.models.vocabularies import ACTIVITY_TYPE, ORGANISATION_TYPE


class Organisation(Record):
    """A body that takes part, speaks or is addressed; also a part of one."""

    __tablename__ = "organisation"
    __mapper_args__ = {"polymorphic_identity": "organisation"}
    text = KindText(
        "organisations",
        "Organisation",
        "Organisations",
        "Name",
        "A body that takes part, speaks or is addressed.",
        ("short_name", "type", "country", "city"),
        place=2,
        leading=("type", "country", "city", "part_of", "website"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    legal_name: Mapped[str | None] = field("Legal name", LINE, weight=3, iri="schema:legalName", quiet=True)
    short_name: Mapped[str | None] = field("Short name", LINE, weight=3, iri="schema:alternateName", quiet=True)
    type: Mapped[str | None] = field("Type of organisation", choice(ORGANISATION_TYPE))
    activity_type: Mapped[str | None] = field("Activity type in the register", choice(ACTIVITY_TYPE), quiet=True)
    sme: Mapped[bool | None] = field("Small or medium enterprise", BOOLEAN, quiet=True)
    country: Mapped[str | None] = field("Country", COUNTRY, facet="country", weight=1, iri="schema:addressCountry")
    city: Mapped[str | None] = field("City", LINE, weight=1, iri="schema:addressLocality", quiet=True)
    nuts: Mapped[str | None] = field("Region (NUTS)", LINE, quiet=True)
    geolocation: Mapped[str | None] = field("Position", LINE, help="Latitude and longitude in degrees.", iri="schema:geo", quiet=True)
    website: Mapped[str | None] = field("Website", URL, iri="schema:url")
    part_of_id: Mapped[int | None] = reference(
        "Part of", "organisation", facet="organisation", weight=1, inverse="Its parts", iri="schema:parentOrganization", quiet=True
    )
    part_of: Mapped[Organisation | None] = to(part_of_id, remote="Organisation.id")
