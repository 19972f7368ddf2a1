"""Row: what every reader of this package gives."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A row of a table in the shape of 2021 and later: official table and column names, cells cleaned, ``''`` where nothing is given.

    ``file`` and ``line`` say where it stands, as a person would look for it.
    """

    table: str
    values: dict[str, str]
    file: str
    line: int
