"""What is asked of every hit at once: facets, dates and titles as arrays, one set a state of the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.reading import IndexReader

from kb.search.request import FACETS
from kb.search.whoosh.fields import facet_field

Numbers = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Codes:
    """The values of one facet: labels, and pairs of document number and label number."""

    labels: list[str]
    documents: Numbers
    codes: Numbers


@dataclass(frozen=True)
class Columns:
    """Facets, dates and title ranks by document number."""

    facets: Mapping[str, Codes]
    dates: Numbers
    titles: Numbers

    def mask(self, facet: str, values: Iterable[str]) -> Mask:
        """Mark the documents that have any of some values."""
        held, chosen = self.facets[facet], set(values)
        wanted = [code for code, label in enumerate(held.labels) if label in chosen]
        found = np.zeros(self.dates.size, dtype=np.bool_)
        found[held.documents[np.isin(held.codes, wanted)]] = True
        return found

    def counts(self, facet: str, hits: Mask) -> list[tuple[str, int]]:
        """Count the values of a facet over the marked documents, the most frequent first."""
        held = self.facets[facet]
        numbers = np.bincount(held.codes[hits[held.documents]], minlength=len(held.labels))
        found = [(label, int(number)) for label, number in zip(held.labels, numbers, strict=True) if number]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def ordered(self, found: Numbers, scores: Scores, sort: str) -> Numbers:
        """Put document numbers in order; equals stand by title."""
        dated = self.dates[found]
        keys: dict[str, npt.NDArray[Any]] = {
            "relevance": -scores[found],
            "newest": -dated,
            "oldest": np.where(dated == 0, np.iinfo(np.int64).max, dated),
            "label": self.titles[found],
        }
        return np.asarray(found[np.lexsort((self.titles[found], keys[sort]))])


def read(reader: IndexReader) -> Columns:
    """Read the arrays of the state a reader shows; deleted documents are in none of the facets."""
    size = reader.doc_count_all()
    if not size:  # Whoosh has no columns without documents
        nothing = np.empty(0, np.int64)
        return Columns({name: Codes([], nothing, nothing) for name in FACETS}, nothing, nothing)
    dates = np.fromiter(reader.column_reader("date"), dtype=np.int64, count=size)
    _, ranks = np.unique(np.array(list(reader.column_reader("title")), dtype=object), return_inverse=True)
    return Columns({name: _codes(reader, facet_field(name)) for name in FACETS}, dates, np.asarray(ranks, dtype=np.int64))


def _codes(reader: IndexReader, field: str) -> Codes:
    labels, documents, codes = [], [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for code, label in enumerate(reader.field_terms(field)):
        found = np.fromiter(reader.postings(field, label).all_ids(), dtype=np.int64)
        labels.append(label)
        documents.append(found)
        codes.append(np.full(found.size, code, dtype=np.int64))
    return Codes(labels, np.concatenate(documents), np.concatenate(codes))
