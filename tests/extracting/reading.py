"""What the readers give, taken apart for comparing."""

from __future__ import annotations

from kb.extracting import Extracted, read


def content(found: Extracted) -> list[str]:
    """Give the blocks that are no furniture."""
    kept, at = [], 0
    for block in found.text.split("\n\n"):
        if (at, at + len(block)) not in found.furniture:
            kept.append(block)
        at += len(block) + 2
    return kept


def furniture(found: Extracted) -> list[str]:
    """Give the blocks that belong to the page."""
    return [found.text[start:end] for start, end in found.furniture]


def page(body: str, head: str = "", name: str = "page.html") -> Extracted:
    """Read a web page from its body and its head."""
    return read(f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode(), name)


def note(text: str, name: str = "note.txt") -> Extracted:
    """Read a plain text."""
    return read(text.encode(), name)
