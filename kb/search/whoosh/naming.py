"""What the records of a segment are called: all names and all words in names, in order, so that what begins alike stands together."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from kb.search.text import WORD, fold
from kb.search.whoosh.fields import plain
from kb.search.whoosh.packing import Array, Arrays, Words, beginning_so, packed, place_of, unpacked
from kb.search.whoosh.words import forms, same_name

# The kinds of records people look for by name, the most sought first; the rest stand behind them.
SOUGHT = ("topic", "project", "organisation", "person", "event", "programme", "tool", "operation", "document")
LONGEST = 1 << 15
MARK = re.compile(r"[^\w\s]")


def read(abouts: Sequence[Mapping[str, Any]]) -> Arrays:
    """Make the arrays of what is stored of each document, in their order."""
    names = sorted({(key, number) for number, about in enumerate(abouts) for name in about["names"] for key in _keys(name)})
    words: dict[str, array[int]] = defaultdict(lambda: array("I"))
    for number, about in enumerate(abouts):
        for word in _words(about["names"]):
            words[word].append(number)
    ordered = sorted(words)
    return {
        "names": packed(name for name, _number in names),
        "names.documents": np.array([number for _name, number in names], np.int32),
        "names.lengths": _lengths(name for name, _number in names),
        "names.words": packed(ordered),
        "names.ends": np.cumsum([len(words[word]) for word in ordered], dtype=np.int64),
        "names.holders": np.array([number for word in ordered for number in words[word]], np.int32),
        "names.labels": _lengths(same_name(about["names"][0]) for about in abouts),
        **_addresses(abouts),
    }


def _addresses(abouts: Sequence[Mapping[str, Any]]) -> Arrays:
    ordered = sorted((address, number) for number, about in enumerate(abouts) for address in _address(about))
    return {
        "addresses": packed(address for address, _number in ordered),
        "addresses.documents": np.array([number for _address, number in ordered], np.int32),
        "labels": packed(plain(about["names"][0]) for about in abouts),
    }


def _address(about: Mapping[str, Any]) -> list[str]:
    return [address_of(kind, about["slug"]) for kind in about["facets"].get("kind", ())]


def address_of(kind: str, slug: str) -> str:
    """Give what a record is known by for good, as one word."""
    return f"{kind}/{slug}"


def _keys(name: str) -> set[str]:
    """Give what a name is looked up by: its letters and digits, and where it has other signs, these too."""
    return {same_name(name), as_written(name)} - {""}


def as_written(name: str) -> str:
    """Give a name folded, if it has signs besides letters, digits and blanks; else nothing.

    >>> as_written("MEDI@4SEC"), as_written("Dark Web")
    ('medi@4sec', '')
    """
    return fold(name) if MARK.search(name) else ""


def _words(names: Iterable[str]) -> set[str]:
    return {term.decode() for name in names for word in WORD.findall(name) for term, _step in forms(word)[1]}


def _lengths(names: Iterable[str]) -> Array:
    return np.array([min(len(name), LONGEST - 1) for name in names], np.int16)


class Names:
    """The names of a segment; unpacked when first asked for. Threads may share it."""

    def __init__(self, held: Arrays) -> None:
        """Take the arrays of a segment, those of :func:`read` among them."""
        self._held = held
        self._names = Words(held["names"])
        self._words = Words(held["names.words"])
        self._addresses = Words(held["addresses"])
        self._labels = Words(held["labels"])

    @cached_property
    def kinds(self) -> Array:
        """The place of each document's kind among those that are :data:`SOUGHT`."""
        places = [SOUGHT.index(kind) if kind in SOUGHT else len(SOUGHT) for kind in unpacked(self._held["kind.labels"])]
        found = np.full(self.labels.size, len(SOUGHT), np.int64)
        found[self._held["kind.documents"]] = np.array(places, np.int64)[self._held["kind.codes"]]
        return found

    @property
    def labels(self) -> Array:
        """The number of letters in the label of each document."""
        return self._held["names.labels"]

    def document(self, address: str) -> int | None:
        """Give the document of the record of an address, a deleted one too; ``None`` where there is none."""
        at = place_of(self._addresses, address)
        return None if at is None else int(self._held["addresses.documents"][at])

    def label(self, document: int) -> str:
        """Give the label of a document's record."""
        return self._labels[document]

    def beginning(self, start: str) -> tuple[Array, Array]:
        """Give the documents with a name that begins so, once for each such name, and the number of its letters."""
        first, last = beginning_so(self._names, start)
        return self._held["names.documents"][first:last], self._held["names.lengths"][first:last]

    def with_words(self, words: Sequence[str]) -> Array:
        """Give the documents that have all of some words in their names, the last as the beginning of one."""
        found = self._holders(*beginning_so(self._words, words[-1]))
        for word in words[:-1]:
            at = place_of(self._words, word)
            found &= self._holders(0, 0) if at is None else self._holders(at, at + 1)
        return np.flatnonzero(found)

    def _holders(self, first: int, last: int) -> Array:
        ends = self._held["names.ends"]
        found = np.zeros(self.labels.size, np.bool_)
        if first < last:
            found[self._held["names.holders"][ends[first - 1] if first else 0 : ends[last - 1]]] = True
        return found
