"""Servers for the benchmarks: ours, as the command starts it, and Datasette on the same records."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb.search.engine import Entry
from kb.search.whoosh.fields import BOOST

BIN = Path(sys.executable).parent
FACETS = ("kind", "country", "year")
PATIENCE = 60


@dataclass(frozen=True)
class Server:
    """A running server: its address, its process, and how long it took to answer, in seconds."""

    address: str
    process: int
    started: float

    def search(self, words: Sequence[str], how: str) -> str:
        """Give the address of a search in Datasette: ten rows, the total and three facets."""
        text = " ".join(words) if how == "all" else f'"{" ".join(words)}"'
        asked = [("_search", text), ("_size", "10"), ("_searchmode", "raw"), ("_nosuggest", "1"), *(("_facet", name) for name in FACETS)]
        return f"/records/record.json?{urllib.parse.urlencode(asked)}"


@contextmanager
def ours(home: Path) -> Iterator[Server]:
    """Start our server on a home."""
    with _running([str(BIN / "kb"), "serve"], {"KB_HOME": str(home)}) as server:
        yield server


@contextmanager
def shipped() -> Iterator[Server]:
    """Start our server on the knowledge base that ships, in a folder of its own."""
    with tempfile.TemporaryDirectory() as home:
        subprocess.run([BIN / "kb", "init"], env={**os.environ, "KB_HOME": home}, check=True, stdout=subprocess.DEVNULL)
        with ours(Path(home)) as server:
            yield server


@contextmanager
def datasette(folder: Path, entries: Sequence[Entry]) -> Iterator[Server]:
    """Start Datasette on a table of the records with a full-text index, without limits on time."""
    file = folder / "records.sqlite"
    store = sqlite3.connect(file)
    names = ", ".join((*BOOST, *FACETS))
    store.execute(f"CREATE TABLE record (id INTEGER PRIMARY KEY, {names})")
    marks = ", ".join("?" for _ in range(len(BOOST) + len(FACETS) + 1))
    store.executemany(f"INSERT INTO record VALUES ({marks})", (_row(entry) for entry in entries))
    store.execute(
        f"CREATE VIRTUAL TABLE record_fts USING fts5({', '.join(BOOST)}, content='record', content_rowid='id', tokenize='porter')"
    )
    store.execute("INSERT INTO record_fts(record_fts) VALUES ('rebuild')")
    store.commit()
    store.close()
    limits = ["--setting", "sql_time_limit_ms", "60000", "--setting", "facet_time_limit_ms", "60000"]
    with _running([str(BIN / "datasette"), "serve", str(file), *limits], {}) as server:
        yield server


def _row(entry: Entry) -> list[object]:
    first = [next(iter(entry.facets.get(name, ())), None) for name in FACETS]
    return [entry.id, *(entry.texts.get(name, "") for name in BOOST), *first]


@contextmanager
def _running(command: list[str], more: dict[str, str]) -> Iterator[Server]:
    port = _free_port()
    start = time.perf_counter()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([*command, "--port", str(port)], env={**os.environ, **more}, stdout=quiet, stderr=quiet)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address)
        yield Server(address, process.pid, time.perf_counter() - start)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
    return port


def _wait(address: str) -> None:
    until = time.perf_counter() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(address).read()
        except urllib.error.URLError:
            if time.perf_counter() > until:
                raise
            time.sleep(0.02)
        else:
            return
