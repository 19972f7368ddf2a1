from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path
from queue import SimpleQueue

import pytest

from kb.errors import IndexUnavailable
from kb.search.engine import Entry
from kb.search.whoosh import WhooshEngine, building
from kb.search.whoosh.helping import Batch, Helper, Word, receive
from tests.helpers import entry, program, request

# Builds an index with a second process and names that one; then waits in the middle of the work.
BUILDS = """
import os, subprocess, sys, time
from pathlib import Path
from kb.search.whoosh import WhooshEngine, building
from tests.search.test_whoosh_building import many
building.MANY, building.cores = 50, lambda: 2
class Told(subprocess.Popen):
    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        print(self.pid, flush=True)
subprocess.Popen = Told
def entries():
    yield from many(700)
    print("waiting", flush=True)
    time.sleep(60)
WhooshEngine(Path(sys.argv[1])).rebuild(entries(), lambda done: None)
"""
QUESTIONS = ("word", "word common", "rare", '"once upon"', "com*", "-rare", "kind:topic year:2001", "label:word", "comon", "word OR rare")


class StoppedError(Exception):
    """Stands for anything that goes wrong on the way."""


def many(count: int) -> Iterator[Entry]:
    for number in range(1, count + 1):
        text = f"once upon a time {'rare ' * (number % 7 == 0)}common {number % 13} words {'more ' * (number % 5)}"
        facets = {"kind": ("topic",), "year": (str(2000 + number % 3),)}
        yield entry(number, f"word {number % 50}", 20010101 + number % 9, facets=facets, text=text)


def quiet(_done: int) -> None:
    """Watch nothing."""


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have two processes build an index of fifty entries or more."""
    monkeypatch.setattr(building, "MANY", 50)
    monkeypatch.setattr(building, "BATCH", 20)
    monkeypatch.setattr(building, "cores", lambda: 2)


def segments(folder: Path) -> int:
    return len(list(folder.rglob("MAIN_*.trm")))


def begun() -> set[int]:
    """Name the processes that this one has begun, those that have ended but were not asked after among them."""
    found = [path.read_text().split() for path in Path("/proc/self/task").glob("*/children")]
    return {int(number) for numbers in found for number in numbers}


@pytest.fixture
def children() -> Callable[[], set[int]]:
    """Give what names the processes begun since the test began: a browser may be running beside it."""
    before = begun()
    return lambda: begun() - before


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


def ends(process: int) -> bool:
    """Wait for a process of somebody else to end."""
    until = time.monotonic() + 20
    while alive(process) and time.monotonic() < until:
        time.sleep(0.02)
    return not alive(process)


def test_two_processes_answer_as_one_does(folder: Path, tmp_path: Path, shared: None, monkeypatch: pytest.MonkeyPatch) -> None:
    both, alone = WhooshEngine(folder), WhooshEngine(tmp_path / "alone")
    assert both.rebuild(many(600), quiet) == 600
    monkeypatch.setattr(building, "cores", lambda: 1)
    assert alone.rebuild(many(600), quiet) == 600
    assert (segments(folder), segments(tmp_path / "alone")) == (2, 1)
    assert dict(both.digests()) == dict(alone.digests())
    for words in QUESTIONS:
        asked = request(words, size=50)
        assert both.find(asked) == alone.find(asked)


def test_every_entry_is_told_of_once_whichever_process_it_was(folder: Path, shared: None) -> None:
    seen: list[int] = []
    WhooshEngine(folder).rebuild(many(500), seen.append)
    assert seen == list(range(1, 501))


def test_few_entries_are_left_to_one_process(folder: Path, shared: None) -> None:
    WhooshEngine(folder).rebuild(many(49), quiet)
    assert segments(folder) == 1


def test_what_two_processes_built_can_be_added_to_and_taken_from(folder: Path, shared: None) -> None:
    engine = WhooshEngine(folder)
    engine.rebuild(many(200), quiet)
    engine.update([entry(201, "word added")], range(1, 101))
    assert engine.find_all(request("added")) == [201]
    assert engine.find(request()).total == 101


def test_nothing_of_the_second_process_is_left_beside_the_index(folder: Path, shared: None, children: Callable[[], set[int]]) -> None:
    WhooshEngine(folder).rebuild(many(200), quiet)
    assert [path for path in folder.glob("generation-*/*") if path.is_dir()] == []
    assert children() == set()


def broken(count: int) -> Iterator[Entry]:
    yield from many(count)
    raise StoppedError


def test_a_failure_of_the_first_process_ends_the_second_and_leaves_the_old_index(
    folder: Path, shared: None, children: Callable[[], set[int]]
) -> None:
    engine = WhooshEngine(folder)
    engine.rebuild(many(10), quiet)
    with pytest.raises(StoppedError):
        engine.rebuild(broken(300), quiet)
    assert children() == set()
    assert len(list(folder.glob("generation-*"))) == 1
    assert WhooshEngine(folder).find(request()).total == 10


def test_a_failure_of_the_second_process_says_what_it_was(folder: Path, shared: None, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = WhooshEngine(folder)
    engine.rebuild(many(10), quiet)
    monkeypatch.setattr(building, "PART", "missing/part")
    with pytest.raises(IndexUnavailable, match=r"the second process that builds it failed \(FileNotFoundError.*missing/part"):
        engine.rebuild(many(300), quiet)
    assert WhooshEngine(folder).find(request()).total == 10


def test_a_second_process_that_is_killed_leaves_the_old_index(folder: Path, shared: None, children: Callable[[], set[int]]) -> None:
    engine = WhooshEngine(folder)
    engine.rebuild(many(10), quiet)

    def kill(done: int) -> None:
        if done == 60:
            for child in children():
                os.kill(child, signal.SIGKILL)

    with pytest.raises(IndexUnavailable, match="the second process that builds it ended with -9"):
        engine.rebuild(many(3000), kill)
    assert len(list(folder.glob("generation-*"))) == 1
    assert WhooshEngine(folder).find(request()).total == 10


def test_a_killed_builder_takes_its_second_process_along(folder: Path, shared: None) -> None:
    engine = WhooshEngine(folder)
    engine.rebuild(many(10), quiet)
    with program(BUILDS, str(folder)) as builder:
        assert builder.stdout is not None
        second = int(builder.stdout.readline())
        assert builder.stdout.readline() == "waiting\n"
        assert alive(second)
        builder.kill()
    assert ends(second)
    assert WhooshEngine(folder).find(request()).total == 10
    engine.rebuild(many(300), quiet)
    assert len(list(folder.glob("generation-*"))) == 1


def test_a_helper_makes_an_index_of_what_it_is_sent(folder: Path) -> None:
    here, there = Pipe()
    batches: SimpleQueue[Batch] = SimpleQueue()
    listening = threading.Thread(target=receive, args=(there, batches))
    listening.start()
    with here, there:
        for batch in (list(many(60)), list(many(120))[60:], []):
            here.send(batch)
        Helper(there, batches).build(folder)
        said = [here.recv() for _ in range(5)]
        here.close()
        listening.join()
    assert said[:2] == [Word(taken=1), Word(taken=2)]
    assert [word.told for word in said[2:4]] == [50, 100]
    assert said[4] == Word(entries=120)
    assert segments(folder) == 1


def test_a_helper_says_what_went_wrong(tmp_path: Path) -> None:
    here, there = Pipe()
    with here, there:
        Helper(there, SimpleQueue()).build(tmp_path)
        assert here.recv().wrong.startswith("FileExistsError: ")


def test_the_processors_are_counted_that_may_be_used() -> None:
    with suppress(AttributeError):
        assert building.cores() == len(os.sched_getaffinity(0))
    assert building.cores() >= 1
