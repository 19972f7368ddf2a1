"""From the words a person typed to a tree that every engine understands.

The language: ``word``, ``"exact phrase"``, ``prefix*``, ``-not``, ``a OR b``,
``(a b)``, ``field:value``. Anything typed is a valid search; what was passed
over is said in ``notes``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kb.search.text import WORD, fold

MIN_PREFIX = 3
MAX_CLAUSES = 40
MAX_LENGTH = 1000
MAX_DEPTH = 20


@dataclass(frozen=True)
class Facet:
    """A facet: the heading, and whether many values may hold for one record."""

    name: str
    label: str
    help: str


FACETS: Mapping[str, Facet] = {
    facet.name: facet
    for facet in (
        Facet("kind", "Kind", "the kind of record"),
        Facet("type", "Type of statement", "finding, recommendation, challenge or commitment"),
        Facet("topic", "Topic", "what it is about; a broader topic finds its narrower ones too"),
        Facet("project", "Project", "the project it belongs to or was made for"),
        Facet("organisation", "Organisation", "an organisation that takes part, speaks or acts"),
        Facet("role", "Role", "what was done at an event"),
        Facet("addressee", "Addressed to", "who should act on a recommendation; not-stated where no source says"),
        Facet("uptake", "Uptake", "what has become of a recommendation"),
        Facet("event", "Event", "the event it belongs to"),
        Facet("country", "Country", "the country of the organisation or event, or of a project's partners"),
        Facet("year", "Year", "any year it spans"),
    )
}
TEXT_FIELDS = ("label", "names", "summary")
SORTS = ("relevance", "newest", "oldest", "label")


@dataclass(frozen=True)
class Word:
    """A word in any form, or exactly as written, or the beginning of one, anywhere or in one field."""

    text: str
    field: str | None = None
    prefix: bool = False


@dataclass(frozen=True)
class Phrase:
    """Words next to one another, in this order and form."""

    text: str
    field: str | None = None


@dataclass(frozen=True)
class Value:
    """A value of a facet."""

    facet: str
    value: str


@dataclass(frozen=True)
class Not:
    """Records without what the inner node finds."""

    inner: Node


@dataclass(frozen=True)
class And:
    """Records that every inner node finds."""

    inner: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    """Records that any inner node finds."""

    inner: tuple[Node, ...]


Node = Word | Phrase | Value | Not | And | Or


@dataclass(frozen=True)
class Request:
    """A search: the tree of the words (``None`` for everything), the facet values chosen, page and order.

    Values of one facet are alternatives; different facets must all hold. ``after``
    and ``before`` are marks of :mod:`kb.search.paging`: with one of them the page
    begins after that place or ends before it, and ``page`` does not count.
    """

    words: str = ""
    tree: Node | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: int = 1
    size: int = 10
    sort: str = "relevance"
    notes: tuple[str, ...] = ()
    after: str | None = None
    before: str | None = None

    def any_of(self) -> Request:
        """Ask for any of the words instead of all of them."""
        tree = Or(tuple(n for n in self.tree.inner if not isinstance(n, Not))) if isinstance(self.tree, And) else self.tree
        excluded = tuple(n for n in self.tree.inner if isinstance(n, Not)) if isinstance(self.tree, And) else ()
        return replace(self, tree=And((tree, *excluded)) if excluded and tree else tree)


TOKEN = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))|(?P<minus>-)(?=\S)|(?P<field>\w+):(?=\S)|"(?P<phrase>[^"]*)"?|(?P<word>[^\s()"]+))"""
)
Token = tuple[str, str]


class Parser:
    """A small recursive-descent parser that never fails."""

    def __init__(self, words: str) -> None:
        """Split the words into tokens."""
        self.notes: list[str] = []
        if len(words) > MAX_LENGTH:
            self.notes.append(f"only the first {MAX_LENGTH} characters were searched")
        found = [(match.lastgroup or "", match.group(match.lastgroup or 0)) for match in TOKEN.finditer(words[:MAX_LENGTH])]
        self.tokens: list[Token] = found
        self.at = 0
        self.clauses = 0
        self.depth = 0

    def parse(self) -> Node | None:
        """Give the tree; ``None`` where nothing searchable was typed."""
        found: list[Node] = []
        while self.at < len(self.tokens):
            if self._peek() == "close":
                self.at += 1
                continue
            node = self._any()
            if node:
                found.append(node)
        return _joined(And, found)

    def _peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def _is_word(self, text: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at] == ("word", text)

    def _any(self) -> Node | None:
        found = [self._all()]
        while self._is_word("OR"):
            self.at += 1
            found.append(self._all())
        return _joined(Or, [node for node in found if node])

    def _all(self) -> Node | None:
        found: list[Node] = []
        while self._peek() not in ("", "close") and not self._is_word("OR"):
            node = self._one()
            if node:
                found.append(node)
        return _joined(And, found)

    def _one(self) -> Node | None:
        name, text = self.tokens[self.at]
        self.at += 1
        negates = name == "minus" or (name, text) == ("word", "NOT")
        if negates or name == "open":
            return self._nested(text, negates=negates)
        if name == "field":
            return self._in_field(text)
        return self._leaf(name, text, None)

    def _nested(self, text: str, *, negates: bool) -> Node | None:
        if self.depth == MAX_DEPTH:
            return None
        self.depth += 1
        inner = self._negated(text) if negates else self._any()
        self.depth -= 1
        if not negates:
            self.at += self._peek() == "close"
        return inner

    def _negated(self, text: str) -> Node | None:
        if self._peek() in ("", "close"):
            return None if text == "-" else self._leaf("word", text, None)
        inner = self._one()
        return Not(inner) if inner else None

    def _in_field(self, name: str) -> Node | None:
        if self._peek() not in ("word", "phrase"):
            return self._leaf("word", name, None)
        kind, text = self.tokens[self.at]
        self.at += 1
        lower = name.lower()
        if lower in FACETS and text.strip():
            return Value(lower, text.strip())
        if lower in TEXT_FIELDS:
            return self._leaf(kind, text, lower)
        self.notes.append(f'there is no field "{name}"; it was searched as words')
        return _joined(And, [node for node in (self._leaf("word", name, None), self._leaf(kind, text, None)) if node])

    def _leaf(self, kind: str, text: str, where: str | None) -> Node | None:
        if not WORD.search(text):
            return None
        self.clauses += 1
        if self.clauses > MAX_CLAUSES:
            if self.clauses == MAX_CLAUSES + 1:
                self.notes.append(f"only the first {MAX_CLAUSES} words were searched")
            return None
        if kind == "phrase":
            return Phrase(text, where)
        return self._word(text, where)

    def _word(self, text: str, where: str | None) -> Node:
        stem = text.rstrip("*")
        prefix = text.endswith("*") and len(fold(stem)) >= MIN_PREFIX
        if text.endswith("*") and not prefix:
            self.notes.append(f'"{text}" is too short to search as a beginning; give at least {MIN_PREFIX} letters')
        return Word(stem, where, prefix)


def _joined(make: type[And | Or], nodes: list[Node]) -> Node | None:
    return make(tuple(nodes)) if len(nodes) > 1 else (nodes[0] if nodes else None)


def parse(words: str) -> tuple[Node | None, tuple[str, ...]]:
    """Give the tree of some words and the notes on what was passed over."""
    parser = Parser(words)
    return parser.parse(), tuple(parser.notes)
