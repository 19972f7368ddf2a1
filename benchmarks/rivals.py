"""What one would pick instead, on the same records: SQLite FTS5, tantivy and plain Whoosh, asked for the same answers.

Each rival is built from index entries and answers a :class:`Question` with ten
hits and the exact total, with the counts of all facets where asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol

import tantivy
from fts5 import Fts5, Question, match, pairs
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


def facet_field(name: str) -> str:
    """Give the field of a rival that holds a facet's values."""
    return f"facet_{name}"


class Rival(Protocol):
    """Something that answers questions."""

    def build(self, entries: Iterable[Entry]) -> None:
        """Take the entries in."""

    def ask(self, question: Question, *, facets: bool) -> int | None:
        """Answer and give the total; ``None`` where it cannot."""

    def top(self, question: Question) -> list[int]:
        """Give the first ten records, the best first."""


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
        asked = self._asked(question)
        searcher = self.index.searcher()
        found = searcher.search(asked, limit=10)
        for _score, address in found.hits:
            searcher.doc(address)
        if facets:
            searcher.aggregate(asked, {name: {"terms": {"field": facet_field(name), "size": 25}} for name in FACETS})
        return int(found.count)

    def top(self, question: Question) -> list[int]:
        """Give the first ten records, the best first."""
        searcher = self.index.searcher()
        hits = searcher.search(self._asked(question), limit=10).hits
        return [int(searcher.doc(address)["id"][0]) for _score, address in hits]

    def _asked(self, question: Question) -> tantivy.Query:
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
        return asked


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

    def top(self, question: Question) -> list[int]:
        """Give the first ten records, the best first."""
        self.held = self.held or self.index.searcher()
        kept = Term(*question.filter) if question.filter else None
        found = self.held.search(asked(question, self.index.schema), limit=10, filter=kept)
        return [int(hit["id"]) for hit in found]


RIVALS: Mapping[str, Callable[[Path], Rival]] = {"FTS5": Fts5, "tantivy": Tantivy, "Whoosh": PlainWhoosh}


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
    found = [one(word) for word in question.words]
    return (Or if question.how == "any" else And)([query for query in found if query.subqueries])


def built(rival: Rival, entries: Iterable[Entry]) -> float:
    """Build a rival; give how long it took in seconds."""
    start = time.perf_counter()
    rival.build(entries)
    return time.perf_counter() - start
