"""From the words a person typed to a tree that every engine understands.

The language: ``word``, ``"exact phrase"``, ``prefix*``, ``like~``, ``-not``,
``a AND b``, ``a OR b``, ``(a b)``, ``field:value``, ``field:(a OR b)``,
``year:2016..2020``. Anything typed is a valid search; what was passed over is
said in ``notes``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kb.search.text import WORD, fold
from kb.told import Told, speaking, told_each

MIN_PREFIX, MIN_NEAR = 3, 4
MAX_CLAUSES = 40
MAX_LENGTH = 1000
MAX_DEPTH = 20


@dataclass(frozen=True)
class Facet:
    """A facet: the heading, and whether many values may hold for one record."""

    name: str
    label: str
    help: str

    def __post_init__(self) -> None:
        """Let its words be said in every language."""
        speaking(self, "label", "help")


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
        Facet("mode", "Whose words", "quotation, paraphrase, summary or inference; not-stated where nobody has said for a statement"),
        Facet("event", "Event", "the event it belongs to"),
        Facet("country", "Country", "the country of the organisation or event, or of a project's partners"),
        Facet("year", "Year", "any year it spans"),
    )
}
TEXT_FIELDS = ("label", "names", "summary")
SORTS = ("relevance", "newest", "oldest", "label", "evidence")
# What people read for an order.
SORT_WORDS: Mapping[str, str] = told_each(
    {
        "relevance": "relevance",
        "newest": "newest",
        "oldest": "oldest",
        "label": "title",
        "evidence": "strength of evidence",
    }
)


@dataclass(frozen=True)
class Word:
    """A word in any form, the beginning of one, or one and those spelled nearly so; anywhere or in one field."""

    text: str
    field: str | None = None
    prefix: bool = False
    near: bool = False


@dataclass(frozen=True)
class Phrase:
    """Words next to one another, in this order and form; a ``loose`` one in any form, and with any words in place of common ones."""

    text: str
    field: str | None = None
    loose: bool = False


@dataclass(frozen=True)
class Value:
    """A value of a facet."""

    facet: str
    value: str


@dataclass(frozen=True)
class Years:
    """Any year from the first to the last, both included; ``None`` where there is no bound."""

    first: int | None
    last: int | None


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


@dataclass(frozen=True)
class Most:
    """Records that any inner node finds; the more of them find a record, the more it counts."""

    inner: tuple[Node, ...]


@dataclass(frozen=True)
class Also:
    """Records that the inner node finds, and those that others find, which may be meant as well; what only these find counts less."""

    inner: Node
    others: tuple[Node, ...]


Node = Word | Phrase | Value | Years | Not | And | Or | Most | Also


@dataclass(frozen=True)
class Request:
    """A search: the tree of the words (``None`` for everything), the facet values chosen, page and order.

    Values of one facet are alternatives; different facets must all hold, and a value with ``-`` before it
    is left out (:mod:`kb.search.choices`). ``after``
    and ``before`` are marks of :mod:`kb.search.paging`: with one of them the page
    begins after that place or ends before it, and ``page`` does not count.
    Words that name a record also stand for its other names, unless they are not to be ``widened``.
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
    widened: bool = True

    def any_of(self) -> Request:
        """Ask for any of the words instead of all of them, the more the better."""
        inner = self.tree.inner if isinstance(self.tree, And) else ()
        wanted = tuple(node for node in inner if not isinstance(node, Not))
        excluded = tuple(node for node in inner if isinstance(node, Not))
        return replace(self, tree=_joined(And, [Most(wanted), *excluded])) if wanted else self


# A minus behind a colon belongs to the value, as in "year:-2018".
TOKEN = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))|(?P<minus>(?<!:)-)(?=\S)|(?P<field>\w+):(?=\S)|"(?P<phrase>[^"]*)"?|(?P<word>[^\s()"]+))"""
)
Token = tuple[str, str]
QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'))
# What stands before a mark, the word, its mark, and what stands behind.
MARKED = re.compile(r"([*~]*)([^*~]*)([*~]?)(.*)", re.DOTALL)
SLOP = re.compile(r"~[0-9]+")
YEAR = re.compile(r"[0-9]{4}")
YEARS = re.compile(r"([0-9]{4})?\s*(?:\.{2,3}|[-\u2013\u2014])\s*([0-9]{4})?")


class Parser:
    """A small recursive-descent parser that never fails."""

    def __init__(self, words: str) -> None:
        """Split the words into tokens."""
        self.notes: list[str] = []
        self.ignored: list[str] = []
        if len(words) > MAX_LENGTH:
            self.notes.append(Told("only the first %(number)s characters were searched", number=MAX_LENGTH))
        found = TOKEN.finditer(words[:MAX_LENGTH].translate(QUOTES))
        self.tokens = _balanced([(match.lastgroup or "", match.group(match.lastgroup or 0)) for match in found])
        self.at = 0
        self.clauses = 0
        self.depth = 0
        self.where: str | None = None

    def parse(self) -> Node | None:
        """Give the tree; ``None`` where nothing searchable was typed."""
        found: list[Node] = []
        while self.at < len(self.tokens):
            # A bracket that was too deep to open is still closed.
            self.at += self._peek() == "close"
            node = self._any()
            if node:
                found.append(node)
        if self.ignored:
            self._note(
                Told("passed over, as there is nothing to search for in it: %(words)s", words="  ".join(dict.fromkeys(self.ignored)))
            )
        return _joined(And, found)

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def _peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def _is_word(self, *texts: str) -> bool:
        return self._peek() == "word" and self.tokens[self.at][1] in texts

    def _ends(self) -> bool:
        return self._peek() in ("", "close") or self._is_word("OR")

    def _any(self) -> Node | None:
        found = [self._all()]
        while self._is_word("OR"):
            self.at += 1
            found.append(self._all())
        if len(found) > 1 and None in found:
            self.ignored.append("OR")
        return _joined(Or, [node for node in found if node])

    def _all(self) -> Node | None:
        found: list[Node] = []
        while not self._ends():
            node = None if self._between(found) else self._one()
            if node:
                found.append(node)
        return _joined(And, found)

    def _between(self, before: list[Node]) -> bool:
        """Step over an "AND": all words must be found as it is."""
        if not self._is_word("AND"):
            return False
        self.at += 1
        if not before or self._ends():
            self.ignored.append("AND")
        return True

    def _one(self) -> Node | None:
        name, text = self.tokens[self.at]
        self.at += 1
        negates = name == "minus" or (name, text) == ("word", "NOT")
        if negates or name == "open":
            return self._nested(text, negates=negates)
        if name == "field":
            return self._in_field(text)
        return self._leaf(name, text, self.where)

    def _nested(self, text: str, *, negates: bool) -> Node | None:
        if self.depth == MAX_DEPTH:
            self._note(Told("brackets and negations were read %(number)s deep", number=MAX_DEPTH))
            return None
        self.depth += 1
        inner = self._negated(text) if negates else self._any()
        self.depth -= 1
        if not negates:
            self.at += self._peek() == "close"
        return inner

    def _negated(self, text: str) -> Node | None:
        if self._ends() or self._is_word("AND"):
            return self._leaf("word", text, self.where)
        inner = self._one()
        return Not(inner) if inner else None

    def _in_field(self, name: str) -> Node | None:
        lower, kind = name.lower(), self._peek()
        known = lower in FACETS or lower in TEXT_FIELDS
        if known and kind == "open":
            return self._group(lower)
        if kind not in ("word", "phrase"):
            return self._leaf("word", f"{name}:", None)
        text = self.tokens[self.at][1]
        self.at += 1
        if known:
            return self._leaf(kind, text, lower)
        self._note(Told('there is no field "%(name)s"; it was searched as words', name=name))
        return _joined(And, [node for node in (self._leaf("word", name, None), self._leaf(kind, text, None)) if node])

    def _group(self, where: str) -> Node | None:
        """Read brackets behind the name of a field: all in them is meant for that field."""
        outer, self.where = self.where, where
        found = self._one()
        self.where = outer
        return found

    def _leaf(self, kind: str, text: str, where: str | None) -> Node | None:
        if not WORD.search(text) or (kind == "word" and SLOP.fullmatch(text)):
            shown = f'"{text}"' if kind == "phrase" else text
            self.ignored.append(f"{where}:{shown}" if where else shown)
            return None
        if where and where in FACETS:
            nodes = [self._value(where, text.strip())]
        else:
            nodes = [self._phrase(text, where)] if kind == "phrase" else self._words(text, where)
        return _joined(And, [node for node in nodes if self._counts()])

    def _counts(self) -> bool:
        self.clauses += 1
        if self.clauses > MAX_CLAUSES:
            self._note(Told("only the first %(number)s words were searched", number=MAX_CLAUSES))
        return self.clauses <= MAX_CLAUSES

    def _value(self, facet: str, value: str) -> Node:
        span = YEARS.fullmatch(value) if facet == "year" else None
        if span:
            return self._years(value, *(int(year) if year else None for year in span.groups()))
        if facet == "year" and not YEAR.fullmatch(value):
            self._note(Told('"%(value)s" is no year; write year:2016, year:2016..2020, year:2016.. or year:..2020', value=value))
        return Value(facet, value)

    def _years(self, value: str, first: int | None, last: int | None) -> Years:
        if first is None or last is None or first <= last:
            return Years(first, last)
        self._note(Told('"%(value)s" runs backwards; it was searched as %(first)s..%(last)s', value=value, first=last, last=first))
        return Years(last, first)

    def _phrase(self, text: str, where: str | None) -> Phrase:
        if "*" in text or "~" in text:
            self._note(Told('"*" and "~" mean nothing between quotes'))
        return Phrase(text, where)

    def _words(self, text: str, where: str | None) -> list[Node]:
        """Give the words of a text without blanks: mostly one, more where other signs stand between."""
        if text.endswith(":") and text[:-1].lower() in (*FACETS, *TEXT_FIELDS):
            self._note(Told('no value stands directly behind "%(text)s"; it was searched as a word', text=text))
        before, plain, mark, behind = MARKED.findall(text)[0]
        pieces = WORD.findall(plain)
        if not pieces:
            self.ignored.append(text)
            return []
        if before or behind:
            self._note(
                Told('"%(text)s" was searched as "%(plain)s"; "*" and "~" count at the end of a word', text=text, plain=plain + mark)
            )
        return [*(Word(piece, where) for piece in pieces[:-1]), self._marked(pieces[-1], mark, where)]

    def _marked(self, text: str, mark: str, where: str | None) -> Word:
        letters = len(fold(text))
        if mark == "*" and letters < MIN_PREFIX:
            self._note(
                Told('"%(text)s*" is too short to search as a beginning; give at least %(number)s letters', text=text, number=MIN_PREFIX)
            )
        if mark == "~" and letters < MIN_NEAR:
            self._note(
                Told('"%(text)s~" is too short to search for words like it; give at least %(number)s letters', text=text, number=MIN_NEAR)
            )
        return Word(text, where, mark == "*" and letters >= MIN_PREFIX, mark == "~" and letters >= MIN_NEAR)


def _balanced(tokens: list[Token]) -> list[Token]:
    """Leave out brackets that close what was never opened."""
    found: list[Token] = []
    opened = 0
    for token in tokens:
        opened += (token[0] == "open") - (token[0] == "close")
        if opened >= 0:
            found.append(token)
        opened = max(opened, 0)
    return found


def _joined(make: type[And | Or], nodes: list[Node]) -> Node | None:
    return make(tuple(nodes)) if len(nodes) > 1 else (nodes[0] if nodes else None)


def parse(words: str) -> tuple[Node | None, tuple[str, ...]]:
    """Give the tree of some words and the notes on what was passed over."""
    parser = Parser(words)
    return parser.parse(), tuple(parser.notes)
