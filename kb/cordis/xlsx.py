"""Tables as workbooks of Excel: each sheet that begins with a known header."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from zipfile import BadZipFile

import openpyxl

from kb.cordis.reading import FileRead, Reading, Refused
from kb.cordis.rows import Row
from kb.cordis.sources import BROKEN, Source
from kb.cordis.tables import Table, recognise

DAMAGED = (*BROKEN, BadZipFile, KeyError, ValueError, TypeError, SyntaxError)


def rows(source: Source, reading: Reading) -> Iterator[Row]:
    """Yield the rows of every sheet that holds a table that is known; other sheets are passed over."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book: Any = openpyxl.load_workbook(source.stream, read_only=True, data_only=True)
        for sheet in book.worksheets:
            name = source.name if len(book.worksheets) == 1 else f"{source.name}/{sheet.title}"
            yield from _sheet(sheet, name, reading)
    except DAMAGED as error:
        reading.broken(source.name, error)


def _sheet(sheet: Any, name: str, reading: Reading) -> Iterator[Row]:
    sheet.reset_dimensions()
    lines = sheet.iter_rows(values_only=True)
    header = [_text(value) for value in next(lines, ())]
    table = recognise(header)
    if table is None:
        reading.pass_over(name, f"no table that is known begins with the columns {', '.join(header)[:200] or '(none)'}")
        return
    entry = reading.file(name, f"{table.layout.words}, XLSX")
    yield from _body(lines, table, entry, reading)


def _body(lines: Iterator[Sequence[Any]], table: Table, entry: FileRead, reading: Reading) -> Iterator[Row]:
    for at, values in enumerate(lines, 2):
        cells = [_text(value) for value in values[: table.width]]
        if not any(cells):
            continue
        try:
            yield from table.rows([*cells, *[""] * (table.width - len(cells))], entry.name, at)
            entry.rows += 1
        except Refused as refused:
            reading.refuse(entry, at, refused)


def _text(value: Any) -> str:
    """Give a cell as text, as an export of CSV would have it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)
