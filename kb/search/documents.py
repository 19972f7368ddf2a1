"""From a record to its index entry, by what its fields declare; exceptions are the plain functions at the end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from kb import snapshots, texts
from kb.among import among
from kb.models import Participation, Record, dates
from kb.models.fields import Field
from kb.models.types import REFERENCE
from kb.queries.find import Broader, broader_topics
from kb.queries.pages import support
from kb.schema import KINDS
from kb.search.engine import Entry
from kb.search.request import FACETS
from kb.snapshots import LinkRow, Snapshot, Want

# Weight of a field to the field of the index that holds its words.
TEXT_OF_WEIGHT = {4: "label", 3: "names", 2: "summary", 1: "text"}
NOT_STATED = "not-stated"
YEAR_SPAN = 60
# Of a longer list each record is shown by its label and short name alone, so that a large consortium stays a small entry.
SHOWN_WHOLE = 20
Declared = tuple[tuple[str, Field], ...]


@dataclass(frozen=True)
class Around:
    """What entries show that their own records do not hold: the topics above each topic, the projects of each organisation, the texts of documents."""

    broader: Broader
    projects: Mapping[int, list[str]]
    texts: Mapping[int, str] = field(default_factory=dict)


def entries(session: Session, ids: Iterable[int] | None = None, broader: Broader | None = None) -> Iterator[Entry]:
    """Yield the entries of the public records among some numbers, or of all, some hundred read at a time."""
    if ids is None:
        ids = session.execute(select(Record.id).where(Record.state == "public").order_by(Record.id)).scalars().all()
    broader = broader_topics(session) if broader is None else broader
    for batch in snapshots.batches(session, ids, _wanted()):
        around = Around(broader, _projects_of(session, batch), _texts_of(session, batch))
        yield from (entry(record, around) for record in batch if record.state == "public")


def alone(session: Session, number: int) -> Entry:
    """Give the entry of a record in its own words: what it belongs to is in its facets, so the words of these names are left out."""
    (batch,) = snapshots.batches(session, [number], _wanted())
    broader = broader_topics(session, {batch[0].slug, *(row.topic.slug for row in batch[0].topics)})
    return entry(batch[0], Around(broader, _projects_of(session, batch)), named=False)


def entry(record: Snapshot, around: Around, *, named: bool = True) -> Entry:
    """Make the index entry of one record, by default with the names of the records that its facets hold."""
    words: dict[str, list[str]] = {name: [] for name in TEXT_OF_WEIGHT.values()}
    values: dict[str, list[str]] = {name: [] for name in FACETS}
    for declared, value, whole in _each(record):
        if declared.weight and (named or FACETS.keys().isdisjoint(declared.kinds)):
            words[TEXT_OF_WEIGHT[int(declared.weight)]].extend(_words(declared, value, whole=whole))
        if declared.facet and declared.facet != "year":
            values[declared.facet].append(value.slug if declared.type is REFERENCE else str(value))
    _complete(record, values, around)
    words["text"] += [around.texts[record.id]] if record.id in around.texts else []
    joined = {name: "\n".join(dict.fromkeys(found)) for name, found in words.items()}
    facets = {name: tuple(dict.fromkeys(found)) for name, found in values.items() if found}
    names, date, strength = tuple(called(record)), _date(record), support(record).strength
    told = json.dumps([names, joined, facets, date, strength], sort_keys=True)
    digest = hashlib.blake2b(told.encode(), digest_size=8).hexdigest()
    return Entry(record.id, record.label, names, joined, facets, date, digest, strength, record.slug)


@cache
def shown(kind: str) -> tuple[Declared, tuple[tuple[str, Declared], ...]]:
    """Give the fields of a kind, and of its lists of links, that an entry shows, with their names."""
    described = KINDS[kind]
    lists = ((name, _searched(link.fields)) for name, link in described.links.items())
    return _searched(described.fields), tuple((name, fields) for name, fields in lists if fields)


def _searched(fields: Mapping[str, Field]) -> Declared:
    return tuple((name, declared) for name, declared in fields.items() if declared.weight or declared.facet)


@cache
def _wanted() -> Want:
    told = [shown(kind) for kind in KINDS]
    fields = frozenset(name for own, _lists in told for name, _declared in own)
    return Want(fields, frozenset(name for _own, lists in told for name, _fields in lists), called=True)


def _each(record: Snapshot) -> Iterator[tuple[Field, Any, bool]]:
    """Yield every field an entry shows, of the record and of its links, with the value, and whether it is shown by all its names."""
    own, lists = shown(record.kind)
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


def _whose_words(_record: Snapshot, found: dict[str, list[str]], _around: Around) -> None:
    """Say of a statement that nobody has told whose words its sources have; of other records it is seldom asked."""
    found["mode"] = found["mode"] or [NOT_STATED]


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


def _texts_of(session: Session, batch: Iterable[Snapshot]) -> dict[int, str]:
    """Give what the documents tell whose text may be shown."""
    return texts.public(session, [record.id for record in batch if record.kind == "document"])


Extend = Callable[[Snapshot, dict[str, list[str]], Around], None]
EXTRA: Mapping[str, tuple[Extend, ...]] = {
    "contribution": (_country_of_event,),
    "organisation": (_projects,),
    "project": (_countries_of_partners,),
    "statement": (_country_of_event, _addressees, _whose_words),
}
