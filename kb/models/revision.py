"""Revision: the append-only history of every record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.models.base import Base, Moment, now
from kb.models.record import Record


class Revision(Base):
    """One change of one record: who, when, why, from which source, and each value before and after.

    ``changes`` maps a field to ``[old, new]`` in plain values. Where an import
    made the record it is empty: all that later revisions do not change is as
    the register gave it. ``import_id`` names the import that made the change.
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("record_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    record: Mapped[Record] = relationship()
    version: Mapped[int]
    action: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    by: Mapped[str] = mapped_column(String(200))
    why: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(String(1000))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), index=True)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
