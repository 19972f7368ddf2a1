"""Measure commands and pages as a user meets them: the real commands, the real server, and 1, 8 and 32 clients at once.

Without HOME a fresh one with the seed is made. With one, say with the whole register, its own largest records are asked for.

    python benchmarks/pages.py [HOME]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from importing import held
from machine import machine
from servers import Server, ours
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb import config
from kb.models import Participation, Record, RecordTopic
from kb.search import find
from kb.workspace import Workspace

KB = Path(sys.executable).parent / "kb"
REPEAT, CLIENTS, PER_CLIENT = 21, (1, 8, 32), 20
COMMANDS = (["index", "check"], ["search", "bitcoin"], ["--help"])
DEEP = 12_000
WIDTH = 70
FIXED = (
    "/",
    "/search?q=police",
    "/search?q=climate+change+adaptation",
    '/search?q="machine+learning"',
    "/search?q=data&country=NO",
    "/projects/media4sec",
    "/statements/f-no-global-strategy",
    "/projects",
    "/projects?country=NO&sort=newest",
    "/organisations",
    "/topics",
    "/matrix?project=media4sec",
    "/recommendations",
    "/changes",
    "/partners?project=titanium&project=asgard",
    "/portfolio?country=NO",
    "/overlap?project=titanium&project=asgard",
    "/also?project=titanium",
)


def main() -> None:
    """Time the commands, then the pages."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path(folder)
        environment = {**os.environ, "KB_HOME": str(home)}
        print(f"{machine()}\n\n| command | s |\n|---|---|")
        for words in COMMANDS if len(sys.argv) > 1 else (["init"], ["init"], ["index", "rebuild"], *COMMANDS):
            took = timed(lambda words=words: subprocess.run([KB, *words], env=environment, check=True, capture_output=True))
            print(f"| kb {' '.join(words)} | {took / 1000:.1f} |", flush=True)
        paths = [*FIXED, *largest(Workspace(config.read(environment)))]
        with ours(home) as server:
            print(f"| kb serve, until it answers | {server.started:.1f} |\n", flush=True)
            pages(server, paths)
            together(server, paths)
            print(f"\nMemory of the server: {held(server.process) // 1024} MB")


def largest(workspace: Workspace) -> list[str]:
    """Give the pages that have most to show: the organisation in most projects, the project with most partners, the widest topic, a deep page."""
    with workspace.reading() as session:
        body = most(session, Participation.organisation_id)
        project, topic = most(session, Participation.project_id), most(session, RecordTopic.topic_id)
    paths = [f"/organisations/{body}", f"/projects/{project}", f"/topics/{topic}"]
    paths += [
        f"/portfolio?organisation={body}",
        f"/portfolio?topic={topic}",
        f"/partners?organisation={body}",
        f"/also?project={project}&topic={topic}",
    ]
    after, pages_on = "", DEEP // find.MAX_SIZE
    for _ in range(pages_on):
        after = workspace.engine.find(find.ask(filters={"kind": ["project"]}, size=find.MAX_SIZE, after=after)).next or ""
    return [*paths, f"/projects?after={after}"] if after else paths


def most(session: Session, column: Any) -> str:
    """Give the id of the record that most links refer to."""
    number = session.execute(select(column).group_by(column).order_by(func.count().desc(), column)).scalars().first()
    return session.execute(select(Record.slug).where(Record.id == number)).scalar_one()


def pages(server: Server, paths: list[str]) -> None:
    """Print first and median time of each page for one client."""
    print("| page | first, ms | median, ms | kB |\n|---|---|---|---|")
    for path in paths:
        sizes: list[int] = []
        times = [timed(lambda path=path, sizes=sizes: sizes.append(fetched(server, path))) for _ in range(REPEAT)]
        print(f"| {path[:WIDTH]} | {times[0]:.0f} | {statistics.median(times[1:]):.0f} | {sizes[0] / 1024:.0f} |", flush=True)


def together(server: Server, paths: list[str]) -> None:
    """Print how long many clients at once wait, each asking for all pages in turn."""
    print("\n| clients | pages a second | median, ms | 95 %, ms |\n|---|---|---|---|")
    for clients in CLIENTS:
        asked = list(islice(cycle(paths), clients * PER_CLIENT))
        start = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            times = sorted(pool.map(lambda path: timed(lambda: fetched(server, path)), asked))
        rate = len(asked) / (time.perf_counter() - start)
        print(f"| {clients} | {rate:.0f} | {statistics.median(times):.0f} | {times[int(len(times) * 0.95)]:.0f} |", flush=True)


def fetched(server: Server, path: str) -> int:
    """Fetch a page; give its length."""
    with urllib.request.urlopen(server.address + path) as answer:
        return len(answer.read())


def timed(run: Callable[[], Any]) -> float:
    """Give the time of one run in milliseconds."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
