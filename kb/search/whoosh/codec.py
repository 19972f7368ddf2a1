"""How postings lie in a segment: each term's as one stretch of whole numbers, which is read in one go."""

from __future__ import annotations

import contextlib
from array import array
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

from whoosh import formats
from whoosh.codec.base import PostingsWriter
from whoosh.codec.whoosh3 import W3Codec, W3Segment, W3TermInfo, W3TermsReader
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.matching import ListMatcher


def _numbers(file: StructFile, start: int, count: int) -> array[int]:
    found = array("I", file.get(start, count * array("I").itemsize))
    if len(found) < count:
        raise EOFError
    return found


class Places(formats.Format):  # type: ignore[misc] # Whoosh has no types
    """The format of a field that knows where its words stand: places are numbers, counted through all documents of a term."""


class Values(Sequence[bytes]):
    """The places of a term in each document, as the bytes that Whoosh calls the value of a posting; read when first asked for."""

    def __init__(self, file: StructFile, start: int, counts: Sequence[int]) -> None:
        """Take where the places begin in a file, and their number in each document."""
        self._file = file
        self._start = start
        self._counts = counts

    def __len__(self) -> int:
        return len(self._counts)

    def __getitem__(self, number: Any) -> Any:
        end = self._ends[number]
        return self.whole[end - self._counts[number] : end].tobytes()

    @cached_property
    def whole(self) -> array[int]:
        """All places one after another."""
        return _numbers(self._file, self._start, sum(self._counts))

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(self._counts))


class Stretch(ListMatcher):  # type: ignore[misc] # Whoosh has no types
    """The postings of a term, whole; Whoosh itself walks through them when it merges segments."""

    def __init__(self, documents: array[int], weights: array[int], values: Values, *rest: Any, **named: Any) -> None:
        super().__init__(documents, weights, values, *rest, **named)
        self.documents, self.weights, self.values = documents, weights, values


class StretchWriter(PostingsWriter):  # type: ignore[misc] # Whoosh has no types
    """Writes what :class:`kb.search.whoosh.pool.Pool` gives out: all postings of a term at once."""

    def __init__(self, file: StructFile) -> None:
        self._file = file
        self._told = W3TermInfo()

    def start_postings(self, _format: Any, _terminfo: W3TermInfo) -> None:
        """Begin a term."""
        self._told = W3TermInfo()

    def add_posting(self, documents: array[int], weights: array[int], places: bytes, length: int | None = None) -> None:  # noqa: ARG002 - Whoosh's interface
        """Write all postings of the term."""
        start = self._file.tell()
        stretch = documents.tobytes() + weights.tobytes() + places
        self._file.write(stretch)
        self._told = W3TermInfo(weight=sum(weights), df=len(documents), maxweight=max(weights), minid=documents[0], maxid=documents[-1])
        self._told.set_extent(start, len(stretch))

    def finish_postings(self) -> W3TermInfo:
        """Give what the dictionary of terms says of the term."""
        return self._told

    def written(self) -> bool:
        """Tell that nothing is held back."""
        return True


class Codec(W3Codec):  # type: ignore[misc] # Whoosh has no types
    """Whoosh's own files but for the postings, which Whoosh packs in small blocks, to be unpacked one by one."""

    # Spares a look-up of the document's length for each posting; it only serves to skip blocks.
    length_stats = False

    def postings_writer(self, dbfile: StructFile, byteids: bool = False) -> StretchWriter:  # noqa: ARG002, FBT001, FBT002 - Whoosh's interface
        """Give what writes the postings of a field."""
        return StretchWriter(dbfile)

    def terms_reader(self, storage: FileStorage, segment: W3Segment) -> W3TermsReader:
        """Open the dictionary of terms. Where one of its files is gone, swept by another process, the other is closed again."""
        name = segment.make_filename(self.TERMS_EXT)
        with contextlib.ExitStack() as opened:
            terms = opened.enter_context(contextlib.closing(storage.open_file(name)))
            posts = opened.enter_context(contextlib.closing(segment.open_file(storage, self.POSTS_EXT)))
            made = W3TermsReader(self, terms, storage.file_length(name), posts)
            opened.pop_all()
        return made

    def postings_reader(self, dbfile: StructFile, terminfo: W3TermInfo, format_: Any, term: Any = None, scorer: Any = None) -> Stretch:
        """Read the postings of a term."""
        start, size = terminfo.extent()[0], terminfo.doc_frequency()
        held = _numbers(dbfile, start, 2 * size)
        documents, weights = held[:size], held[size:]
        # Only words as written have places; of the others Whoosh wants values all the same, which are empty.
        counts = weights if isinstance(format_, Places) else array("I", bytes(size * held.itemsize))
        values = Values(dbfile, start + held.itemsize * len(held), counts)
        return Stretch(documents, weights, values, format_, scorer, term=term, terminfo=terminfo)
