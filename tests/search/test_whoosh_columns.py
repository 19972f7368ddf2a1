from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.engine import Entry
from kb.search.whoosh import WhooshEngine
from kb.search.whoosh.columns import packed, unpacked
from kb.search.whoosh.fields import SEPARATOR
from kb.search.whoosh.state import Counts
from tests.helpers import entry, request, snapshot

LABELS = [f"value {number:03}" for number in range(60)]


def topics(numbers: range) -> Iterator[Entry]:
    for number in numbers:
        yield entry(number, f"word {number}", facets={"kind": ("topic",)})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of an index of fifty entries."""
    WhooshEngine(tmp_path / "index").rebuild(topics(range(1, 51)), lambda _done: None)
    return tmp_path / "index"


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*.npz")}


def total(folder: Path) -> int:
    return WhooshEngine(folder).find(request("word")).total


def test_a_rebuild_leaves_nothing_to_be_made_by_the_first_search(folder: Path) -> None:
    before = snapshot(folder)
    assert total(folder) == 50
    assert snapshot(folder) == before


def test_a_small_update_leaves_the_file_of_the_large_segment_alone(folder: Path) -> None:
    ((large, held),) = files(folder).items()
    before = large.stat().st_mtime_ns
    WhooshEngine(folder).update([entry(60, "word 60")], [1])
    assert len(files(folder)) == 2
    assert (files(folder)[large], large.stat().st_mtime_ns) == (held, before)
    assert total(folder) == 50


@pytest.mark.parametrize("content", [b"", b"PK", b"nonsense", "half"])
def test_a_file_that_is_damaged_is_made_anew(folder: Path, content: bytes | str) -> None:
    ((path, held),) = files(folder).items()
    path.write_bytes(content if isinstance(content, bytes) else held[: len(held) // 2])
    assert total(folder) == 50
    assert len(path.read_bytes()) == len(held)


def test_a_file_that_is_missing_is_made_anew(folder: Path) -> None:
    ((path, held),) = files(folder).items()
    path.unlink()
    assert total(folder) == 50
    assert len(path.read_bytes()) == len(held)


def test_a_file_of_another_segment_is_made_anew(folder: Path, tmp_path: Path) -> None:
    WhooshEngine(tmp_path / "other").rebuild(topics(range(1, 31)), lambda _done: None)
    ((path, _held),) = files(folder).items()
    ((_other, strange),) = files(tmp_path / "other").items()
    path.write_bytes(strange)
    assert total(folder) == 50
    assert path.read_bytes() != strange


def test_a_file_with_pickled_objects_is_not_read(folder: Path) -> None:
    ((path, held),) = files(folder).items()
    np.savez(path, fits=np.array([{"any": "object"}], dtype=object))
    assert total(folder) == 50
    assert len(path.read_bytes()) == len(held)


def test_a_segment_takes_its_file_along_when_it_goes(folder: Path) -> None:
    engine = WhooshEngine(folder)
    for number in range(60, 80):
        engine.update([entry(number, f"word {number}")], [])
    names = {path.name.partition(".")[0] for path in folder.rglob("MAIN_*.trm")}
    assert {path.name.partition(".")[0] for path in files(folder)} == names
    assert total(folder) == 70


def test_a_folder_that_cannot_be_written_to_is_searched_all_the_same(folder: Path) -> None:
    ((path, _held),) = files(folder).items()
    path.unlink()
    path.mkdir()  # nobody, whatever they may do, can put a file in its place
    assert total(folder) == 50


@given(words=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters=SEPARATOR))))
def test_words_come_out_of_an_array_as_they_went_in(words: list[str]) -> None:
    assert list(unpacked(packed(words))) == words


@given(numbers=st.lists(st.integers(min_value=0, max_value=4), max_size=60), stop=st.none() | st.integers(min_value=0, max_value=70))
def test_counts_give_the_most_frequent_first_as_far_as_asked(numbers: list[int], stop: int | None) -> None:
    counted = Counts(LABELS[: len(numbers)], np.array(numbers, np.int64), dict[str, str]().get)
    wanted = sorted(((label, n) for label, n in zip(LABELS, numbers, strict=False) if n), key=lambda pair: (-pair[1], pair[0]))
    assert counted[:stop] == wanted[:stop]
    assert counted == wanted
    assert [counted.of(label) for label in LABELS[: len(numbers)]] == numbers


def test_a_value_that_is_not_there_counts_nothing() -> None:
    counted = Counts(["a", "c"], np.array([2, 0]), {"a": "Amber"}.get)
    assert (counted.of("b"), counted.of("c"), counted.of("z")) == (0, 0, 0)
    assert list(counted) == [("a", 2)]
    assert (counted.label("a"), counted.label("z")) == ("Amber", None)
    assert repr(counted) == "Counts([('a', 2)])"


def test_the_values_of_a_few_among_many_are_counted_as_those_of_all(tmp_path: Path) -> None:
    made = [
        entry(n, f"word {n}", facets={"year": tuple(str(2000 + k) for k in range(n % 4))}, text="rare" if n % 50 == 7 else "")
        for n in range(1, 401)
    ]
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(made[:200], lambda _done: None)
    engine.update(made[200:], [])
    for words in ("rare", "word"):
        hits = set(engine.find_all(request(words)))
        wanted = Counter(year for one in made if one.id in hits for year in one.facets["year"])
        assert dict(engine.find(request(words)).facets["year"]) == wanted
