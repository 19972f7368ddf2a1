"""SavedSearch: a question kept under a title, to be asked again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.models.base import Base, Moment, now


class SavedSearch(Base):
    """A search that somebody follows. It is no record: it says nothing about the world, so it has no evidence, no history and no page for citing.

    ``filters`` maps a facet to the values chosen, ``sort`` is empty where no order was chosen. ``looked`` is the moment of the newest
    change that was seen: a moment and not the number of a revision, because numbers are given again once the newest records are erased.
    """

    __tablename__ = "saved_search"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text)
    filters: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    sort: Mapped[str] = mapped_column(String(20))
    widened: Mapped[bool] = mapped_column(default=True)
    created: Mapped[datetime] = mapped_column(Moment, default=now)
    looked: Mapped[datetime] = mapped_column(Moment)
