"""Blocks: what a reader of any format gives, and how a text is put together from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.extracting import normal

Stretch = tuple[int, int]


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, an item of a list or a row of a table; ``furniture`` where it belongs to the page and not to what it tells."""

    text: str
    furniture: bool = False


@dataclass(frozen=True)
class Declared:
    """What a file says of itself, as it stands there; ``None`` where it is silent."""

    title: str | None = None
    language: str | None = None
    date: str | None = None


@dataclass(frozen=True)
class Page:
    """What a reader makes of a file: its blocks in order, and what it declares."""

    blocks: list[Block]
    declared: Declared = Declared()


def together(blocks: Iterable[Block]) -> tuple[str, tuple[Stretch, ...]]:
    """Give the normal text of some blocks, and where furniture stands in it, in code points; a block without words falls away."""
    words: list[str] = []
    furniture: list[Stretch] = []
    at = 0
    for block in blocks:
        text = normal.block(block.text)
        if not text:
            continue
        if block.furniture:
            furniture.append((at, at + len(text)))
        words.append(text)
        at += len(text) + len(normal.GAP)
    return normal.GAP.join(words), tuple(furniture)
