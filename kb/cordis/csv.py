"""Tables as CSV: any of the separators in use, with or without a byte order mark, in UTF-8."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from io import BufferedReader

from kb.cordis.reading import FileRead, Reading, Refused
from kb.cordis.rows import Row
from kb.cordis.sources import BROKEN, Source
from kb.cordis.tables import Table, recognise
from kb.errors import Problem

LONGEST_CELL = 1_000_000
LONGEST_LINE = 16 << 20
SEPARATORS = {";": ";", ",": ",", "\t": "tabs"}
MARK = "\ufeff"


class NotText(Exception):
    """A line that cannot be text: what is wrong, and its number."""

    def __init__(self, message: str, line: int) -> None:
        """Keep both."""
        super().__init__(message)
        self.message = message
        self.line = line


def rows(source: Source, reading: Reading) -> Iterator[Row]:
    """Yield the rows of a table; what is no table that is known is passed over."""
    csv.field_size_limit(LONGEST_CELL)
    lines = _decoded(source.stream)
    try:
        first = next(lines).removeprefix(MARK)
        separator = max(SEPARATORS, key=first.count)
        header = next(csv.reader([first], delimiter=separator), [])
        table = recognise(header)
        if table is None:
            reading.pass_over(source.name, f"no table that is known begins with the columns {', '.join(header)[:200]}")
            return
        entry = reading.file(source.name, f"{table.layout.words}, CSV with {SEPARATORS[separator]}")
        yield from _body(lines, separator, table, entry, reading)
    except NotText as error:
        reading.problems.append(Problem(source.name, error.line, "file", error.message))
    except BROKEN as error:
        reading.broken(source.name, error)


def _decoded(stream: BufferedReader) -> Iterator[str]:
    for number, line in enumerate(iter(partial(stream.readline, LONGEST_LINE), b""), 1):
        if len(line) == LONGEST_LINE:
            raise NotText(f"is no table: this line has more than {LONGEST_LINE >> 20} MB", number)
        try:
            yield line.decode()
        except UnicodeDecodeError as error:
            raise NotText("is not text in UTF-8 from here on; save it as UTF-8", number) from error


def _body(lines: Iterator[str], separator: str, table: Table, entry: FileRead, reading: Reading) -> Iterator[Row]:
    cells = csv.reader(lines, delimiter=separator)
    ended = False
    while not ended:
        at = cells.line_num + 2
        try:
            given = next(cells, None)
            if given:
                yield from table.rows(given, entry.name, at)
                entry.rows += 1
        except Refused as refused:
            reading.refuse(entry, at, refused)
        except csv.Error as error:
            reading.refuse(entry, at, Refused("row", f"cannot be read ({error}); look for a quote that is never closed"))
        else:
            ended = given is None
