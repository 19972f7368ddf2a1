"""From a record to its index entry, by what its fields declare; exceptions are the plain functions at the end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import eager
from kb.models import Base, Contribution, Organisation, Record, Statement, dates
from kb.models.fields import Field
from kb.models.types import REFERENCE
from kb.queries.cells import listed
from kb.queries.find import Broader, broader_topics
from kb.queries.shapes import Ref
from kb.schema import KINDS
from kb.search.engine import Entry
from kb.search.request import FACETS

# Weight of a field to the field of the index that holds its words.
TEXT_OF_WEIGHT = {4: "label", 3: "names", 2: "summary", 1: "text"}
NOT_STATED = "not-stated"
YEAR_SPAN = 60


def entries(session: Session, ids: Iterable[int] | None = None) -> Iterator[Entry]:
    """Yield the entries of the public records among some numbers, or of all."""
    if ids is None:
        ids = session.execute(select(Record.id).where(Record.state == "public").order_by(Record.id)).scalars().all()
    broader = broader_topics(session)
    wanted = list(ids)
    for start in range(0, len(wanted), eager.BATCH):
        for record in eager.by_id(session, wanted[start : start + eager.BATCH]):
            if record.state == "public":
                yield entry(record, broader)
        session.expunge_all()


def entry(record: Record, broader: Broader) -> Entry:
    """Make the index entry of one record."""
    texts = {name: "\n".join(dict.fromkeys(found)) for name, found in _texts(record).items()}
    facets = {name: tuple(dict.fromkeys(values)) for name, values in _facets(record, broader).items() if values}
    date = _date(record)
    names = tuple(called(record))
    digest = hashlib.sha256(json.dumps([names, texts, facets, date], sort_keys=True).encode()).hexdigest()[:16]
    return Entry(record.id, record.label, names, texts, facets, date, digest)


def _each(record: Record) -> Iterator[tuple[Field, Any]]:
    """Yield every declared field of a record and of its links, with the value."""
    kind = KINDS[record.kind]
    yield from _each_of(record, kind.fields)
    for name, link in kind.links.items():
        for row in getattr(record, name):
            yield from _each_of(row, link.fields)


def _each_of(item: Base, fields: Mapping[str, Field]) -> Iterator[tuple[Field, Any]]:
    for name, declared in fields.items():
        value = getattr(item, name)
        if value is not None:
            yield declared, value


def _texts(record: Record) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in TEXT_OF_WEIGHT.values()}
    for declared, value in _each(record):
        if declared.weight:
            words = called(value) if declared.type is REFERENCE else [declared.show(value)]
            found[TEXT_OF_WEIGHT[int(declared.weight)]].extend(words)
    return found


def called(record: Record) -> list[str]:
    """Give what a record is called: its label and further names, as other entries show it."""
    short = getattr(record, "short_name", None)
    return [record.label, *([short] if short else []), *(row.name for row in record.names)]


def readable(record: Record) -> str:
    """Give what a record says in words a person can read, for the snippet: text first, then its links under their headings."""
    kind = KINDS[record.kind]
    plain = [str(value) for name in ("summary", "note") if (value := getattr(record, name))]
    told = [": ".join(text for text in (row.value, row.note, row.exact) if text) for row in record.evidence]
    for name in (*kind.references, *kind.links):
        found = listed(record, name)
        labels = [
            item if isinstance(item, str) else item.label
            for item in (found if isinstance(found, list) else [found])
            if item and isinstance(item, str | Ref)
        ]
        if labels and name not in ("evidence", "judgements", "identifiers"):
            plain.append(f"{kind.label_of(name)}: {', '.join(labels)}")
    return " · ".join([*plain, *dict.fromkeys(text for text in told if text)])


def _facets(record: Record, broader: Broader) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in FACETS}
    found["kind"].append(record.kind)
    if record.kind in FACETS:
        found[record.kind].append(record.slug)
    for declared, value in _each(record):
        if declared.facet and declared.facet != "year":
            found[declared.facet].append(value.slug if isinstance(value, Record) else str(value))
    found["year"] = [str(year) for year in years(record)]
    for extend in EXTRA.get(record.kind, ()):
        extend(record, found)
    found["topic"] = [wider for slug in found["topic"] for wider in sorted(broader.get(slug, {slug}))]
    return found


def _span(record: Record) -> tuple[str | None, str | None]:
    """Give the first and last date a record states, from the fields that feed the year."""
    stated = [
        value for name, declared in KINDS[record.kind].fields.items() if declared.facet == "year" and (value := getattr(record, name))
    ]
    if not stated and isinstance(record, Contribution) and record.event:
        return _span(record.event)
    return (stated[0], stated[-1]) if stated else (None, None)


def years(record: Record) -> list[int]:
    """Give the years a record spans, as far as they are stated."""
    return dates.years(*_span(record))[:YEAR_SPAN]


def _date(record: Record) -> int:
    first, _ = dates.bounds(_span(record)[0])
    return int(f"{first:%Y%m%d}") if first else 0


def _country_of_event(record: Record, found: dict[str, list[str]]) -> None:
    event = getattr(record, "event", None)
    if event and event.country:
        found["country"].append(event.country)


def _addressees(record: Record, found: dict[str, list[str]]) -> None:
    if isinstance(record, Statement) and record.type == "recommendation":
        found["addressee"] = [row.addressee for row in record.addressees if not row.inferred] or [NOT_STATED]


def _projects(record: Record, found: dict[str, list[str]]) -> None:
    if isinstance(record, Organisation):
        found["project"] = sorted(row.project.slug for row in record.participations)


Extend = Callable[[Record, dict[str, list[str]]], None]
EXTRA: Mapping[str, tuple[Extend, ...]] = {
    "contribution": (_country_of_event,),
    "organisation": (_projects,),
    "statement": (_country_of_event, _addressees),
}
