"""More like this: records like another one, with what each shares with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from kb.queries import lists
from kb.queries.shapes import Row, Table
from kb.search import documents
from kb.search.engine import Engine, Likeness, Shared
from kb.search.find import facets, hits, labelled, place
from kb.search.request import FACETS, Request
from kb.snapshots import Snapshot
from kb.told import Joined, Lowered, Told, told_each

Json = dict[str, Any]
Labels = Mapping[str, Mapping[str, str]]
# Of what a record shares so much is told, what counts most first.
TOLD = 8
# More than any record has of others like it.
ALL = 1_000_000


def similar(session: Session, engine: Engine, record: Snapshot, request: Request) -> Json:
    """Answer with the records like another one, as a search does; ``shares`` of each hit says what it has in common with it."""
    found = engine.similar(documents.alone(session, record.id), request)
    result, told = found.result, _told(session, found)
    shown = hits(session, engine, result)
    return {
        **place(request, result),
        "hits": [{**hit, "shares": told[number]} for hit, (number, _score) in zip(shown, result.hits, strict=True)],
        "facets": facets(session, request, result),
    }


def all_similar(session: Session, engine: Engine, record: Snapshot, request: Request) -> Table:
    """Give all records like another one as a table, for CSV."""
    found = engine.similar(documents.alone(session, record.id), replace(request, page=1, size=ALL, after=None, before=None))
    told, shown = _told(session, found), lists.brief(session, [number for number, _score in found.result.hits])
    rows: list[Row] = [
        {"record": shown[number][0], "shares": told[number], "summary": shown[number][1]} for number, _score in found.result.hits
    ]
    return Table(told_each({"record": "Record", "shares": "Shares", "summary": "Summary"}), rows, len(rows))


def _told(session: Session, found: Likeness) -> dict[int, str]:
    """Say in words what each record shares."""
    told = {number: shared[:TOLD] for number, shared in found.shared.items()}
    values: dict[str, set[str]] = {}
    for one in (one for shared in told.values() for one in shared if one.facet):
        values.setdefault(one.facet or "", set()).add(one.text)
    labels = labelled(session, {facet: sorted(held) for facet, held in values.items()})
    return {number: in_words(shared, labels) for number, shared in told.items()}


def in_words(shared: Iterable[Shared], labels: Labels) -> str:
    """Say what a record shares: words first, then values of facets by their labels.

    >>> in_words([Shared("topic", "tor", 2.0), Shared(None, "onion", 1.0)], {"topic": {"tor": "Tor"}})
    'onion; topic Tor'
    """
    groups: dict[str, list[str]] = {"": []}
    for one in shared:
        groups.setdefault(one.facet or "", []).append(labels[one.facet].get(one.text, one.text) if one.facet else one.text)
    return Joined("; ", (_listed(facet, texts) for facet, texts in groups.items() if texts))


def _listed(facet: str, texts: Sequence[str]) -> str:
    listed = Joined(", ", texts)
    return Told("%(facet)s %(values)s", facet=Lowered(FACETS[facet].label), values=listed) if facet else listed
