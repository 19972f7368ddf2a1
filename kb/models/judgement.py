"""Judgement: whether two records are the same, decided by somebody for a reason, never by overwriting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped

from kb.models.base import Link
from kb.models.fields import field, owner, reference, to
from kb.models.types import DATE, LINE, TEXT, choice
from kb.models.vocabularies import VERDICT

if TYPE_CHECKING:
    from kb.models.record import Record

ANY_ENTITY = ("organisation", "person", "project", "programme", "event", "tool", "operation", "document", "topic")


class Judgement(Link):
    """A decision on the identity of two records, or of a record and a name in a register."""

    __tablename__ = "judgement"

    record_id: Mapped[int] = owner()
    verdict: Mapped[str] = field("Verdict", choice(VERDICT), required=True)
    other_id: Mapped[int | None] = reference("Other record", *ANY_ENTITY, inverse="Judged against", quiet=True)
    other: Mapped[Record | None] = to(other_id)
    external: Mapped[str | None] = field("Entry elsewhere", LINE, help="The entry of a register that was judged, in its words.", quiet=True)
    by: Mapped[str] = field("Decided by", LINE, required=True)
    at: Mapped[str | None] = field("Decided on", DATE)
    why: Mapped[str] = field("Because", TEXT, required=True)
