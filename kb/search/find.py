"""A search as people and programs get it: hits with labels and snippets, facets with labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from kb import eager
from kb.errors import BadRequest
from kb.models import Record
from kb.models.types import COUNTRY
from kb.models.vocabularies import CONTRIBUTION_ROLE, UPTAKE
from kb.queries.cells import sources, whole
from kb.queries.lists import labels
from kb.queries.shapes import ref
from kb.schema import KINDS
from kb.search import documents
from kb.search.documents import NOT_STATED
from kb.search.engine import Engine, Result
from kb.search.request import FACETS, SORTS, Request, parse

Json = dict[str, Any]
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
MAX_SIZE, MAX_PAGE = 200, 5000
# A facet lists this many values; a chosen one is always listed.
MAX_VALUES = 25
WORDS: Mapping[str, Callable[[str], str]] = {
    "kind": lambda value: KINDS[value].text.many if value in KINDS else value,
    "country": COUNTRY.show,
    "role": CONTRIBUTION_ROLE.label,
    "uptake": UPTAKE.label,
    "addressee": lambda value: "not stated" if value == NOT_STATED else value,
}


def ask(words: str = "", filters: Mapping[str, Sequence[str]] | None = None, *, page: int = 1, size: int = 10, sort: str = "") -> Request:
    """Make a request; raise :class:`BadRequest` for a facet, order, page or size that there is not."""
    chosen = {name: tuple(dict.fromkeys(values)) for name, values in (filters or {}).items() if values}
    for name in chosen:
        if name not in FACETS:
            raise BadRequest(reason=f'there is no facet "{name}"; use one of: {", ".join(FACETS)}')
    words = CONTROL.sub(" ", words).strip()
    tree, notes = parse(words)
    sort = sort or ("relevance" if tree else "label")
    if sort not in SORTS:
        raise BadRequest(reason=f'results cannot be sorted by "{sort}"; use one of: {", ".join(SORTS)}')
    if not 1 <= page <= MAX_PAGE:
        raise BadRequest(reason=f"pages are numbered from 1 to {MAX_PAGE}, {page} is none; narrow the search instead")
    if not 1 <= size <= MAX_SIZE:
        raise BadRequest(reason=f"a page holds from 1 to {MAX_SIZE} results, not {size}")
    return Request(words, tree, chosen, page, size, sort, notes)


def find(session: Session, engine: Engine, request: Request) -> Json:
    """Answer a request as one object: ``total``, ``hits``, ``facets``, and how it was understood."""
    result = engine.find(request)
    return {
        "query": request.words,
        "total": result.total,
        "page": request.page,
        "size": request.size,
        "sort": request.sort,
        "notes": list(result.understood.notes),
        "hits": _hits(session, engine, result),
        "facets": facets(session, request, result),
    }


def _hits(session: Session, engine: Engine, result: Result) -> list[Json]:
    found = {record.id: record for record in eager.by_id(session, [number for number, _ in result.hits])}
    return [_hit(engine, found[number], score, result) for number, score in result.hits if number in found]


def _hit(engine: Engine, record: Record, score: float, result: Result) -> Json:
    named = ref(record)
    return {
        "kind": named.kind,
        "slug": named.slug,
        "label": named.label,
        "url": named.path,
        "score": score,
        "snippet": engine.snippet(documents.readable(record), result.understood),
        "year": next(iter(documents.years(record)), None),
        "sources": [place.plain() for place in sources(list(whole(record)))],
    }


def facets(session: Session, request: Request, result: Result) -> Json:
    """Give each facet's values with label, count and whether it is chosen; facets without values are left out."""
    found: Json = {}
    for name, facet in FACETS.items():
        chosen = request.filters.get(name, ())
        values = _values(result.facets[name], chosen)
        if values:
            known = labelled(session, name, [value for value, _ in values])
            listed = [{"value": v, "label": known.get(v, v), "count": n, "selected": v in chosen} for v, n in values]
            found[name] = {"label": facet.label, "values": listed}
    return found


def _values(counted: Sequence[tuple[str, int]], chosen: Sequence[str]) -> list[tuple[str, int]]:
    counts = dict(counted)
    shown = dict(counted[:MAX_VALUES]) | {value: counts.get(value, 0) for value in chosen}
    return list(shown.items())


def labelled(session: Session, facet: str, values: Iterable[str]) -> dict[str, str]:
    """Give the words for values of a facet."""
    if facet in KINDS:
        return labels(session, facet, list(values))
    words = WORDS.get(facet, str)
    return {value: words(value) for value in values}
