from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.search.engine import Entry
from kb.search.whoosh import WhooshEngine, writing
from kb.search.whoosh.pool import Pool
from tests.helpers import entry, request


def numbered(numbers: range, word: str = "word") -> Iterator[Entry]:
    for number in numbers:
        yield entry(number, f"{word} {number}", facets={"kind": ("topic",)})


def quiet(_done: int) -> None:
    """Watch nothing."""


def segments(folder: Path) -> int:
    return len(list(folder.rglob("MAIN_*.trm")))


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a segment hold a hundred postings."""
    monkeypatch.setattr(writing, "MOST_POSTINGS", 100)


def test_what_is_more_than_memory_should_hold_goes_into_several_segments(folder: Path, narrow: None) -> None:
    engine = WhooshEngine(folder)
    assert engine.rebuild(numbered(range(1, 101)), quiet) == 100
    assert segments(folder) > 3
    assert engine.find_all(request("word", sort="oldest")) == sorted(range(1, 101), key=str)
    assert list(engine.find(request()).facets["kind"]) == [("topic", 100)]


@pytest.mark.parametrize("count", [0, 1, 2, 10, 100])
def test_every_entry_is_told_of_once_in_its_turn(folder: Path, narrow: None, count: int) -> None:
    seen: list[int] = []
    WhooshEngine(folder).rebuild(numbered(range(1, count + 1)), seen.append)
    assert seen == list(range(1, count + 1))


def test_a_part_of_the_progress_is_kept_for_the_writing(folder: Path) -> None:
    seen: list[int] = []
    told: list[int] = []

    def entries() -> Iterator[Entry]:
        for made in numbered(range(1, 101)):
            told.append(len(seen))
            yield made

    folder.mkdir()
    writing.build(folder, entries(), seen.append)
    assert told[-1] == int(99 * writing.TAKEN)
    assert seen[-1] == 100


def test_small_changes_never_lead_to_many_segments(folder: Path) -> None:
    engine = WhooshEngine(folder)
    engine.rebuild(numbered(range(1, 31)), quiet)
    for number in range(100, 160):
        engine.update(numbered(range(number, number + 1), "later"), [])
        assert segments(folder) <= 2 * writing.MOST_ALIKE
    assert engine.find(request("later")).total == 60


def test_a_large_segment_is_not_written_again_for_a_small_change(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "SIZES", (20,))
    engine = WhooshEngine(folder)
    engine.rebuild(numbered(range(1, 31)), quiet)
    (large,) = folder.rglob("MAIN_*.trm")
    for number in range(100, 120):
        engine.update(numbered(range(number, number + 1)), [number - 99])
    assert large.exists()
    assert engine.find(request("word")).total == 30


def test_a_segment_without_entries_left_goes(folder: Path) -> None:
    engine = WhooshEngine(folder)
    engine.rebuild(numbered(range(1, 6)), quiet)
    engine.update(numbered(range(1, 6), "changed"), [])
    assert segments(folder) == 1
    assert engine.find(request("changed")).total == 5


def test_entries_and_removals_of_one_update_stand_together(folder: Path) -> None:
    engine = WhooshEngine(folder)
    engine.rebuild(numbered(range(1, 6)), quiet)
    engine.update(numbered(range(4, 9), "changed"), [1, 2])
    assert sorted(engine.find_all(request())) == [3, 4, 5, 6, 7, 8]


def test_a_phrase_is_found_after_segments_were_merged(folder: Path) -> None:
    engine = WhooshEngine(folder)
    engine.rebuild([], quiet)
    for number in range(1, 21):
        engine.update([entry(number, "Some", text=f"once upon a time {number} once more")], [])
    assert segments(folder) < 20
    assert len(engine.find_all(request('"upon a time"'))) == 20
    assert engine.find_all(request('"time 7 once"')) == [7]


def test_a_pool_gives_each_term_once_in_order() -> None:
    shares: list[float] = []
    pool = Pool(shares.append)
    for item in [
        ("text", b"b", 0, 2.0, b""),
        ("text", b"a", 0, 1.0, b""),
        ("exact", b"b", 0, 1.0, b"\1\0\0\0"),
        ("text", b"b", 3, 1.0, None),
    ]:
        pool.add(item)
    assert (pool.size, pool.fieldnames) == (4, {"text", "exact"})
    given = [(name, term, list(documents), list(weights), places) for name, term, documents, weights, places in pool.iter_postings()]
    assert given == [("exact", b"b", [0], [1], b"\1\0\0\0"), ("text", b"a", [0], [1], b""), ("text", b"b", [0, 3], [2, 1], b"")]
    assert shares == [0.25, 0.5, 1.0]


def test_threads_that_ask_at_once_get_the_same_answers(folder: Path) -> None:
    WhooshEngine(folder).rebuild(numbered(range(1, 301)), quiet)
    engine = WhooshEngine(folder)
    words = [f"word {number}" for number in range(1, 41)] + ['"word 7"', "wor*", "wrod", "-word", "kind:topic"]
    alone = {text: WhooshEngine(folder).find(request(text)) for text in words}
    wrong: list[str] = []

    def ask(first: int) -> None:
        for text in words[first:] + words[:first]:
            result = engine.find(request(text))
            if (result.total, result.hits) != (alone[text].total, alone[text].hits):
                wrong.append(text)

    threads = [threading.Thread(target=ask, args=(first * 5,)) for first in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
