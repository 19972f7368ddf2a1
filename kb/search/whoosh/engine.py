"""The engine: entries in, answers out."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from whoosh.reading import SegmentReader

from kb.errors import BadRequest, IndexUnavailable
from kb.search.engine import Completion, Diagnosis, Entry, Explanation, Likeness, Meaning, Progress, Result
from kb.search.request import Request
from kb.search.whoosh import (
    building,
    choosing,
    columns,
    completing,
    explaining,
    layers,
    order,
    passages,
    similar,
    snippets,
    spelling,
    writing,
)
from kb.search.whoosh.columns import Array
from kb.search.whoosh.matching import Found, Matching, find
from kb.search.whoosh.meanings import MOST_NAMESAKES, understand
from kb.search.whoosh.segments import Cache, Segment
from kb.search.whoosh.state import State
from kb.search.whoosh.storage import Stamp, Storage, seal, trusted
from kb.search.whoosh.words import same_name, same_stems
from kb.told import Told

# What postings may take in memory unless told otherwise, in bytes.
CACHE_SIZE = 64 << 20
# What is called exactly as was typed stands first.
NAMED_BONUS = 1000.0


class WhooshEngine:
    """See :class:`kb.search.engine.Engine`. Threads may share it."""

    def __init__(self, folder: Path, cache: int = CACHE_SIZE) -> None:
        """Name the folder of the index, and the bytes that postings may take in memory; nothing is opened yet."""
        self.storage = Storage(folder)
        self.cache = Cache(cache)
        self._opening = threading.Lock()
        self._held: tuple[Stamp, State] | None = None

    def rebuild(self, entries: Iterable[Entry], progress: Progress) -> int:
        """Build anew beside the old index and switch over."""
        with self.storage.exclusive(), self.storage.new_generation() as folder:
            count = building.build(folder, entries, progress)
            seal(folder, count)
        return count

    def update(self, entries: Iterable[Entry], gone: Iterable[int]) -> None:
        """Replace and remove entries in one commit, after which they are found; then see to it that segments stay few."""
        with self.storage.exclusive():
            writing.update(self.storage.open(), entries, gone)
            writing.tidy(self.storage.open())

    def find(self, request: Request) -> Result:
        """Answer a request: the page in order, and the facets over all hits."""
        state = self._state()
        found, understood, meanings = _search(state, request)
        return replace(_answer(state, understood, found), meanings=meanings)

    def find_all(self, request: Request) -> list[int]:
        """Give every record found, in order, without counting facets."""
        state = self._state()
        found = _search(state, request).found
        documents, keys = order.chosen(state, request, *_chosen(state, request, found))
        return [int(number) for number in state.ids[documents[np.argsort(keys)]]]

    def best(self, texts: Sequence[str], request: Request) -> int:
        """Give the number of the text that answers best."""
        return passages.best(texts, request.tree)

    def seems_whole(self, text: str, request: Request) -> bool:
        """Tell, at a glance, whether a text has all that a request asks for."""
        return passages.seems_whole(text, request.tree)

    def snippet(self, text: str, request: Request) -> str:
        """Give the best stretch of a text as HTML; without a match, its beginning."""
        return snippets.snippet(text, request.tree)

    def similar(self, entry: Entry, request: Request) -> Likeness:
        """Give the records like another one, and what each shares with it."""
        state = self._state()
        found, sought = similar.alike(state, entry)
        understood = replace(request, tree=similar.tree(sought))
        result = _answer(state, understood, found)
        return Likeness(result, {record: similar.shares(sought, state.documents[record]) for record, _score in result.hits})

    def complete(self, text: str, limit: int) -> Completion:
        """Give what the beginning of a search may become."""
        return completing.complete(self._state(), text, limit)

    def spellings(self, word: str) -> tuple[str, ...]:
        """Give the words that may be meant by one that occurs nowhere or looks mistyped."""
        return spelling.spellings(self._state(), word)

    def explain(self, request: Request, record: int) -> Explanation:
        """Tell why a request finds a record, or why not."""
        state = self._state()
        found, understood, _meanings = _search(state, request)
        return explaining.explain(state, understood, found, _named(state, request.words), record)

    def count(self, request: Request) -> int:
        """Count the records that meet all of a request."""
        state = self._state()
        return state.remembered("count", repr((request.tree, request.filters, request.widened)), lambda: _count(state, request))

    def diagnose(self, request: Request) -> Diagnosis:
        """Count what each condition of a request leaves."""
        state = self._state()
        return explaining.diagnose(state, request, choosing.conditions(state, request.filters))

    def as_of(self, entries: Iterable[Entry], hidden: Iterable[int]) -> PastEngine:
        """Give an engine that answers as of the past."""
        return PastEngine(self.storage.folder, self._state, layers.segments(entries, self.cache), hidden)

    def digests(self) -> Iterator[tuple[int, str]]:
        """Yield number and digest of every entry."""
        state = self._state()
        for offset, segment in zip(state.offsets, state.segments, strict=True):
            for document in np.flatnonzero(state.alive[offset : offset + segment.columns.ids.size]):
                about = segment.about(int(document))
                yield about["id"], about["digest"]

    def _state(self) -> State:
        """Give the newest state; what was read of its segments before is kept."""
        held = self._held
        if held is None or held[0] != self.storage.stamp():
            with self._opening:
                held = self._held
                if held is None or held[0] != self.storage.stamp():
                    held = self._held = self._open(held[1] if held else None)
        return held[1]

    def _open(self, before: State | None) -> tuple[Stamp, State]:
        """Open the newest state; where another was switched in meanwhile, and the files of this one are gone, look again."""
        known = {segment.name: segment for segment in before.segments} if before else {}
        while True:
            stamp, readers = self.storage.read()
            try:
                state = State([self._part(stamp, reader, known) for reader in readers], before)
            except IndexUnavailable:
                for reader in readers:
                    with contextlib.suppress(Exception):
                        reader.close()
                if self.storage.stamp() == stamp:
                    raise
            else:
                self.cache.keep_to(segment.name for segment in state.segments)
                return stamp, state

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
        return Segment(reader, held, self.cache), deleted


class PastEngine(WhooshEngine):
    """Answers from the segments of another engine and some of its own, without the records that are ``hidden`` in the former."""

    def __init__(self, folder: Path, present: Callable[[], State], own: Sequence[Segment], hidden: Iterable[int]) -> None:
        """Take the way to the other engine's newest state, and what stands in place of the hidden records."""
        super().__init__(folder)
        self._present, self._own = present, own
        self._hidden = np.array(sorted(hidden), np.int64)
        self._laid: tuple[State, State] | None = None

    def rebuild(self, entries: Iterable[Entry], progress: Progress) -> int:  # noqa: ARG002 - the contract's
        """Refuse: only the present is written."""
        raise BadRequest(reason=Told("the past cannot be changed; leave out the moment"))

    def update(self, entries: Iterable[Entry], gone: Iterable[int]) -> None:  # noqa: ARG002 - the contract's
        """Refuse: only the present is written."""
        raise BadRequest(reason=Told("the past cannot be changed; leave out the moment"))

    def _state(self) -> State:
        """Give the newest state of the other engine as seen from here."""
        present, laid = self._present(), self._laid
        if laid is None or laid[0] is not present:
            laid = self._laid = (present, layers.laid(present, self._own, self._hidden))
        return laid[1]


class Answer(NamedTuple):
    """What a search found, as what it was understood, and which words were searched under other names as well."""

    found: Found
    understood: Request
    meanings: tuple[Meaning, ...]


def _search(state: State, request: Request) -> Answer:
    """Find all the words; where no record has them all, any of them."""
    notes = list(request.notes)
    tree, meanings = understand(state, request, notes)
    understood, matching = replace(request, tree=tree), Matching(state, notes)
    found = matching.whole(tree)
    loose = understood.any_of()
    if loose.tree != tree and not found.hits.any():
        understood, found = loose, matching.whole(loose.tree)
        notes.append("no record has all of these words; these have some of them")
    found.scores[_named(state, request.words)] += NAMED_BONUS
    return Answer(found, replace(understood, notes=tuple(dict.fromkeys(notes))), meanings)


def _count(state: State, request: Request) -> int:
    hits = find(state, understand(state, request, [])[0], []).hits
    return int(np.count_nonzero(choosing.met(state, request.filters, hits)))


def _named(state: State, words: str) -> Array:
    """Give the documents whose own name is just what was typed, or where there is none, the few whose name has other endings."""
    called = state.postings("called", same_name(words)).documents
    if called.size:
        return called
    alike = state.postings("alike", same_stems(words)).documents
    return alike[: 0 if alike.size > MOST_NAMESAKES else None]


def _answer(state: State, understood: Request, found: Found) -> Result:
    """Give the page of a request; what its choices leave out is left out of all counts, too."""
    result = order.answer(state, understood, *_chosen(state, understood, found))
    return replace(result, choices=choosing.told(state, understood.filters, found.hits))


def _chosen(state: State, request: Request, found: Found) -> tuple[Found, dict[str, Array]]:
    """Give what was found without what is to be left out, and the masks of what is wanted of each facet."""
    return found._replace(hits=choosing.left(state, request.filters, found.hits)), choosing.masks(state, request.filters)
