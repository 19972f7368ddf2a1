"""Segments seen as one row of documents: titles in one order, facets with one row of values.

Large segments are put together once; the few documents of the small ones, which come and go with every edit, are then
put in their places among them, which takes a small part of the time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from operator import ne

import numpy as np

from kb.search.request import FACETS
from kb.search.whoosh.columns import Array, Codes, Columns
from kb.search.whoosh.packing import place_of
from kb.search.whoosh.titles import Titles

# A row of so many documents is put in its places one by one.
FEW = 2000


@dataclass(frozen=True)
class Joined:
    """Documents of one or more segments, by number: their ``ids``, all ``titles`` in order with the documents they are of, and facets."""

    ids: Array
    titles: Titles
    order: Array
    facets: Mapping[str, Codes]


NO_NUMBERS, NO_CODES = np.empty(0, np.int64), np.empty(0, np.int32)
NOTHING = Joined(NO_NUMBERS, Titles((), NO_NUMBERS), NO_NUMBERS, {name: Codes((), NO_CODES, NO_CODES) for name in FACETS})


def alone(held: Columns) -> Joined:
    """See one segment as a row of documents."""
    return Joined(held.ids, Titles(held.titles, held.ids[held.order]), held.order, held.facets)


def joined(parts: Sequence[Joined]) -> Joined:
    """Put rows of documents one after another."""
    if len(parts) <= 1:
        return parts[0] if parts else NOTHING
    ids = np.concatenate([part.ids for part in parts])
    titles, order = _titles(parts, ids) if len(parts) > 2 or parts[-1].ids.size > FEW else _inserted(*parts)  # noqa: PLR2004 - a pair
    return Joined(ids, titles, order, {name: _values([part.facets[name] for part in parts], _offsets(parts)) for name in FACETS})


def _offsets(parts: Iterable[Joined]) -> list[int]:
    """Give the number of the first document of each row."""
    sizes = [part.ids.size for part in parts]
    return [sum(sizes[:number]) for number in range(len(sizes))]


def _titles(parts: Sequence[Joined], ids: Array) -> tuple[Titles, Array]:
    """Put the titles of some rows in one order. No pairs are held on the way: so many would call for the collector of garbage."""
    documents = np.concatenate([part.order + offset for part, offset in zip(parts, _offsets(parts), strict=True)])
    titles = list(chain(*(part.titles.words for part in parts)))
    order = np.array(sorted(range(len(titles)), key=titles.__getitem__), np.int64)
    held = [titles[place] for place in order.tolist()]
    equals = np.cumsum(np.fromiter(chain([False], map(ne, islice(held, 1, None), held)), np.int64, len(held)))
    documents = documents[order]
    documents = documents[np.lexsort((ids[documents], equals))]
    return Titles(tuple(held), ids[documents]), documents


def _inserted(large: Joined, small: Joined) -> tuple[Titles, Array]:
    """Put the few titles of a row in their places among those of another."""
    places = [bisect_left(large.titles, (title, number)) for title, number in small.titles]
    words = _with(large.titles.words, places, small.titles.words)
    ids = np.insert(large.titles.ids, places, small.titles.ids)
    return Titles(words, ids), np.insert(large.order, places, small.order + large.ids.size)


def _with(words: Sequence[str], places: Sequence[int], more: Iterable[str]) -> tuple[str, ...]:
    """Put more words among words that are in order, each before the one at its place."""
    found: list[str] = []
    for start, stop, word in zip([0, *places], places, more, strict=False):
        found += words[start:stop]
        found.append(word)
    found += words[places[-1] if places else 0 :]
    return tuple(found)


def _values(parts: Sequence[Codes], offsets: Sequence[int]) -> Codes:
    labels = parts[0].labels
    for part in parts[1:]:
        labels = _labels(labels, part.labels)
    documents = [(part.documents + offset).astype(np.int32) for offset, part in zip(offsets, parts, strict=True)]
    codes = [_coded(part, labels) for part in parts]
    return Codes(labels, np.concatenate(documents), np.concatenate(codes))


def _labels(held: Sequence[str], more: Sequence[str]) -> Sequence[str]:
    """Put the values of two rows into one that is in order; one that has all of the other stays what it is."""
    if len(more) > FEW:
        # Rows that are in order each are put in order quickest one after another.
        return tuple(dict.fromkeys(sorted(chain(held, more))))
    new = [label for label in more if place_of(held, label) is None]
    return _with(held, [bisect_left(held, label) for label in new], new) if new else held


def _coded(part: Codes, labels: Sequence[str]) -> Array:
    """Give the numbers of a row's values as they are among other labels."""
    if part.labels is labels:
        return part.codes
    if len(part.labels) > FEW:
        numbers = {label: number for number, label in enumerate(labels)}
        return np.array([numbers[label] for label in part.labels], np.int32)[part.codes]
    return np.array([bisect_left(labels, label) for label in part.labels], np.int32)[part.codes]
