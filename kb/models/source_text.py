"""SourceText: what a document said when it was read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.models.base import Base, Moment, now


class SourceText(Base):
    """The text of a document as it was once read. It never changes: a document that says something else now has another one beside it.

    ``furniture`` are the stretches that belong to the page and not to what it tells, each as ``[start, end]`` in code points over
    ``text``. ``sha256`` is the hash of the text as UTF-8, ``format`` the media type it was read from, ``origin`` the file or address.
    A text that is not ``public`` is never shown, nor searched: only its hash and the few words that anchors quote.
    It is no link of the record, so that nothing which shows, exports or compares records comes upon it.
    """

    __tablename__ = "source_text"
    __table_args__ = (UniqueConstraint("document_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    text: Mapped[str] = mapped_column(Text)
    furniture: Mapped[list[list[int]]] = mapped_column(JSON)
    format: Mapped[str] = mapped_column(String(100))
    origin: Mapped[str | None] = mapped_column(String(2000))
    retrieved: Mapped[str | None] = mapped_column(String(40))
    public: Mapped[bool] = mapped_column(default=False)
    added: Mapped[datetime] = mapped_column(Moment, default=now)
