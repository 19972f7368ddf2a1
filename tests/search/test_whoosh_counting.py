from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.whoosh.columns import Codes
from kb.search.whoosh.counting import SHORT, Chosen, Values

LABELS = ["amber", "birch", "cedar"]
SIZE = 60
VALUES = st.lists(st.sets(st.sampled_from(range(len(LABELS)))), min_size=SIZE, max_size=SIZE)


def values_of(held: Sequence[set[int]], alive: np.typing.NDArray[np.bool_]) -> Values:
    pairs = [(document, code) for document, codes in enumerate(held) for code in sorted(codes)]
    used = sorted({code for _document, code in pairs})
    documents = np.array([document for document, _code in pairs], np.int32)
    return Values(Codes([LABELS[code] for code in used], documents, np.array([used.index(code) for _one, code in pairs], np.int32)), alive)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.3, 0.5, 0.7, 0.95, 1.0])
@given(held=VALUES, gone=st.sets(st.integers(0, SIZE - 1), max_size=9), seed=st.integers(0, 99))
def test_values_are_counted_alike_over_few_many_and_nearly_all_documents(
    share: float, held: list[set[int]], gone: set[int], seed: int
) -> None:
    alive = np.array([document not in gone for document in range(SIZE)])
    hits = alive & (np.random.default_rng(seed).random(SIZE) < share)
    values = values_of(held, alive)
    counted = dict(zip(values.labels, values.counts(Chosen(hits, alive)).tolist(), strict=True))
    wanted = Counter(LABELS[code] for document in np.flatnonzero(hits).tolist() for code in held[document])
    assert {label: count for label, count in counted.items() if count} == wanted


def test_documents_of_any_of_some_values_are_marked() -> None:
    values = values_of([{0}, {1}, {0, 2}, set()], np.ones(4, np.bool_))
    assert values.mask(["amber"]).tolist() == [True, False, True, False]
    assert values.mask(["birch", "cedar", "dune", ""]).tolist() == [False, True, True, False]


def test_more_values_than_a_short_number_can_tell_apart_are_counted_all_the_same() -> None:
    labels = [f"{number:06}" for number in range(SHORT + 2)]
    documents = np.arange(len(labels), dtype=np.int32)
    alive = np.ones(len(labels), np.bool_)
    values = Values(Codes(labels, documents, documents[::-1].copy()), alive)
    assert values.counts(Chosen(alive, alive)).tolist() == [1] * len(labels)
    assert np.flatnonzero(values.mask([labels[0]])).tolist() == [len(labels) - 1]
