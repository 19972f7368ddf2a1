"""Cells as plain text, for CSV and the command line."""

from __future__ import annotations

from collections.abc import Sequence

from kb.queries.shapes import Cell, Ref, Source


def cell(found: Cell) -> str:
    """Give a cell as text; several values stand behind one another, empty ones are empty."""
    if isinstance(found, Ref):
        return found.label
    if isinstance(found, Source):
        place = f"{found.document.slug}, {found.locator}" if found.locator else found.document.slug
        return f"{place} ({found.mode})" if found.mode else place
    if isinstance(found, Sequence) and not isinstance(found, str):
        return "; ".join(cell(item) for item in found)
    return "" if found is None else str(found)
