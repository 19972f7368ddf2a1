"""Measure search against what one would pick instead, on the same records, in the same run.

Ours: ten hits, exact total and the counts of all facets, which it always counts; then the whole answer with labels, snippets and
sources. Rivals (see rivals.py): ten hits and exact total, with facets and without. Datasette and our server are asked over HTTP.
Prints tables in milliseconds: the median, the 95th percentile, and the ratio of the medians to ours (above 1: ours is quicker).

    pip install -e ".[bench]"
    python benchmarks/search.py HOME [--ours]      (--ours: without the rivals)
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from machine import machine
from moments import edits, first_answer
from questions import questions
from rivals import Fts5, PlainWhoosh, Question, Rival, Tantivy, built
from servers import Server, datasette, ours
from timing import Times, lasted, row, table, times_of

from kb import config
from kb.search import documents, find
from kb.search.engine import Entry
from kb.workspace import Workspace

ALONE = "--ours"
REPEAT = 3
# A class takes no longer than this, in seconds: of the slowest rivals only the first questions are asked.
PATIENCE = 8


def main() -> None:
    """Build the rivals from the store, time each, print the tables."""
    home = Path(sys.argv[1]).resolve()
    workspace = Workspace(config.read({**os.environ, "KB_HOME": str(home)}))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with workspace.reading() as session:
            entries = list(documents.entries(session))
        print(f"{len(entries):,} records; {machine()}\n")
        alone = ALONE in sys.argv
        rivals = {} if alone else build(folder, workspace, entries)
        asked = questions(entries)
        # As the server does: what stands by now is not gone through again and again.
        gc.freeze()
        table(["query", "ours", "ours, whole answer", *(f"{name}, facets" for name in rivals)])
        for name, some in asked.items():
            row(name, [*our_times(workspace, some), *(rival_times(rival, some, facets=True) for rival in rivals.values())])
        moments(workspace, home, asked)
        if not alone:
            table(["query, facets left out by the others", "ours", *rivals])
            for name, some in asked.items():
                row(name, [our_times(workspace, some)[0], *(rival_times(rival, some, facets=False) for rival in rivals.values())])
            over_http(folder, home, entries, asked)
    workspace.close()


def build(folder: Path, workspace: Workspace, entries: Sequence[Entry]) -> dict[str, Rival]:
    """Build the rivals and print how long it took."""
    rivals: dict[str, Rival] = {"FTS5": Fts5(folder), "tantivy": Tantivy(folder), "Whoosh": PlainWhoosh(folder)}
    print("| index | records a second |\n|---|---|")
    start = time.perf_counter()
    workspace.rebuild()
    print(f"| ours, records read from the store included | {len(entries) / (time.perf_counter() - start):,.0f} |", flush=True)
    for name, rival in rivals.items():
        print(f"| {name} | {len(entries) / built(rival, entries):,.0f} |", flush=True)
    return rivals


def request(question: Question) -> Any:
    """Give a question as our request."""
    return find.ask(question.typed, {question.filter[0]: [question.filter[1]]} if question.filter else {})


def our_times(workspace: Workspace, some: Sequence[Question]) -> list[Times | None]:
    """Time our engine, and our whole answer."""
    with workspace.reading() as session:
        return [
            timed(lambda one: workspace.engine.find(request(one)), some),
            timed(lambda one: find.find(session, workspace.engine, request(one)), some),
        ]


def rival_times(rival: Rival, some: Sequence[Question], *, facets: bool) -> Times | None:
    """Time a rival."""
    return timed(lambda one: rival.ask(one, facets=facets), some)


def timed(ask: Callable[[Question], Any], some: Iterable[Question]) -> Times | None:
    """Time some questions, each asked once to warm up; ``None`` where they cannot be answered."""
    times: list[float] = []
    end = time.perf_counter() + PATIENCE
    for question in some:
        if times and time.perf_counter() > end:
            break
        if ask(question) is None:
            return None
        times += [lasted(lambda one=question: ask(one)) for _ in range(REPEAT)]
    return times_of(times)


def moments(workspace: Workspace, home: Path, asked: Mapping[str, Sequence[Question]]) -> None:
    """Print how long the first answer after a start takes, and an edit until it is found."""
    words = [some[0].typed for some in asked.values()]
    started, answered = zip(*(first_answer(home, text) for text in words), strict=True)
    with tempfile.TemporaryDirectory() as folder:
        edited = edits(workspace, home, Path(folder))
    table(["moment", "ours"])
    row("the first search at a server that was just started, as JSON over HTTP", [times_of(answered)])
    row("from the start of the server until it answers", [times_of(started)])
    row("an edit, from its first statement until another process finds it", [times_of(edited)])


def over_http(folder: Path, home: Path, entries: Sequence[Entry], asked: Mapping[str, Sequence[Question]]) -> None:
    """Print what a program that asks over HTTP waits: JSON with hits and facets, from our server and from Datasette."""
    with ExitStack() as stack:
        mine, other = stack.enter_context(ours(home)), stack.enter_context(datasette(folder, entries))
        table(["query as JSON over HTTP", "ours", "Datasette"])
        for name, some in asked.items():
            if some[0].how in ("all", "phrase") and not some[0].filter:
                took = timed(lambda one: fetched(mine, f"/search.json?q={urllib.parse.quote(one.typed)}"), some)
                row(name, [took, timed(lambda one: fetched(other, other.search(one.words, one.how)), some)])


def fetched(server: Server, path: str) -> bytes:
    """Fetch a page."""
    with urllib.request.urlopen(server.address + path) as answer:
        found: bytes = answer.read()
    return found


if __name__ == "__main__":
    main()
