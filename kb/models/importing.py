"""Imports: which files came in when, what they did, and which of their rows could not be used."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.models.base import Base, Moment, now

RUNNING, FINISHED, UNDONE = "unfinished", "finished", "undone"


class ImportRun(Base):
    """One import. Its number is named by every revision it leaves.

    ``fingerprint`` tells whether two imports read the same bytes in the same
    way; ``stage`` and ``position`` say how far it has come, and change in the
    same transaction as what they speak of.
    """

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(60))
    files: Mapped[list[str]] = mapped_column(JSON)
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(20), default=RUNNING)
    stage: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    started: Mapped[datetime] = mapped_column(Moment, default=now)
    finished: Mapped[datetime | None] = mapped_column(Moment)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class ImportProblem(Base):
    """A row, or one of its values, that an import could not use: where it stands and what is wrong with it."""

    __tablename__ = "import_problem"

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), index=True)
    file: Mapped[str] = mapped_column(String(1000))
    line: Mapped[int]
    field: Mapped[str] = mapped_column(String(200))
    message: Mapped[str] = mapped_column(Text)


class Imported(Base):
    """A record that a register spoke of. ``stamp`` orders what the register said by age, the newest last.

    Each import that said something newer adds a row, so that undoing it leaves the one before.
    """

    __tablename__ = "imported"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    stamp: Mapped[str] = mapped_column(String(40))
