"""Answers as JSON holds them: mappings, lists, text and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kb.queries.pages import Change, Claim, Fact, Page, Section
from kb.queries.passages import Passage
from kb.queries.shapes import Cell, Ref, Source, Table

Json = dict[str, Any]


def ref(found: Ref) -> Json:
    """Give a record as kind, id, label and address."""
    return {"kind": found.kind, "slug": found.slug, "label": found.label, "url": found.path}


def cell(found: Cell) -> Any:
    """Give a cell; what is not stated is null."""
    if isinstance(found, Ref):
        return ref(found)
    if isinstance(found, Source):
        return found.plain()
    if isinstance(found, Sequence) and not isinstance(found, str):
        return [cell(item) for item in found]
    return found or None if isinstance(found, str) else found


def table(found: Table) -> Json:
    """Give a table as ``total`` and ``rows``, each row by column."""
    rows = [{name: cell(row.get(name)) for name in found.columns} for row in found.rows]
    about = {name: cell(value) for name, value in found.about.items()}
    return {"total": found.total, "columns": dict(found.columns), "rows": rows, "notes": list(found.notes), **about}


def page(found: Page) -> Json:
    """Give a record's page."""
    return {
        **ref(found.ref),
        "version": found.version,
        "updated": found.updated.isoformat(timespec="seconds"),
        "values": found.values,
        "facts": [_fact(fact) for fact in (*found.facts, *found.properties)],
        "evidence": [place.plain() for place in found.evidence],
        "passages": [passage(one) for one in found.passages],
        "support": _support(found),
        "links": {section.name: _rows(section) for section in found.sections},
        "referred_to_by": {section.name: _rows(section) for section in found.inverse},
        "not_on_record": [{"missing": m, "since_found_in": ref(d) if d else None, "note": n} for m, d, n in found.gaps],
        "history": changes(found.history),
    }


def passage(found: Passage) -> Json:
    """Give a passage with where it stands in its text; an orphan has candidates instead."""
    place = {"start": found.place.start, "end": found.place.end} if found.place else {"start": None, "end": None}
    about = {"number": found.number, "record": ref(found.holder), "field": found.about, "mode": found.mode, "locator": found.source.locator}
    nearest = [{"start": one.start, "end": one.end, "text": one.text, "alike": one.alike} for one in found.candidates]
    return {
        **about,
        "state": found.state,
        "exact": found.exact,
        **place,
        "before": found.before,
        "after": found.after,
        "candidates": nearest,
    }


def _support(found: Page) -> Json | None:
    if found.support is None:
        return None
    counted = {"documents": found.support.documents, "origins_at_least": found.support.fewest, "origins_at_most": found.support.most}
    shared = [{"first": one.first.slug, "second": one.second.slug, "words": one.longest, "state": one.state} for one in found.alike]
    return {**counted, "voices": found.support.voices, "in_words": found.support.words, "shared_blocks": shared}


def _fact(found: Fact) -> Json:
    told = {"name": found.name, "label": found.label, "value": cell(found.value)}
    return {**told, "sources": cell(found.sources), "claims": [_claim(claim) for claim in found.claims]}


def _claim(found: Claim) -> Json:
    return {"value": found.value, "preferred": found.preferred, "notes": list(found.notes), "sources": cell(found.sources)}


def _rows(found: Section) -> Json:
    return {"label": found.label, **table(found.table)}


def changes(found: Sequence[Change]) -> list[Json]:
    """Give the history of a record."""
    return [_change(change) for change in found]


def _change(found: Change) -> Json:
    fields = [{"field": name, "old": old, "new": new} for name, old, new in found.fields]
    who = {"version": found.version, "action": found.action, "at": found.at.isoformat(timespec="seconds"), "by": found.by}
    return {**who, "why": found.why, "source": found.source, "changes": fields}
