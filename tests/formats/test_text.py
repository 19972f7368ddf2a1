from __future__ import annotations

import pytest

from kb.formats.text import cell
from kb.queries.shapes import Cell, Ref, Source

REPORT = Ref("document", "report", "A report")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        ([], ""),
        (0, "0"),
        (12, "12"),
        ("as it is", "as it is"),
        (REPORT, "A report"),
        (Source(REPORT, "page 2"), "report, page 2"),
        (Source(REPORT, None), "report"),
        ([REPORT, "a group", Source(REPORT, "p. 1")], "A report; a group; report, p. 1"),
    ],
)
def test_a_cell_as_text(value: Cell, text: str) -> None:
    assert cell(value) == text
