"""The stored texts of documents: adding a version, and reading them. A text never changes; a document that says something else has another."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb import records
from kb.among import among
from kb.errors import NoText
from kb.models import Document, Record, SourceText
from kb.records import Author
from kb.snapshots import Snapshot

# Licences under which a text may be shown as it is: public domain and Creative Commons, also those that forbid changes or sale.
# Of a text that may not be shown so many words are quoted at most.
FEW_WORDS = 12
BLANKS = re.compile(r"\n{3,}")
SHOWABLE = re.compile(r"(?i)\s*(cc0|cc[ -]by\b|creative commons|public domain|open government licence|ogl\b)")


@dataclass(frozen=True)
class New:
    """A text to be kept: normalised, with the stretches that are page furniture, its media type, where it came from and when it was read."""

    text: str
    furniture: Sequence[tuple[int, int]] = ()
    format: str = "text/plain"
    origin: str | None = None
    retrieved: str | None = None
    public: bool = False


def showable(licence: str | None) -> bool:
    """Tell whether a licence lets a text be shown. One that is not known does not.

    >>> showable("CC BY 4.0"), showable("all rights reserved"), showable(None)
    (True, False, False)
    """
    return bool(licence and SHOWABLE.match(licence))


def hash_of(text: str) -> str:
    """Give the SHA-256 of a text as UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def add(session: Session, document: Document, new: New, author: Author) -> SourceText | None:
    """Keep a text of a document as its newest version; ``None`` where the newest says the same and may be shown to the same people."""
    before = current(session, [document.id]).get(document.id)
    digest = hash_of(new.text)
    if before and (before.sha256, before.public) == (digest, new.public):
        return None
    if before and before.sha256 == digest:
        before.public = new.public
        _told(session, document, {"text shown": not new.public}, {"text shown": new.public}, author)
        return before
    told = {"sha256": digest, "furniture": [list(stretch) for stretch in new.furniture], "format": new.format}
    made = SourceText(
        document_id=document.id,
        version=1 + _newest_number(session, document.id),
        text=new.text,
        origin=new.origin,
        retrieved=new.retrieved,
        public=new.public,
        **told,
    )
    session.add(made)
    _told(session, document, {"text": before and before.sha256}, {"text": digest}, author)
    return made


def _told(session: Session, document: Document, before: dict[str, object], after: dict[str, object], author: Author) -> None:
    held = {name: value for name, value in before.items() if value is not None}
    records.note(session, document, "changed", held, after, author)


def _newest_number(session: Session, number: int) -> int:
    return session.execute(select(func.max(SourceText.version)).where(SourceText.document_id == number)).scalar() or 0


def current(session: Session, documents: Collection[int] | None = None) -> dict[int, SourceText]:
    """Give the newest text of some documents, or of all that have one, by the document's number."""
    query = select(SourceText).order_by(SourceText.added, SourceText.version)
    if documents is not None:
        query = query.where(among(SourceText.document_id, documents))
    return {text.document_id: text for text in session.execute(query).scalars()}


def versions(session: Session, document: int) -> list[SourceText]:
    """Give all texts of a document, the newest first."""
    query = select(SourceText).where(SourceText.document_id == document).order_by(SourceText.added.desc(), SourceText.version.desc())
    return list(session.execute(query).scalars())


def version(session: Session, document: Record | Snapshot, number: int | None) -> SourceText:
    """Give a version of a document's text, the newest by default; raise :class:`NoText` where there is none."""
    return chosen(document, versions(session, document.id), number)


def chosen(document: Record | Snapshot, held: Iterable[SourceText], number: int | None) -> SourceText:
    """Give one of the versions of a document's text; raise :class:`NoText` where there is none."""
    for text in held:
        if number in (None, text.version):
            return text
    raise NoText(slug=document.slug, which="no text" if number is None else f"no version {number} of its text")


def version_if_kept(session: Session, document: Record | Snapshot, number: int | None = None) -> SourceText | None:
    """Give a version of a document's text, the newest by default; ``None`` where no text is kept and no version was asked for."""
    held = versions(session, document.id)
    return chosen(document, held, number) if held or number else None


def told(text: SourceText) -> str:
    """Give what a text tells, without the furniture of the page."""
    ends = [0, *(end for _start, end in text.furniture)]
    starts = [*(start for start, _end in text.furniture), len(text.text)]
    return BLANKS.sub("\n\n", "\n\n".join(text.text[end:start] for end, start in zip(ends, starts, strict=True))).strip()


def public(session: Session, documents: Collection[int]) -> dict[int, str]:
    """Give what the newest texts of some documents tell, by the document's number; those that may not be shown are left out."""
    if not documents:
        return {}
    return {number: told(text) for number, text in current(session, documents).items() if text.public}


def described(text: SourceText) -> dict[str, object]:
    """Give what is known of a text besides its words, as JSON holds it."""
    furniture = sum(end - start for start, end in text.furniture)
    told = {"version": text.version, "sha256": text.sha256, "format": text.format, "public": text.public}
    read = {"origin": text.origin, "retrieved": text.retrieved, "added": text.added.isoformat(timespec="seconds")}
    return {**told, "characters": len(text.text), "furniture": furniture, **read}


def naming(session: Session, names: Iterable[str]) -> list[str]:
    """Give the ids of the documents whose kept texts have any of some names in them."""
    wanted = [name.casefold() for name in names]
    query = select(Document.slug, SourceText.text).join(Document, Document.id == SourceText.document_id).order_by(Document.slug)
    found = (slug for slug, text in session.execute(query) if any(name in text.casefold() for name in wanted))
    return list(dict.fromkeys(found))


def forget(session: Session, document: Document, author: Author) -> int:
    """Remove all texts of a document for good; give how many there were. Passages that rest on them keep their words."""
    held = versions(session, document.id)
    for text in held:
        session.delete(text)
    if held:
        _told(session, document, {"text": held[0].sha256}, {}, author)
    return len(held)
