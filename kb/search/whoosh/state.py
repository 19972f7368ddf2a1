"""A state of the index: its segments seen as one row of documents."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce

import numpy as np

from kb.search.request import FACETS
from kb.search.whoosh.columns import Array, Codes
from kb.search.whoosh.fields import SCORED
from kb.search.whoosh.segments import PLACE_BITS, Postings, Segment

# How much the length of a field counts, as in Whoosh's own BM25F.
SLOPE, SATURATION = 0.75, 1.2
# With fewer than one hit in so many documents, their values are looked up instead of going through all.
FEW = 16


class Counts:
    """See :class:`kb.search.engine.Counts`. Thousands of values are counted at once and only those that are shown are sorted."""

    def __init__(self, labels: Sequence[str], numbers: Array) -> None:
        """Take the values in order and how often each is there."""
        self._labels = labels
        self._numbers = numbers

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return iter(self[:])

    def __getitem__(self, part: slice) -> list[tuple[str, int]]:
        present = np.flatnonzero(self._numbers)
        keys = present - self._numbers[present].astype(np.int64) * len(self._labels)
        stop = part.stop
        if stop is not None and 0 <= stop < keys.size:
            nearest = np.argpartition(keys, stop)[:stop]
            present, keys = present[nearest], keys[nearest]
        return [(self._labels[code], int(self._numbers[code])) for code in present[np.argsort(keys)][part]]

    def __eq__(self, other: object) -> bool:
        return list(self) == (list(other) if isinstance(other, Iterable) else other)

    __hash__ = None  # type: ignore[assignment] # equal to lists, which have none either

    def __repr__(self) -> str:
        return f"Counts({list(self)})"

    def of(self, value: str) -> int:
        """Give the count of one value."""
        code = bisect_left(self._labels, value)
        return int(self._numbers[code]) if self._labels[code : code + 1] == [value] else 0


class State:
    """What the index holds at a moment. Nothing in it changes, so that threads may share it."""

    def __init__(self, parts: Sequence[tuple[Segment, Sequence[int]]]) -> None:
        """Take the segments, each with the documents that are deleted from it."""
        self.segments = [segment for segment, _deleted in parts]
        sizes = [segment.columns.ids.size for segment in self.segments]
        self.offsets = [sum(sizes[:number]) for number in range(len(sizes))]
        self.alive = np.ones(sum(sizes), np.bool_)
        for offset, (_segment, deleted) in zip(self.offsets, parts, strict=True):
            self.alive[[offset + number for number in deleted]] = False
        self.count = int(self.alive.sum())
        self.ids = _joined([segment.columns.ids for segment in self.segments], np.int64)
        self.dates = _joined([segment.columns.dates for segment in self.segments], np.int64)
        self.titles, self.ranks = self._ranked()
        self.facets = {name: self._merged(name) for name in FACETS}
        self.damping = {name: self._damping(name) for name in SCORED}
        self.nearest: dict[str, list[str]] = {}

    def _ranked(self) -> tuple[list[tuple[str, int]], Array]:
        """Give all titles with their ids in order, and the place of each document in it."""
        rows: list[tuple[str, int, int]] = []
        for offset, segment in zip(self.offsets, self.segments, strict=True):
            held = segment.columns
            rows += zip(held.titles, held.ids[held.order].tolist(), (held.order + offset).tolist(), strict=True)
        rows.sort()
        ranks = np.empty(len(rows), np.int64)
        ranks[[number for _title, _id, number in rows]] = np.arange(len(rows))
        return [(title, number) for title, number, _document in rows], ranks

    def _merged(self, facet: str) -> Codes:
        held = [segment.columns.facets[facet] for segment in self.segments]
        if len(held) == 1:
            return held[0]
        labels = sorted(set().union(*(codes.labels for codes in held)))
        numbers = {label: number for number, label in enumerate(labels)}
        codes = [np.array([numbers[label] for label in part.labels], np.int32)[part.codes] for part in held]
        documents = [part.documents + offset for offset, part in zip(self.offsets, held, strict=True)]
        return Codes(labels, _joined(documents, np.int32), _joined(codes, np.int32))

    def _damping(self, field: str) -> Array:
        """Give what a document's length adds to the frequency it takes for half the score of a term."""
        lengths = _joined([segment.columns.lengths[field] for segment in self.segments], np.float32)
        mean = lengths[self.alive].sum() / max(self.count, 1) or 1.0
        return np.asarray(SATURATION * (1 - SLOPE + SLOPE * lengths / mean), np.float32)

    def has(self, field: str, term: str) -> bool:
        """Tell whether a term stands in a field."""
        return any(segment.has(field, term) for segment in self.segments)

    def postings(self, field: str, term: str) -> Postings:
        """Give where a term stands in a field, deleted documents among them."""
        found = [segment.postings(field, term) for segment in self.segments]
        if len(found) == 1:
            return found[0]
        documents = [held.documents + offset for offset, held in zip(self.offsets, found, strict=True)]
        return Postings(_joined(documents, np.int64), _joined([held.weights for held in found], np.float32))

    def places(self, term: str) -> Array:
        """Give each place of a word as written, deleted documents among them; see :meth:`Segment.places`."""
        held = zip(self.offsets, (segment.places(term) for segment in self.segments), strict=True)
        return _joined([places + (offset << PLACE_BITS) if offset else places for offset, places in held], np.int64)

    def mask(self, facet: str, values: Iterable[str]) -> Array:
        """Mark the documents that have any of some values, deleted ones among them."""
        held = self.facets[facet]
        wanted = np.zeros(len(held.labels), np.bool_)
        for value in values:
            code = bisect_left(held.labels, value)
            wanted[code : code + 1] |= held.labels[code : code + 1] == [value]
        found = np.zeros(self.alive.size, np.bool_)
        found[held.documents[wanted[held.codes]]] = True
        return found

    def counts(self, hits: Array, masks: Mapping[str, Array]) -> dict[str, Counts]:
        """Count the values of each facet over the hits that the masks of all other facets leave."""
        chosen = reduce(np.logical_and, masks.values(), hits)
        return {name: self._count(name, self._others(name, hits, masks) if name in masks else chosen) for name in FACETS}

    def _others(self, facet: str, hits: Array, masks: Mapping[str, Array]) -> Array:
        return reduce(np.logical_and, (mask for name, mask in masks.items() if name != facet), hits)

    def _count(self, facet: str, hits: Array) -> Counts:
        held, found = self.facets[facet], np.flatnonzero(hits)
        codes = held.codes[_rows(held.documents, found) if found.size * FEW < hits.size else hits[held.documents]]
        return Counts(held.labels, np.bincount(codes, minlength=len(held.labels)))

    @cached_property
    def documents(self) -> dict[int, int]:
        """The document number of each record that is there."""
        found = np.flatnonzero(self.alive)
        return dict(zip(self.ids[found].tolist(), found.tolist(), strict=True))


def _rows(documents: Array, found: Array) -> Array:
    """Give where some document numbers stand in a row of them that rises."""
    wanted = found.astype(documents.dtype)
    starts, stops = np.searchsorted(documents, wanted), np.searchsorted(documents, wanted, side="right")
    before = np.cumsum(stops - starts) - (stops - starts)
    return np.asarray(np.repeat(starts - before, stops - starts) + np.arange((stops - starts).sum()))


def _joined(arrays: Sequence[Array], kind: type[np.generic]) -> Array:
    return arrays[0] if len(arrays) == 1 else np.concatenate([np.empty(0, kind), *arrays])
