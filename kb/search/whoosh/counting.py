"""Counting the values of a facet over some documents, in the way that is quickest for their number."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from kb.search.whoosh.columns import Array, Codes
from kb.search.whoosh.packing import place_of

# What it takes, about, to find the pairs of a document, to look up one of them, and to begin another value, where going past a pair takes one.
FINDING, LOOKING_UP, BEGINNING = 4, 5, 14
# Of every so many documents one is looked at to guess how many pairs they have.
SAMPLED = 16
# So many values can be told apart by 16 bits.
SHORT = 1 << 16


class Chosen:
    """Documents to count over: ``hits`` marks them among all, ``found`` are their numbers."""

    def __init__(self, hits: Array, alive: Array) -> None:
        """Take the marks of the documents, none of them deleted, and of all that are not deleted."""
        self.hits = hits
        self.found = np.flatnonzero(hits)
        self._alive = alive

    @cached_property
    def others(self) -> Array:
        """The numbers of the documents that are left out, deleted ones not among them."""
        return np.flatnonzero(self._alive > self.hits)


class Values:
    """The values of one facet by document and by value; both ways are worked out when they are first needed."""

    def __init__(self, held: Codes, alive: Array) -> None:
        """Take the pairs of document and value, and which documents are not deleted."""
        self.labels = held.labels
        self._held = held
        self._alive = alive

    def mask(self, values: Iterable[str]) -> Array:
        """Mark the documents that have any of some values, deleted ones among them."""
        documents, starts = self._by_value
        found = np.zeros(self._alive.size, np.bool_)
        for value in values:
            code = place_of(self.labels, value)
            if code is not None:
                found[documents[starts[code] : starts[code + 1]]] = True
        return found

    def first(self, document: int) -> str | None:
        """Give the first value of a document, ``None`` where it has none."""
        codes, starts = self._by_document
        start, stop = starts[document : document + 2].tolist()
        return self.labels[codes[start]] if start < stop else None

    def counts(self, chosen: Chosen) -> Array:
        """Give how many of the documents have each value: from the pairs of these, of the others, or from all."""
        documents, pairs = chosen.found.size, self._held.codes.size
        others, every = self._alive.size - documents, pairs + BEGINNING * len(self.labels)
        if every <= FINDING * min(documents, others):
            return self._many(chosen.hits)
        taken = self._guess(chosen.found)
        few, without = FINDING * documents + LOOKING_UP * taken, FINDING * others + LOOKING_UP * (pairs - taken)
        if every <= min(few, without):
            return self._many(chosen.hits)
        return self._few(chosen.found) if few <= without else np.asarray(self._whole - self._few(chosen.others))

    def _guess(self, found: Array) -> int:
        """Guess how many pairs some documents have."""
        _codes, starts = self._by_document
        sample = found[::SAMPLED]
        return int((starts[sample + 1] - starts[sample]).sum()) * found.size // max(sample.size, 1)

    def _few(self, found: Array) -> Array:
        codes, starts = self._by_document
        first = starts[found]
        sizes = starts[found + 1] - first
        last = np.cumsum(sizes)
        spots = np.arange(last[-1] if last.size else 0)
        spots += np.repeat(first - last + sizes, sizes)
        return np.bincount(codes.take(spots), minlength=len(self.labels))

    def _many(self, hits: Array) -> Array:
        documents, starts = self._by_value
        return np.add.reduceat(hits.view(np.uint8).take(documents), starts[:-1], dtype=np.int64)

    @cached_property
    def _whole(self) -> Array:
        return self._many(self._alive)

    @cached_property
    def _by_document(self) -> tuple[Array, Array]:
        """The numbers of the values by document, and where those of each document begin."""
        sizes = np.bincount(self._held.documents, minlength=self._alive.size)
        return self._held.codes.astype(np.int64), np.concatenate([[0], np.cumsum(sizes)])

    @cached_property
    def _by_value(self) -> tuple[Array, Array]:
        """The documents by value, and where those of each value begin; every value has some."""
        sizes = np.bincount(self._held.codes, minlength=len(self.labels))
        # NumPy puts short numbers in order by their digits, in a tenth of the time.
        codes = self._held.codes if len(self.labels) > SHORT else self._held.codes.astype(np.uint16)
        order = np.argsort(codes, kind="stable")
        return self._held.documents[order].astype(np.int64), np.concatenate([[0], np.cumsum(sizes)])
