"""Copied text: what two texts share word for word, and which of many texts share anything.

Texts are compared by shingles, stretches of a few words. Among many texts only some shingles of each are looked at, chosen
by winnowing (Schleimer, Wilkerson and Aiken, 2003), so that whatever two texts share at length is seen in both.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TypeVar

from kb.words import Word

Key = TypeVar("Key", bound=Hashable)
# Words of a shingle. Of so many shingles in a row one at least is a fingerprint, so eight shared words in a row are always seen.
SHINGLE, WINDOW = 5, 4
# Where so many words differ at most, a block goes on; one of fewer words may be the same by chance, or be a name.
EDIT, LEAST = 3, 8
# Texts are taken for copies where one block has so many words, or what they share is this part of the shorter one.
LONG, PART = 20, 0.25
# A shingle that a text repeats is followed from so many of its places.
REPEATED = 16
# A fingerprint of more texts than this joins each to the next, not each to each; so many of them make a pair worth comparing.
COMMON, SEVERAL = 16, 2


@dataclass(frozen=True)
class Shared:
    """A block that stands in two texts, in code points of each. ``words`` counts those that are the same in both."""

    start_a: int
    end_a: int
    start_b: int
    end_b: int
    words: int


@dataclass(frozen=True)
class Comparison:
    """The blocks that two texts share, in the order of the first, and the part of each text that is shared, from 0 to 1."""

    blocks: Sequence[Shared]
    part_a: float
    part_b: float

    @property
    def words(self) -> int:
        """The words shared in all."""
        return sum(block.words for block in self.blocks)

    @property
    def longest(self) -> int:
        """The words of the longest block; 0 where nothing is shared."""
        return max((block.words for block in self.blocks), default=0)

    @property
    def copied(self) -> bool:
        """Tell whether so much is shared that one text seems to come from the other, or both from a third."""
        return self.longest >= LONG or (self.words >= LONG and max(self.part_a, self.part_b) >= PART)


@dataclass
class _Run:
    """Words ``a`` to ``end_a`` of the first text that are words ``b`` to ``end_b`` of the second; ``same`` counts those alike."""

    a: int
    end_a: int
    b: int
    end_b: int
    same: int


def compare(first: Sequence[Word], second: Sequence[Word]) -> Comparison:
    """Find what two texts share, wherever it stands in each. Each word counts once."""
    runs = [run for run in _merged(_runs(first, second)) if run.same >= LEAST]
    blocks = [
        Shared(first[run.a].start, first[run.end_a - 1].end, second[run.b].start, second[run.end_b - 1].end, run.same)
        for run in sorted(runs, key=lambda run: run.a)
    ]
    return Comparison(
        blocks, _part([(run.a, run.end_a) for run in runs], len(first)), _part([(run.b, run.end_b) for run in runs], len(second))
    )


def _part(stretches: Iterable[tuple[int, int]], words: int) -> float:
    covered = {place for start, end in stretches for place in range(start, end)}
    return len(covered) / words if words else 0.0


def _runs(first: Sequence[Word], second: Sequence[Word]) -> Iterator[_Run]:
    """Yield the longest runs of the same words, by their place in the second text."""
    places: dict[tuple[str, ...], list[int]] = {}
    for place, shingle in enumerate(_shingles(first)):
        places.setdefault(shingle, []).append(place)
    reached = 0
    for place, shingle in enumerate(_shingles(second)):
        if place >= reached and shingle in places:
            run = max((_run(first, second, start, place) for start in places[shingle][:REPEATED]), key=lambda run: run.same)
            reached = run.end_b
            yield run


def _run(first: Sequence[Word], second: Sequence[Word], a: int, b: int) -> _Run:
    length = SHINGLE
    while a + length < len(first) and b + length < len(second) and first[a + length].folded == second[b + length].folded:
        length += 1
    return _Run(a, a + length, b, b + length, length)


def _merged(runs: Iterable[_Run]) -> list[_Run]:
    """Make one of runs that follow one another in both texts with no more than a small edit between them."""
    found: list[_Run] = []
    for run in runs:
        last = found[-1] if found else None
        if last and 0 <= run.a - last.end_a <= EDIT and run.b - last.end_b <= EDIT:
            found[-1] = _Run(last.a, run.end_a, last.b, run.end_b, last.same + run.same)
        else:
            found.append(run)
    return found


def _shingles(words: Sequence[Word]) -> Iterator[tuple[str, ...]]:
    folded = [word.folded for word in words]
    return zip(*(folded[start:] for start in range(SHINGLE)), strict=False)


def fingerprints(words: Sequence[Word]) -> frozenset[int]:
    """Give the fingerprints of a text: of every few shingles in a row the one whose number is least."""
    numbers = [zlib.crc32(" ".join(shingle).encode()) for shingle in _shingles(words)]
    return frozenset(min(numbers[start : start + WINDOW]) for start in range(max(1, len(numbers) - WINDOW + 1)) if numbers)


def candidates(texts: Mapping[Key, Collection[int]]) -> list[tuple[Key, Key]]:
    """Give the pairs of texts that may share a block, from their fingerprints; the work grows with the fingerprints, not with the pairs."""
    holders: dict[int, list[Key]] = {}
    for key, prints in texts.items():
        for number in prints:
            holders.setdefault(number, []).append(key)
    pairs: Counter[tuple[Key, Key]] = Counter()
    for holding in (found for found in holders.values() if len(found) > 1):
        pairs.update(combinations(holding, 2) if len(holding) <= COMMON else pairwise(holding))
    return [pair for pair, number in pairs.items() if number >= SEVERAL]


def sharing(key: Key, texts: Mapping[Key, Collection[int]]) -> list[tuple[Key, Key]]:
    """Give the pairs of one text with each other that may share a block with it, however many there are."""
    mine = frozenset(texts.get(key, ()))
    return [(key, other) for other, prints in texts.items() if other != key and len(mine.intersection(prints)) >= SEVERAL]


def groups(pairs: Iterable[tuple[Key, Key]]) -> list[list[Key]]:
    """Give what is connected by pairs as groups, each in the order its members were first named."""
    of: dict[Key, list[Key]] = {}
    for one, other in pairs:
        mine, theirs = of.setdefault(one, [one]), of.setdefault(other, [other])
        if mine is not theirs:
            mine.extend(theirs)
            of.update(dict.fromkeys(theirs, mine))
    return list({id(group): group for group in of.values()}.values())
