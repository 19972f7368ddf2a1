"""From a record to its index entry, by what its fields declare; exceptions are the plain functions at the end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from kb import snapshots
from kb.models import Participation, Record, dates
from kb.models.fields import Field
from kb.models.types import REFERENCE
from kb.queries.cells import listed
from kb.queries.find import Broader, broader_topics
from kb.queries.shapes import Ref
from kb.schema import KINDS
from kb.search.engine import Entry
from kb.search.request import FACETS
from kb.snapshots import LinkRow, Snapshot, Want, among

# Weight of a field to the field of the index that holds its words.
TEXT_OF_WEIGHT = {4: "label", 3: "names", 2: "summary", 1: "text"}
NOT_STATED = "not-stated"
YEAR_SPAN = 60
# Of a longer list each record is shown by its label and short name alone, so that a large consortium stays a small entry.
SHOWN_WHOLE = 20
Declared = tuple[tuple[str, Field], ...]


@dataclass(frozen=True)
class Around:
    """What entries show that their own records do not hold: the topics above each topic, the projects of each organisation."""

    broader: Broader
    projects: Mapping[int, list[str]]


def entries(session: Session, ids: Iterable[int] | None = None, broader: Broader | None = None) -> Iterator[Entry]:
    """Yield the entries of the public records among some numbers, or of all, some hundred read at a time."""
    if ids is None:
        ids = session.execute(select(Record.id).where(Record.state == "public").order_by(Record.id)).scalars().all()
    broader = broader_topics(session) if broader is None else broader
    for batch in snapshots.batches(session, ids, _wanted()):
        around = Around(broader, _projects_of(session, batch))
        yield from (entry(record, around) for record in batch if record.state == "public")


def entry(record: Snapshot, around: Around) -> Entry:
    """Make the index entry of one record."""
    words: dict[str, list[str]] = {name: [] for name in TEXT_OF_WEIGHT.values()}
    values: dict[str, list[str]] = {name: [] for name in FACETS}
    for declared, value, whole in _each(record):
        if declared.weight:
            words[TEXT_OF_WEIGHT[int(declared.weight)]].extend(_words(declared, value, whole=whole))
        if declared.facet and declared.facet != "year":
            values[declared.facet].append(value.slug if declared.type is REFERENCE else str(value))
    _complete(record, values, around)
    texts = {name: "\n".join(dict.fromkeys(found)) for name, found in words.items()}
    facets = {name: tuple(dict.fromkeys(found)) for name, found in values.items() if found}
    names, date = tuple(called(record)), _date(record)
    told = json.dumps([names, texts, facets, date], sort_keys=True)
    return Entry(record.id, record.label, names, texts, facets, date, hashlib.blake2b(told.encode(), digest_size=8).hexdigest())


@cache
def _shown(kind: str) -> tuple[Declared, tuple[tuple[str, Declared], ...]]:
    """Give the fields of a kind, and of its links, that an entry shows."""
    described = KINDS[kind]
    lists = ((name, _searched(link.fields)) for name, link in described.links.items())
    return _searched(described.fields), tuple((name, fields) for name, fields in lists if fields)


def _searched(fields: Mapping[str, Field]) -> Declared:
    return tuple((name, declared) for name, declared in fields.items() if declared.weight or declared.facet)


@cache
def _wanted() -> Want:
    shown = [_shown(kind) for kind in KINDS]
    fields = frozenset(name for own, _lists in shown for name, _declared in own)
    return Want(fields, frozenset(name for _own, lists in shown for name, _fields in lists), called=True)


def _each(record: Snapshot) -> Iterator[tuple[Field, Any, bool]]:
    """Yield every field an entry shows, of the record and of its links, with the value, and whether it is shown by all its names."""
    own, lists = _shown(record.kind)
    for name, declared in own:
        value = getattr(record, name)
        if value is not None:
            yield declared, value, True
    for name, fields in lists:
        rows: Sequence[LinkRow] = getattr(record, name)
        whole = len(rows) <= SHOWN_WHOLE
        for row in rows:
            values = row.__dict__
            yield from ((declared, values[key], whole) for key, declared in fields if values[key] is not None)


def _words(declared: Field, value: Any, *, whole: bool) -> list[str]:
    if declared.type is not REFERENCE:
        return [declared.show(value)]
    return called(value) if whole else _shortly(value)


def _shortly(record: Snapshot) -> list[str]:
    short = record.__dict__.get("short_name")
    return [record.label, short] if short else [record.label]


def called(record: Snapshot) -> list[str]:
    """Give what a record is called: its label and further names, as other entries show it."""
    return [*_shortly(record), *(row.name for row in record.names)]


# The lists a snippet is made of: those whose words find a record, numbers left out. Of the long ones the first few are enough.
LISTS: Mapping[str, tuple[str, ...]] = {kind: tuple(name for name, _fields in _shown(kind)[1] if name != "identifiers") for kind in KINDS}
LONG = ("participations", "projects", "realisations")
# What a hit says of its record at a glance: the first columns of its list that hold words, dates and amounts left out.
GLANCE = 3
AT_A_GLANCE: Mapping[str, list[str]] = {
    name: [
        column for column in kind.text.columns if column in kind.fields and kind.fields[column].type.name in ("line", "choice", "country")
    ]
    for name, kind in KINDS.items()
}
READABLE = Want(
    frozenset(
        name
        for kind in KINDS.values()
        for name, declared in kind.fields.items()
        if name in ("summary", "note", "objective", *AT_A_GLANCE[kind.name]) or declared.type is REFERENCE or declared.facet == "year"
    ),
    frozenset(name for lists in LISTS.values() for name in lists),
    most=30,
    whole=frozenset(name for lists in LISTS.values() for name in lists if name not in LONG),
)


def about(record: Snapshot) -> str:
    """Give what a record is, at a glance: a project's title, where an organisation is, what a statement is."""
    fields = KINDS[record.kind].fields
    told = [fields[name].show(getattr(record, name)) for name in AT_A_GLANCE[record.kind]]
    return " · ".join([text for text in told if text and text.casefold() != record.label.casefold()][:GLANCE])


def readable(record: Snapshot) -> str:
    """Give what a record says in words a person can read, for the snippet: text first, then its links under their headings."""
    kind = KINDS[record.kind]
    texts = [getattr(record, name) for name in ("summary", "note", "objective") if name in kind.fields]
    told = [": ".join(text for text in (row.value, row.note, row.exact) if text) for row in record.evidence]
    shown = (name for name in (*kind.references, *LISTS[kind.name]) if name != "evidence")
    headed = [(kind.label_of(name), _labels(record, name)) for name in shown]
    lists = [f"{heading}: {', '.join(labels)}" for heading, labels in headed if labels]
    return " · ".join([*(text for text in texts if text), *lists, *dict.fromkeys(text for text in told if text)])


def _labels(record: Snapshot, name: str) -> list[str]:
    found = listed(record, name)
    items = found if isinstance(found, list) else [found]
    return [item if isinstance(item, str) else item.label for item in items if item and isinstance(item, str | Ref)]


def _complete(record: Snapshot, found: dict[str, list[str]], around: Around) -> None:
    """Add to the facets what no field of the record says by itself."""
    found["kind"].append(record.kind)
    if record.kind in FACETS:
        found[record.kind].insert(0, record.slug)
    found["year"] = [str(year) for year in years(record)]
    for extend in EXTRA.get(record.kind, ()):
        extend(record, found, around)
    found["topic"] = [wider for slug in found["topic"] for wider in sorted(around.broader.get(slug, {slug}))]


def _span(record: Snapshot) -> tuple[str | None, str | None]:
    """Give the first and last date a record states, from the fields that feed the year."""
    stated = [
        value for name, declared in KINDS[record.kind].fields.items() if declared.facet == "year" and (value := getattr(record, name))
    ]
    if not stated and record.kind == "contribution" and record.event:
        return _span(record.event)
    return (stated[0], stated[-1]) if stated else (None, None)


def years(record: Snapshot) -> list[int]:
    """Give the years a record spans, as far as they are stated."""
    return dates.years(*_span(record))[:YEAR_SPAN]


def _date(record: Snapshot) -> int:
    first, _ = dates.bounds(_span(record)[0])
    return int(f"{first:%Y%m%d}") if first else 0


def _country_of_event(record: Snapshot, found: dict[str, list[str]], _around: Around) -> None:
    event = record.event
    if event and event.country:
        found["country"].append(event.country)


def _countries_of_partners(record: Snapshot, found: dict[str, list[str]], _around: Around) -> None:
    """Add the countries of the partners, so that a country has its projects."""
    found["country"] += sorted({row.organisation.country for row in record.participations if row.organisation.country})


def _addressees(record: Snapshot, found: dict[str, list[str]], _around: Around) -> None:
    if record.type == "recommendation":
        found["addressee"] = [row.addressee for row in record.addressees if not row.inferred] or [NOT_STATED]


def _projects(record: Snapshot, found: dict[str, list[str]], around: Around) -> None:
    found["project"] = around.projects.get(record.id, [])


def _projects_of(session: Session, batch: Iterable[Snapshot]) -> dict[int, list[str]]:
    """Give the ids of the projects that each organisation takes part in, itself or as a part of another, in one statement."""
    organisations = [record.id for record in batch if record.kind == "organisation"]
    if not organisations:
        return {}
    parts = (Participation.organisation_id, Participation.unit_id)
    pairs = union(*(select(part.label("taker"), Participation.project_id).where(among(part, organisations)) for part in parts)).subquery()
    query = select(pairs.c.taker, Record.slug).join(Record, Record.id == pairs.c.project_id).order_by(pairs.c.taker, Record.slug)
    found: dict[int, list[str]] = {}
    for number, slug in session.execute(query):
        found.setdefault(number, []).append(slug)
    return found


Extend = Callable[[Snapshot, dict[str, list[str]], Around], None]
EXTRA: Mapping[str, tuple[Extend, ...]] = {
    "contribution": (_country_of_event,),
    "organisation": (_projects,),
    "project": (_countries_of_partners,),
    "statement": (_country_of_event, _addressees),
}
