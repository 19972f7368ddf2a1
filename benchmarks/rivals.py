"""What one would pick instead, on the same records: SQLite FTS5, tantivy and plain Whoosh, asked for the same answers.

Each rival is built from index entries and answers a :class:`Question` with ten
hits and the exact total, with the counts of all facets where asked.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import tantivy
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, KEYWORD, TEXT, Schema
from whoosh.index import create_in
from whoosh.query import And, FuzzyTerm, Or, Phrase, Prefix, Query, Term
from whoosh.searching import Searcher
from whoosh.sorting import FieldFacet

from kb.search.engine import Entry
from kb.search.request import FACETS
from kb.search.whoosh.fields import BOOST

PREFIX_LETTERS = 4
SMALL_FACETS = ("kind", "year", "country")


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


def facet_field(name: str) -> str:
    """Give the field of a rival that holds a facet's values."""
    return f"facet_{name}"


class Rival(Protocol):
    """Something that answers questions."""

    def build(self, entries: Iterable[Entry]) -> None:
        """Take the entries in."""

    def ask(self, question: Question, *, facets: bool) -> int | None:
        """Answer and give the total; ``None`` where it cannot."""


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
        where, values = "word MATCH ?", [match(question)]
        if question.filter:
            where += " AND +rowid IN (SELECT id FROM facet WHERE name = ? AND value = ?)"
            values += question.filter
        run = self.store.execute
        run(f"SELECT rowid FROM word WHERE {where} ORDER BY bm25(word, 4, 3, 2, 1) LIMIT 10", values).fetchall()
        if facets:
            run(
                f"SELECT name, value, count(*) FROM facet WHERE id IN (SELECT rowid FROM word WHERE {where}) GROUP BY name, value", values
            ).fetchall()
        total: int = run(f"SELECT count(*) FROM word WHERE {where}", values).fetchone()[0]
        return total


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


class Tantivy:
    """tantivy, a search library in Rust, with facet values as fast fields."""

    def __init__(self, folder: Path) -> None:
        """Make an index in a folder of its own."""
        schema = tantivy.SchemaBuilder()
        for name in BOOST:
            schema.add_text_field(name, tokenizer_name="en_stem")
        for name in FACETS:
            schema.add_text_field(facet_field(name), tokenizer_name="raw", index_option="basic", fast=True)
        schema.add_integer_field("id", stored=True)
        (folder / "tantivy").mkdir()
        self.index = tantivy.Index(schema.build(), path=str(folder / "tantivy"))

    def build(self, entries: Iterable[Entry]) -> None:
        """Take the entries in."""
        writer = self.index.writer(heap_size=128_000_000, num_threads=2)
        for entry in entries:
            document = tantivy.Document(id=entry.id, **{name: text for name, text in entry.texts.items() if text})
            for name, value in pairs(entry):
                document.add_text(facet_field(name), value)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def ask(self, question: Question, *, facets: bool) -> int | None:
        """Answer with its query parser and its aggregations."""
        text = f"{question.words[0]}*" if question.how == "prefix" else match(question)
        fuzzy = dict.fromkeys(BOOST, (False, 1, True)) if question.how == "typo" else {}
        words = " ".join(question.words) if question.how == "typo" else text
        asked = self.index.parse_query(
            words, list(BOOST), field_boosts=BOOST, fuzzy_fields=fuzzy, conjunction_by_default=question.how != "any"
        )
        if question.how == "prefix":
            schema = self.index.schema
            asked = tantivy.Query.boolean_query(
                [(tantivy.Occur.Should, tantivy.Query.regex_query(schema, name, f"{question.words[0]}.*")) for name in BOOST]
            )
        if question.filter:
            name, value = question.filter
            narrowed = tantivy.Query.term_query(self.index.schema, facet_field(name), value)
            asked = tantivy.Query.boolean_query([(tantivy.Occur.Must, asked), (tantivy.Occur.Must, narrowed)])
        searcher = self.index.searcher()
        found = searcher.search(asked, limit=10)
        for _score, address in found.hits:
            searcher.doc(address)
        if facets:
            searcher.aggregate(asked, {name: {"terms": {"field": facet_field(name), "size": 25}} for name in FACETS})
        return int(found.count)


class PlainWhoosh:
    """Whoosh as its manual shows it: an index of its own, its queries, its collectors, its ``groupedby``.

    Facets are counted for those of few values only: with the others a query takes seconds.
    """

    def __init__(self, folder: Path) -> None:
        """Make an index in a folder of its own."""
        schema = Schema(id=ID(stored=True))
        for name, boost in BOOST.items():
            schema.add(name, TEXT(analyzer=StemmingAnalyzer(), field_boost=boost))
        for name in SMALL_FACETS:
            schema.add(name, KEYWORD(commas=True))
        (folder / "whoosh").mkdir()
        self.index = create_in(str(folder / "whoosh"), schema)
        self.held: Searcher | None = None

    def build(self, entries: Iterable[Entry]) -> None:
        """Take the entries in, with two processes."""
        writer = self.index.writer(procs=2, multisegment=True, limitmb=128)
        for entry in entries:
            facets = {name: ",".join(entry.facets.get(name, ())) for name in SMALL_FACETS}
            writer.add_document(id=str(entry.id), **{name: text for name, text in entry.texts.items() if text}, **facets)
        writer.commit()

    def ask(self, question: Question, *, facets: bool) -> int | None:
        """Answer with its own search."""
        self.held = self.held or self.index.searcher()
        groups = {name: FieldFacet(name, allow_overlap=True) for name in SMALL_FACETS}
        kept = Term(*question.filter) if question.filter else None
        found = self.held.search(asked(question, self.index.schema), limit=10, filter=kept, **({"groupedby": groups} if facets else {}))
        for hit in found:
            hit.fields()
        return len(found)


def asked(question: Question, schema: Schema) -> Query:
    """Give a question as Whoosh's query over all fields."""
    analyse = schema["text"].analyzer

    def one(word: str) -> Query:
        return Or([Term(name, token.text) for name in BOOST for token in analyse(word, mode="query")])

    match question.how:
        case "phrase":
            return Or([Phrase(name, [token.text for token in analyse(" ".join(question.words), mode="query")]) for name in BOOST])
        case "prefix":
            return Or([Prefix(name, question.words[0]) for name in BOOST])
        case "typo":
            return Or([FuzzyTerm(name, question.words[0], prefixlength=1) for name in BOOST])
    return (Or if question.how == "any" else And)([one(word) for word in question.words])


def pairs(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the facet values of an entry with their facets."""
    return ((name, value) for name, values in entry.facets.items() for value in values)


def built(rival: Rival, entries: Iterable[Entry]) -> float:
    """Build a rival; give how long it took in seconds."""
    start = time.perf_counter()
    rival.build(entries)
    return time.perf_counter() - start
