"""SQLite's own full-text search as a rival, and the questions all rivals are asked. It needs nothing that is not installed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kb.search.engine import Entry
from kb.search.text import WORD
from kb.search.whoosh.fields import BOOST


@dataclass(frozen=True)
class Question:
    """A query of a class: its words, how they are joined, and a facet's value to narrow it to."""

    words: tuple[str, ...]
    how: str = "all"
    filter: tuple[str, str] | None = None

    @property
    def typed(self) -> str:
        """Give it in our own language."""
        match self.how:
            case "any":
                return " OR ".join(self.words)
            case "phrase":
                return f'"{" ".join(self.words)}"'
            case "prefix":
                return f"{self.words[0]}*"
        return " ".join(self.words)


def asking(top: Callable[[Question], list[int]]) -> Callable[[str], list[int]]:
    """Make the way a rival is asked what a person typed: for all words, and if nothing has them, for any."""

    def asked(typed: str) -> list[int]:
        question = Question(tuple(WORD.findall(typed)))
        return top(question) or top(replace(question, how="any"))

    return asked


class Fts5:
    """SQLite's own full-text search, with a table of facet values."""

    def __init__(self, folder: Path) -> None:
        """Open a file of its own."""
        self.store = sqlite3.connect(folder / "fts5.sqlite")

    def build(self, entries: Iterable[Entry]) -> None:
        """Take the entries in."""
        store = self.store
        store.execute(
            f"CREATE VIRTUAL TABLE word USING fts5({', '.join(BOOST)}, prefix='4', tokenize='porter unicode61 remove_diacritics 2')"
        )
        store.execute("CREATE TABLE facet (id INTEGER, name TEXT, value TEXT)")
        for entry in entries:
            texts = [entry.texts.get(name, "") for name in BOOST]
            store.execute("INSERT INTO word(rowid, label, names, summary, text) VALUES (?, ?, ?, ?, ?)", (entry.id, *texts))
            store.executemany("INSERT INTO facet VALUES (?, ?, ?)", ((entry.id, *pair) for pair in pairs(entry)))
        store.execute("CREATE INDEX facet_id ON facet(id, name, value)")
        store.execute("CREATE INDEX facet_value ON facet(name, value, id)")
        store.commit()

    def ask(self, question: Question, *, facets: bool) -> int | None:
        """Answer by SQL; a word with a typing error is beyond it."""
        if question.how == "typo":
            return None
        where, values = _where(question)
        run = self.store.execute
        self.top(question)
        if facets:
            run(
                f"SELECT name, value, count(*) FROM facet WHERE id IN (SELECT rowid FROM word WHERE {where}) GROUP BY name, value", values
            ).fetchall()
        total: int = run(f"SELECT count(*) FROM word WHERE {where}", values).fetchone()[0]
        return total

    def top(self, question: Question) -> list[int]:
        """Give the first ten records, the best first."""
        where, values = _where(question)
        found = self.store.execute(f"SELECT rowid FROM word WHERE {where} ORDER BY bm25(word, 4, 3, 2, 1) LIMIT 10", values)
        return [number for (number,) in found.fetchall()]


def _where(question: Question) -> tuple[str, list[str]]:
    if question.filter:
        narrowed = "word MATCH ? AND +rowid IN (SELECT id FROM facet WHERE name = ? AND value = ?)"
        return narrowed, [match(question), *question.filter]
    return "word MATCH ?", [match(question)]


def match(question: Question) -> str:
    """Give a question in the language of FTS5."""
    quoted = [f'"{word}"' for word in question.words]
    match question.how:
        case "any":
            return " OR ".join(quoted)
        case "phrase":
            return f'"{" ".join(question.words)}"'
        case "prefix":
            return f"{quoted[0]}*"
    return " ".join(quoted)


def pairs(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the facet values of an entry with their facets."""
    return ((name, value) for name, values in entry.facets.items() for value in values)
