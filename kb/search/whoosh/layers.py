"""Segments laid over a state: what an index held at another moment, without writing to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from whoosh import index

from kb.search.engine import Entry
from kb.search.whoosh import columns, writing
from kb.search.whoosh.columns import Array
from kb.search.whoosh.segments import Cache, Segment
from kb.search.whoosh.state import State
from kb.search.whoosh.storage import reader_of, trusted


def segments(entries: Iterable[Entry], cache: Cache) -> list[Segment]:
    """Make segments of some entries. Their files are taken away again: what is open can still be read."""
    with TemporaryDirectory(prefix="kb-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if not writing.build(folder, entries, lambda _done: None):
            return []
        with trusted():
            readers = [reader for reader, _offset in reader_of(index.open_dir(name)).leaf_readers()]
            held = [(reader, columns.of(folder, reader)) for reader in readers]
            for reader in readers:
                # What is stored is opened at its first use.
                reader.stored_fields(0)
    return [Segment(reader, found, cache) for reader, found in held]


def laid(state: State, own: Sequence[Segment], hidden: Array) -> State:
    """Give a state without some records, by number, and with the documents of some segments of one's own."""
    ends = [*state.offsets[1:], state.alive.size]
    parts = []
    for segment, start, end in zip(state.segments, state.offsets, ends, strict=True):
        gone = ~state.alive[start:end] | np.isin(segment.columns.ids, hidden)
        parts.append((segment, np.flatnonzero(gone).tolist()))
    return State([*parts, *((segment, []) for segment in own)], state)
