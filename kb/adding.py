"""A file becomes the text of a document: read, described, kept as a version, and what rested on the version before is looked for in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import records, schema, texts
from kb.errors import BadRequest
from kb.extracting.reading import Extracted, read
from kb.models import Document, Record
from kb.models.types import slugified
from kb.queries import passages
from kb.queries.find import get
from kb.records import Author
from kb.texts import New

# What a person may say of a document when a text of it is added, and what its file may declare.
SAID = ("publisher", "date", "language", "licence", "url", "type")
DECLARED = ("date", "language")


@dataclass(frozen=True)
class Described:
    """What is told of a text besides its words; what is left out is taken from the file where it declares it."""

    slug: str | None = None
    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    language: str | None = None
    licence: str | None = None
    url: str | None = None
    type: str | None = None
    retrieved: str | None = None
    public: bool | None = None
    origin: str | None = None


def added(session: Session, data: bytes, told: Described, author: Author) -> dict[str, Any]:
    """Keep the text of a file; give what was kept: ``slug``, ``version``, ``new``, ``sha256``, sizes, ``passages`` and how many are ``orphans``."""
    found = read(data, told.origin or "")
    document = _document(session, found, told, author)
    public = texts.showable(document.licence) if told.public is None else told.public
    kept = New(found.text, found.furniture, found.format, told.origin, told.retrieved or datetime.now(UTC).date().isoformat(), public)
    made = texts.add(session, document, kept, author)
    session.flush()
    text = texts.version(session, document, None)
    resting = passages.in_document(session, get(session, "document", document.slug), text)
    lost = sum(one.place is None for one in resting)
    return {"slug": document.slug, "new": made is not None, **texts.described(text), "passages": len(resting), "orphans": lost}


def _document(session: Session, found: Extracted, told: Described, author: Author) -> Document:
    """Give the document, made or brought up to date with what is told of it."""
    slug = told.slug or slugified(told.title or found.title or "")
    if not slug:
        raise BadRequest(reason="the file declares no title, so the document has no id; name it with --title or --id")
    query = select(Document).where(Record.kind == "document", Record.slug == slug, Record.state == "public")
    existing = session.execute(query).scalar_one_or_none()
    values = {name: value for name in SAID if (value := getattr(told, name))}
    if existing is None:
        declared = {name: value for name in DECLARED if (value := getattr(found, name))}
        label = told.title or found.title or slug
        made = records.create(session, "document", schema.cleaned("document", {"slug": slug, "label": label, **declared, **values}), author)
        return session.get_one(Document, made.id)
    if told.title:
        values["label"] = told.title
    if values:
        records.update(session, existing, schema.cleaned("document", values, partial=True), author)
    return existing
