"""The part of a text that answers best, for reading."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

from kb.search.request import Also, And, Most, Node, Or, Phrase, Word
from kb.search.text import WORD
from kb.search.whoosh.words import forms, terms

# Characters of a stretch, of what stands before its first word found, and of a text that are looked at.
LENGTH, BEFORE, SCAN = 240, 80, 4000
# Requests whose terms are kept, as the hits of a page ask for the same; pieces of text whose terms are kept, as most are seen again.
KEPT, KEPT_PIECES, KEPT_FORMS = 64, 1 << 16, 1 << 12
# Words are kept by so many of their first bytes, no more than any beginning has that is searched for; no stem has this mark.
FIRST, MARK = 3, b"*"
# The pieces of a text that has none, or too long ones, between its blanks: words with the marks before them.
UNBROKEN = re.compile(rf"\W*{WORD.pattern}(?:\W*$)?")
Terms = frozenset[bytes]


class Asked(NamedTuple):
    """What a tree asks for: stems, how words as written begin; of the stems those that were typed, and names that only count whole."""

    stems: Terms
    beginnings: tuple[bytes, ...]
    typed: Terms
    names: tuple[Terms, ...]


class Piece(NamedTuple):
    """A piece of a text that is asked for: where it begins and ends, and the terms it was found by."""

    start: int
    end: int
    terms: Terms


class Cut(NamedTuple):
    """A text with the pieces found in it, in order; ``edges`` are where pieces end, in a text that is not cut at its blanks."""

    text: str
    found: Sequence[Piece]
    edges: Sequence[int] | None

    def next_start(self, place: int) -> int:
        """Give the first place, from one on, where a piece begins."""
        if self.edges is not None:
            return self.edges[bisect_left(self.edges, place)]
        return 0 if place <= 0 else self.text.find(" ", place - 1) + 1

    def last_end(self, place: int) -> int:
        """Give the last place, up to one, where a piece ends."""
        if self.edges is not None:
            return self.edges[bisect_right(self.edges, place) - 1]
        return len(self.text) if place >= len(self.text) else self.text.rfind(" ", 0, place + 1)

    def numbers(self) -> list[int]:
        """Count the pieces before each that was found."""
        if self.edges is not None:
            return [bisect_left(self.edges, piece.start) for piece in self.found]
        return [self.text.count(" ", 0, piece.start) for piece in self.found]


def snippet(text: str, tree: Node | None) -> str:
    """Give the best stretch of a text as HTML, the words found in ``<mark>``; without a match, its beginning. Blanks are made one."""
    asked = asked_for(tree)
    cut = _cut(text[:SCAN], asked)
    if not cut.found:
        return escape(cut.text[:LENGTH], quote=False)
    return _marked(cut, *_stretch(cut, _best(cut)), asked)


def terms_in(text: str, asked: Asked) -> Terms:
    """Give the terms asked for that a text has."""
    return frozenset().union(*_known(set(text.split()), asked).values())


def _cut(text: str, asked: Asked) -> Cut:
    """Cut a text at its blanks and find the pieces that are asked for."""
    pieces = text.split()
    told = " ".join(pieces)
    distinct = set(pieces)
    if max(map(len, distinct), default=0) > LENGTH:
        return _unbroken(told, asked)
    cut = Cut(told, _places(told, _known(distinct, asked)), None)
    return cut._replace(found=_whole_names(cut, asked)) if asked.names else cut


def _places(text: str, known: Mapping[str, Terms]) -> list[Piece]:
    """Find each place of some pieces of a text between its blanks."""
    found, framed = [], f" {text} "
    for piece, terms_of in known.items():
        start = framed.find(f" {piece} ")
        while start >= 0:
            found.append(Piece(start, start + len(piece), terms_of))
            start = framed.find(f" {piece} ", start + len(piece) + 1)
    return sorted(found)


def _unbroken(text: str, asked: Asked) -> Cut:
    """Cut a text without blanks, or with few, behind its words."""
    matches = list(UNBROKEN.finditer(text))
    known = _known({match[0] for match in matches}, asked)
    found = [Piece(*match.span(), known[match[0]]) for match in matches if match[0] in known]
    cut = Cut(text, found, [0, *(match.end() for match in matches)])
    return cut._replace(found=_whole_names(cut, asked))


def _whole_names(cut: Cut, asked: Asked) -> list[Piece]:
    """Leave out words of names that were not typed, unless the whole of the name stands there."""
    found = {number: piece.terms for number, piece in zip(cut.numbers(), cut.found, strict=True)}
    return [
        piece
        for (number, held), piece in zip(found.items(), cut.found, strict=True)
        if not held.isdisjoint(asked.typed)
        or not held.isdisjoint(asked.beginnings)
        or any(name <= _beside(found, number, len(name)) for name in asked.names if not held.isdisjoint(name))
    ]


def _beside(found: Mapping[int, Terms], number: int, reach: int) -> Terms:
    """Give the terms of the pieces around one, common words between them."""
    around = range(number - reach - 1, number + reach + 2)
    return frozenset[bytes]().union(*(found[near] for near in around if near in found))


def _known(pieces: set[str], asked: Asked) -> dict[str, Terms]:
    """Give the pieces that are asked for with the terms that find them."""
    kept = SEEN.having(pieces, [*asked.stems, *(start[:FIRST] + MARK for start in asked.beginnings)])
    told = {piece: _terms(piece, asked) for piece in kept}
    return {piece: held for piece, held in told.items() if held}


class Seen:
    """Pieces of text seen before, by stems and by first letters of their words: most of a text was seen before. Threads may share it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._held: tuple[set[str], dict[bytes, set[str]]] = set(), defaultdict(set)

    def having(self, pieces: set[str], wanted: Iterable[bytes]) -> set[str]:
        """Give those of some pieces that have any of some stems, or of some first letters with their mark."""
        if len(self._held[0]) > KEPT_PIECES:
            self._held = set(), defaultdict(set)
        seen, pieces_of = self._held
        for piece in pieces - seen:
            stems, written = _forms(piece)
            for key in (*stems, *(form[:FIRST] + MARK for form in written)):
                pieces_of[key].add(piece)
            seen.add(piece)
        return pieces.intersection(set[str]().union(*(pieces_of[key] for key in wanted if key in pieces_of)))


def _terms(piece: str, asked: Asked) -> Terms:
    stems, written = _forms(piece)
    return asked.stems.intersection(stems) | {start for start in asked.beginnings for form in written if form.startswith(start)}


SEEN = Seen()


@lru_cache(maxsize=KEPT_FORMS)
def _forms(piece: str) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Give the stems of a piece of text and its words as written."""
    held = [forms(word) for word in WORD.findall(piece)]
    stems = tuple(stem for _taken, _written, stems in held for stem in stems)
    return stems, tuple(form for _taken, written, _stems in held for form, _step in written)


def _best(cut: Cut) -> Piece:
    """Give the first piece of the best stretch: with many found, by many terms; of equals the earliest."""
    ends = [piece.end for piece in cut.found]
    best, most = cut.found[0], 0
    for place, piece in enumerate(cut.found):
        stop = bisect_right(ends, piece.start + LENGTH - BEFORE)
        held = [one.terms for one in cut.found[place : max(stop, place + 1)]]
        worth = len(held) * len(frozenset().union(*held))
        if worth > most:
            best, most = piece, worth
    return best


def _stretch(cut: Cut, piece: Piece) -> tuple[int, int]:
    """Give where the stretch around a piece begins and ends, in characters; no word is cut apart."""
    start = cut.next_start(min(piece.start - BEFORE, len(cut.text) - LENGTH))
    return start, max(piece.end, cut.last_end(start + LENGTH))


def _marked(cut: Cut, start: int, stop: int, asked: Asked) -> str:
    """Write a stretch as HTML."""
    told: list[str] = []
    for piece in cut.found:
        if start <= piece.start < stop:
            for match in WORD.finditer(cut.text, piece.start, piece.end):
                if _terms(match[0], asked):
                    told += [escape(cut.text[start : match.start()], quote=False), f"<mark>{escape(match[0], quote=False)}</mark>"]
                    start = match.end()
    return "".join(told) + escape(cut.text[start:stop], quote=False)


@lru_cache(maxsize=KEPT)
def asked_for(tree: Node | None) -> Asked:
    """Give what a tree asks for; what must not be there is left out."""
    words, names = list(_words(tree)), [_stems(name.text) for name in _names(tree)]
    beginnings = [term for word in words if isinstance(word, Word) and word.prefix for term in terms(word.text, exact=True)[-1:]]
    stems = [term for word in words if isinstance(word, Phrase) or not word.prefix for term in terms(word.text)]
    typed = frozenset(term.encode() for term in stems)
    return Asked(typed.union(*names), tuple(term.encode() for term in beginnings), typed, tuple(names))


def _stems(text: str) -> Terms:
    return frozenset(term.encode() for term in terms(text))


def _words(tree: Node | None) -> Iterator[Word | Phrase]:
    """Yield what was typed."""
    if isinstance(tree, Also):
        yield from _words(tree.inner)
    elif isinstance(tree, And | Or | Most):
        for node in tree.inner:
            yield from _words(node)
    elif isinstance(tree, Word | Phrase):
        yield tree


def _names(tree: Node | None) -> Iterator[Word | Phrase]:
    """Yield what may be meant by it as well."""
    if isinstance(tree, Also):
        yield from (node for node in tree.others if isinstance(node, Word | Phrase))
    elif isinstance(tree, And | Or | Most):
        for node in tree.inner:
            yield from _names(node)
