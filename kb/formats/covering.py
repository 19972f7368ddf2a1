"""What is not there, as a terminal shows it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from kb.formats.text import cell
from kb.queries.shapes import Row, Table


def told(found: Table) -> str:
    """Give the number of each gap under its heading, a line each, with the name that lists it."""
    about = [f"{name.capitalize()}: {cell(value)}" for name, value in found.about.items()]
    return "\n".join([*about, *_lines(found)])


def _lines(found: Table) -> Iterator[str]:
    width = max(len(_share(row)) for row in found.rows)
    for group, rows in groupby(found.rows, key=lambda row: row["group"]):
        yield from ("", f"{group}:")
        yield from (f"  {_share(row):>{width}}  {row['label']}  [{row['name']}]" for row in rows)


def _share(row: Row) -> str:
    return f"{row['lacking']:,} of {row['whole']:,}"
