"""Words as one array of bytes, as they lie in the file of a segment's columns."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from kb.search.whoosh.fields import SEPARATOR

# Comes after any other letter.
LAST = "\U0010ffff"
Array = npt.NDArray[Any]
Arrays = dict[str, Array]


def packed(words: Iterable[str]) -> Array:
    """Put words into one array of bytes."""
    return np.frombuffer("".join(f"{word}{SEPARATOR}" for word in words).encode(), np.uint8)


def unpacked(held: Array) -> tuple[str, ...]:
    """Give the words of an array of bytes.

    In a tuple, which the garbage collector leaves alone once it has seen that there are only strings in it.
    """
    return tuple(held.tobytes().decode().split(SEPARATOR)[:-1])


def place_of(words: Sequence[str], word: str) -> int | None:
    """Give where a word stands among words that are in order; ``None`` where it is not among them."""
    words = _held(words)
    at = bisect_left(words, word)
    return at if at < len(words) and words[at] == word else None


def beginning_so(words: Sequence[str], start: str) -> tuple[int, int]:
    """Give where those of some words that are in order begin and end which begin so."""
    words = _held(words)
    first = bisect_left(words, start)
    return first, bisect_left(words, start + LAST, first)


def _held(words: Sequence[str]) -> Sequence[str]:
    """Give words in the form in which they are compared quickest."""
    return words.unpacked if isinstance(words, Words) else words


class Words(Sequence[str]):
    """Words that are only unpacked when they are first asked for, as most searches ask for none."""

    def __init__(self, held: Array) -> None:
        """Take the words as they lie in a file."""
        self._held = held

    @cached_property
    def unpacked(self) -> tuple[str, ...]:
        """All words."""
        return unpacked(self._held)

    def __len__(self) -> int:
        return len(self.unpacked)

    def __iter__(self) -> Iterator[str]:
        return iter(self.unpacked)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        """Give a word, or some of them."""
        return self.unpacked[place]
