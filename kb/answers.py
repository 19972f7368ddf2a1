"""The answers that pages, commands and programs share: each is one function, so all three give the same records in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from kb.errors import BadRequest
from kb.formats import plain
from kb.models.vocabularies import STATEMENT_TYPE
from kb.queries import lists
from kb.queries.shapes import Ref, Row, Source, Table
from kb.search import find
from kb.search.engine import Engine, Result
from kb.search.request import Request
from kb.told import Told, told_each

Json = dict[str, Any]
RECOMMENDATION = "recommendation"
LIST_SIZE = 50


@dataclass(frozen=True)
class Listing:
    """A page of a list with the facets over the whole list, and the marks the next and the previous page go by."""

    table: Table
    facets: Json
    request: Request
    notes: Sequence[str] = ()
    meanings: Sequence[Json] = ()
    next: str | None = None
    previous: str | None = None


def default_order(kind: str) -> str:
    """Give the order of a list that nobody sorted: events in time, the rest as a search is."""
    return "oldest" if kind == "event" else ""


def listing(session: Session, engine: Engine, kind: str, request: Request) -> Listing:
    """List the records of a kind that a request finds."""
    asked = narrowed(request, {"kind": kind})
    result = engine.find(asked)
    table = lists.records(session, kind, [number for number, _ in result.hits], result.total)
    told = result.understood.notes, find.meanings(session, result)
    return Listing(table, _facets(session, asked, result, "kind"), request, *told, result.next, result.previous)


def narrowed(request: Request, fixed: Mapping[str, str]) -> Request:
    """Keep a request to what its list holds; raise :class:`BadRequest` where it asks for something else."""
    for name, value in fixed.items():
        if set(request.filters.get(name, ())) - {value}:
            raise BadRequest(
                reason=Told('in this list %(name)s is always "%(value)s"; use the search of all records for others', name=name, value=value)
            )
    return replace(request, filters={**request.filters, **{name: (value,) for name, value in fixed.items()}})


def _facets(session: Session, asked: Request, result: Result, *fixed: str) -> Json:
    return {name: facet for name, facet in find.facets(session, asked, result).items() if name not in fixed}


def listed(found: Listing) -> Json:
    """Give a page of a list as JSON."""
    which = {"page": found.request.page, "size": found.request.size, "next": found.next, "previous": found.previous}
    return {**plain.table(found.table), **which, **_understood(found), "facets": found.facets}


def _understood(found: Listing) -> Json:
    return {"notes": list(found.notes), "meanings": found.meanings}


def whole_list(session: Session, engine: Engine, kind: str, request: Request) -> Table:
    """List all records of a kind that a request finds, on one page, for programs."""
    asked = narrowed(request, {"kind": kind})
    return lists.records(session, kind, engine.find_all(asked))


def recommendations(session: Session, engine: Engine, request: Request) -> Listing:
    """List the recommendations that a request finds, all on one page, with the facets over them."""
    asked = narrowed(request, {"kind": "statement", "type": RECOMMENDATION})
    result = engine.find(asked)
    table = lists.records(session, "statement", engine.find_all(asked))
    return Listing(table, _facets(session, asked, result, "kind", "type"), request, result.understood.notes, find.meanings(session, result))


def recommended(found: Listing, lacking: Table) -> Json:
    """Give recommendations as JSON, with their numbers by topic and year, and the topics that have none."""
    counted = plain.table(pivot_table(by_topic_and_year(found.table)))
    told = {**_understood(found), "facets": found.facets}
    return {**plain.table(found.table), **told, "by_topic_and_year": counted, "topics_without": plain.table(lacking)}


@dataclass(frozen=True)
class Pivot:
    """Numbers by topic and year. A recommendation on two topics counts in both; one without a date under ``not stated``."""

    years: Sequence[str]
    rows: Sequence[tuple[Ref, Mapping[str, int], int]]

    @property
    def largest(self) -> int:
        """The largest total of a topic."""
        return max((total for _topic, _years, total in self.rows), default=0)


NO_YEAR = Told("not stated")


def all_hits(session: Session, engine: Engine, request: Request) -> Table:
    """Give every record a search finds, in its order, as a table for CSV."""
    ids = engine.find_all(request)
    found = lists.brief(session, ids)
    rows: list[Row] = [{"record": found[number][0], "summary": found[number][1]} for number in ids if number in found]
    return Table(told_each({"record": "Record", "summary": "Summary"}), rows, len(rows))


def by_year(table: Table) -> dict[str, list[Row]]:
    """Group the rows of a list of events by the year they begin in, in the order of the list; those without a date stand last."""
    grouped: dict[str, list[Row]] = {}
    for row in table.rows:
        words = str(row.get("start") or "").split()
        grouped.setdefault(words[-1] if words else NO_YEAR, []).append(row)
    return dict(sorted(grouped.items(), key=lambda pair: pair[0] == NO_YEAR))


def by_topic_and_year(table: Table) -> Pivot:
    """Count the rows of a table of statements by topic and year."""
    counts: dict[Ref, dict[str, int]] = {}
    for row in table.rows:
        for topic in _refs(row, "topics"):
            of_topic = counts.setdefault(topic, {})
            of_topic[_year(row)] = of_topic.get(_year(row), 0) + 1
    years = sorted({year for found in counts.values() for year in found})
    rows = [(topic, found, sum(found.values())) for topic, found in counts.items()]
    return Pivot(years, sorted(rows, key=lambda row: (-row[2], row[0].label)))


def _refs(row: Row, column: str) -> Iterable[Ref]:
    found = row.get(column)
    items = found if isinstance(found, Sequence) and not isinstance(found, str) else [found]
    return (item for item in items if isinstance(item, Ref))


def _year(row: Row) -> str:
    words = str(row.get("date") or "").split()
    return words[-1] if words else NO_YEAR


def pivot_table(pivot: Pivot) -> Table:
    """Give a pivot as a table, for CSV and JSON."""
    columns = {"record": Told("Topic"), **{year: year for year in pivot.years}, "total": Told("All")}
    rows: list[Row] = [
        {"record": topic, **{year: found.get(year, 0) for year in pivot.years}, "total": total} for topic, found, total in pivot.rows
    ]
    return Table(columns, rows, len(rows))


def topics_without(session: Session, engine: Engine, wanted: str = "finding", lacking: str = RECOMMENDATION) -> Table:
    """List the topics that have statements of one type and none of another, narrower topics counted in."""
    counts = {name: dict(engine.find(find.ask(filters={"type": [name]}, size=1)).facets["topic"]) for name in (wanted, lacking)}
    slugs = [slug for slug in counts[wanted] if slug not in counts[lacking]]
    known = lists.labels(session, {"topic": slugs})["topic"]
    rows: list[Row] = [
        {"record": Ref("topic", slug, known[slug]), "count": counts[wanted][slug]}
        for slug in sorted(slugs, key=lambda slug: known[slug].casefold())
    ]
    return Table({"record": "Topic", "count": STATEMENT_TYPE.label(wanted).capitalize() + "s"}, rows, len(rows))


def numbered(table: Table) -> list[Source]:
    """Give every source of a table once, in order of first use, so that a reader can number them."""
    return list(dict.fromkeys(place for row in table.rows for place in _sources(row)))


def _sources(row: Row) -> Iterable[Source]:
    found = row.get("sources")
    return (item for item in found if isinstance(item, Source)) if isinstance(found, Sequence) else ()
