"""Document: a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.models.fields import field, links
from kb.models.record import KindText, Record
from kb.models.types import DATE, LANGUAGE, LINE, SORT, URL, choice
from kb.models.vocabularies import ACCESS

if TYPE_CHECKING:
    from kb.models.project import ProjectLink


class Document(Record):
    """A source. Its texts, where stored, are :class:`kb.models.source_text.SourceText`; copies of one text share an origin group."""

    __tablename__ = "document"
    __mapper_args__ = {"polymorphic_identity": "document"}
    text = KindText(
        "documents",
        "Document",
        "Documents",
        "Title",
        "A source that records rest on.",
        ("publisher", "date", "language", "type"),
        place=8,
        leading=("publisher", "date", "type", "language", "url"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    publisher: Mapped[str | None] = field("Publisher", LINE, weight=1, iri="schema:publisher")
    date: Mapped[str | None] = field("Published", DATE, facet="year", iri="schema:datePublished")
    url: Mapped[str | None] = field("Address", URL, iri="schema:url")
    original_url: Mapped[str | None] = field("Original address", LINE, help="Where a copy says it was first published.", quiet=True)
    language: Mapped[str | None] = field("Language", LANGUAGE, iri="schema:inLanguage")
    type: Mapped[str | None] = field("Type of document", SORT, weight=1)
    access: Mapped[str | None] = field("Access", choice(ACCESS), help="How much of the source was available.")
    licence: Mapped[str | None] = field("Licence", LINE, iri="schema:license")
    origin_group: Mapped[str | None] = field(
        "Origin group", LINE, help="Documents known to carry the same text share a group and count once.", quiet=True
    )
    projects: Mapped[list[ProjectLink]] = links("Projects", "ProjectLink.record_id", help="The projects it is a result of.")
