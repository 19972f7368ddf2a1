"""The shapes of answers to take away: records as they are cited, the places they rest on, and the works, numbered in order of first use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kb.queries.shapes import Ref

NOT_STATED, NOT_ON_RECORD = "not stated", "not on record"
LOST = "The passage is not found in the newest text of the source"
# What is told of a work, by the names of a document's fields.
ABOUT_WORK = ("publisher", "date", "url", "original_url", "language", "type", "licence")


@dataclass(frozen=True)
class Work:
    """A document as it is cited. ``date`` is EDTF, ``retrieved`` when its text was read, ``shown`` whether that text may be shown."""

    ref: Ref
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    original_url: str | None = None
    language: str | None = None
    type: str | None = None
    licence: str | None = None
    doi: str | None = None
    retrieved: str | None = None
    shown: bool = False


@dataclass(frozen=True)
class Mention:
    """A place in a document that a record rests on; ``before`` and ``after`` are the text around the passage, where it may be shown.

    ``shows`` tells of a place that shows what became of a statement.
    ``start`` and ``end`` are its place in the newest stored text, in code points. A passage that is not
    found there, or not there alone, is ``lost``.
    """

    document: Ref
    locator: str | None
    mode: str
    note: str | None = None
    exact: str | None = None
    before: str = ""
    after: str = ""
    start: int | None = None
    end: int | None = None
    lost: bool = False
    shows: str = ""

    @property
    def around(self) -> tuple[str, str]:
        """Give what stands beside the passage: the text around it, or marks of quotation where there is none, or where letters would touch it."""
        alone = not (self.before or self.after) or self.before[-1:].isalnum() or self.after[:1].isalnum()
        return (f"{self.before}“", f"”{self.after}") if alone else (self.before, self.after)

    @property
    def where(self) -> str:
        """Say where it stands and whose words it has, or which state it shows."""
        told = [f"{self.locator or 'place not stated'}; {self.shows or f'whose words: {self.mode}'}", self.note or ""]
        return ". ".join(text for text in (*told, LOST if self.lost else "") if text)


@dataclass(frozen=True)
class Entry:
    """A record of an answer. ``facts`` are labels with what people read; ``date`` is EDTF; a document has itself as ``work``."""

    ref: Ref
    kind: str
    summary: str | None
    note: str | None
    date: str | None
    version: int
    facts: Sequence[tuple[str, str]]
    support: str | None
    gaps: Sequence[str]
    mentions: Sequence[Mention]
    work: Work | None = None


@dataclass(frozen=True)
class Cited:
    """A work with its number in an answer, and the places in it that are cited, each once."""

    number: int
    work: Work
    places: Sequence[str]


@dataclass(frozen=True)
class Briefing:
    """An answer to take away: the question in words, what was found, and what it rests on.

    ``total`` counts all records found, also those beyond the ``entries``; ``base`` is the address of the knowledge base without the last
    slash, ``permalink`` the one that asks the same question of the same day.
    """

    title: str
    retrieved: date
    total: int
    base: str
    permalink: str
    entries: Sequence[Entry]
    sources: Sequence[Cited]
    notes: Sequence[str] = ()
    numbers: Mapping[Ref, int] = field(default_factory=dict)

    @property
    def counted(self) -> str:
        """Say how many records there are, and how many of them are told."""
        told = f"{self.total:,} record{'s' if self.total != 1 else ''}"
        return told if len(self.entries) == self.total else f"{told}; the first {len(self.entries):,} are told here"


def numbered(found: Iterable[Entry], known: Mapping[Ref, Work]) -> list[Cited]:
    """Give numbers to the works that entries rest on, or are, in order of first use, each with its places."""
    places: dict[Ref, dict[str, None]] = {}
    for entry in found:
        if entry.work:
            places.setdefault(entry.ref, {})
        for mention in entry.mentions:
            places.setdefault(mention.document, {}).update({mention.locator: None} if mention.locator else {})
    return [Cited(number, known[document], list(mine)) for number, (document, mine) in enumerate(places.items(), 1)]
