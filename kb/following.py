"""Following a search: what it finds, by when that came in or last changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from kb.queries import news
from kb.queries.news import Dated
from kb.schema import KINDS
from kb.search import find
from kb.search.addresses import address
from kb.search.choices import EXCLUDED, bare, in_words, is_excluded
from kb.search.engine import Engine
from kb.search.find import NAMED
from kb.search.request import FACETS, SORTS, Request
from kb.told import Lowered, Told

Json = dict[str, Any]
Filters = Mapping[str, Sequence[str]]
# So many entries has a feed, and the page of a saved search.
LIMIT = 50
NEW, CHANGED = Told("new"), Told("changed")


def newest(session: Session, engine: Engine, request: Request, looked: datetime | None = None) -> Json:
    """Give the records a search finds by their last change, the newest first, :data:`LIMIT` of them at most.

    ``new`` counts all that came in or changed after they were last ``looked`` at; each entry says which of both under ``news``.
    ``until`` is the moment of the last change that this answer knows.
    """
    result = engine.find(replace(request, page=1, size=1, after=None, before=None))
    until, ids = news.latest(session), engine.find_all(request)
    chosen = news.dated(session, news.newest(session, ids, LIMIT))
    hits = find.hits(session, engine, replace(result, hits=[(number, 0.0) for number in chosen]))
    return {
        "query": request.words,
        "total": result.total,
        "new": count(ids, news.changed_since(session, looked)) if looked else 0,
        "until": until.isoformat(),
        "notes": [*result.understood.notes, *map(find.told, find.meanings(session, result))],
        "entries": [_entry(hit, when, looked) for hit, when in zip(hits, chosen.values(), strict=True)],
    }


def count(ids: Iterable[int], changed: Collection[int]) -> int:
    """Count those among some numbers that are among others."""
    return sum(number in changed for number in ids) if changed else 0


def _entry(hit: Json, when: Dated, looked: datetime | None) -> Json:
    told = {name: value for name, value in hit.items() if name != "score"}
    topics = [{"slug": topic.slug, "label": topic.label, "url": topic.path} for topic in when.topics]
    moments = {"created": second(when.created), "updated": second(when.updated)}
    return {**told, **moments, "news": _news(when, looked), "topics": topics}


def _news(when: Dated, looked: datetime | None) -> str | None:
    if looked is None or when.updated <= looked:
        return None
    return NEW if when.created > looked else CHANGED


def second(moment: datetime) -> str:
    """Give a moment to the second, as in RFC 3339."""
    return moment.isoformat(timespec="seconds")


def current(session: Session, filters: Filters) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Lead chosen records that were merged to where they went; give the choices, and notes on those and on what is no longer there."""
    found: dict[str, tuple[str, ...]] = {}
    notes: list[str] = []
    for name in (facet for facet in FACETS if facet in filters):
        now = news.arrived(session, name, [bare(value) for value in filters[name]]) if name in NAMED else {}
        found[name] = tuple(dict.fromkeys(_led(value, now) for value in filters[name]))
        notes += [_moved(name, value, slug) for value, slug in now.items() if slug != value]
    return found, [
        *notes,
        *(Told('there is no facet "%(name)s" any more; it was passed over', name=name) for name in filters if name not in FACETS),
    ]


def _led(value: str, now: Mapping[str, str | None]) -> str:
    led = now.get(bare(value)) or bare(value)
    return EXCLUDED + led if is_excluded(value) else led


def _moved(kind: str, value: str, slug: str | None) -> str:
    named = Lowered(KINDS[kind].text.one)
    if slug is None:
        return Told('there is no %(kind)s "%(value)s" on record now, so nothing is found by it', kind=named, value=value)
    return Told('the %(kind)s "%(value)s" is now part of "%(slug)s", which was searched', kind=named, value=value, slug=slug)


def place(path: str, request: Request, sort: str = "", fixed: Collection[str] = ()) -> str:
    """Give the address of a request on a path, ``fixed`` facets left out, which the path says itself; the same request has always the same."""
    chosen = {name: request.filters[name] for name in FACETS if name in request.filters and name not in fixed}
    order = {"sort": (sort,)} if sort in SORTS else {}
    return address(path, request.words, {**chosen, **order}, widened=request.widened)


def choices(session: Session, filters: Filters, *, widened: bool = True) -> list[str]:
    """Give chosen values of facets as people read them, ``Kind: Statements``, and whether only what was typed is searched."""
    words = find.labelled(session, {name: [bare(value) for value in values] for name, values in filters.items()})
    told = [f"{FACETS[name].label}: {in_words(name, value, words[name])}" for name, values in filters.items() for value in values]
    return told if widened else [*told, "only as typed"]
