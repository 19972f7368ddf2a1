"""Tables as CSV: every separator, and each row that cannot be used is named with its line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.cordis import exports

HEADER = "projectID;topic;title\n"


def _given(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "topics.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(("separator", "words"), [(";", ";"), (",", ","), ("\t", "tabs")])
def test_the_separator_is_taken_from_the_header(separator: str, words: str, tmp_path: Path) -> None:
    rows, reading = exports.taken(_given(tmp_path, f'projectID{separator}topic{separator}title\n101{separator}T{separator}"a; b, c\td"\n'))
    assert rows[0].values == {"projectID": "101", "topic": "T", "title": "a; b, c d"}
    assert reading.files[0].layout == f"topics, layout since 2021, CSV with {words}"


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    rows, _ = exports.taken(_given(tmp_path, f"\ufeff{HEADER}101;T;t\n"))
    assert rows[0].values["projectID"] == "101"


def test_a_row_knows_the_line_it_begins_on(tmp_path: Path) -> None:
    rows, reading = exports.taken(_given(tmp_path, HEADER + '101;T;"one\ntwo"\n\n102;U;three\n'))
    assert [(row.file, row.line) for row in rows] == [("topics.csv", 2), ("topics.csv", 5)]
    assert reading.files[0].rows == 2


def test_a_row_with_another_number_of_fields_is_a_problem_and_the_next_is_read(tmp_path: Path) -> None:
    rows, reading = exports.taken(_given(tmp_path, HEADER + "101;T\n102;U;u;more\n103;V;v\n"))
    assert [row.values["projectID"] for row in rows] == ["103"]
    assert [(problem.file, problem.line, problem.where) for problem in reading.problems] == [
        ("topics.csv", 2, "row"),
        ("topics.csv", 3, "row"),
    ]
    assert reading.problems[0].message.startswith("has 2 fields, the header names 3; ")
    assert (reading.files[0].rows, reading.files[0].refused) == (1, 2)


@pytest.mark.parametrize("key", ["", "abc", "10²"])
def test_a_row_without_a_number_for_its_key_is_a_problem(key: str, tmp_path: Path) -> None:
    rows, reading = exports.taken(_given(tmp_path, f"{HEADER}{key};T;t\n"))
    assert not rows
    assert [(problem.line, problem.where) for problem in reading.problems] == [(2, "projectID")]


def test_a_partner_without_a_pic_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "organization.csv"
    path.write_text(exports.table([exports.PARTNER | {"organisationID": ""}]))
    rows, reading = exports.taken(path)
    assert not rows
    assert str(reading.problems[0]) == "organization.csv:2: organisationID: is empty; the row cannot be placed without one"


def test_bytes_that_are_not_utf_8_end_a_file_at_their_line(tmp_path: Path) -> None:
    rows, reading = exports.taken(_given(tmp_path, HEADER.encode() + b"101;T;t\n102;U;\xe9\n103;V;v\n"))
    assert [row.values["projectID"] for row in rows] == ["101"]
    assert [(problem.line, problem.where) for problem in reading.problems] == [(3, "file")]


def test_a_cell_without_end_is_a_problem_and_not_the_end(tmp_path: Path) -> None:
    endless = f'101;T;"{"x" * 1_000_001}\n'
    rows, reading = exports.taken(_given(tmp_path, f"{HEADER}{endless}103;V;v\n"))
    assert [row.values["projectID"] for row in rows] == ["103"]
    assert [(problem.line, problem.where) for problem in reading.problems] == [(2, "row")]


def test_a_line_without_end_is_not_taken_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "topics.csv.gz"
    path.write_bytes(gzip.compress(HEADER.encode() + b"x" * (20 << 20)))
    rows, reading = exports.taken(path)
    assert not rows
    assert [str(problem) for problem in reading.problems] == ["topics.csv.gz:2: file: is no table: this line has more than 16 MB"]


def test_problems_without_end_are_counted_but_not_all_kept(tmp_path: Path) -> None:
    _, reading = exports.taken(_given(tmp_path, HEADER + ";T;t\n" * 1500))
    assert (len(reading.problems), reading.files[0].refused) == (1000, 1500)


def test_a_table_that_is_not_known_is_passed_over_with_its_columns(tmp_path: Path) -> None:
    exports_too = tmp_path / "known.csv"
    exports_too.write_text(f"{HEADER}101;T;t\n")
    _, reading = exports.taken(_given(tmp_path, "euCode;name\nEL;Greece\n"), exports_too)
    assert [(one.name, one.reason) for one in reading.files if one.reason] == [
        ("topics.csv", "no table that is known begins with the columns euCode, name")
    ]
    assert not reading.problems
