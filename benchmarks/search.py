"""Measure search against what one would pick instead, on the same records, in the same run.

Ours: ten hits, exact total and all facets. SQLite FTS5: the same by SQL over a table of facet values.
Plain Whoosh: the same index with ``Searcher.search(groupedby=...)``. Prints a table of medians in
milliseconds with ratios to ours.

    python benchmarks/search.py [HOME]      (default: KB_HOME)
"""

from __future__ import annotations

import platform
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from whoosh.qparser import MultifieldParser
from whoosh.sorting import FieldFacet

from kb import config
from kb.search import documents, find
from kb.search.engine import Entry
from kb.search.request import FACETS
from kb.search.whoosh.fields import BOOST, facet_field
from kb.search.whoosh.storage import Storage
from kb.workspace import Workspace

REPEAT = 15
QUERIES = {
    "rare word": ("kriptosare", "kriptosare"),
    "frequent word": ("police", "police"),
    "three words, all": ("police dark web", "police dark web"),
    "three words, any": ("police OR bitcoin OR training", "police OR bitcoin OR training"),
    "phrase": ('"dark web"', '"dark web"'),
    "prefix": ("inve*", "inve*"),
    "one typo": ("criptocurrency", ""),
    "everything": ("", ""),
}


def main() -> None:
    """Build the rivals from the store, time each, print the table."""
    settings = config.read()
    home = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else settings.home
    workspace = Workspace(
        replace(settings, home=home, database_url=f"sqlite:///{home / 'kb.sqlite'}", search_url=f"whoosh:{home / 'index'}")
    )
    with workspace.reading() as session:
        entries = list(documents.entries(session))
    rival = fts5(entries)
    searcher = Storage(home / "index").open().searcher()
    print(f"{len(entries)} records, {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}\n")
    print("| query | ours, ms | SQLite FTS5, ms | plain Whoosh, ms | FTS5 / ours | Whoosh / ours |")
    print("|---|---|---|---|---|---|")
    for name, (words, other) in QUERIES.items():
        request = find.ask(words)
        mine = timed(lambda request=request: workspace.engine.find(request))
        lite = timed(lambda other=other: by_fts5(rival, other)) if other or not words else None
        plain = timed(lambda other=other: by_whoosh(searcher, other)) if other or not words else None
        print(f"| {name} | {mine:.2f} | {shown(lite)} | {shown(plain)} | {ratio(lite, mine)} | {ratio(plain, mine)} |")
    searcher.close()
    workspace.close()


def timed(run: Callable[[], Any]) -> float:
    """Give the median time of some runs in milliseconds, after one to warm up."""
    run()
    return statistics.median(_once(run) for _ in range(REPEAT))


def _once(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def shown(value: float | None) -> str:
    """Give a time, or say that the rival cannot do it."""
    return "cannot" if value is None else f"{value:.2f}"


def ratio(other: float | None, mine: float) -> str:
    """Give how many times ours the other takes."""
    return "" if other is None else f"{other / mine:.1f}"


def fts5(entries: list[Entry]) -> sqlite3.Connection:
    """Put the entries into an FTS5 table, and their facets beside it."""
    made = sqlite3.connect(":memory:")
    made.execute(f"CREATE VIRTUAL TABLE word USING fts5({', '.join(BOOST)}, tokenize='porter unicode61 remove_diacritics 2')")
    made.execute("CREATE TABLE facet (id INTEGER, name TEXT, value TEXT)")
    made.executemany("INSERT INTO word(rowid, label, names, summary, text) VALUES (?, ?, ?, ?, ?)", (_texts(entry) for entry in entries))
    made.executemany("INSERT INTO facet VALUES (?, ?, ?)", (row for entry in entries for row in _facets(entry)))
    made.execute("CREATE INDEX facet_id ON facet(id)")
    return made


def _texts(entry: Entry) -> list[Any]:
    return [entry.id, *(entry.texts.get(name, "") for name in BOOST)]


def _facets(entry: Entry) -> Iterator[tuple[int, str, str]]:
    return ((entry.id, name, value) for name, values in entry.facets.items() for value in values)


def by_fts5(rival: sqlite3.Connection, words: str) -> None:
    """Ten hits, the total and all facet counts by SQL."""
    if not words:
        rival.execute("SELECT rowid FROM word LIMIT 10").fetchall()
        rival.execute("SELECT name, value, count(*) FROM facet GROUP BY name, value").fetchall()
        return
    rival.execute("SELECT rowid FROM word WHERE word MATCH ? ORDER BY bm25(word, 4, 3, 2, 1) LIMIT 10", (words,)).fetchall()
    rival.execute("SELECT count(*) FROM word WHERE word MATCH ?", (words,)).fetchone()
    facets = "SELECT name, value, count(*) FROM facet WHERE id IN (SELECT rowid FROM word WHERE word MATCH ?) GROUP BY name, value"
    rival.execute(facets, (words,)).fetchall()


def by_whoosh(searcher: Any, words: str) -> None:
    """Ten hits, the total and all facet counts by Whoosh alone."""
    parser = MultifieldParser(list(BOOST), searcher.schema, fieldboosts=BOOST)
    groups = {name: FieldFacet(facet_field(name), allow_overlap=True) for name in FACETS}
    found = searcher.search(parser.parse(words or "*"), limit=10, groupedby=groups)
    len(found)


if __name__ == "__main__":
    main()
