"""Writing entries: postings are gathered in memory, a segment is written at once, and small segments are kept few."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from whoosh import index
from whoosh.codec.base import Segment
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from kb.search.engine import Entry, Progress
from kb.search.whoosh import columns
from kb.search.whoosh.codec import Codec
from kb.search.whoosh.fields import document, schema
from kb.search.whoosh.pool import Pool
from kb.search.whoosh.storage import reader_of

# Postings gathered in memory before a segment is written: about 500 MB.
MOST_POSTINGS = 10_000_000
# The share of the work that is done, about, once entries have been taken in, and once their words are written.
TAKEN, WRITTEN = 0.7, 0.95
# So many segments below a size are made one.
MOST_ALIKE = 8
SIZES = (4096, 512, 64, 8)
Merge = Callable[[SegmentWriter, list[Segment]], list[Segment]]


class Pace:
    """Tells of each entry once. A part of the work is left when an entry has been taken in, so its number is told later."""

    def __init__(self, progress: Progress) -> None:
        """Begin with no entry; ``progress`` is told their number."""
        self.count = 0
        self._before = 0
        self._told = 0
        self._progress = progress

    def taken(self) -> None:
        """Count one more entry."""
        self.count += 1
        self._reach(TAKEN)

    def written(self, share: float) -> None:
        """Note which share of the words of a segment is written."""
        self._reach(TAKEN + (WRITTEN - TAKEN) * share)

    def finished(self) -> None:
        """Note that a segment is complete."""
        self._reach(1)
        self._before = self.count

    def _reach(self, share: float) -> None:
        while self._told < int(self._before + (self.count - self._before) * share):
            self._told += 1
            self._progress(self._told)


def build(folder: Path, entries: Iterable[Entry], progress: Progress) -> int:
    """Make an index of entries in an empty folder, its columns with it; give the number of entries."""
    made, pace, rest = index.create_in(str(folder), schema()), Pace(progress), iter(entries)
    for first in rest:
        with writing(made, pace.written) as writer:
            for entry in _segmentful(writer, chain([first], rest)):
                writer.add_document(**document(entry))
                pace.taken()
        keep_columns(made)
        pace.finished()
    return pace.count


def join(folder: Path, part: Path) -> None:
    """Take the segments of an index in another folder into an index, and remove that folder."""
    with contextlib.closing(index.open_dir(str(part))) as other:
        segments: list[Segment] = other._segments()  # noqa: SLF001 - Whoosh has no public way to a list of its segments
    for path in part.glob("MAIN_*.*"):
        path.rename(folder / path.name)
    with writing(index.open_dir(str(folder)), merge=lambda _writer, held: [*held, *segments]):
        shutil.rmtree(part)


def _segmentful(writer: SegmentWriter, entries: Iterator[Entry]) -> Iterator[Entry]:
    """Yield entries as long as the segment being written can hold them."""
    while writer.pool.size < MOST_POSTINGS and (entry := next(entries, None)):
        yield entry


def update(opened: index.FileIndex, entries: Iterable[Entry], gone: Iterable[int]) -> None:
    """Replace and remove entries in one commit."""
    with contextlib.closing(reader_of(opened)) as reader, writing(opened) as writer:
        for number in {*gone, *_added(writer, entries)}:
            if ("id", str(number)) in reader:
                for found in reader.postings("id", str(number)).all_ids():
                    writer.delete_document(found)
    keep_columns(opened)


def _added(writer: SegmentWriter, entries: Iterable[Entry]) -> Iterator[int]:
    for entry in entries:
        writer.add_document(**document(entry))
        yield entry.id


def keep_columns(opened: index.FileIndex) -> None:
    """Write the columns of segments that are new, so that no search has to."""
    with contextlib.closing(reader_of(opened)) as reader:
        for part, _offset in reader.leaf_readers():
            if part.doc_count_all():
                columns.keep(Path(opened.storage.folder), part)


@contextlib.contextmanager
def writing(
    opened: index.FileIndex, written: Callable[[float], None] = lambda _share: None, *, merge: Merge = lambda _writer, held: filled(held)
) -> Iterator[SegmentWriter]:
    """Commit at the end; after a failure free Whoosh's lock, which it would keep. ``merge`` says which segments remain."""
    # Read from a file made of several, Whoosh would hold all of it in memory.
    writer = opened.writer(codec=Codec(), compound=False)
    writer.pool = Pool(written)
    try:
        yield writer
        writer.commit(mergetype=merge)
    except BaseException:
        with contextlib.suppress(Exception):
            writer.cancel()
        raise


def filled(segments: list[Segment]) -> list[Segment]:
    """Leave out segments with nothing in them."""
    return [segment for segment in segments if segment.doc_count()]


def alike(segments: list[Segment]) -> list[Segment]:
    """Give the small segments where there are many of about a size; large ones stay as they are.

    So a change never costs more than its share: what is merged has grown by a
    multiple since it was merged before.
    """
    for size in SIZES:
        found = [segment for segment in segments if segment.doc_count_all() < size]
        if len(found) >= MOST_ALIKE:
            return found
    return []


def tidy(opened: index.FileIndex) -> None:
    """Make many small segments one."""
    with contextlib.closing(reader_of(opened)) as reader:
        few = not alike([part.segment() for part, _offset in reader.leaf_readers() if part.doc_count_all()])
    if not few:
        with writing(opened, merge=_merged):
            pass
        keep_columns(opened)


def _merged(writer: SegmentWriter, segments: list[Segment]) -> list[Segment]:
    held = filled(segments)
    few = alike(held)
    for segment in few:
        with contextlib.closing(SegmentReader(writer.storage, writer.schema, segment)) as reader:
            writer.add_reader(reader)
    return [segment for segment in held if segment not in few]
