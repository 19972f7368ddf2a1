"""The choices of a request as masks over the documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

import numpy as np

from kb.search.choices import bare, excluded, is_excluded, span, wanted, years
from kb.search.whoosh.columns import Array
from kb.search.whoosh.state import State

Filters = Mapping[str, Sequence[str]]


def masks(state: State, filters: Filters) -> dict[str, Array]:
    """Mark by facet the documents that have any of the values wanted of it, deleted ones among them."""
    return {name: any_of(state, name, values) for name, chosen in filters.items() if (values := wanted(chosen))}


def left(state: State, filters: Filters, hits: Array) -> Array:
    """Give hits without those that have a value to be left out."""
    out = ((name, values) for name, chosen in filters.items() if (values := excluded(chosen)))
    return reduce(lambda kept, pair: kept & ~any_of(state, *pair), out, hits)


def met(state: State, filters: Filters, hits: Array) -> Array:
    """Give the hits that meet all choices."""
    return reduce(np.logical_and, masks(state, filters).values(), left(state, filters, hits))


def conditions(state: State, filters: Filters) -> dict[str, Array]:
    """Mark by facet the documents that meet all of its choices, deleted ones among them."""
    every = np.ones(state.alive.size, np.bool_)
    return {name: met(state, {name: values}, every) for name, values in filters.items() if values}


def any_of(state: State, facet: str, values: Iterable[str]) -> Array:
    """Mark the documents that have any of some values, or years of a span."""
    return state.mask(facet, [held for value in values for held in _held(state, facet, value)])


def holds(state: State, facet: str, choice: str, document: int) -> bool:
    """Tell whether a document meets one choice of a facet."""
    return bool(any_of(state, facet, [bare(choice)])[document]) is not is_excluded(choice)


def told(state: State, filters: Filters, hits: Array) -> dict[tuple[str, str], int]:
    """Count what stands among no values: how many ``hits`` each exclusion leaves out, and how many have a year of each span."""
    pairs = [(facet, value) for facet, values in filters.items() for value in values]
    return {pair: _count(state, filters, hits, *pair) for pair in pairs if is_excluded(pair[1]) or span(*pair)}


def _count(state: State, filters: Filters, hits: Array, facet: str, choice: str) -> int:
    """Count the hits with the value of a choice that the other choices leave; of its own facet, a span counts beside all but exclusions."""
    own = [one for one in filters[facet] if one != choice and (is_excluded(choice) or is_excluded(one))]
    return int(np.count_nonzero(met(state, {**filters, facet: own}, hits) & any_of(state, facet, [bare(choice)])))


def _held(state: State, facet: str, value: str) -> Sequence[str]:
    found = span(facet, value)
    return years(*found, state.facets[facet].labels) if found else (value,)
