"""Record: what every kind is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.models.base import Base, Moment, now
from kb.models.fields import field, links
from kb.models.types import LINE, SLUG, TEXT
from kb.told import speaking

if TYPE_CHECKING:
    from kb.models.evidence import Evidence, Gap
    from kb.models.judgement import Judgement
    from kb.models.naming import Identifier, Name
    from kb.models.topic import RecordTopic


@dataclass(frozen=True)
class KindText:
    """The words of a kind: in addresses, for one and for many, and what its label is called.

    ``columns`` are those of its list, ``place`` is where it stands among the kinds. ``leading`` names the fields and links
    that the head of a page answers with: who, what, when; where none are named, the columns.
    """

    plural: str
    one: str
    many: str
    label: str
    help: str
    columns: tuple[str, ...]
    place: int
    leading: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Let its words be said in every language."""
        speaking(self, "one", "many", "label", "help")


class Record(Base):
    """Anything with a page of its own. The pair of kind and slug is its permanent public id."""

    __tablename__ = "record"
    __table_args__ = (UniqueConstraint("kind", "slug"),)

    text: ClassVar[KindText]

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    state: Mapped[str] = mapped_column(String(20), default="public", index=True)
    version: Mapped[int] = mapped_column(default=1)
    created: Mapped[datetime] = mapped_column(Moment, default=now)
    updated: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)

    slug: Mapped[str] = field("Id", SLUG, required=True, help="Permanent public id, part of the address.")
    label: Mapped[str] = field("Name", LINE, required=True, weight=4, index=True, iri="schema:name")
    summary: Mapped[str | None] = field("Summary", TEXT, weight=2, iri="schema:description", quiet=True)
    note: Mapped[str | None] = field("Editor's note", TEXT, weight=1, help="What a reader should know about this record.", quiet=True)

    names: Mapped[list[Name]] = links("All names", "Name.record_id", help="Every name on record, also former and misspelt.")
    identifiers: Mapped[list[Identifier]] = links("Identifiers", "Identifier.record_id")
    topics: Mapped[list[RecordTopic]] = links("Topics", "RecordTopic.record_id")
    evidence: Mapped[list[Evidence]] = links("Evidence", "Evidence.record_id", help="What this record rests on, place by place.")
    gaps: Mapped[list[Gap]] = links("Not on record", "Gap.record_id", help="What was looked for and not found.")
    judgements: Mapped[list[Judgement]] = links(
        "Identity", "Judgement.record_id", help="Decisions on whether two records are the same, and on the origin of a source."
    )

    __mapper_args__ = {
        "polymorphic_on": "kind",
        "polymorphic_identity": "record",
        "version_id_col": version,
    }
