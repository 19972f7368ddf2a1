"""Events and projects in time, and how many statements were made when. What is known to the month or year alone is drawn as that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.models.dates import bounds, words
from kb.pictures import axis as time
from kb.pictures import legend
from kb.pictures.axis import LABELS, Axis
from kb.pictures.grid import Count
from kb.pictures.lettering import cut
from kb.pictures.picture import Picture
from kb.pictures.svg import Mark, link, rect, text
from kb.queries.shapes import Ref, Row, Table
from kb.queries.spans import Span, Spans
from kb.schema import KINDS
from kb.told import Joined, Lowered, Number, Told, told_each, told_many

INDENT, ROOM, LEAST_YEAR = 16, 720, 56
YEARS, ROW = 40, 24
# Of what has no date, so many are named beside the picture.
NAMED = 6
COLUMNS = told_each(
    {
        "record": "Record",
        "kind": "Kind",
        "start": "Start",
        "end": "End",
        "part_of": "Part of",
        "beside": "Held beside",
        "statements": "Statements",
    }
)


@dataclass(frozen=True)
class Said:
    """How many statements were made at each event, by its id, and in each year; each with the list that it counts."""

    at: Mapping[str, Count]
    years: Mapping[int, Count]


def drawn(found: Spans, said: Said, title: str) -> Picture:
    """Draw what lies in time; what has no date is told beside."""
    dated = [span for span in (*found.projects, *found.events) if bounds(span.start)[0]]
    axis = _axis(dated, said)
    lines = [*((span, 0) for span in found.projects if span in dated), *_nested([span for span in found.events if span in dated])]
    samples = time.samples({_shape(span) for span in dated})
    top = legend.height(samples, axis.right) + YEARS
    foot = top + len(lines) * ROW
    marks = [*legend.drawn(samples, 0, axis.right), *time.years(axis, top, foot + ROW)]
    for place, (span, depth) in enumerate(lines):
        marks += _row(span, depth, axis, top + place * ROW, said)
    marks += _counts(said, axis, foot)
    size = axis.right + 140, foot + ROW + 10
    notes = [*_undated(found), *_left_out(found)]
    return Picture(title, _described(found, said, axis), *size, marks, as_table(found, said), notes, found.about)


def as_table(found: Spans, said: Said) -> Table:
    """Give the projects and events with their dates, then the statements by year."""
    rows: list[Row] = [_as_row(span, said) for span in (*found.projects, *found.events)]
    rows += [
        {"record": Told("Statements"), "kind": "", "start": str(year), "end": "", "part_of": "", "beside": "", "statements": count.number}
        for year, count in sorted(said.years.items())
    ]
    return Table(COLUMNS, rows, len(rows))


def _as_row(span: Span, said: Said) -> Row:
    dates = {"start": words(span.start) if span.start else None, "end": words(span.end) if span.end else ""}
    count = said.at.get(span.record.slug) if span.record.kind == "event" else None
    return {
        "record": span.record,
        "kind": Lowered(KINDS[span.record.kind].text.one),
        **dates,
        "part_of": span.part_of or "",
        "beside": span.beside or "",
        "statements": count.number if count else "",
    }


def _axis(dated: Sequence[Span], said: Said) -> Axis:
    days = [day for span in dated for stated in (span.start, span.end) for day in bounds(stated) if day]
    years = [*(day.year for day in days), *said.years]
    first, last = min(years), max(years)
    return Axis(first, last, max(LEAST_YEAR, ROOM / (last - first + 1)))


def _nested(events: Sequence[Span]) -> Iterator[tuple[Span, int]]:
    """Yield events in time, each followed by its parts and by those held beside it, which stand a step further in."""
    known = {span.record: span for span in events}
    inner: dict[Ref, list[Span]] = {}
    for span in events:
        if (outer := _outer(span)) in known and outer is not None:
            inner.setdefault(outer, []).append(span)
    within = {span.record for spans in inner.values() for span in spans}
    for span in events:
        if span.record not in within:
            yield span, 0
            yield from ((part, 1) for part in _below(span, inner, {span.record}))


def _below(span: Span, inner: Mapping[Ref, Sequence[Span]], seen: set[Ref]) -> Iterator[Span]:
    for part in inner.get(span.record, ()):
        if part.record not in seen:
            seen.add(part.record)
            yield part
            yield from _below(part, inner, seen)


def _outer(span: Span) -> Ref | None:
    return span.part_of or span.beside


def _shape(span: Span) -> str:
    return time.shape_of(span.record.kind, span.start or "", span.end)


def _row(span: Span, depth: int, axis: Axis, top: float, said: Said) -> Iterator[Mark]:
    left, right = axis.place(span.start or "", span.end)
    inset = depth * INDENT
    label = text(inset, top + 16, cut(span.record.label, LABELS - 10 - inset))
    yield link(span.record.path, _told(span), label, time.drawn_as(_shape(span), left, right, top + 6))
    count = said.at.get(span.record.slug) if span.record.kind == "event" else None
    if count:
        words = told_many("%(num)s statement", "%(num)s statements", count.number)
        told = Told("%(event)s: %(statements)s", event=span.record.label, statements=words)
        yield link(count.address, told, text(max(right, left + 14) + 8, top + 16, words, "small"))


def _told(span: Span) -> str:
    parts = [span.record.label, _dates(span)]
    parts += [Told("part of %(event)s", event=span.part_of.label)] if span.part_of else []
    parts += [Told("held beside %(event)s", event=span.beside.label)] if span.beside else []
    return Joined("; ", parts)


def _dates(span: Span) -> str:
    first, last = (words(stated) if stated else Told("not stated") for stated in (span.start, span.end))
    point = span.record.kind == "event" and span.end in (None, span.start)
    return first if point else Told("%(first)s to %(last)s", first=first, last=last)


def _counts(said: Said, axis: Axis, top: float) -> Iterator[Mark]:
    """Write how many statements were made in each year."""
    if said.years:
        yield text(0, top + 18, Told("Statements made in the year"), "head")
    for year, count in said.years.items():
        left = LABELS + (year - axis.first) * axis.year
        told = Told("%(year)s: %(n)s statements", year=str(year), n=Number(count.number))
        box = rect(left + 3, top + 3, axis.year - 6, ROW - 4, "box")
        yield link(count.address, told, box, text(left + axis.year / 2, top + 18, Number(count.number), "middle"))


def _described(found: Spans, said: Said, axis: Axis) -> str:
    events = told_many("%(num)s event", "%(num)s events", sum(1 for span in found.events if span.start))
    projects = told_many("%(num)s project", "%(num)s projects", sum(1 for span in found.projects if span.start))
    when = Told("%(first)s to %(last)s", first=str(axis.first), last=str(axis.last)) if axis.first < axis.last else str(axis.first)
    parts = [Told("%(events)s and %(projects)s from %(when)s.", events=events, projects=projects, when=when)]
    if said.years:
        year, count = max(said.years.items(), key=lambda pair: pair[1].number)
        parts.append(Told("Most statements were made in %(year)s: %(n)s.", year=str(year), n=Number(count.number)))
    return Joined(" ", parts)


def _undated(found: Spans) -> Iterator[str]:
    names = [span.record.label for span in (*found.events, *found.projects) if not bounds(span.start)[0]]
    if names:
        told = told_many(
            "No day is on record for %(num)s event or project:", "No day is on record for %(num)s events or projects:", len(names)
        )
        more = [Told("and %(n)s more in the table", n=Number(len(names) - NAMED))] if len(names) > NAMED else []
        yield Joined(" ", [told, Joined(", ", [*names[:NAMED], *more])])


def _left_out(found: Spans) -> Iterator[str]:
    events, projects = len(found.events), len(found.projects)
    if events < found.events_in_all:
        yield Told("The latest %(shown)s events are drawn, of %(all)s.", shown=Number(events), all=Number(found.events_in_all))
    if projects < found.projects_in_all:
        yield Told("The latest %(shown)s projects are drawn, of %(all)s.", shown=Number(projects), all=Number(found.projects_in_all))
