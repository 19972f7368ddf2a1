"""Reports of several tables, as JSON and as a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kb.formats import plain
from kb.formats.text import cell
from kb.queries.analysis import Part, Report
from kb.queries.shapes import Row


def report(found: Report) -> dict[str, Any]:
    """Give a report as JSON: what was asked for, the figures, and each table under its name."""
    figures = {name: plain.cell(value) for name, (_label, value) in found.figures.items()}
    parts = {name: {"label": part.label, **plain.table(part.table)} for name, part in found.parts.items()}
    about = {name: plain.cell(value) for name, value in found.about.items()}
    return {**about, "figures": figures, "notes": list(found.notes), "parts": parts}


def told(found: Report) -> str:
    """Give a report in words: the figures, then each table, a line a row."""
    lines = [f"{name.capitalize()}: {cell(value)}" for name, value in found.about.items()]
    lines += [f"{label}: {_told(value)}" for label, value in found.figures.values()]
    lines += [f"{note[:1].upper()}{note[1:]}." for note in found.notes]
    return "\n".join([*lines, *(line for part in found.parts.values() for line in _part(part))])


def _part(part: Part) -> Iterator[str]:
    shown, total = len(part.table.rows), part.table.total
    yield from ("", f"{part.label} ({total:,}{f', {shown} shown' if shown < total else ''}):")
    for row in part.table.rows:
        yield "  " + _line(part.table.columns, row)


def _line(columns: Mapping[str, str], row: Row) -> str:
    first, *others = columns.items()
    named = [f"{heading}: {_told(row.get(name))}" for name, heading in others if row.get(name) != ""]
    return " · ".join([cell(row.get(first[0])), *named])


def _told(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else cell(value) or "not stated"
