"""Tables as CSV (RFC 4180): a header, UTF-8, CRLF; cells that a spreadsheet would take for a formula are disarmed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from kb.formats.text import cell
from kb.queries.shapes import Ref, Row, Table

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(found: Table) -> str:
    """Give a table as CSV. The record of a row is three columns: its kind, its id and its label."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_header(found))
    writer.writerows([_safe(text) for text in _line(found, row)] for row in found.rows)
    return out.getvalue()


def _header(found: Table) -> list[str]:
    own = ["kind", "id"] if "record" in found.columns else []
    return [*own, *found.columns.values()]


def _line(found: Table, row: Row) -> Iterator[str]:
    if "record" in found.columns:
        record = row.get("record")
        yield from (record.kind, record.slug) if isinstance(record, Ref) else ("", "")
    yield from (cell(row.get(name)) for name in found.columns)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
