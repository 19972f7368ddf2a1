"""Putting hits in order and cutting pages: the place of a document in an order is one whole number."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from functools import reduce

import numpy as np

from kb.search import paging
from kb.search.engine import STRENGTH_BITS, Result
from kb.search.paging import MAX_TITLE, Mark
from kb.search.request import Request
from kb.search.whoosh.columns import Array
from kb.search.whoosh.matching import Found
from kb.search.whoosh.state import State

# Dates are yyyymmdd; what has none stands behind all that have one.
UNDATED = 99_999_999
TITLE_BITS = 32
LARGEST_SCORE = (1 << 31) - 1
LARGEST_STRENGTH = (1 << STRENGTH_BITS) - 1


def answer(state: State, request: Request, found: Found, masks: Mapping[str, Array]) -> Result:
    """Give the page of a request, as it was understood, from what was found; ``masks`` are those of the chosen facets."""
    documents, held = chosen(state, request, found, masks)
    start, stop = page(state, request, documents, held)
    spots = cut(held, start, stop)
    page_of = documents[spots]
    hits = [(int(state.ids[number]), round(float(found.scores[number]), 4)) for number in page_of]
    kinds = {record: kind for (record, _score), number in zip(hits, page_of, strict=True) if (kind := state.first("kind", number))}
    marks = [mark_of(state, request.sort, documents[spot], int(held[spot])) for spot in (*spots[:1], *spots[-1:])]
    after, before = marks[-1] if stop < held.size and marks else None, marks[0] if start and marks else None
    return Result(held.size, hits, state.counts(found.hits, masks), request, after, before, kinds=kinds)


def chosen(state: State, request: Request, found: Found, masks: Mapping[str, Array]) -> tuple[Array, Array]:
    """Give the documents that the filters leave, and their keys in the order asked for."""
    documents = np.flatnonzero(reduce(np.logical_and, masks.values(), found.hits))
    return documents, keys(state, request.sort, documents, found.scores)


def keys(state: State, sort: str, found: Array, scores: Array) -> Array:
    """Give a number for each of some documents, smaller ones first, no two alike: what the order asks for, then the title, then the id."""
    return (_first(state, sort, found, scores) << TITLE_BITS) | state.ranks[found]


def _first(state: State, sort: str, found: Array, scores: Array) -> Array:
    if sort == "relevance":
        # The bits of floating-point numbers that are not negative stand in the order of the numbers.
        return LARGEST_SCORE - scores[found].astype(np.float32).view(np.int32).astype(np.int64)
    if sort == "evidence":
        return LARGEST_STRENGTH - state.strengths[found]
    dates = state.dates[found]
    if sort == "newest":
        return UNDATED - dates
    return np.where(dates == 0, UNDATED, dates) if sort == "oldest" else np.zeros(found.size, np.int64)


def page(state: State, request: Request, found: Array, held: Array) -> tuple[int, int]:
    """Give where in the order the page of a request begins and ends; ``held`` are the keys of the hits."""
    token = request.after or request.before
    if not token:
        start = min((request.page - 1) * request.size, found.size)
        return start, min(start + request.size, found.size)
    place = int(np.count_nonzero(held < _bound(state, paging.mark(token), found, held, behind=bool(request.after))))
    return (place, min(place + request.size, found.size)) if request.after else (max(place - request.size, 0), place)


def _bound(state: State, mark: Mark, found: Array, held: Array, *, behind: bool) -> int:
    """Give the key that parts what stands before a mark from what stands after it; ``behind`` leaves its own record before."""
    document = state.documents.get(mark.id)
    if mark.sort == "relevance" and document is not None:
        # Every score changes a little with every change of the index; the record itself tells better where it was.
        own = held[found == document]
        if own.size:
            return int(own[0]) + behind
    rank, there = _rank(state, mark, document)
    return (mark.first << TITLE_BITS | rank) + (behind and there)


def _rank(state: State, mark: Mark, document: int | None) -> tuple[int, bool]:
    """Give the place of a mark among all titles, and whether its record still has that title."""
    if document is not None:
        rank = int(state.ranks[document])
        if state.titles[rank][0][:MAX_TITLE] == mark.title:
            return rank, True
    return bisect_left(state.titles, (mark.title, mark.id)), False


def cut(held: Array, start: int, stop: int) -> Array:
    """Give which of some keys stand from one place to another, in order, without sorting the others."""
    if start >= stop:
        return np.empty(0, np.int64)
    part = np.argpartition(held, (start, stop - 1))[start:stop]
    return np.asarray(part[np.argsort(held[part])])


def mark_of(state: State, sort: str, document: int, key: int) -> str:
    """Give the mark of a hit."""
    title, number = state.titles[state.ranks[document]]
    return Mark(sort, key >> TITLE_BITS, title, number).token()
