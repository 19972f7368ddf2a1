"""The parts of an index: a segment never changes, so what was read of it once holds."""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from whoosh.reading import SegmentReader, TermNotFound

from kb.search.whoosh.codec import Stretch
from kb.search.whoosh.columns import Array, Columns
from kb.search.whoosh.storage import trusted

# What a kept term takes besides its arrays, about.
OVERHEAD = 400
PLACE_BITS = 32


class Postings(NamedTuple):
    """Where a term stands: document numbers in rising order, and how often in each."""

    documents: Array
    weights: Array


NOTHING = Postings(np.empty(0, np.int64), np.empty(0, np.float32))
NOWHERE = np.empty(0, np.int64)


class Cache:
    """Arrays by segment and key, up to a number of bytes; what was not asked for longest goes first. Threads may share it."""

    def __init__(self, limit: int) -> None:
        """Begin empty; ``limit`` is in bytes."""
        self.limit = limit
        self.size = 0
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[str, ...], tuple[Array, ...]] = OrderedDict()
        self._segments: frozenset[str] = frozenset()

    def keep_to(self, segments: Iterable[str]) -> None:
        """Let go of everything but what belongs to some segments, and keep nothing of others from now on."""
        with self._lock:
            self._segments = frozenset(segments)
            for key in [key for key in self._held if key[0] not in self._segments]:
                self.size -= _size(self._held.pop(key))

    def get(self, key: tuple[str, ...], read: Callable[[], tuple[Array, ...]]) -> tuple[Array, ...]:
        """Give the arrays of a key, which begins with the name of a segment; they are read now where they are not held."""
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
                return found
        found = read()
        with self._lock:
            self._keep(key, found)
        return found

    def segments(self) -> set[str]:
        """Name the segments that arrays are held of."""
        with self._lock:
            return {key[0] for key in self._held}

    def _keep(self, key: tuple[str, ...], arrays: tuple[Array, ...]) -> None:
        # A search that began before a segment went may still read from it; and one term must not drive out all others in vain.
        if key not in self._held and key[0] in self._segments and _size(arrays) <= self.limit:
            self._held[key] = arrays
            self.size += _size(arrays)
        while self.size > self.limit:
            _key, oldest = self._held.popitem(last=False)
            self.size -= _size(oldest)


def _size(arrays: tuple[Array, ...]) -> int:
    return OVERHEAD + sum(array.nbytes for array in arrays)


class Segment:
    """One segment: its columns, and its postings as arrays. Threads may share it; they take turns at Whoosh's reader."""

    def __init__(self, reader: SegmentReader, columns: Columns, cache: Cache) -> None:
        """Take over an open reader; it is closed when nobody holds the segment any more."""
        self.name: str = reader.segment().segment_id()
        self.columns = columns
        self._cache = cache
        self._reader = reader
        self._lock = threading.Lock()
        weakref.finalize(self, reader.close)

    def has(self, field: str, term: str) -> bool:
        """Tell whether a term stands in a field of any document, deleted ones among them."""
        # Who asks this looks for the word next, so its postings are read now.
        return bool(self.postings(field, term).documents.size)

    def postings(self, field: str, term: str) -> Postings:
        """Give where a term stands in a field."""
        documents, weights = self._cache.get((self.name, field, term), lambda: self._postings(field, term))
        return Postings(documents, weights)

    def places(self, term: str) -> Array:
        """Give each place of a word as written, in order: the document number above :data:`PLACE_BITS` bits of place."""
        return self._cache.get((self.name, term), lambda: (self._places(term),))[0]

    def about(self, document: int) -> dict[str, Any]:
        """Give what an entry says of itself; see :func:`kb.search.whoosh.fields.about`."""
        with self._lock, trusted():
            found: dict[str, Any] = self._reader.stored_fields(document)["about"]
        return found

    def _postings(self, field: str, term: str) -> Postings:
        with self._reading():
            found = self._stretch(field, term)
            return Postings(np.array(found.documents, np.int64), np.array(found.weights, np.float32))
        return NOTHING

    def _places(self, term: str) -> Array:
        with self._reading():
            found = self._stretch("exact", term)
            documents = np.repeat(np.array(found.documents, np.int64), found.weights)
            return np.asarray(documents << PLACE_BITS | np.array(found.values.whole, np.int64))
        return NOWHERE

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        """Take a turn at the reader; a term that is not there ends it."""
        with self._lock, trusted(), contextlib.suppress(TermNotFound):
            yield

    def _stretch(self, field: str, term: str) -> Stretch:
        matcher = self._reader.postings(field, term)
        # Whoosh would leave out deleted documents one by one; a state leaves them out at the end.
        found: Stretch = getattr(matcher, "child", matcher)
        return found
