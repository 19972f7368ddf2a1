"""Measure search against what one would pick instead, on the same records, in the same run.

Ours: ten hits, exact total and the counts of all facets; then the whole answer with labels, snippets and sources.
Rivals (see rivals.py): ten hits and exact total, and the same with facets. Datasette and our server are
asked over HTTP. Prints tables of medians in milliseconds, with ratios to ours (above 1: ours is quicker).

    pip install -e ".[bench]"
    python benchmarks/search.py HOME [--ours]      (--ours: without the rivals)
"""

from __future__ import annotations

import os
import random
import re
import statistics
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from machine import machine
from rivals import Fts5, PlainWhoosh, Question, Rival, Tantivy, built
from servers import Server, datasette, ours

from kb import config
from kb.search import documents, find
from kb.search.engine import Entry
from kb.workspace import Workspace

ALONE = "--ours"
PER_CLASS, REPEAT = 10, 3
SAMPLE, SEED = 4000, 2026
# A typing error is made in words that stay recognisable with it.
LONG = 8
RARE, MIDDLE = (3, 6), (40, 400)


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
        heads = ["query", "ours", "ours, whole answer", *(head for name in rivals for head in (name, f"{name}, facets"))]
        print(f"\n| {' | '.join(heads)} |")
        print("|---" * (3 + 2 * len(rivals)) + "|")
        for name, some in asked.items():
            engine_row(workspace, rivals, name, some)
        if not alone:
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


def questions(entries: Sequence[Entry]) -> dict[str, list[Question]]:
    """Choose the questions from the words of the records, the same each time."""
    chance = random.Random(SEED)
    texts = [" ".join(entry.texts.values()).casefold() for entry in entries]
    found = Counter(word for text in texts for word in set(re.findall(r"\b[a-z]{5,12}\b", text)))
    frequent = [word for word, _number in found.most_common(60)]
    rare, middle = (sorted(w for w, n in found.items() if low <= n <= high) for low, high in (RARE, MIDDLE))
    sample = [text for text in chance.sample(texts, min(SAMPLE, len(texts))) if len(text) > SAMPLE // 20]
    pairs = [
        tuple(words[:2])
        for text in sample
        if len(words := re.findall(r"\b[a-z]{5,12}\b(?= [a-z]{5,12}\b)|(?<=[a-z] )[a-z]{5,12}\b", text)) > 1
    ]
    phrases = [pair for pair in pairs if any(" ".join(pair) in text for text in sample)]

    def some(words: Sequence[str], number: int = 1) -> list[tuple[str, ...]]:
        return [tuple(chance.sample(words, number)) for _ in range(PER_CLASS)]

    mixed = [*frequent, *chance.sample(middle, 200)]
    return {
        "rare word": [Question(words) for words in some(rare)],
        "frequent word": [Question(words) for words in some(frequent)],
        "three words, all": [Question(words) for words in some(mixed, 3)],
        "three words, any": [Question(words, "any") for words in some(mixed, 3)],
        "phrase": [Question(words, "phrase") for words in chance.sample(phrases, min(PER_CLASS, len(phrases)))],
        "prefix of four": [Question((word[:4],), "prefix") for (word,) in some(middle)],
        "one typo": [Question((mistyped(word),), "typo") for (word,) in some([word for word in middle if len(word) >= LONG])],
        "frequent word in one country": [Question(words, filter=("country", "NO")) for words in some(frequent)],
    }


def mistyped(word: str) -> str:
    """Swap a letter in the middle for another."""
    place = len(word) // 2
    return word[:place] + ("x" if word[place] != "x" else "y") + word[place + 1 :]


def request(question: Question) -> Any:
    """Give a question as our request."""
    return find.ask(question.typed, {question.filter[0]: [question.filter[1]]} if question.filter else {})


def engine_row(workspace: Workspace, rivals: Mapping[str, Rival], name: str, some: Sequence[Question]) -> None:
    """Print the medians of one class of queries."""
    with workspace.reading() as session:
        mine = timed(lambda one: workspace.engine.find(request(one)), some) or 0.0
        whole = timed(lambda one: find.find(session, workspace.engine, request(one)), some)
    cells = [f"{mine:.2f}", f"{whole:.2f}"]
    for rival in rivals.values():
        for facets in (False, True):
            took = timed(lambda one, rival=rival, facets=facets: rival.ask(one, facets=facets), some)
            cells.append("cannot" if took is None else f"{took:.2f} ({took / mine:.1f})")
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


def timed(ask: Callable[[Question], Any], some: Iterable[Question]) -> float | None:
    """Give the median time of some questions in milliseconds, each asked once to warm up; ``None`` where they cannot be answered."""
    times = []
    for question in some:
        if ask(question) is None:
            return None
        for _ in range(REPEAT):
            start = time.perf_counter()
            ask(question)
            times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def over_http(folder: Path, home: Path, entries: Sequence[Entry], asked: Mapping[str, Sequence[Question]]) -> None:
    """Print what a program that asks over HTTP waits: JSON with hits and facets, from our server and from Datasette."""
    with ExitStack() as stack:
        mine, other = stack.enter_context(ours(home)), stack.enter_context(datasette(folder, entries))
        print("\n| query as JSON over HTTP | ours | Datasette | Datasette / ours |\n|---|---|---|---|")
        for name, some in asked.items():
            if some[0].how in ("all", "phrase") and not some[0].filter:
                took = timed(lambda one: fetched(mine, f"/search.json?q={urllib.parse.quote(one.typed)}"), some) or 0.0
                theirs = timed(lambda one: fetched(other, other.search(one.words, one.how)), some) or 0.0
                print(f"| {name} | {took:.1f} | {theirs:.1f} | {theirs / took:.1f} |", flush=True)


def fetched(server: Server, path: str) -> bytes:
    """Fetch a page."""
    with urllib.request.urlopen(server.address + path) as answer:
        found: bytes = answer.read()
    return found


if __name__ == "__main__":
    main()
