"""What a record says in words a person can read: at a glance, and the passages that the snippet of a hit is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.orm import Session

from kb import snapshots, texts
from kb.models.types import REFERENCE
from kb.queries.cells import listed
from kb.queries.shapes import Ref, Source, source
from kb.schema import KINDS
from kb.search.documents import shown
from kb.search.engine import Engine, Result
from kb.search.request import Request
from kb.snapshots import LinkRow, Snapshot, Want
from kb.told import Joined

# The lists a snippet is made of: those whose words find a record, numbers left out. Of long ones the first few are enough.
LISTS: Mapping[str, tuple[str, ...]] = {kind: tuple(name for name, _fields in shown(kind)[1] if name != "identifiers") for kind in KINDS}
LONG = ("participations", "projects", "realisations")
# Read of every hit: what it rests on, and who said it. The other lists are left out of a record that says so much, and all that was asked for.
ALWAYS, ENOUGH = ("evidence", "voicings"), 240
# What a hit says of its record at a glance: the first columns of its list that hold words, dates and amounts left out.
GLANCE = 3
AT_A_GLANCE: Mapping[str, list[str]] = {
    name: [
        column for column in kind.text.columns if column in kind.fields and kind.fields[column].type.name in ("line", "choice", "country")
    ]
    for name, kind in KINDS.items()
}
FIELDS = frozenset(
    name
    for kind in KINDS.values()
    for name, declared in kind.fields.items()
    if name in ("summary", "note", "objective", *AT_A_GLANCE[kind.name]) or declared.type is REFERENCE or declared.facet == "year"
)
SHORT = Want(FIELDS, ALWAYS)
OTHERS = frozenset(name for lists in LISTS.values() for name in lists if name not in ALWAYS)
LISTED = Want((), OTHERS, most=30, whole=OTHERS.difference(LONG))


def read(session: Session, engine: Engine, result: Result) -> list[Snapshot]:
    """Read the hits of a search: ``said`` is what each says, ``told`` what the public text of a source tells.

    Most lists are left out where what was asked for stands in the rest.
    """
    numbers = [number for number, _score in result.hits]
    kinds = {number: result.kinds[number] for number in numbers if number in result.kinds}
    found = snapshots.read_as(session, kinds, SHORT) if len(kinds) == len(numbers) else list(snapshots.read(session, numbers, SHORT))
    held = texts.public(session, [record.id for record in found if record.kind == "document"])
    for record in found:
        record.__dict__ |= {"told": held.get(record.id, ""), "said": readable(record)}
    more = [record for record in found if not _says_all(engine, record, result.understood)]
    snapshots.add_lists(session, more, LISTED)
    for record in more:
        record.__dict__["said"] = readable(record)
    return found


def _says_all(engine: Engine, record: Snapshot, request: Request) -> bool:
    """Tell whether a record says enough without its lists, and seems to have all that was asked for."""
    return len(record.said) >= ENOUGH and engine.seems_whole(f"{record.label} {record.said}", request)


def about(record: Snapshot) -> str:
    """Give what a record is, at a glance: a project's title, where an organisation is, what a statement is."""
    fields = KINDS[record.kind].fields
    told = [fields[name].show(getattr(record, name)) for name in AT_A_GLANCE[record.kind]]
    return Joined(" · ", [text for text in told if text and text.casefold() != record.label.casefold()][:GLANCE])


def readable(record: Snapshot) -> str:
    """Give what a record itself says: text first, then its links under their headings."""
    kind = KINDS[record.kind]
    texts = [getattr(record, name) for name in ("summary", "note", "objective") if name in kind.fields]
    lists = (name for name in (*kind.references, *LISTS[kind.name]) if name != "evidence" and name in record.__dict__)
    headed = [(kind.label_of(name), _labels(record, name)) for name in lists]
    told = [f"{heading}: {', '.join(labels)}" for heading, labels in headed if labels]
    return " · ".join([*(text for text in texts if text), *told])


def _labels(record: Snapshot, name: str) -> list[str]:
    found = listed(record, name)
    items = found if isinstance(found, list) else [found]
    return [item if isinstance(item, str) else item.label for item in items if item and isinstance(item, str | Ref)]


# The text of a source is read in stretches of so many characters, and no more of them than this.
STRETCH, MOST_STRETCHES = 4000, 500
AT_A_BLANK = re.compile(rf"(?s)\S.{{0,{STRETCH - 1}}}(?:\s|$)|\S{{{STRETCH}}}")


@dataclass(frozen=True)
class Passage:
    """A text that a snippet may be cut from; ``place`` says where it stands, if not in the record itself."""

    text: str
    place: Source | None = None


def snippet(engine: Engine, record: Snapshot, request: Request) -> tuple[str, Source | None]:
    """Give the part of a record that answers a request best, as HTML, and the place it stands in, if not in the record itself.

    Looked at are what the record says, then what its evidence quotes and notes, then the text of a source.
    """
    found = list(passages(record))
    best = found[engine.best([one.text for one in found], request) if len(found) > 1 else 0]
    return engine.snippet(best.text, request), best.place


def passages(record: Snapshot) -> Iterator[Passage]:
    """Yield what a record says, each passage of its evidence, and the stretches of its text where one is stored."""
    yield Passage(record.said)
    yield from dict.fromkeys(Passage(text, source(row)) for row in record.evidence if (text := _said(row)))
    yield from (Passage(found[0]) for found in islice(AT_A_BLANK.finditer(record.told), MOST_STRETCHES))


def _said(row: LinkRow) -> str:
    return ": ".join(text for text in (row.value, row.note, row.exact) if text)
