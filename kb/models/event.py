"""Event and its programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.models.base import Link
from kb.models.fields import field, links, owner, reference, to
from kb.models.record import KindText, Record
from kb.models.types import COUNTRY, DATE, INTEGER, LINE, SORT

if TYPE_CHECKING:
    from kb.models.project import ProjectLink


class Event(Record):
    """A workshop, conference, training or other meeting. Who organised and hosted it are contributions."""

    __tablename__ = "event"
    __mapper_args__ = {"polymorphic_identity": "event"}
    text = KindText(
        "events",
        "Event",
        "Events",
        "Title",
        "A workshop, conference, training or other meeting.",
        ("type", "start", "place", "country", "attendance"),
        place=4,
        leading=("type", "start", "end", "place", "country", "projects", "part_of", "attendance"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    type: Mapped[str | None] = field("Type of event", SORT, weight=1)
    start: Mapped[str | None] = field("Start", DATE, facet="year", iri="schema:startDate")
    end: Mapped[str | None] = field("End", DATE, facet="year", iri="schema:endDate")
    place: Mapped[str | None] = field("Place", LINE, weight=1, iri="schema:location")
    venue: Mapped[str | None] = field("Venue", LINE, weight=1, quiet=True)
    country: Mapped[str | None] = field("Country", COUNTRY, facet="country", weight=1, iri="schema:addressCountry")
    part_of_id: Mapped[int | None] = reference("Part of", "event", weight=1, inverse="Its parts", iri="schema:superEvent", quiet=True)
    part_of: Mapped[Event | None] = to(part_of_id, remote="Event.id")
    adjacent_to_id: Mapped[int | None] = reference("Held beside", "event", inverse="Held beside it", quiet=True)
    adjacent_to: Mapped[Event | None] = to(adjacent_to_id, remote="Event.id")
    attendance: Mapped[int | None] = field("Attendance", INTEGER, help="People who came.")
    score: Mapped[str | None] = field("Score", LINE, help="How those who came rated it.", quiet=True)
    projects: Mapped[list[ProjectLink]] = links("Projects", "ProjectLink.record_id")
    programme_items: Mapped[list[ProgrammeItem]] = links("Programme of the day", "ProgrammeItem.event_id")


class ProgrammeItem(Link):
    """A part of an event's programme."""

    __tablename__ = "programme_item"

    event_id: Mapped[int] = owner("event")
    item: Mapped[str] = field("Item", LINE, required=True, weight=1)
