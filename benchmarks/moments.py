"""What is waited for once: the first answer after a start, and an edit until it is found."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import select
from timing import lasted

from kb import config, records, schema
from kb.models import Record
from kb.records import Author
from kb.search import find
from kb.workspace import Workspace

EDITS, SEED = 30, 2026
AUTHOR = Author("benchmark", why="to measure an edit", source="benchmarks")
# A process that answers one question as a page does, and tells how long that took once the program was loaded.
FIRST = """
import sys, time
from kb.search import find
from kb.web import app
from kb.workspace import Workspace
start = time.perf_counter()
workspace = Workspace()
with workspace.reading() as session:
    find.find(session, workspace.engine, find.ask(sys.argv[1]))
print((time.perf_counter() - start) * 1000)
"""


def first_answer(home: Path, words: str) -> tuple[float, float]:
    """Start a process for one question; give the milliseconds from its start to its end, and those for the answer alone."""
    start = time.perf_counter()
    command = [sys.executable, "-W", "ignore", "-c", FIRST, words]
    done = subprocess.run(command, env={**os.environ, "KB_HOME": str(home)}, check=True, capture_output=True, text=True)
    return (time.perf_counter() - start) * 1000, float(done.stdout)


def edits(workspace: Workspace, home: Path, folder: Path) -> list[float]:
    """Edit summaries of projects in a copy of a home; give the milliseconds until a search finds each."""
    with workspace.reading() as session:
        numbers = session.execute(select(Record.id).where(Record.kind == "project").order_by(Record.id)).scalars().all()
    copy = Workspace(config.read({**os.environ, "KB_HOME": str(shutil.copytree(home, folder / "home"))}))
    chosen = random.Random(SEED).sample(numbers, min(EDITS, len(numbers)))
    times = [lasted(lambda number=number: _edit(copy, number)) for number in chosen]
    copy.close()
    return times


def _edit(workspace: Workspace, number: int) -> None:
    with workspace.writing() as session:
        values, _problems = schema.load("project", {"summary": f"Edited with the word zyx{number}"}, partial=True)
        records.update(session, session.get_one(Record, number), values, AUTHOR)
    found = workspace.engine.find(find.ask(f"zyx{number}"))
    if found.total != 1:
        raise SystemExit(f"the edit of record {number} was found {found.total} times")
