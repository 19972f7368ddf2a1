"""The shapes of answers. They hold no database objects, so they outlive the session they were read in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb import anchors
from kb.models import Record
from kb.schema import KINDS
from kb.snapshots import LinkRow, Snapshot
from kb.told import Label


@dataclass(frozen=True)
class Ref:
    """A record, as others name it."""

    kind: str
    slug: str
    label: str

    def __post_init__(self) -> None:
        """Let it be called by its name in the language of a page, where it has one there."""
        object.__setattr__(self, "label", Label(self.label, self.kind, self.slug))

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/{KINDS[self.kind].text.plural}/{self.slug}"


@dataclass(frozen=True)
class Source:
    """A place in a document."""

    document: Ref
    locator: str | None
    mode: str | None = None
    note: str | None = None
    url: str | None = None
    passage: str | None = None

    @property
    def jump(self) -> str | None:
        """The address of the source, at the words quoted where there are any; ``None`` where the source has none."""
        return anchors.pointed(self.url, self.passage) if self.url and self.passage else self.url

    def plain(self) -> dict[str, str | None]:
        """Give the place as JSON holds it."""
        named = {"document": self.document.slug, "title": self.document.label, "locator": self.locator, "url": self.document.path}
        more = {"address": self.url, "mode": self.mode, "note": self.note, "passage": self.passage}
        more |= {"words_at": self.jump} if self.passage else {}
        return named | {name: value for name, value in more.items() if value}


Cell = None | str | int | Ref | Source | Sequence["Ref | Source | str"]
Row = Mapping[str, Cell]


@dataclass(frozen=True)
class Table:
    """Rows under headings. ``total`` counts all rows there are, also those not on this page."""

    columns: Mapping[str, str]
    rows: Sequence[Row]
    total: int
    notes: Sequence[str] = ()
    about: Mapping[str, Any] = field(default_factory=dict)


def ref(record: Record | Snapshot) -> Ref:
    """Name a record."""
    return Ref(record.kind, record.slug, record.label)


def source(row: LinkRow) -> Source:
    """Name the place an evidence row points to."""
    document = row.document
    mode = None if row.mode is None else KINDS["statement"].links["evidence"].fields["mode"].show(row.mode)
    return Source(ref(document), row.locator, mode, row.note, document.url, row.exact)


def table(columns: Mapping[str, str], rows: Sequence[Row], notes: Sequence[str] = (), **about: Any) -> Table:
    """Make a table of all its rows; columns that are empty throughout are left out."""
    used = {name: heading for name, heading in columns.items() if any(row.get(name) not in (None, "", []) for row in rows)}
    return Table(used if rows else dict(columns), rows, len(rows), notes, about)
