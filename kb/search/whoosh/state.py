"""A state of the index: its segments seen as one row of documents."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial, reduce
from typing import Any, NamedTuple, TypeVar

import numpy as np

from kb.search.request import FACETS
from kb.search.whoosh.columns import Array
from kb.search.whoosh.counting import Chosen, Values
from kb.search.whoosh.fields import SCORED
from kb.search.whoosh.joining import Joined, alone, joined
from kb.search.whoosh.naming import address_of
from kb.search.whoosh.packing import place_of
from kb.search.whoosh.segments import PLACE_BITS, Postings, Segment

Found = TypeVar("Found")
# How much the length of a field counts, as usual; and how slowly more of a word adds less: slower than usual, as
# docs/decisions/0008-one-score-for-all-fields.md says.
SLOPE, SATURATION = 0.75, 3.0
# Who did what at an event stands a little behind the event, and behind what was said there.
PRIORS = {"contribution": 0.9}

# So much that was found for single words and records is remembered; an answer tells the labels of some eighty records.
MAX_REMEMBERED = 20_000
# A segment of so many documents stays as it is for long.
LARGE = 4096


class Counts:
    """See :class:`kb.search.engine.Counts`. Thousands of values are counted at once and only those that are shown are sorted."""

    def __init__(self, labels: Sequence[str], numbers: Array, named: Callable[[str], str | None]) -> None:
        """Take the values in order, how often each is there, and how to find what the record of a value is called."""
        self._labels = labels
        self._numbers = numbers
        self.label = named

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return iter(self[:])

    def __getitem__(self, part: slice) -> list[tuple[str, int]]:
        # A key is smaller the more frequent its value is and, among equals, the earlier. Asked of numbers as such, NumPy finds
        # those that are not zero in five times the time.
        present = np.flatnonzero(self._numbers > 0)
        keys = present - self._numbers[present].astype(np.int64) * len(self._labels)
        if part.stop is not None and 0 < part.stop < keys.size:
            keys = np.partition(keys, part.stop - 1)[: part.stop]
        codes = np.sort(keys)[part] % len(self._labels)
        return [(self._labels[code], number) for code, number in zip(codes.tolist(), self._numbers[codes].tolist(), strict=True)]

    def __eq__(self, other: object) -> bool:
        return list(self) == (list(other) if isinstance(other, Iterable) else other)

    __hash__ = None  # type: ignore[assignment] # equal to lists, which have none either

    def __len__(self) -> int:
        return int(np.count_nonzero(self._numbers))

    def __repr__(self) -> str:
        return f"Counts({list(self)})"

    def of(self, value: str) -> int:
        """Give the count of one value."""
        code = place_of(self._labels, value)
        return 0 if code is None else int(self._numbers[code])


class Base(NamedTuple):
    """The segments up to the last large one, and what they are together."""

    segments: list[Segment]
    row: Joined


class State:
    """What the index holds at a moment. Nothing in it changes, so that threads may share it."""

    def __init__(self, parts: Sequence[tuple[Segment, Sequence[int]]], before: State | None = None) -> None:
        """Take the segments, each with the documents that are deleted from it; what was made for a state ``before`` is made use of."""
        self.segments = [segment for segment, _deleted in parts]
        sizes = [segment.columns.ids.size for segment in self.segments]
        self.offsets = [sum(sizes[:number]) for number in range(len(sizes))]
        self.alive = np.ones(sum(sizes), np.bool_)
        for offset, (_segment, deleted) in zip(self.offsets, parts, strict=True):
            self.alive[[offset + number for number in deleted]] = False
        self.count = int(self.alive.sum())
        self.base = self._based(before)
        row = self._row()
        self.ids, self.titles, self.facets = row.ids, row.titles, row.facets
        self.ranks = np.empty(row.order.size, np.int64)
        self.ranks[row.order] = np.arange(row.order.size)
        self.dates = _joined([segment.columns.dates for segment in self.segments], np.int64)
        self.strengths = _joined([segment.columns.strengths for segment in self.segments], np.int64)
        self._values = {name: Values(held, self.alive) for name, held in self.facets.items()}
        self.damping = {name: self._damping(name) for name in SCORED}
        self._remembered: dict[tuple[str, str], Any] = {}

    def _based(self, before: State | None) -> Base:
        """Put the large segments together, or take what a state before this one made of the same."""
        last = max((number for number, segment in enumerate(self.segments, 1) if segment.columns.ids.size >= LARGE), default=0)
        segments = self.segments[:last]
        if before and before.base.segments == segments:
            return before.base
        return Base(segments, joined([alone(segment.columns) for segment in segments]))

    def _row(self) -> Joined:
        """Put the small segments behind the large ones."""
        large = len(self.base.segments)
        small = joined([alone(segment.columns) for segment in self.segments[large:]])
        return joined([row for row in (self.base.row, small) if row.ids.size])

    def _damping(self, field: str) -> Array:
        """Give what a document's length adds to the frequency it takes for half the score of a term."""
        lengths = _joined([segment.columns.lengths[field] for segment in self.segments], np.float32)
        # Sums of whole numbers this large stay exact, so it does not matter how the documents lie in segments.
        mean = lengths[self.alive].sum(dtype=np.float64) / max(self.count, 1) or 1.0
        return np.asarray(SATURATION * (1 - SLOPE + SLOPE * lengths / mean), np.float32)

    def has(self, field: str, term: str) -> bool:
        """Tell whether a term stands in a field."""
        return any(segment.has(field, term) for segment in self.segments)

    def postings(self, field: str, term: str) -> Postings:
        """Give where a term stands in a field, deleted documents among them."""
        found = ((offset, segment.postings(field, term)) for offset, segment in zip(self.offsets, self.segments, strict=True))
        parts = [(offset, held) for offset, held in found if held.documents.size]
        if len(parts) == 1 and parts[0][0] == 0:
            return parts[0][1]
        documents = [held.documents + offset for offset, held in parts]
        return Postings(_joined(documents, np.int64), _joined([held.weights for _offset, held in parts], np.float32))

    def places(self, term: str) -> Array:
        """Give each place of a word as written, deleted documents among them; see :meth:`Segment.places`."""
        held = zip(self.offsets, (segment.places(term) for segment in self.segments), strict=True)
        return _joined([places + (offset << PLACE_BITS) if offset else places for offset, places in held if places.size], np.int64)

    def about(self, document: int) -> dict[str, Any]:
        """Give what an entry says of itself; see :func:`kb.search.whoosh.fields.about`."""
        part = bisect_right(self.offsets, document) - 1
        return self.segments[part].about(document - self.offsets[part])

    def label(self, kind: str, slug: str) -> str | None:
        """Give what a record is called; ``None`` where it is not there."""
        address = address_of(kind, slug)
        return self.remembered("label", address, lambda: self._label(address))

    def _label(self, address: str) -> str | None:
        for offset, segment in zip(self.offsets, self.segments, strict=True):
            document = segment.columns.names.document(address)
            if document is not None and self.alive[offset + document]:
                return segment.columns.names.label(document)
        return None

    def mask(self, facet: str, values: Iterable[str]) -> Array:
        """Mark the documents that have any of some values, deleted ones among them."""
        return self._values[facet].mask(values)

    def first(self, facet: str, document: int) -> str | None:
        """Give the first value of a document, ``None`` where it has none."""
        return self._values[facet].first(document)

    def counts(self, hits: Array, masks: Mapping[str, Array]) -> dict[str, Counts]:
        """Count the values of each facet over the hits, none of them deleted, that the masks of all other facets leave."""
        chosen = Chosen(reduce(np.logical_and, masks.values(), hits), self.alive)
        counted = {name: self._values[name].counts(self._others(name, hits, masks) if name in masks else chosen) for name in FACETS}
        return {name: Counts(self.facets[name].labels, numbers, partial(self.label, name)) for name, numbers in counted.items()}

    def _others(self, facet: str, hits: Array, masks: Mapping[str, Array]) -> Chosen:
        return Chosen(reduce(np.logical_and, (mask for name, mask in masks.items() if name != facet), hits), self.alive)

    def remembered(self, what: str, word: str, find: Callable[[], Found]) -> Found:
        """Give what was found for a word before; where it was not, find it now. Threads may forget beneath one another."""
        held: tuple[Found] | None = self._remembered.get((what, word))
        if held is None:
            held = (find(),)
            if len(self._remembered) >= MAX_REMEMBERED:
                self._remembered.clear()
            self._remembered[what, word] = held
        return held[0]

    @cached_property
    def priors(self) -> Array:
        """What the score of each document is multiplied by, for its kind alone."""
        found = np.ones(self.alive.size, np.float32)
        for kind, prior in PRIORS.items():
            found[self.mask("kind", (kind,))] = prior
        return found

    @cached_property
    def documents(self) -> dict[int, int]:
        """The document number of each record that is there."""
        found = np.flatnonzero(self.alive)
        return dict(zip(self.ids[found].tolist(), found.tolist(), strict=True))


def _joined(arrays: Sequence[Array], kind: type[np.generic]) -> Array:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays or [np.empty(0, kind)])
