from __future__ import annotations

import gc
import json
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.errors import IndexUnavailable
from kb.search.engine import Entry
from kb.search.whoosh import WhooshEngine, storage
from tests.helpers import entry, program, request

# Holds the index until it is told to let go.
HOLDS = """
import sys
from pathlib import Path
from kb.search.whoosh.storage import Storage
with Storage(Path(sys.argv[1])).exclusive():
    print("held", flush=True)
    sys.stdin.readline()
"""

# Builds the index again and again for a while, each time with another number of entries.
REBUILDS = """
import sys, time
from pathlib import Path
from kb.search.engine import Entry
from kb.search.whoosh import WhooshEngine
engine, end, size = WhooshEngine(Path(sys.argv[1])), time.monotonic() + 3, 0
while time.monotonic() < end:
    size = size % 4 + 1
    entries = [Entry(n, "word", ("word",), {"label": "word"}, {"kind": ("topic",)}, 0, "") for n in range(size)]
    engine.rebuild(entries, lambda done: None)
"""


class StoppedError(Exception):
    """Stands for anything that goes wrong on the way."""


def topics(count: int, word: str = "word") -> Iterator[Entry]:
    for number in range(1, count + 1):
        yield entry(number, f"{word} {number}", facets={"kind": ("topic",)})


def broken(count: int) -> Iterator[Entry]:
    yield from topics(count, "other")
    raise StoppedError


def quiet(_done: int) -> None:
    """Watch nothing."""


def total(engine: WhooshEngine, words: str = "word") -> int:
    return engine.find(request(words)).total


@pytest.fixture
def engine(folder: Path) -> WhooshEngine:
    """Give an index of five entries."""
    made = WhooshEngine(folder)
    made.rebuild(topics(5), quiet)
    return made


def test_an_index_that_is_not_there_says_so(folder: Path) -> None:
    with pytest.raises(IndexUnavailable, match="there is none yet"):
        WhooshEngine(folder).find(request())


def test_updating_an_index_that_is_not_there_says_so(folder: Path) -> None:
    with pytest.raises(IndexUnavailable, match="there is none yet"):
        WhooshEngine(folder).update(topics(1), [])


@pytest.mark.parametrize("words", ["", "word", "wodr", "wor*", '"two words"', "-word", "kind:topic"])
def test_an_empty_index_answers_with_nothing(folder: Path, words: str) -> None:
    empty = WhooshEngine(folder)
    assert empty.rebuild([], quiet) == 0
    result = empty.find(request(words))
    assert (result.total, result.hits, empty.find_all(request(words)), list(empty.digests())) == (0, [], [], [])


def test_an_empty_index_can_be_added_to(folder: Path) -> None:
    empty = WhooshEngine(folder)
    empty.rebuild([], quiet)
    empty.update(topics(2), [])
    assert total(empty) == 2


def test_an_index_whose_entries_were_all_removed_answers_with_nothing(engine: WhooshEngine) -> None:
    engine.update([], range(1, 6))
    result = engine.find(request())
    assert (result.total, list(result.facets["kind"])) == (0, [])


def test_a_replaced_entry_is_found_by_its_new_words_alone(engine: WhooshEngine) -> None:
    engine.update([entry(2, "changed", facets={"kind": ("event",)})], [])
    assert engine.find_all(request("changed")) == [2]
    assert total(engine) == 4
    assert engine.find(request()).facets["kind"] == [("topic", 4), ("event", 1)]


def test_removed_entries_are_never_counted(engine: WhooshEngine) -> None:
    engine.update([], [1, 3])
    result = engine.find(request())
    assert (result.total, list(result.facets["kind"])) == (3, [("topic", 3)])
    assert set(engine.find_all(request())) == {2, 4, 5}
    assert set(engine.find_all(request("-nothing"))) == {2, 4, 5}


def test_removing_what_is_not_there_changes_nothing(engine: WhooshEngine) -> None:
    engine.update([], [99])
    assert total(engine) == 5


def test_digests_name_every_entry(engine: WhooshEngine) -> None:
    engine.update([], [1])
    assert dict(engine.digests()) == {number: f"digest {number}" for number in range(2, 6)}


def test_many_small_updates_keep_every_entry(engine: WhooshEngine) -> None:
    for number in range(10, 22):
        engine.update([entry(number, f"later {number}")], [])
    assert total(engine, "later") == 12
    assert total(engine) == 5


def test_an_update_that_fails_changes_nothing(engine: WhooshEngine) -> None:
    with pytest.raises(StoppedError):
        engine.update(broken(2), [1])
    assert (total(engine), total(engine, "other")) == (5, 0)
    engine.update([entry(6, "word 6")], [])
    assert total(engine) == 6


def test_a_rebuild_that_fails_leaves_the_old_index_and_nothing_else(engine: WhooshEngine, folder: Path) -> None:
    before = {path.name for path in folder.iterdir()}
    with pytest.raises(StoppedError):
        engine.rebuild(broken(3), quiet)
    assert {path.name for path in folder.iterdir()} == before
    assert total(engine) == 5


def test_a_rebuild_switches_to_a_new_generation_and_sweeps_the_others(engine: WhooshEngine, folder: Path) -> None:
    (old,) = folder.glob("generation-*")
    (folder / "generation-left-behind").mkdir()
    (folder / "current.generation-left-behind").write_text("half written")
    engine.rebuild(topics(3), quiet)
    (new,) = folder.glob("generation-*")
    assert new != old
    assert (folder / "current").read_text() == new.name
    assert list(folder.glob("current.*")) == []
    assert total(engine) == 3


def test_a_reader_that_was_there_before_sees_the_new_state(engine: WhooshEngine, folder: Path) -> None:
    other = WhooshEngine(folder)
    assert total(other) == 5
    engine.update([entry(6, "word 6")], [])
    assert total(other) == 6
    engine.rebuild(topics(2), quiet)
    assert total(other) == 2


def test_only_the_owner_may_enter_the_folder(engine: WhooshEngine, folder: Path) -> None:
    assert folder.stat().st_mode & 0o077 == 0


def test_an_index_of_another_version_is_not_read(engine: WhooshEngine, folder: Path) -> None:
    (meta,) = folder.glob("generation-*/meta.json")
    meta.write_text(json.dumps({"schema": 0}))
    with pytest.raises(IndexUnavailable, match="it was made by another version"):
        WhooshEngine(folder).find(request())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", ["meta.json", "_MAIN_1.toc", "MAIN_*.trm", "MAIN_*.pst", "current"])
def test_an_index_with_a_missing_part_is_not_trusted(engine: WhooshEngine, folder: Path, name: str) -> None:
    (part, *_rest) = folder.rglob(name)
    part.unlink()
    with pytest.raises(IndexUnavailable):
        WhooshEngine(folder).find(request())
    gc.collect()  # Whoosh leaves the other files open, which is noticed here and nowhere else


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", ["meta.json", "_MAIN_1.toc", "MAIN_*.trm", "MAIN_*.pst"])
def test_an_index_with_a_part_cut_off_is_not_trusted(engine: WhooshEngine, folder: Path, name: str) -> None:
    (part, *_rest) = folder.rglob(name)
    part.write_bytes(part.read_bytes()[:10])
    with pytest.raises(IndexUnavailable, match="it is damaged"):
        WhooshEngine(folder).find(request("word"))
    gc.collect()  # Whoosh leaves the file open, which is noticed here and nowhere else


def test_a_damaged_index_can_be_rebuilt(engine: WhooshEngine, folder: Path) -> None:
    for part in folder.rglob("*.trm"):
        part.unlink()
    engine.rebuild(topics(4), quiet)
    assert total(WhooshEngine(folder)) == 4


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(IndexUnavailable, match="its folder cannot be written to"):
        WhooshEngine(tmp_path / "file" / "index").rebuild(topics(1), quiet)


def test_a_writer_of_another_process_is_waited_for(engine: WhooshEngine, folder: Path) -> None:
    with program(HOLDS, str(folder)) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        writer = threading.Thread(target=lambda: engine.update([entry(6, "word 6")], []))
        writer.start()
        writer.join(timeout=0.5)
        assert writer.is_alive()
        assert total(engine) == 5
        other.communicate("let go\n")
        writer.join()
    assert total(engine) == 6


def test_a_killed_writer_does_not_keep_the_index(engine: WhooshEngine, folder: Path) -> None:
    with program(HOLDS, str(folder)) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        other.send_signal(signal.SIGKILL)
        other.wait()
    engine.update([entry(6, "word 6")], [])
    assert total(engine) == 6


def test_a_writer_that_waits_too_long_gives_up_and_says_why(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "PATIENCE", 0.5)
    with engine.storage.exclusive(), pytest.raises(IndexUnavailable, match="another program is writing to it"):
        WhooshEngine(engine.storage.folder).update(topics(1), [])
    engine.update([entry(6, "word 6")], [])
    assert total(engine) == 6


@pytest.fixture
def hurried() -> Iterator[None]:
    """Have threads take turns as often as can be."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def test_readers_never_see_half_an_index_while_another_process_builds(engine: WhooshEngine, folder: Path, hurried: None) -> None:
    failures: list[Exception] = []
    answers: set[int] = set()
    writer = program(REBUILDS, str(folder))

    def read() -> None:
        while writer.poll() is None:
            try:
                result = engine.find(request("word"))
                assert result.facets["kind"] == [("topic", result.total)]
                answers.add(result.total)
            except Exception as error:  # noqa: BLE001 - whatever it is, it must not be
                failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    writer.communicate()
    assert writer.returncode == 0
    assert failures == []
    assert answers >= {1, 2, 3, 4}
