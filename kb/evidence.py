"""Evidence with a passage: a place in a stored text, quoted so that it is found again, on which a record rests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from kb import anchors, records, schema, texts
from kb.anchors import Anchor, Place
from kb.errors import BadRequest
from kb.models import Document, Evidence, Record, SourceText
from kb.records import Author


@dataclass(frozen=True)
class Said:
    """What a row of evidence says besides its passage: whose words they are, where they stand, and the value of a field they give."""

    mode: str | None = None
    locator: str | None = None
    field: str | None = None
    value: str | None = None
    note: str | None = None


def passage(text: SourceText, words: str) -> Anchor:
    """Anchor the words of a text; raise :class:`BadRequest` where they do not stand there once, or are too many to be shown."""
    place = anchors.found(text.text, Anchor(words))
    if place is None:
        raise BadRequest(reason=_told_apart(text.text, words))
    if not text.public and len(words.split()) > texts.FEW_WORDS:
        raise BadRequest(reason=f"the text may not be shown, so a passage of it holds at most {texts.FEW_WORDS} words; quote fewer")
    return _shown(anchors.made(text.text, place.start, place.end, text.sha256), text)


def _shown(anchor: Anchor, text: SourceText) -> Anchor:
    """Leave out what stands around a passage of a text that may not be shown."""
    return anchor if text.public else replace(anchor, prefix="", suffix="")


def _told_apart(text: str, words: str) -> str:
    times = text.count(words)
    if times:
        return f'"{words}" stands in the text {times} times; quote more words, so that only one place is meant'
    near = anchors.candidates(text, Anchor(words))
    return f'"{words}" does not stand in the text' + (f'; nearest is "{near[0].text}"' if near else "; quote it as it stands there")


def add(session: Session, record: Record, document: Document, words: str, said: Said, author: Author) -> None:
    """Have a record rest on a passage of the newest text of a document."""
    anchor = passage(texts.version(session, document, None), words)
    row = {name: value for name, value in vars(said).items() if value}
    row |= {"document": document.slug, **_values(anchor)}
    _write(session, record, [*schema.dump(record).get("evidence", []), row], author)


def settle(session: Session, record: Record, number: int, place: Place, author: Author) -> None:
    """Put the anchor of a row of evidence at another place of the newest text, as a person decided."""
    rows = schema.dump(record).get("evidence", [])
    at = next((at for at, row in enumerate(record.evidence) if row.id == number), None)
    if at is None:
        raise BadRequest(reason=f'the record "{record.slug}" has no passage {number}; list them with "kb document passages"')
    text = texts.version(session, record.evidence[at].document, None)
    rows[at] |= _values(_shown(anchors.made(text.text, place.start, place.end, text.sha256), text))
    _write(session, record, rows, author)


def _values(anchor: Anchor) -> dict[str, Any]:
    named = {"exact": anchor.exact, "prefix": anchor.prefix, "suffix": anchor.suffix, "text_sha256": anchor.sha256}
    return {**named, "start": anchor.start, "end": anchor.end}


def _write(session: Session, record: Record, rows: list[dict[str, Any]], author: Author) -> None:
    records.update(session, record, schema.cleaned(record.kind, {"evidence": rows}, partial=True), author)


def chosen(text: SourceText, row: Evidence, candidate: int | None, words: str | None) -> Place:
    """Give the place a person means: one of the candidates by its number, or where some words stand; raise :class:`BadRequest` for neither."""
    if words:
        anchor = passage(text, words)
        return Place(anchor.start or 0, anchor.end or 0, "quote")
    offered = anchors.candidates(text.text, anchors.of(row))
    if candidate is None or not 0 < candidate <= len(offered):
        raise BadRequest(reason=f"choose one of {len(offered)} candidates by its number, or quote the words that are meant")
    place = offered[candidate - 1]
    return Place(place.start, place.end, "quote")
