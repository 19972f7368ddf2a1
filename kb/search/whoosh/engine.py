"""The engine: entries in, answers out."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from pathlib import Path

import numpy as np
from whoosh.reading import SegmentReader

from kb.errors import IndexUnavailable
from kb.search.engine import Diagnosis, Entry, Explanation, Progress, Result
from kb.search.request import Request
from kb.search.whoosh import columns, explaining, order, snippets, writing
from kb.search.whoosh.columns import Array
from kb.search.whoosh.lexicon import correct
from kb.search.whoosh.matching import Found, find
from kb.search.whoosh.segments import Cache, Segment
from kb.search.whoosh.state import State
from kb.search.whoosh.storage import Stamp, Storage, seal, trusted
from kb.search.whoosh.words import same_name

# What postings may take in memory, in bytes.
CACHE_SIZE = 64 << 20
# What is called exactly as was typed stands first.
NAMED_BONUS = 1000.0


class WhooshEngine:
    """See :class:`kb.search.engine.Engine`. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        """Name the folder of the index; nothing is opened yet."""
        self.storage = Storage(folder)
        self._cache = Cache(CACHE_SIZE)
        self._opening = threading.Lock()
        self._held: tuple[Stamp, State] | None = None

    def rebuild(self, entries: Iterable[Entry], progress: Progress) -> int:
        """Build anew beside the old index and switch over."""
        with self.storage.exclusive(), self.storage.new_generation() as folder:
            count = writing.build(folder, entries, progress)
            seal(folder, count)
        return count

    def update(self, entries: Iterable[Entry], gone: Iterable[int]) -> None:
        """Replace and remove entries in one commit."""
        with self.storage.exclusive():
            writing.update(self.storage.open(), entries, gone)

    def find(self, request: Request) -> Result:
        """Answer a request: the page in order, and the facets over all hits."""
        state = self._state()
        found, understood = _search(state, request)
        masks = _masks(state, request)
        documents, keys = _chosen(state, request, found, masks)
        start, stop = order.page(state, request, documents, keys)
        spots = order.cut(keys, start, stop)
        hits = [(int(state.ids[number]), round(float(found.scores[number]), 4)) for number in documents[spots]]
        marks = [order.mark_of(state, request.sort, documents[spot], int(keys[spot])) for spot in (*spots[:1], *spots[-1:])]
        after, before = marks[-1] if stop < keys.size and marks else None, marks[0] if start and marks else None
        return Result(keys.size, hits, state.counts(found.hits, masks), understood, after, before)

    def find_all(self, request: Request) -> list[int]:
        """Give every record found, in order, without counting facets."""
        state = self._state()
        found, _understood = _search(state, request)
        documents, keys = _chosen(state, request, found, _masks(state, request))
        return [int(number) for number in state.ids[documents[np.argsort(keys)]]]

    def snippet(self, text: str, request: Request) -> str:
        """Give the best stretch of a text as HTML; without a match, its beginning."""
        return snippets.snippet(text, request.tree)

    def explain(self, request: Request, record: int) -> Explanation:
        """Tell why a request finds a record, or why not."""
        state = self._state()
        found, understood = _search(state, request)
        return explaining.explain(state, understood, found, _named(state, request.words), record)

    def diagnose(self, request: Request) -> Diagnosis:
        """Count what each condition of a request leaves."""
        state = self._state()
        return explaining.diagnose(state, request, _masks(state, request))

    def digests(self) -> Iterator[tuple[int, str]]:
        """Yield number and digest of every entry."""
        state = self._state()
        for offset, segment in zip(state.offsets, state.segments, strict=True):
            for document in np.flatnonzero(state.alive[offset : offset + segment.columns.ids.size]):
                yield segment.digest(int(document))

    def _state(self) -> State:
        """Give the newest state; what was read of its segments before is kept."""
        held = self._held
        if held is None or held[0] != self.storage.stamp():
            with self._opening:
                held = self._held
                if held is None or held[0] != self.storage.stamp():
                    held = self._held = self._open({segment.name: segment for segment in held[1].segments} if held else {})
        return held[1]

    def _open(self, known: dict[str, Segment]) -> tuple[Stamp, State]:
        """Open the newest state; where another was switched in meanwhile, and the files of this one are gone, look again."""
        while True:
            stamp, readers = self.storage.read()
            try:
                return stamp, State([self._part(stamp, reader, known) for reader in readers])
            except IndexUnavailable:
                for reader in readers:
                    with contextlib.suppress(Exception):
                        reader.close()
                if self.storage.stamp() == stamp:
                    raise

    def _part(self, stamp: Stamp, reader: SegmentReader, known: dict[str, Segment]) -> tuple[Segment, list[int]]:
        deleted = list(reader.segment().deleted_docs())
        segment = known.get(reader.segment().segment_id())
        if segment:
            reader.close()
            return segment, deleted
        with trusted():
            held = columns.of(self.storage.folder / stamp[0], reader)
            # What is stored is opened at its first use; later its file may be gone.
            reader.stored_fields(0)
        return Segment(reader, held, self._cache), deleted


def _search(state: State, request: Request) -> tuple[Found, Request]:
    """Find all the words; where no record has them all, any of them."""
    notes = list(request.notes)
    tree = correct(state, request.tree, notes)
    understood = replace(request, tree=tree)
    found = find(state, tree, notes)
    loose = understood.any_of()
    if loose.tree != tree and not found.hits.any():
        understood, found = loose, find(state, loose.tree, notes)
        notes.append("no record has all of these words; these have some of them")
    found.scores[_named(state, request.words)] += NAMED_BONUS
    return found, replace(understood, notes=tuple(dict.fromkeys(notes)))


def _named(state: State, words: str) -> Array:
    """Give the documents whose own name is just what was typed."""
    name = same_name(words)
    return state.postings("called", name).documents if name else np.empty(0, np.int64)


def _masks(state: State, request: Request) -> dict[str, Array]:
    return {name: state.mask(name, values) for name, values in request.filters.items() if values}


def _chosen(state: State, request: Request, found: Found, masks: dict[str, Array]) -> tuple[Array, Array]:
    """Give the documents that the filters leave, and their keys in the order asked for."""
    documents = np.flatnonzero(reduce(np.logical_and, masks.values(), found.hits))
    return documents, order.keys(state, request.sort, documents, found.scores)
