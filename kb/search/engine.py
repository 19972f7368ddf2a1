"""What a search engine must do, and what passes between it and the rest. One engine a file beside this one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kb.search.request import Node, Request

Progress = Callable[[int], None]
# A strength is a number of so many bits, so that the mark of a page can hold it.
STRENGTH_BITS = 30


@dataclass(frozen=True)
class Entry:
    """What the index holds of one record.

    ``called`` are its own names; ``texts`` its words by field, the weightiest first; ``facets`` its values
    by facet; ``date`` its first day as ``yyyymmdd``, 0 where none is stated;
    ``slug`` is the record's own;
    ``digest`` tells whether two entries say the same; ``strength`` is larger the better the record is supported,
    0 where no evidence is on record, below 2 to the power of :data:`STRENGTH_BITS`.
    """

    id: int
    label: str
    called: tuple[str, ...]
    texts: Mapping[str, str]
    facets: Mapping[str, tuple[str, ...]]
    date: int
    digest: str
    strength: int = 0
    slug: str = ""


class Counts(Protocol):  # noqa: PLW1641 - equal to lists, which have no hash either
    """The values of a facet with their counts, the most frequent first; they are only sorted as far as they are read."""

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """Yield all values that are there."""

    def __getitem__(self, part: slice) -> list[tuple[str, int]]:
        """Give some of the values, counted from the most frequent."""

    def __eq__(self, other: object) -> bool:
        """Tell whether these are the pairs of another, or of a list, in the same order."""

    def __len__(self) -> int:
        """Tell how many values are there."""

    def of(self, value: str) -> int:
        """Give the count of one value, 0 where it is not there."""

    def label(self, value: str) -> str | None:
        """Give what the record is called that a value, there or not, is the id of; ``None`` where the index has none."""


@dataclass(frozen=True)
class Meaning:
    """Words of a request that are what a ``record`` is called, by its number, and the ``names`` that were searched for as well.

    ``about`` is the topic whose records were taken in, where the record is a topic. A word that is merely
    written apart or together names no record.
    """

    typed: str
    record: int | None
    names: tuple[str, ...]
    about: str | None = None


@dataclass(frozen=True)
class Result:
    """What a search found: the exact total, the records of the page with their scores, and facet counts over all hits.

    ``facets`` maps a facet to its values with counts, the most frequent first;
    a facet's own choice does not narrow its counts. ``understood`` is the request
    as it was answered, words put right and notes added. ``next`` and ``previous``
    are the marks to ask ``after`` and ``before``, ``None`` where nothing follows or precedes.
    ``meanings`` tell which words were searched under other names as well. ``choices`` counts, by facet and choice, how many
    records each exclusion leaves out and how many each span of years has. ``kinds`` are those of the hits, by number, as far as they are told.
    """

    total: int
    hits: list[tuple[int, float]]
    facets: Mapping[str, Counts]
    understood: Request
    next: str | None = None
    previous: str | None = None
    meanings: tuple[Meaning, ...] = ()
    choices: Mapping[tuple[str, str], int] = field(default_factory=dict)
    kinds: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shared:
    """Something a record has in common with another: a word as that one writes it, or a value of a ``facet``; and what it counts."""

    facet: str | None
    text: str
    share: float


@dataclass(frozen=True)
class Likeness:
    """The records like another one, as a search gives them, and what each record of the page shares, what counts most first."""

    result: Result
    shared: Mapping[int, tuple[Shared, ...]]


@dataclass(frozen=True)
class Completion:
    """What the beginning of a search may become: ``records`` by number, each with the name it was found by, and whole ``words`` to search for."""

    records: tuple[tuple[int, str], ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """A part of a request that a record has, and what it adds to the record's score.

    ``fields`` are those it stands in; ``term`` is what the index holds, ``forms`` the words of the record it
    stands for. ``node`` is ``None`` where nothing was asked; a name that is just what was typed is ``named``.
    What was ``meant`` is the part that was typed, where ``node`` is another name of it.
    """

    node: Node | None
    share: float
    fields: tuple[str, ...] = ()
    term: str = ""
    forms: tuple[str, ...] = ()
    named: bool = False
    meant: Node | None = None


@dataclass(frozen=True)
class Explanation:
    """Why a record is found: its score, the matches whose shares add up to it, and what it lacks.

    ``found`` tells whether it is among the hits, ``choices`` which chosen values of facets it has.
    """

    found: bool
    score: float
    matches: tuple[Match, ...]
    missing: tuple[Node, ...]
    choices: Mapping[tuple[str, str], bool]
    understood: Request


@dataclass(frozen=True)
class Clause:
    """One condition of a search: a part of the words, or the chosen values of a ``facet``.

    ``alone`` counts the records it holds for, ``without`` those that meet all the other conditions. A word that
    occurs nowhere has the nearest words ``instead``, and ``nearest`` counts these.
    """

    node: Node | None
    facet: str | None
    alone: int
    without: int
    instead: Node | None = None
    nearest: int = 0


@dataclass(frozen=True)
class Diagnosis:
    """How many records meet all conditions of a search, how many meet each, and how many have any of the words."""

    total: int
    clauses: tuple[Clause, ...]
    any_of: int


class Engine(Protocol):
    """The contract: whole and exact, and never half an index."""

    def rebuild(self, entries: Iterable[Entry], progress: Progress) -> int:
        """Build anew beside the old index and switch over at once; give the number of entries."""

    def update(self, entries: Iterable[Entry], gone: Iterable[int]) -> None:
        """Replace some entries and remove others, in one step."""

    def find(self, request: Request) -> Result:
        """Answer a request. Any request is valid."""

    def find_all(self, request: Request) -> list[int]:
        """Give every record a request finds, in its order."""

    def best(self, texts: Sequence[str], request: Request) -> int:
        """Give the number of the text that answers best; of equals the first."""

    def seems_whole(self, text: str, request: Request) -> bool:
        """Tell, at a glance, whether a text has all that a request asks for, so that no other text need be looked at."""

    def snippet(self, text: str, request: Request) -> str:
        """Give the part of a text that answers best, as HTML with the words found in ``<mark>``."""

    def similar(self, entry: Entry, request: Request) -> Likeness:
        """Give the records like the one of an entry, itself left out, as far as the filters of a request leave them."""

    def complete(self, text: str, limit: int) -> Completion:
        """Give up to so many records, and half as many words, that what was typed so far may become; the likeliest first."""

    def spellings(self, word: str) -> tuple[str, ...]:
        """Give the words that may be meant by a word that occurs nowhere, or by a rare one that looks mistyped; the most frequent first."""

    def explain(self, request: Request, record: int) -> Explanation:
        """Tell why a request finds a record, or why not."""

    def count(self, request: Request) -> int:
        """Count the records that meet all of a request, words put right; no part of it is let go."""

    def diagnose(self, request: Request) -> Diagnosis:
        """Count what each condition of a request leaves; words are put right, but all of them must be there."""

    def as_of(self, entries: Iterable[Entry], hidden: Iterable[int]) -> Engine:
        """Give an engine that answers as if some records were not there, but for the entries given: those of a moment in the past.

        It goes with the index as that changes for other reasons, and writes nothing.
        """

    def digests(self) -> Iterator[tuple[int, str]]:
        """Yield number and digest of every entry."""
