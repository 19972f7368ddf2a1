"""Segments put together at once or by and by are the same row of documents."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.request import FACETS
from kb.search.whoosh import WhooshEngine, joining, state
from kb.search.whoosh.columns import Codes
from kb.search.whoosh.joining import NOTHING, Joined, joined
from kb.search.whoosh.titles import Titles
from tests.helpers import entry, request

WORDS = ("amber", "birch", "cedar", "dune", "elm")
DOCUMENTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sets(st.sampled_from(WORDS))), max_size=8)


def row(documents: list[tuple[str, set[str]]], first: int) -> Joined:
    """Make a row of documents by title and values of a facet; ids are given in the order of the documents."""
    ids = np.arange(first, first + len(documents), dtype=np.int64)
    order = np.array(sorted(range(len(documents)), key=lambda number: (documents[number][0], number)), np.int64)
    labels = sorted({value for _title, values in documents for value in values})
    pairs = [(number, labels.index(value)) for number, (_title, values) in enumerate(documents) for value in sorted(values)]
    codes = Codes(labels, np.array([one for one, _code in pairs], np.int32), np.array([code for _one, code in pairs], np.int32))
    titles = Titles([documents[number][0] for number in order.tolist()], ids[order])
    return Joined(ids, titles, order, dict.fromkeys(FACETS, codes))


def told(whole: Joined) -> tuple[list[tuple[str, int]], list[int], list[int], list[tuple[int, str]]]:
    """Give all that a row says."""
    codes = whole.facets["kind"]
    values = [(document, codes.labels[code]) for document, code in zip(codes.documents.tolist(), codes.codes.tolist(), strict=True)]
    return list(whole.titles), whole.order.tolist(), whole.ids.tolist(), values


@given(one=DOCUMENTS, other=DOCUMENTS)
def test_a_small_row_put_in_its_places_is_where_sorting_puts_it(one: list[tuple[str, set[str]]], other: list[tuple[str, set[str]]]) -> None:
    large, small = row(one, 100), row(other, 1)
    inserted, sorted_anew = joined([large, small]), joined([large, small, NOTHING])
    assert told(inserted) == told(sorted_anew)
    assert list(inserted.titles) == sorted(inserted.titles)
    assert list(inserted.facets["kind"].labels) == list(sorted_anew.facets["kind"].labels)


@given(one=DOCUMENTS, other=DOCUMENTS)
def test_a_large_row_is_joined_as_a_small_one_is(one: list[tuple[str, set[str]]], other: list[tuple[str, set[str]]]) -> None:
    rows = [row(one, 1), row(other, 100)]
    small = told(joined(rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joining, "FEW", 0)
        assert told(joined(rows)) == small


def test_titles_are_given_one_by_one_and_in_stretches() -> None:
    titles = row([("birch", set()), ("amber", set())], 7).titles
    assert (len(titles), titles[0], titles[0:2]) == (2, ("amber", 8), [("amber", 8), ("birch", 7)])


def test_a_reader_of_edits_answers_as_one_that_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "LARGE", 20)
    reader = WhooshEngine(tmp_path / "index")
    reader.rebuild(
        [entry(number, f"word {number % 7}", facets={"year": (str(2000 + number % 3),)}) for number in range(1, 41)], lambda _n: None
    )
    for number in range(41, 61):
        reader.update([entry(number, f"word {number % 5}", facets={"year": (str(1990 + number % 20),)})], [number - 40])
        for asked in (request("word"), request(sort="label", size=60), request("year:1995")):
            assert reader.find(asked) == WhooshEngine(tmp_path / "index").find(asked)
