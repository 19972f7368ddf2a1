"""Evidence and Gap: what a record rests on, and what was not found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped

from kb.models import fields
from kb.models.base import Link
from kb.models.fields import owner, reference, to
from kb.models.types import BOOLEAN, INTEGER, LINE, TEXT, choice
from kb.models.vocabularies import EVIDENCE_MODE

if TYPE_CHECKING:
    from kb.models.document import Document


class Evidence(Link):
    """A place in a document that supports a record, or one value of one of its fields.

    Values that disagree stand side by side; ``preferred`` says which one the
    record uses. The anchor follows the W3C Web Annotation selectors: position
    in code points over the stored text, and quote with its surroundings.
    """

    __tablename__ = "evidence"

    record_id: Mapped[int] = owner()
    field: Mapped[str | None] = fields.field(
        "Field", LINE, help="The field or property the source speaks of; empty for the whole record.", quiet=True
    )
    value: Mapped[str | None] = fields.field("Value claimed", LINE, weight=1, quiet=True)
    preferred: Mapped[bool | None] = fields.field("Preferred", BOOLEAN, help="Which of several values the record uses.", quiet=True)
    document_id: Mapped[int] = reference("Source", "document", required=True, inverse="Rests on this source")
    document: Mapped[Document] = to(document_id)
    locator: Mapped[str | None] = fields.field("Place in the source", LINE)
    mode: Mapped[str | None] = fields.field(
        "Whose words", choice(EVIDENCE_MODE), facet="mode", help="Whose words the passage has; empty where nobody has said.", quiet=True
    )
    note: Mapped[str | None] = fields.field("Note", LINE, weight=1, quiet=True)
    start: Mapped[int | None] = fields.technical(fields.field("Anchor start", INTEGER, iri="oa:start", quiet=True))
    end: Mapped[int | None] = fields.technical(fields.field("Anchor end", INTEGER, iri="oa:end", quiet=True))
    exact: Mapped[str | None] = fields.field("Passage", TEXT, weight=1, iri="oa:exact", quiet=True)
    prefix: Mapped[str | None] = fields.technical(fields.field("Text before", TEXT, iri="oa:prefix", quiet=True))
    suffix: Mapped[str | None] = fields.technical(fields.field("Text after", TEXT, iri="oa:suffix", quiet=True))
    text_sha256: Mapped[str | None] = fields.technical(fields.field("Hash of the text", LINE, quiet=True))


class Gap(Link):
    """Something that was looked for in the sources and not found, and what closed it later."""

    __tablename__ = "gap"

    record_id: Mapped[int] = owner()
    missing: Mapped[str] = fields.field("What is missing", LINE, required=True)
    closed_by_id: Mapped[int | None] = reference("Since found in", "document", inverse="Closes a gap of", quiet=True)
    closed_by: Mapped[Document | None] = to(closed_by_id)
    note: Mapped[str | None] = fields.field("Note", LINE, quiet=True)
