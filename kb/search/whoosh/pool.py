"""Postings on their way into a segment: gathered by term in memory, given out in order."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator

# Field, term, document number, weight and value, as Whoosh passes them on; or those of all documents of a term at once.
Item = tuple[str, bytes, int, float, bytes | None]
Whole = tuple[str, bytes, "array[int]", "array[int]", bytes]


class Pool:
    """Takes the place of Whoosh's pool, which sorts every posting by itself and spills to disk."""

    def __init__(self, written: Callable[[float], None]) -> None:
        """Begin without postings; ``written`` is told which share of them has been given out."""
        self.size = 0
        self._written = written
        # Document numbers and weights by turns.
        self._pairs: dict[str, dict[bytes, array[int]]] = defaultdict(dict)
        self._places: dict[str, dict[bytes, bytearray]] = defaultdict(lambda: defaultdict(bytearray))

    @property
    def fieldnames(self) -> set[str]:
        """The fields that have postings."""
        return set(self._pairs)

    def add(self, item: Item) -> None:
        """Take in one posting; the documents of a term come in rising order."""
        name, term, document, weight, value = item
        held = self._pairs[name].get(term)
        if held is None:
            held = self._pairs[name][term] = array("I")
        held.append(document)
        held.append(int(weight))
        if value:
            self._places[name][term] += value
        self.size += 1

    def iter_postings(self) -> Iterator[Whole]:
        """Yield the postings of each term, by field and term; each is let go as it is given out."""
        given = 0
        for name in sorted(self._pairs):
            terms, places = self._pairs[name], self._places[name]
            for term in sorted(terms):
                held = terms.pop(term)
                yield name, term, held[::2], held[1::2], bytes(places.pop(term, b""))
                given += len(held) // 2
                self._written(given / self.size)

    def cleanup(self) -> None:
        """Let go of all postings."""
        self._pairs.clear()
        self._places.clear()
        self.size = 0
