from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.formats.csv import write
from kb.queries.shapes import Cell, Ref, Source, Table

TITANIUM = Ref("project", "titanium", "TITANIUM")
REPORT = Ref("document", "report", "A report")


def lines(found: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(write(found), newline="")))


def one(value: Cell) -> str:
    return lines(Table({"note": "Note"}, [{"note": value}], 1))[1][0]


def test_the_record_of_a_row_is_its_kind_its_id_and_its_label() -> None:
    found = Table({"record": "Project", "start": "Start"}, [{"record": TITANIUM, "start": "2017"}], 1)
    assert lines(found) == [["kind", "id", "Project", "Start"], ["project", "titanium", "TITANIUM", "2017"]]


def test_a_row_that_names_nobody_has_no_kind_and_no_id() -> None:
    assert lines(Table({"record": "Organisation"}, [{"record": "nobody named"}], 1))[1] == ["", "", "nobody named"]


def test_lines_end_as_the_standard_asks() -> None:
    assert write(Table({"note": "Note"}, [{"note": "a"}], 1)) == "Note\r\na\r\n"


def test_a_table_without_rows_is_its_header() -> None:
    assert write(Table({"record": "Project", "start": "Start"}, [], 0)) == "kind,id,Project,Start\r\n"


def test_several_values_stand_behind_one_another() -> None:
    assert one([TITANIUM, "a group"]) == "TITANIUM; a group"


def test_sources_name_document_and_place() -> None:
    assert one([Source(REPORT, "page 2"), Source(REPORT, None)]) == "report, page 2; report"


@pytest.mark.parametrize("value", [None, "", []])
def test_what_is_not_stated_is_empty(value: Cell) -> None:
    assert one(value) == ""


def test_nought_is_not_empty() -> None:
    assert one(0) == "0"


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@sum(A1)", "\tx", "\rx", '=HYPERLINK("http://x")'])
def test_what_a_spreadsheet_would_take_for_a_formula_is_disarmed(value: str) -> None:
    assert one(value) == f"'{value}"


def test_the_label_of_a_record_is_disarmed_too() -> None:
    assert lines(Table({"record": "Tool"}, [{"record": Ref("tool", "x", "=cmd()")}], 1))[1] == ["tool", "x", "'=cmd()"]


@pytest.mark.parametrize("value", ['with "quotation" marks', "with, a comma", "two\nlines", "Ημερίδα", "1-2", "a=b"])
def test_any_text_comes_back_as_it_was(value: str) -> None:
    assert one(value) == value


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=2, max_size=2)))
def test_what_is_written_can_be_read_back(rows: list[list[str]]) -> None:
    found = lines(Table({"a": "A", "b": "B"}, [{"a": a, "b": b} for a, b in rows], len(rows)))
    assert [[text.removeprefix("'") for text in row] for row in found[1:]] == [[text.removeprefix("'") for text in row] for row in rows]
