"""What is waited for once: the first answer after a start, and an edit until it is found."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

from servers import ours
from sqlalchemy import select

from kb import config, records, schema
from kb.models import Record
from kb.records import Author
from kb.workspace import Workspace

EDITS, SEED = 30, 2026
AUTHOR = Author("benchmark", why="to measure an edit", source="benchmarks")
# A process that searches for each word it is told as it is written until it is found, and tells when it began and when it ended.
WATCH = """
import sys, time
from kb.search import find
from kb.workspace import Workspace
engine = Workspace().engine
engine.find(find.ask("data"))
for word in sys.stdin:
    asked = find.ask(f'"{word.strip()}"')
    print(time.monotonic(), flush=True)
    while engine.find(asked).total != 1:
        time.sleep(0.001)
    print(time.monotonic(), flush=True)
"""


def first_answer(home: Path, words: str) -> tuple[float, float]:
    """Start a server and ask it one question; give the milliseconds until it answers at all, and those of the question."""
    with ours(home) as server:
        start = time.perf_counter()
        with urllib.request.urlopen(f"{server.address}/search.json?q={urllib.parse.quote(words)}") as answer:
            answer.read()
        return server.started * 1000, (time.perf_counter() - start) * 1000


def edits(workspace: Workspace, home: Path, folder: Path) -> list[float]:
    """Edit summaries of projects in a copy of a home; give the milliseconds until a search finds each."""
    with workspace.reading() as session:
        numbers = session.execute(select(Record.id).where(Record.kind == "project").order_by(Record.id)).scalars().all()
    copy = Workspace(config.read({**os.environ, "KB_HOME": str(shutil.copytree(home, folder / "home"))}))
    chosen = random.Random(SEED).sample(numbers, min(EDITS, len(numbers)))
    with _watching(folder / "home") as seen:
        times = [_edit(copy, number, seen) for number in chosen]
    copy.close()
    return times


@contextmanager
def _watching(home: Path) -> Iterator[Callable[[str], float]]:
    """Run another process that searches. Told a word, it says when it begins to search for it; told nothing, when it found it."""
    command = [sys.executable, "-W", "ignore", "-c", WATCH]
    with subprocess.Popen(
        command, env={**os.environ, "KB_HOME": str(home)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as watcher:
        if watcher.stdin is None or watcher.stdout is None:
            raise SystemExit("the process that watches cannot be talked to")
        yield partial(_told, watcher.stdin, watcher.stdout)
        watcher.stdin.close()


def _told(to: IO[str], answers: IO[str], word: str) -> float:
    if word:
        to.write(f"{word}\n")
        to.flush()
    return float(answers.readline())


def _edit(workspace: Workspace, number: int, seen: Callable[[str], float]) -> float:
    """Edit a record; give the milliseconds until a process that searches all the time finds the edit."""
    seen(f"zyx{number}")
    start = time.monotonic()
    with workspace.writing() as session:
        values, _problems = schema.load("project", {"summary": f"Edited with the word zyx{number}"}, partial=True)
        records.update(session, session.get_one(Record, number), values, AUTHOR)
    return (seen("") - start) * 1000
