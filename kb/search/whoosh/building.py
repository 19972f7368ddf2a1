"""Building an index whole: many entries are shared with a second process, each of the two writes its own segments.

One process reads the store and hands a part of the entries on, so both build from the same moment of it, whatever
database it is. The second gets more as long as it has few left to do, so neither waits for the other.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from multiprocessing import Pipe
from pathlib import Path
from types import TracebackType
from typing import Self

from kb.errors import IndexUnavailable
from kb.search.engine import Entry, Progress
from kb.search.whoosh import writing
from kb.search.whoosh.helping import Batch, Word, main
from kb.told import Told

# For fewer entries it does not pay to start another process.
MANY = 2000
# Entries that are handed on at once, and batches that may wait for the other process.
BATCH, WAITING = 200, 2
PART = "part"
START = f"from {main.__module__} import main; main()"


def build(folder: Path, entries: Iterable[Entry], progress: Progress) -> int:
    """Make an index of entries in an empty folder, its columns with it; give the number of entries."""
    rest = iter(entries)
    first = list(islice(rest, MANY))
    together = chain(first, rest)
    if len(first) < MANY or cores() == 1:
        return writing.build(folder, together, progress)
    tally = Tally(progress)
    with Second(folder / PART, tally) as second:
        count = writing.build(folder, second.leaves(together), lambda done: tally.reach(0, done))
        count += second.finished()
    writing.join(folder, folder / PART)
    return count


def cores() -> int:
    """Give the number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Tally:
    """Tells of each entry once, whichever process is done with it."""

    def __init__(self, progress: Progress) -> None:
        """Begin with none; ``progress`` is told the number of both processes together."""
        self._done = [0, 0]
        self._told = 0
        self._progress = progress

    def reach(self, process: int, done: int) -> None:
        """Note how many entries one of the processes is done with."""
        self._done[process] = max(self._done[process], done)
        for number in range(self._told + 1, sum(self._done) + 1):
            self._told = number
            self._progress(number)


class Second:
    """The second process. However the work ends, it is gone afterwards."""

    def __init__(self, folder: Path, tally: Tally) -> None:
        """Start it; it makes its index in a folder."""
        self._channel, theirs = Pipe()
        self._tally = tally
        self._sent = self._taken = 0
        self._entries: int | None = None
        # It finds the package where this process did, and is not stopped by the keyboard, which this one answers.
        command = [sys.executable, "-W", "ignore", "-c", START, str(theirs.fileno()), str(folder)]
        around = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - the program is this one
                command, env=around, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._channel.close()
        self._process.kill()
        self._process.wait()

    def leaves(self, entries: Iterator[Entry]) -> Iterator[Entry]:
        """Hand on entries whenever the other process has few left to do; yield those it leaves."""
        while batch := list(islice(entries, BATCH)):
            while self._channel.poll():
                self._hear()
            if self._sent - self._taken < WAITING:
                self._send(batch)
                self._sent += 1
            else:
                yield from batch
        self._send([])

    def finished(self) -> int:
        """Wait until the other process is done; give the number of its entries."""
        while self._entries is None:
            self._hear()
        return self._entries

    def _send(self, batch: Batch) -> None:
        # What a broken channel means is told by what was said last on it.
        with suppress(OSError):
            self._channel.send(batch)

    def _hear(self) -> None:
        word = self._word()
        if word.wrong:
            raise IndexUnavailable(reason=Told("the second process that builds it failed (%(wrong)s)", wrong=word.wrong))
        self._taken = max(self._taken, word.taken)
        self._entries = word.entries
        self._tally.reach(1, word.entries or word.told)

    def _word(self) -> Word:
        try:
            found: Word = self._channel.recv()
        except (EOFError, OSError) as error:
            raise IndexUnavailable(
                reason=Told("the second process that builds it ended with %(value)s", value=self._process.wait())
            ) from error
        return found
