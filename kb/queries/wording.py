"""What was taken out of a text and what was put in, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Indel

# A word with the blanks behind it, or one sign with these.
TOKEN = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
SAME, OUT, IN = "same", "out", "in"
TAG = {"equal": SAME, "delete": OUT, "insert": IN}


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed (``same``), was taken ``out`` or was put ``in``."""

    mark: str
    text: str


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Give the way from one text to another: both are in it, each in its order; what goes out stands before what comes in.

    >>> [(piece.mark, piece.text) for piece in pieces("about 70 experts", "about 65 experts")]
    [('same', 'about '), ('out', '70 '), ('in', '65 '), ('same', 'experts')]
    """
    return tuple(_joined(list(_steps(old, new))))


def _steps(old: str, new: str) -> Iterator[Piece]:
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    for step in Indel.opcodes(before, after):
        text = after[step.dest_start : step.dest_end] if step.tag == "insert" else before[step.src_start : step.src_end]
        yield Piece(TAG[step.tag], "".join(text))


def _joined(steps: list[Piece]) -> Iterator[Piece]:
    """Bring together what goes out, and what comes in, between two stretches that stay."""
    waiting = {OUT: "", IN: ""}
    for step in [*steps, Piece(SAME, "")]:
        if step.mark != SAME:
            waiting[step.mark] += step.text
            continue
        yield from (Piece(mark, text) for mark, text in waiting.items() if text)
        waiting = {OUT: "", IN: ""}
        if step.text:
            yield step
