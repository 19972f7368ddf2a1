"""All values of a facet, beyond the most frequent ones that stand beside a list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from kb.errors import BadRequest
from kb.queries.shapes import Row, Table
from kb.search.engine import Counts, Engine
from kb.search.find import read_labels, told_values
from kb.search.request import FACETS, Request
from kb.search.text import fold
from kb.told import Told, told_each

Json = dict[str, Any]
# So many values stand on one page for people, and for programs.
SIZE, MOST = 100, 10_000
COLUMNS = told_each({"value": "Value", "label": "Name", "count": "Records"})


def of_facet(session: Session, engine: Engine, request: Request, facet: str, named: str = "", size: int = SIZE) -> Json:
    """Give the values of a facet over what a request finds, the most frequent first: those whose labels have what is ``named``.

    ``request.page`` says which page of them; counts are those beside the list. Raises :class:`BadRequest` for a facet that there is not.
    """
    if facet not in FACETS:
        raise BadRequest(reason=Told('there is no facet "%(facet)s"; use one of: %(known)s', facet=facet, known=", ".join(FACETS)))
    counted = engine.find(replace(request, page=1, size=1, after=None, before=None)).facets[facet]
    page = slice((request.page - 1) * size, request.page * size)
    values, words, total = _named(session, facet, counted, named) if named.strip() else _all(session, facet, counted, page)
    shown = dict(values[page] if named.strip() else values)
    told = {"facet": facet, "label": FACETS[facet].label, "named": named, "total": total, "page": request.page, "size": size}
    return {**told, "values": told_values(facet, shown, words, request.filters.get(facet, ()))}


Found = tuple[list[tuple[str, int]], dict[str, str], int]


def _all(session: Session, facet: str, counted: Counts, page: slice) -> Found:
    values = counted[page]
    return values, _words(session, facet, counted, values), len(counted)


def _named(session: Session, facet: str, counted: Counts, named: str) -> Found:
    """Give all values whose labels hold some text, however it is written."""
    values, wanted = counted[:], fold(named.strip())
    words = _words(session, facet, counted, values)
    found = [(value, count) for value, count in values if wanted in fold(words.get(value, value))]
    return found, words, len(found)


def _words(session: Session, facet: str, counted: Counts, values: list[tuple[str, int]]) -> dict[str, str]:
    return read_labels(session, {facet: counted}, {facet: [value for value, _count in values]})[facet]


def table(found: Json) -> Table:
    """Give values of a facet as a table, for CSV and the terminal."""
    rows: list[Row] = [{name: one[name] for name in COLUMNS} for one in found["values"]]
    return Table(COLUMNS, rows, found["total"])
