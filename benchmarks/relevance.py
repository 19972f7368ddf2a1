"""Measure how good the first ten records are, ours and what one would pick instead, on the same records in the same run.

Rivals (see rivals.py) are asked for all words, then for any of them if nothing is found; ours as the search page asks it.
Two sets: questions for a known record, made from the records, and those of judged.yaml, judged by hand over the seed.
Prints tables of success at 1 and at 10, MRR and nDCG at 10, then what ours misses. HOME must hold the seed; without one it is made.

    pip install -e ".[bench]"
    python benchmarks/relevance.py [HOME]
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from pathlib import Path

from fts5 import asking
from judging import Asked, Top, figures, judged, known_items
from machine import machine
from rivals import RIVALS

from kb import config, migrating
from kb.search import documents, find
from kb.workspace import Workspace


def main() -> None:
    """Build the rivals from the store, ask all the same questions, print the tables."""
    with tempfile.TemporaryDirectory() as made:
        workspace = opened(Path(made))
        with workspace.reading() as session:
            entries = list(documents.entries(session))
            sets = {"known item": known_items(session, entries), "judged": judged(session)}
        print(f"{len(entries):,} records; {machine()}")
        tops: dict[str, Top] = {"ours": lambda typed: [number for number, _score in workspace.engine.find(find.ask(typed)).hits]}
        for name, make in RIVALS.items():
            rival = make(Path(made))
            rival.build(entries)
            tops[name] = asking(rival.top)
        for name, some in sets.items():
            tables(name, some, tops)
        misses(sets["judged"], tops["ours"])
        workspace.close()


def opened(made: Path) -> Workspace:
    """Open the home that was named, or make one with the seed."""
    if len(sys.argv) > 1:
        return Workspace(config.read({**os.environ, "KB_HOME": str(Path(sys.argv[1]).resolve())}))
    workspace = Workspace(config.read({"KB_HOME": str(made / "home")}))
    migrating.prepare(workspace)
    workspace.load_seed()
    return workspace


def tables(name: str, some: Sequence[Asked], tops: Mapping[str, Top]) -> None:
    """Print the figures of a set for each engine, then nDCG by class of question."""
    print(f"\n| {name}, {len(some)} questions | success at 1 | success at 10 | MRR | nDCG at 10 |\n|---|---|---|---|---|")
    for engine, top in tops.items():
        print(f"| {engine} | {' | '.join(f'{value:.3f}' for value in astuple(figures(some, top)))} |", flush=True)
    print(f"\n| {name}, success at 10, nDCG at 10 | questions | {' | '.join(tops)} |\n|---|---{'|---' * len(tops)}|")
    for group in dict.fromkeys(one.group for one in some):
        part = [one for one in some if one.group == group]
        cells = [f"{found.ten:.3f}, {found.ndcg:.3f}" for found in (figures(part, top) for top in tops.values())]
        print(f"| {group} | {len(part)} | {' | '.join(cells)} |", flush=True)


def misses(some: Sequence[Asked], top: Top) -> None:
    """Print the questions for which no good record is among the first ten."""
    print("\nMissed by ours:", "; ".join(one.typed for one in some if not figures([one], top).ten) or "none")


if __name__ == "__main__":
    main()
