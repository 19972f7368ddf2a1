"""The engine: entries in, answers out."""

from __future__ import annotations

import contextlib
import html
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import highlight, index, query
from whoosh.searching import Searcher
from whoosh.writing import IndexWriter

from kb.search.engine import Entry, Progress, Result
from kb.search.request import FACETS, Node, Request
from kb.search.whoosh import columns as arrays
from kb.search.whoosh.columns import Columns, Mask, Numbers, Scores
from kb.search.whoosh.fields import STEMMED, document, same_name, schema
from kb.search.whoosh.query import correct, matched, translate
from kb.search.whoosh.storage import Stamp, Storage, seal

MEMORY_MB = 128
# What is called exactly as was typed stands first.
NAMED_BONUS = 1000.0
SNIPPET_LENGTH, SNIPPET_SCAN = 240, 4000
Hits = tuple[Mask, Scores]


class Marker(highlight.Formatter):  # type: ignore[misc] # Whoosh has no types
    """Writes a stretch of text as HTML, the words found in ``<mark>``."""

    between = " … "

    def _text(self, text: str) -> str:
        return html.escape(text, quote=False)

    def format_token(self, text: str, token: Any, replace: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 - Whoosh's interface
        """Mark one word."""
        return f"<mark>{self._text(text[token.startchar : token.endchar])}</mark>"


class Scorer(highlight.BasicFragmentScorer):  # type: ignore[misc] # Whoosh has no types
    """Scores a stretch of text; of equals the earlier one is better, where Whoosh would take any of them."""

    def __call__(self, fragment: Any) -> float:
        """Give the score of one stretch."""
        return float(super().__call__(fragment) - fragment.startchar / SNIPPET_SCAN)


class WhooshEngine:
    """See :class:`kb.search.engine.Engine`."""

    def __init__(self, folder: Path) -> None:
        """Name the folder of the index; nothing is opened yet."""
        self.storage = Storage(folder)
        self._local = threading.local()
        self._columns: tuple[Stamp, Columns] | None = None

    def rebuild(self, entries: Iterable[Entry], progress: Progress) -> int:
        """Build anew beside the old index and switch over."""
        with self.storage.exclusive(), self.storage.new_generation() as folder:
            count = 0
            with _writing(index.create_in(str(folder), schema())) as writer:
                for count, entry in enumerate(entries, start=1):
                    writer.add_document(**document(entry))
                    progress(count)
            seal(folder, count)
        return count

    def update(self, entries: Iterable[Entry], gone: Iterable[int]) -> None:
        """Replace and remove entries in one commit."""
        with self.storage.exclusive(), _writing(self.storage.open()) as writer:
            for number in gone:
                writer.delete_by_term("id", str(number))
            for entry in entries:
                writer.update_document(**document(entry))

    def find(self, request: Request) -> Result:
        """Answer a request: all hits by Whoosh, everything about them by arrays."""
        searcher, columns = self._state()
        (hits, scores), understood = self._hits(searcher, request)
        masks = {name: columns.mask(name, values) for name, values in request.filters.items() if values}
        chosen = np.flatnonzero(reduce(np.logical_and, masks.values(), hits))
        start = (request.page - 1) * request.size
        page = columns.ordered(chosen, scores, request.sort)[start : start + request.size]
        found = [(_id(searcher, number), round(float(scores[number]), 4)) for number in page]
        return Result(chosen.size, found, _facets(columns, hits, masks), understood)

    def find_all(self, request: Request) -> list[int]:
        """Give every record found, in order, without counting facets."""
        searcher, columns = self._state()
        (hits, scores), _understood = self._hits(searcher, request)
        masks = [columns.mask(name, values) for name, values in request.filters.items() if values]
        chosen = np.flatnonzero(reduce(np.logical_and, masks, hits))
        return [_id(searcher, number) for number in columns.ordered(chosen, scores, request.sort)]

    def snippet(self, text: str, request: Request) -> str:
        """Give the best stretch of a text as HTML; without a match, its beginning."""
        scanned = text[:SNIPPET_SCAN]
        fragmenter = highlight.ContextFragmenter(maxchars=SNIPPET_LENGTH, surround=SNIPPET_LENGTH // 3)
        found = highlight.highlight(scanned, matched(request.tree, scanned), STEMMED, fragmenter, Marker(), top=1, scorer=Scorer())
        return found or html.escape(scanned[:SNIPPET_LENGTH], quote=False)

    def digests(self) -> Iterator[tuple[int, str]]:
        """Yield number and digest of every entry."""
        searcher, _columns = self._state()
        for stored in searcher.reader().all_stored_fields():
            yield int(stored["id"]), stored["digest"]

    def _state(self) -> tuple[Searcher, Columns]:
        """Give this thread's searcher of the newest state, which Whoosh wants unshared, and everybody's arrays."""
        stamp = self.storage.stamp()
        while getattr(self._local, "stamp", None) != stamp:
            # A switch between the two would give the searcher of one state the name of another.
            self._local.searcher, self._local.stamp = self.storage.searcher(), stamp
            stamp = self.storage.stamp()
        held = self._columns
        if held is None or held[0] != stamp:
            held = self._columns = stamp, arrays.read(self._local.searcher.reader())
        return self._local.searcher, held[1]

    def _hits(self, searcher: Searcher, request: Request) -> tuple[Hits, Request]:
        """Find all the words; where no record has them all, any of them."""
        notes = list(request.notes)
        tree = correct(request.tree, searcher.reader(), notes)
        understood = replace(request, tree=tree)
        found = _run(searcher, tree, notes)
        loose = understood.any_of()
        if not found[0].any() and loose.tree != tree:
            understood, found = loose, _run(searcher, loose.tree, notes)
            notes.append("no record has all of these words; these have some of them")
        found[1][_named(searcher, request.words)] += NAMED_BONUS
        return found, replace(understood, notes=tuple(dict.fromkeys(notes)))


def _run(searcher: Searcher, tree: Node | None, notes: list[str]) -> Hits:
    size = searcher.doc_count_all()
    hits, scores = np.zeros(size, dtype=np.bool_), np.zeros(size)
    asked = query.Every() if tree is None else translate(tree, searcher.reader(), notes)
    for part, offset in searcher.leaf_searchers():
        matcher = asked.matcher(part)
        while matcher.is_active():
            number = matcher.id() + offset
            hits[number], scores[number] = True, matcher.score()
            matcher.next()
    return hits, scores


def _named(searcher: Searcher, words: str) -> Numbers:
    """Give the documents whose own name is just what was typed."""
    name = same_name(words)
    known = bool(name) and ("called", name) in searcher.reader()
    return np.fromiter(searcher.reader().postings("called", name).all_ids() if known else (), dtype=np.int64)


def _facets(columns: Columns, hits: Mask, masks: dict[str, Mask]) -> dict[str, list[tuple[str, int]]]:
    """Count each facet over the hits that all other facets leave."""
    return {
        name: columns.counts(name, reduce(np.logical_and, (mask for other, mask in masks.items() if other != name), hits))
        for name in FACETS
    }


def _id(searcher: Searcher, number: int | Numbers) -> int:
    return int(searcher.stored_fields(int(number))["id"])


@contextlib.contextmanager
def _writing(opened: index.FileIndex) -> Iterator[IndexWriter]:
    """Commit at the end; after a failure free Whoosh's lock, which it would keep."""
    writer = opened.writer(limitmb=MEMORY_MB)
    try:
        yield writer
        writer.commit()
    except BaseException:
        with contextlib.suppress(Exception):
            writer.cancel()
        raise
