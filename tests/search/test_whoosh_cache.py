from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from kb.search.engine import Entry
from kb.search.whoosh import WhooshEngine
from kb.search.whoosh.segments import Cache
from tests.helpers import entry, opened, request, settings_for

Numbers = npt.NDArray[np.float64]
LIMIT = 10_000


class Reading:
    """A cache, and the keys that were read because it did not hold them."""

    def __init__(self) -> None:
        """Begin with a cache for two segments."""
        self.cache = Cache(LIMIT)
        self.cache.keep_to(["one", "two"])
        self.read: list[str] = []

    def ask(self, segment: str, key: str, size: int = 200) -> None:
        """Ask for an array of some numbers."""

        def arrays() -> tuple[Numbers]:
            self.read.append(key)
            return (np.zeros(size),)

        assert len(self.cache.get((segment, key), arrays)[0]) == size


def topics(numbers: range) -> Iterator[Entry]:
    for number in numbers:
        yield entry(number, f"word {number}", facets={"kind": ("topic",)})


def quiet(_done: int) -> None:
    """Watch nothing."""


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    """Give an index of fifty entries, some of which was read."""
    made = WhooshEngine(tmp_path / "index")
    made.rebuild(topics(range(1, 51)), quiet)
    made.find(request('word "word 7" wor*'))
    return made


def names(folder: Path) -> set[str]:
    """Name the segments on disk."""
    return {path.name.partition(".")[0] for path in folder.rglob("MAIN_*.trm")}


def test_a_cache_stays_within_its_limit_and_forgets_the_oldest() -> None:
    reading = Reading()
    for number in range(20):
        reading.ask("one", str(number))
        reading.ask("one", "0")
        assert reading.cache.size <= LIMIT
    assert reading.read == [str(number) for number in range(20)]
    for key in ("0", "19", "1"):
        reading.ask("one", key)
    assert reading.read[20:] == ["1"]


def test_what_is_larger_than_the_limit_drives_nothing_out() -> None:
    reading = Reading()
    reading.ask("one", "small")
    reading.ask("one", "large", LIMIT)
    reading.ask("one", "small")
    assert reading.read == ["small", "large"]
    assert reading.cache.size <= LIMIT


def test_a_cache_without_room_keeps_nothing() -> None:
    cache = Cache(0)
    cache.keep_to(["one"])
    cache.get(("one", "key"), lambda: (np.zeros(0),))
    assert (cache.size, cache.segments()) == (0, set())


def test_the_arrays_of_a_segment_go_with_it() -> None:
    reading = Reading()
    for segment in ("one", "two"):
        reading.ask(segment, segment)
    before = reading.cache.size
    reading.cache.keep_to(["two"])
    assert reading.cache.segments() == {"two"}
    assert reading.cache.size == before / 2


def test_a_search_that_began_before_a_segment_went_leaves_nothing_of_it() -> None:
    reading = Reading()
    reading.cache.keep_to(["two"])
    reading.ask("one", "late")
    assert (reading.cache.size, reading.cache.segments()) == (0, set())


def test_after_a_rebuild_nothing_of_the_old_index_is_held(engine: WhooshEngine) -> None:
    (old,) = engine.cache.segments()
    engine.rebuild(topics(range(1, 11)), quiet)
    engine.find(request("word"))
    assert engine.cache.segments() == names(engine.storage.folder)
    assert old not in engine.cache.segments()


def test_after_updates_nothing_is_held_of_segments_that_were_merged(engine: WhooshEngine) -> None:
    for number in range(51, 71):
        engine.update(topics(range(number, number + 1)), [number - 50])
        engine.find(request("word"))
        assert engine.cache.segments() == names(engine.storage.folder)


def test_an_update_lets_what_was_read_of_other_segments_stay(engine: WhooshEngine) -> None:
    (old,) = engine.cache.segments()
    engine.update(topics(range(60, 61)), [])
    engine.find(request())
    assert old in engine.cache.segments()


def test_searches_never_take_more_memory_than_they_may(tmp_path: Path) -> None:
    WhooshEngine(tmp_path / "index").rebuild(topics(range(1, 301)), quiet)
    engine = WhooshEngine(tmp_path / "index", 20_000)
    for number in range(1, 301):
        engine.find(request(f'"word {number}" OR {number}'))
        assert engine.cache.size <= 20_000
    assert engine.cache.size > 10_000


def test_the_memory_of_search_comes_from_the_settings(tmp_path: Path) -> None:
    with opened(settings_for(tmp_path)) as workspace:
        assert isinstance(workspace.engine, WhooshEngine)
        assert workspace.engine.cache.limit == 64 << 20
