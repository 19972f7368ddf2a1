"""A search as people and programs get it: hits with labels and snippets, facets with labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from kb import snapshots
from kb.errors import BadRequest
from kb.models.types import COUNTRY
from kb.models.vocabularies import CONTRIBUTION_ROLE, EVIDENCE_MODE, STATEMENT_TYPE, UPTAKE
from kb.queries.cells import UNNAMED, nobody_named, sources, whole
from kb.queries.pages import support
from kb.queries.shapes import ref
from kb.schema import KINDS
from kb.search import choices, documents, reading
from kb.search.documents import NOT_STATED
from kb.search.engine import Counts, Engine, Result
from kb.search.paging import marked
from kb.search.request import FACETS, SORTS, Request, parse
from kb.search.suggesting import suggestions
from kb.snapshots import RECORD, Snapshot
from kb.told import Label, Told

Json = dict[str, Any]
NOT_STATED_WORDS, NOT_SAID = Told("not stated"), Told("not said")
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
MAX_SIZE, MAX_PAGE = 200, 5000
# A facet lists this many values; a chosen one is always listed.
MAX_VALUES = 25
WORDS: Mapping[str, Callable[[str], str]] = {
    "kind": lambda value: KINDS[value].text.many if value in KINDS else value,
    "country": COUNTRY.show,
    "type": STATEMENT_TYPE.label,
    "role": CONTRIBUTION_ROLE.label,
    "uptake": UPTAKE.label,
    "addressee": lambda value: NOT_STATED_WORDS if value == NOT_STATED else value,
    "mode": lambda value: NOT_SAID if value == NOT_STATED else EVIDENCE_MODE.label(value),
}
# The facets whose values are records, and the statement that gives these their labels; it is made once, each search fills it in.
NAMED = tuple(name for name in FACETS if name in KINDS)
LABELS = select(RECORD.c.kind, RECORD.c.slug, RECORD.c.label).where(
    or_(*(and_(RECORD.c.kind == kind, RECORD.c.slug.in_(bindparam(kind, expanding=True))) for kind in NAMED))
)


def ask(
    words: str = "",
    filters: Mapping[str, Sequence[str]] | None = None,
    *,
    page: int = 1,
    size: int = 10,
    sort: str = "",
    after: str = "",
    before: str = "",
    widened: bool = True,
) -> Request:
    """Make a request; raise :class:`BadRequest` for a facet, order, page, size or mark that there is not."""
    chosen = {name: tuple(dict.fromkeys(values)) for name, values in (filters or {}).items() if values}
    for name in chosen:
        if name not in FACETS:
            raise BadRequest(reason=Told('there is no facet "%(name)s"; use one of: %(known)s', name=name, known=", ".join(FACETS)))
    words = CONTROL.sub(" ", words).strip()
    tree, notes = parse(words)
    sort = marked(after, before, sort, page) or ("relevance" if tree else "label")
    if sort not in SORTS:
        raise BadRequest(reason=Told('results cannot be sorted by "%(sort)s"; use one of: %(known)s', sort=sort, known=", ".join(SORTS)))
    if not 1 <= page <= MAX_PAGE:
        raise BadRequest(
            reason=Told(
                "pages are numbered from 1 to %(max_page)s, %(page)s is none; narrow the search instead", max_page=MAX_PAGE, page=page
            )
        )
    if not 1 <= size <= MAX_SIZE:
        raise BadRequest(reason=Told("a page holds from 1 to %(max_size)s results, not %(size)s", max_size=MAX_SIZE, size=size))
    return Request(words, tree, chosen, page, size, sort, notes, after or None, before or None, widened)


def find(session: Session, engine: Engine, request: Request) -> Json:
    """Answer a request as one object: ``total``, ``hits``, ``facets``, and how it was understood."""
    result = engine.find(request)
    return {
        "query": request.words,
        **place(request, result),
        "notes": list(result.understood.notes),
        "meanings": meanings(session, result),
        "suggestions": suggestions(engine, request, result),
        "hits": hits(session, engine, result),
        "facets": facets(session, request, result),
    }


def place(request: Request, result: Result) -> Json:
    """Tell how much was found and where in it the page is."""
    return {
        "total": result.total,
        "page": request.page,
        "size": request.size,
        "sort": request.sort,
        "next": result.next,
        "previous": result.previous,
    }


def pointer(record: Snapshot) -> Json:
    """Give a record as kind, id, label and address."""
    named = ref(record)
    return {"kind": named.kind, "slug": named.slug, "label": named.label, "url": named.path}


def meanings(session: Session, result: Result) -> list[Json]:
    """Tell which words were searched under other names as well: ``typed``, the ``record`` they name, its other ``names``, whether all ``about`` it."""
    known = snapshots.heads(session, [one.record for one in result.meanings if one.record])
    return [
        {
            "typed": one.typed,
            "record": pointer(known[one.record]) if one.record else None,
            "names": list(one.names),
            "about": one.about,
        }
        for one in result.meanings
    ]


def told(meaning: Json) -> str:
    """Tell in words what :func:`meanings` gives."""
    also = [f'"{name}"' for name in meaning["names"]] + ["what is about it"] * bool(meaning["about"])
    return f'"{meaning["typed"]}" was also searched as {", ".join(also)}'


def hits(session: Session, engine: Engine, result: Result) -> list[Json]:
    """Give the hits of a result as people read them: name, kind, what they are at a glance, and the part of their text that answers."""
    scores = dict(result.hits)
    found = reading.read(session, engine, result)
    return [_hit(engine, record, scores[record.id], result) for record in found]


def _hit(engine: Engine, record: Snapshot, score: float, result: Result) -> Json:
    snippet, origin = reading.snippet(engine, record, result.understood)
    return {
        **pointer(record),
        "about": reading.about(record),
        "score": score,
        "snippet": snippet,
        "snippet_from": origin.plain() if origin else None,
        "year": next(iter(documents.years(record)), None),
        "type": STATEMENT_TYPE.label(record.type) if record.kind == "statement" else None,
        "uptake": UPTAKE.label(record.uptake) if record.kind == "statement" and record.uptake else None,
        "support": support(record).words if record.kind == "statement" else None,
        "speaker": UNNAMED if record.kind == "statement" and nobody_named(record) else None,
        "sources": [one.plain() for one in sources(whole(record))],
    }


def facets(session: Session, request: Request, result: Result) -> Json:
    """Give each facet's values with label, count and whether it is chosen; facets without values are left out."""
    shown = {name: _values(name, result, request.filters.get(name, ())) for name in FACETS}
    words = read_labels(session, result.facets, {name: [choices.bare(value) for value in values] for name, values in shown.items()})
    return {
        name: {
            "label": FACETS[name].label,
            "total": len(result.facets[name]),
            "values": told_values(name, values, words[name], request.filters.get(name, ())),
        }
        for name, values in shown.items()
        if values
    }


def told_values(facet: str, values: Mapping[str, int], words: Mapping[str, str], chosen: Sequence[str]) -> list[Json]:
    """Give values of a facet with their labels and counts; of one that is ``excluded`` the count is what it leaves out."""
    return [
        _choice(facet, value, words, count)
        if value in chosen
        else {"value": value, "label": words.get(value, value), "count": count, "selected": False, "excluded": False}
        for value, count in values.items()
    ]


def _choice(facet: str, choice: str, words: Mapping[str, str], count: int) -> Json:
    out, value = choices.is_excluded(choice), choices.bare(choice)
    return {"value": value, "label": choices.in_words(facet, value, words), "count": count, "selected": not out, "excluded": out}


def _values(facet: str, result: Result, chosen: Sequence[str]) -> dict[str, int]:
    """Give the most frequent values with their counts, then what is chosen besides."""
    counted = result.facets[facet]
    asked = {value: result.choices[facet, value] if (facet, value) in result.choices else counted.of(value) for value in chosen}
    return dict(counted[:MAX_VALUES]) | asked


def read_labels(session: Session, counted: Mapping[str, Counts], values: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
    """Do what :func:`labelled` does; labels come from the index that counted, and what it does not hold is read from the store."""
    held = {name: _called(name, counted[name], values[name]) for name in NAMED if name in values}
    rest = labelled(session, {name: [value for value in some if value not in held.get(name, ())] for name, some in values.items()})
    return {name: rest[name] | held.get(name, {}) for name in values}


def _called(kind: str, counted: Counts, slugs: Iterable[str]) -> dict[str, str]:
    """Give the labels of records that the index holds; people read them in the language of their page."""
    return {slug: Label(label, kind, slug) for slug in slugs if (label := counted.label(slug))}


def labelled(session: Session, values: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
    """Give the words for values of some facets, by facet; those that name records are read in one statement."""
    found: dict[str, dict[str, str]] = {
        name: {} if name in NAMED else {value: WORDS.get(name, str)(value) for value in some} for name, some in values.items()
    }
    asked = {name: list(values.get(name, ())) for name in NAMED}
    if any(asked.values()):
        for kind, slug, label in session.execute(LABELS, asked).all():
            found[kind][slug] = Label(label, kind, slug)
    return found
