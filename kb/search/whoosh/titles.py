"""The titles of records in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from kb.search.whoosh.columns import Array


class Titles(Sequence[tuple[str, int]]):
    """Titles with the ids of their records, in order; of equal titles the lower id comes first."""

    def __init__(self, words: Sequence[str], ids: Array) -> None:
        """Take the titles, and the id of each."""
        self.words = words
        self.ids = ids

    def __len__(self) -> int:
        return len(self.words)

    @overload
    def __getitem__(self, place: int) -> tuple[str, int]: ...
    @overload
    def __getitem__(self, place: slice) -> list[tuple[str, int]]: ...
    def __getitem__(self, place: int | slice) -> tuple[str, int] | list[tuple[str, int]]:
        """Give a title and its id, or some of them."""
        if isinstance(place, slice):
            return list(zip(self.words[place], self.ids[place].tolist(), strict=True))
        return self.words[place], int(self.ids[place])
