"""A second process that helps to build an index: it is sent entries and makes an index of them in a folder of its own.

It is started as a program of its own, so that it works from a server's threads and from scripts of any kind.
It ends at once when the process that sent for it is gone, however that came.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import NamedTuple

from kb.search.engine import Entry
from kb.search.whoosh import writing

Batch = list[Entry]
# It is told how far the work is at every so many entries.
STEP = 50


class Word(NamedTuple):
    """What the helper says: batches taken up, entries told of, their number once all are done, or what went wrong."""

    taken: int = 0
    told: int = 0
    entries: int | None = None
    wrong: str = ""


class Helper:
    """The helper's side of the work."""

    def __init__(self, channel: Connection, batches: SimpleQueue[Batch]) -> None:
        """Take the way to the other process, and where its batches come in; an empty one is the last."""
        self._channel = channel
        self._batches = batches
        self._taken = 0

    def build(self, folder: Path) -> None:
        """Make an index of all entries that come, and say how it went."""
        try:
            folder.mkdir(mode=0o700)
            self._channel.send(Word(entries=writing.build(folder, self._entries(), self._told)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the other process says it
            self._channel.send(Word(wrong=f"{type(error).__name__}: {error}"))

    def _entries(self) -> Iterator[Entry]:
        while batch := self._batches.get():
            self._taken += 1
            self._channel.send(Word(self._taken))
            yield from batch

    def _told(self, done: int) -> None:
        if done % STEP == 0:
            self._channel.send(Word(told=done))


def receive(channel: Connection, batches: SimpleQueue[Batch]) -> None:
    """Take in batches until the other process is gone."""
    with suppress(EOFError, OSError):
        while True:
            batches.put(channel.recv())


def _end_with_it(channel: Connection, batches: SimpleQueue[Batch]) -> None:
    receive(channel, batches)
    os._exit(1)


def main() -> None:
    """Help over the channel, and in the folder, that the command line names."""
    batches: SimpleQueue[Batch] = SimpleQueue()
    channel = Connection(int(sys.argv[1]))
    Thread(target=_end_with_it, args=(channel, batches), daemon=True).start()
    Helper(channel, batches).build(Path(sys.argv[2]))
