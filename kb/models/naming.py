"""Name and Identifier: how a record is called, and known elsewhere."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from kb.models.base import Link
from kb.models.fields import field, owner
from kb.models.types import LANGUAGE, LINE, choice
from kb.models.vocabularies import IDENTIFIER_SCHEME, NAME_TYPE


class Name(Link):
    """A further name of a record, as its sources write it."""

    __tablename__ = "name"

    record_id: Mapped[int] = owner()
    name: Mapped[str] = field("Name", LINE, required=True, weight=3, iri="schema:alternateName")
    type: Mapped[str] = field("Kind of name", choice(NAME_TYPE), required=True)
    language: Mapped[str | None] = field("Language", LANGUAGE, quiet=True)
    note: Mapped[str | None] = field("Note", LINE, quiet=True)


class Identifier(Link):
    """An identifier of a record in a public scheme. No two records share one."""

    __tablename__ = "identifier"
    __table_args__ = (UniqueConstraint("scheme", "value"),)

    record_id: Mapped[int] = owner()
    scheme: Mapped[str] = field("Scheme", choice(IDENTIFIER_SCHEME), required=True)
    value: Mapped[str] = field("Value", LINE, required=True, weight=3, iri="schema:identifier")
