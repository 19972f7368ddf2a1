"""Passages: where in a stored text the evidence of records stands, which are lost, and a text cut where passages begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import anchors, snapshots, texts
from kb.anchors import Candidate, Place
from kb.models import Evidence, Record, SourceText
from kb.queries.shapes import Ref, Source, ref, source
from kb.schema import KINDS
from kb.snapshots import LinkRow, Snapshot

# So much of the text before and after a passage is shown with it, in code points, cut at words.
CONTEXT = 160
BLOCK = "\n\n"
# A place in words that names paragraphs of a text by their numbers, and what such a place is found by.
NUMBERED, BY_NUMBER = re.compile(r"(?:paragraphs?|lines?) (\d{1,4})(?:\s*[-\u2013]\s*(\d{1,4}))?"), "number"
ROW = ("id", "record_id", "field", "value", "locator", "mode", "note", "exact", "prefix", "suffix", "start", "end", "text_sha256")


@dataclass(frozen=True)
class Passage:
    """A passage that a record rests on.

    ``number`` is that of the evidence; ``holder`` the record, ``about`` the field it speaks of, if not the whole; ``mode`` whose words
    they are, as the vocabulary has it. ``place`` is where it
    stands in the text, ``None`` for an orphan, whose ``candidates`` are the stretches it may be, and where no text is ``kept``
    that it could be looked for in. ``before`` and ``after`` are the text around it, empty where the text may not be shown.
    """

    number: int
    holder: Ref
    about: str | None
    source: Source
    mode: str | None
    exact: str
    place: Place | None
    before: str = ""
    after: str = ""
    candidates: Sequence[Candidate] = ()
    kept: bool = True

    @property
    def state(self) -> str:
        """Say in a word whether it holds: ``holds`` at its position, ``found`` by its words elsewhere, ``numbered``, ``orphan``, ``unkept``."""
        if self.place is None:
            return "orphan" if self.kept else "unkept"
        return {"position": "holds", "quote": "found", BY_NUMBER: "numbered"}[self.place.by]


@dataclass(frozen=True)
class Run:
    """A stretch of a text with the numbers of the passages that stand there, of those that begin with it and of those that end with it.

    It is ``quoted`` where one of them has its words, and not only the number of the paragraph.
    """

    text: str
    numbers: tuple[int, ...]
    quoted: bool
    begins: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True)
class Block:
    """A paragraph of a text as runs; ``furniture`` belongs to the page and not to what it tells."""

    runs: Sequence[Run]
    furniture: bool


def in_document(session: Session, document: Snapshot, text: SourceText | None) -> list[Passage]:
    """Give the passages of a document that public records rest on, as they stand in one of its texts; orphans come last.

    Where no text is kept, they are those whose words are on record.
    """
    query = select(*(getattr(Evidence, name) for name in ROW)).join(Record, Record.id == Evidence.record_id)
    query = query.where(Evidence.document_id == document.id, Record.state == "public")
    found = (LinkRow({**dict(zip(ROW, row, strict=True)), "document_id": document.id}) for row in session.execute(query))
    opened = list(_opened(found, text))
    rows = [row for row, _place in opened]
    known = snapshots.heads(session, {document.id, *(row.record_id for row in rows)})
    snapshots.refer(rows, ["document"], known)
    made = [_passage(row, place, known[row.record_id], text) for row, place in opened]
    return sorted(made, key=lambda one: (one.place is None, one.place.start if one.place else 0, one.number))


def of_record(session: Session, record: Snapshot) -> dict[int, Passage]:
    """Give the passages a record rests on, as they stand in the newest texts of their documents, by the number of the evidence.

    Of a text that may not be shown, those are left out that are told by the number of a paragraph alone; of a document
    without a text, so are all whose words nobody has quoted.
    """
    rows = [row for row in record.evidence if row.exact or NUMBERED.fullmatch(row.locator or "")]
    held = texts.current(session, {row.document_id for row in rows}) if rows else {}
    opened = [(one, place, text) for row in rows for text in [held.get(row.document_id)] for one, place in _opened([row], text)]
    return {row.id: _passage(row, place, record, text) for row, place, text in opened if row.exact or (text and text.public)}


def _opened(rows: Iterable[LinkRow], text: SourceText | None) -> Iterator[tuple[LinkRow, Place | None]]:
    """Yield the evidence that leads to a passage of a text, with its place: by its words, even lost ones, or by the number of a paragraph."""
    if text is None:
        yield from ((row, None) for row in rows if row.exact)
        return
    told = [place for place in _paragraphs(text.text) if not _is_furniture(text, *place)]
    for row in rows:
        place = anchors.found(text.text, anchors.of(row)) if row.exact else _numbered(told, row.locator)
        if row.exact or place:
            yield row, place


def _numbered(told: Sequence[tuple[int, int]], locator: str | None) -> Place | None:
    """Give the paragraphs that a place in words names by their numbers, counted as the text tells them, without the furniture of the page."""
    named = NUMBERED.fullmatch(locator or "")
    if named is None:
        return None
    first, last = int(named[1]), int(named[2] or named[1])
    return Place(told[first - 1][0], told[last - 1][1], BY_NUMBER) if 1 <= first <= last <= len(told) else None


def _is_furniture(text: SourceText, start: int, end: int) -> bool:
    return any(first <= start and end <= last for first, last in text.furniture)


def _passage(row: LinkRow, place: Place | None, holder: Snapshot, text: SourceText | None) -> Passage:
    about = KINDS[holder.kind].label_of(row.field) if row.field else None
    words = row.exact or (text.text[place.start : place.end] if text and place and text.public else "")
    told = (row.id, ref(holder), about, source(row), row.mode, words, place)
    if text is None:
        return Passage(*told, kept=False)
    if place is None:
        return Passage(*told, candidates=anchors.candidates(text.text, anchors.of(row)) if text.public else ())
    return Passage(*told, *(around(text.text, place) if text.public else ()))


def around(text: str, place: Place) -> tuple[str, str]:
    """Give the text before and after a place, within its paragraph and cut at words; what is cut off is marked with dots."""
    first, last = text.rfind(BLOCK, 0, place.start) + 1, text.find(BLOCK, place.end)
    before, after = text[first : place.start].lstrip("\n"), text[place.end : last if last >= 0 else None]
    if len(before) > CONTEXT:
        before = f"… {before[-CONTEXT:].partition(' ')[2]}"
    if len(after) > CONTEXT:
        after = f"{after[:CONTEXT].rpartition(' ')[0]} …"
    return before, after


def blocks(text: SourceText, passages: Iterable[Passage]) -> list[Block]:
    """Cut a text into paragraphs, and these where passages begin and end."""
    places = {one.number: one.place for one in passages if one.place}
    return [_block(text, start, end, places) for start, end in _paragraphs(text.text)]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for part in text.split(BLOCK):
        yield start, start + len(part)
        start += len(part) + len(BLOCK)


def _block(text: SourceText, start: int, end: int, places: Mapping[int, Place]) -> Block:
    near = {number: place for number, place in places.items() if place.start < end and start < place.end}
    edges = {max(start, place.start) for place in near.values()} | {min(end, place.end) for place in near.values()}
    runs = [_run(text.text, first, last, near) for first, last in pairwise(sorted({start, end} | edges))]
    return Block(runs, _is_furniture(text, start, end))


def _run(text: str, first: int, last: int, places: Mapping[int, Place]) -> Run:
    held = {number: place for number, place in places.items() if place.start <= first and last <= place.end}
    begins = tuple(number for number, place in held.items() if place.start == first)
    ends = tuple(number for number, place in held.items() if place.end == last)
    return Run(text[first:last], tuple(held), any(place.by != BY_NUMBER for place in held.values()), begins, ends)
