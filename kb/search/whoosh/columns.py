"""What is asked of every hit at once, as arrays: one set a segment, read from Whoosh once and kept in a file beside it."""

from __future__ import annotations

import contextlib
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from whoosh.reading import SegmentReader

from kb.search.request import FACETS
from kb.search.whoosh import naming
from kb.search.whoosh.fields import MADE_AS, SCORED
from kb.search.whoosh.naming import Names
from kb.search.whoosh.packing import Array as Array
from kb.search.whoosh.packing import Arrays, Words
from kb.search.whoosh.packing import packed as packed
from kb.search.whoosh.packing import unpacked as unpacked

ENDING = "npz"


@dataclass(frozen=True)
class Codes:
    """The values of one facet in order, and pairs of document number and value number, by document."""

    labels: Sequence[str]
    documents: Array
    codes: Array


@dataclass(frozen=True)
class Columns:
    """The entries of a segment, by document number.

    ``ids``, ``dates`` and ``strengths`` are whole numbers; ``titles`` are the folded titles in
    order, equals by id, and ``order`` their documents; ``lengths`` maps a field to
    its number of words in each document; ``words`` are all words as written, in
    order, and ``frequencies`` the number of documents of each; ``names`` are
    all names of records.
    """

    ids: Array
    dates: Array
    strengths: Array
    titles: Sequence[str]
    order: Array
    facets: Mapping[str, Codes]
    lengths: Mapping[str, Array]
    words: Sequence[str]
    frequencies: Array
    names: Names


def of(folder: Path, reader: SegmentReader) -> Columns:
    """Give the columns of a segment: from its file, or from Whoosh where there is none that fits."""
    path, fits = _path(folder, reader), _fits(reader)
    arrays = _load(path)
    if arrays is None or not np.array_equal(arrays["fits"], fits):
        arrays = _read(reader) | {"fits": fits}
        _save(path, arrays)
    return _columns(arrays)


def keep(folder: Path, reader: SegmentReader) -> None:
    """See to it that the columns of a segment are in its file."""
    if not _path(folder, reader).exists():
        of(folder, reader)


def _path(folder: Path, reader: SegmentReader) -> Path:
    """Name the file so that Whoosh takes it away together with its segment."""
    return folder / str(reader.segment().make_filename(f".{ENDING}"))


def _fits(reader: SegmentReader) -> Array:
    """Say which segment arrays were made of."""
    return np.array([MADE_AS, reader.segment().segment_id(), str(reader.doc_count_all())])


def _load(path: Path) -> Arrays | None:
    try:
        # NumPy would leave a file open that it finds damaged.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            found = {name: held[name] for name in held.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    return found if "fits" in found else None


def _save(path: Path, arrays: Arrays) -> None:
    """Keep the arrays for the next time; where that cannot be, they are made anew then."""
    fresh = path.with_name(f"{path.stem}.{uuid.uuid4().hex}.{ENDING}")
    with contextlib.suppress(OSError):
        try:
            np.savez(fresh, allow_pickle=False, **arrays)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)


def _read(reader: SegmentReader) -> Arrays:
    """Read the arrays of a segment from Whoosh, deleted documents too: what is deleted differs from state to state."""
    size = reader.doc_count_all()
    abouts = [reader.stored_fields(number)["about"] for number in range(size)]
    ids = np.array([about["id"] for about in abouts], np.int64)
    titles = sorted((about["title"], about["id"], number) for number, about in enumerate(abouts))
    words = list(_words(reader))
    found: Arrays = {
        "ids": ids,
        "dates": np.array([about["date"] for about in abouts], np.int64),
        "strengths": np.array([about["strength"] for about in abouts], np.int64),
        "titles": packed(title for title, _id, _number in titles),
        "order": np.array([number for _title, _id, number in titles], np.int64),
        "words": packed(word for word, _frequency in words),
        "frequencies": np.array([frequency for _word, frequency in words], np.int32),
    }
    for name in SCORED:
        found[f"lengths.{name}"] = np.array([reader.doc_field_length(number, name) or 0 for number in range(size)], np.float32)
    for name in FACETS:
        found |= _facet(name, [about["facets"].get(name, ()) for about in abouts])
    return found | naming.read(abouts)


def _words(reader: SegmentReader) -> Iterator[tuple[str, int]]:
    if "exact" in reader.indexed_field_names():
        for word, told in reader.iter_field("exact"):
            yield word.decode(), told.doc_frequency()


def _facet(name: str, values: Sequence[Sequence[str]]) -> Arrays:
    labels = sorted({value for held in values for value in held})
    numbers = {label: number for number, label in enumerate(labels)}
    documents = np.repeat(np.arange(len(values), dtype=np.int32), [len(held) for held in values])
    codes = np.array([numbers[value] for held in values for value in held], np.int32)
    return {f"{name}.labels": packed(labels), f"{name}.documents": documents, f"{name}.codes": codes}


def _columns(held: Arrays) -> Columns:
    return Columns(
        ids=held["ids"],
        dates=held["dates"],
        strengths=held["strengths"],
        titles=Words(held["titles"]),
        order=held["order"],
        facets={name: Codes(unpacked(held[f"{name}.labels"]), held[f"{name}.documents"], held[f"{name}.codes"]) for name in FACETS},
        lengths={name: held[f"lengths.{name}"] for name in SCORED},
        words=Words(held["words"]),
        frequencies=held["frequencies"],
        names=Names(held),
    )
