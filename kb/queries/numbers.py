"""Numbers that the sources of one record tell differently, found by reading them. Suggestions: a person records each as a claim."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kb import snapshots, texts
from kb.models import Evidence, Record, SourceText
from kb.quantities import Quantity, conflicts, quantities
from kb.queries.find import get, named
from kb.queries.shapes import Row, Source, Table, ref
from kb.snapshots import Snapshot
from kb.told import Told, told_each

# Of an event the whole text of its sources speaks; of a statement only the passages it rests on.
BY_TEXT, BY_PASSAGE = ("event",), ("event", "statement")


@dataclass
class _Read:
    """What is read of a record: its sources, the passages of each, and the values recorded already as claims, by field."""

    documents: set[int] = field(default_factory=set)
    passages: dict[int, list[str]] = field(default_factory=dict)
    claims: dict[str, set[float]] = field(default_factory=dict)

    @property
    def sources(self) -> set[int]:
        """The documents that speak of the record, in their texts or in passages."""
        return {*self.documents, *self.passages}


def suggested(session: Session, record: str | None = None) -> Table:
    """Give the numbers that sources of one record tell differently and that nobody has recorded yet, a row a number; of one record where named."""
    only = get(session, *named(record)).id if record else None
    read = _read(session, only)
    held = texts.current(session, {document for one in read.values() for document in one.documents})
    counted = {number: quantities(text.text, text.furniture) for number, text in held.items()}
    known = snapshots.heads(session, {*read, *(document for one in read.values() for document in one.sources)})
    found = sorted(((known[number], one) for number, one in read.items()), key=lambda pair: (pair[0].kind, pair[0].label))
    rows = [row for holder, one in found for row in _rows(holder, one, counted, known)]
    columns = told_each({"record": "Record", "counted": "What is counted", "value": "As told", "sources": "Sources"})
    return Table(columns, rows, len(rows), notes=[Told("suggested by comparing numbers in texts; nobody has judged it yet")])


def _read(session: Session, only: int | None) -> dict[int, _Read]:
    query = select(Record.id, Record.kind, Evidence.document_id, Evidence.field, Evidence.value, Evidence.exact)
    query = query.join(Evidence, Evidence.record_id == Record.id).where(Record.state == "public", Record.kind.in_(BY_PASSAGE))
    stored = select(SourceText.document_id)
    query = query.where(or_(Evidence.exact.is_not(None), Evidence.value.is_not(None), Evidence.document_id.in_(stored)))
    found: dict[int, _Read] = {}
    for number, kind, document, name, value, exact in session.execute(query if only is None else query.where(Record.id == only)):
        one = found.setdefault(number, _Read())
        if exact:
            one.passages.setdefault(document, []).append(exact)
        if name and value:
            one.claims.setdefault(name, set()).update(quantity for quantity in _values(value))
        if kind in BY_TEXT and name is None:
            one.documents.add(document)
    return found


def _values(text: str) -> Iterator[float]:
    """Yield the numbers of a claim, which may stand alone."""
    for one in quantities(f"{text} people"):
        yield from (bound for bound in (one.low, one.high) if bound is not None)


def _rows(holder: Snapshot, one: _Read, counted: Mapping[int, Sequence[Quantity]], known: Mapping[int, Snapshot]) -> Iterator[Row]:
    told = {number: [*counted.get(number, ()), *_quoted(one.passages.get(number, ()))] for number in sorted(one.sources)}
    for noun, sides in sorted(conflicts(told).items()):
        if _recorded(one.claims.values(), sides.values()):
            continue
        for _number, (words, documents) in sorted(_by_value(sides).items(), key=lambda pair: pair[0][0] or 0.0):
            sources = [Source(ref(known[number]), None, url=known[number].url) for number in documents]
            yield {"record": ref(holder), "counted": noun, "value": words, "sources": sources}


def _quoted(passages: Iterable[str]) -> list[Quantity]:
    return [one for passage in passages for one in quantities(passage)]


def _by_value(sides: Mapping[int, Iterable[Quantity]]) -> dict[tuple[float | None, float | None, bool], tuple[str, list[int]]]:
    """Group what is told by the number, with its words and the sources that tell it."""
    found: dict[tuple[float | None, float | None, bool], tuple[str, list[int]]] = {}
    for number, told in sides.items():
        for one in told:
            documents = found.setdefault((one.low, one.high, one.about), (one.words, []))[1]
            documents.extend([] if number in documents else [number])
    return found


def _recorded(claims: Iterable[Collection[float]], sides: Iterable[Iterable[Quantity]]) -> bool:
    """Tell whether one field holds a number of each source as a value claimed: then people have recorded the conflict."""
    told = [{bound for one in side for bound in (one.low, one.high)} for side in sides]
    return any(all(not side.isdisjoint(values) for side in told) for values in claims)
