"""Tables as workbooks, with what Excel does to them."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

from tests.cordis import exports

TOPICS = ["projectID", "topic", "title"]


def test_numbers_dates_and_truth_values_of_excel_become_the_text_of_an_export(tmp_path: Path) -> None:
    moment = datetime(2022, 9, 1)  # noqa: DTZ001
    path = exports.workbook(
        tmp_path / "project.xlsx",
        [["id", "acronym", "title", "startDate", "totalCost", "rcn"], [700281.0, 2020, "Light", moment, 1500.5, 210215]],
    )
    [row], _ = exports.taken(path)
    assert {name: value for name, value in row.values.items() if value} == {
        "id": "700281",
        "acronym": "2020",
        "title": "Light",
        "startDate": "2022-09-01",
        "totalCost": "1500.5",
        "rcn": "210215",
    }


def test_truth_values_and_identifiers_as_text_are_put_right(tmp_path: Path) -> None:
    path = exports.workbook(tmp_path / "o.xlsx", [["projectID", "organisationID", "name", "SME"], ["700281.0", "999000001.0", "LUX", True]])
    [row], _ = exports.taken(path)
    assert (row.values["projectID"], row.values["organisationID"], row.values["SME"]) == ("700281", "999000001", "true")


def test_a_whole_number_that_a_workbook_keeps_with_a_point_is_whole(tmp_path: Path) -> None:
    path = exports.workbook(tmp_path / "topics.xlsx", [["projectID", "topic", "title"], [101, 2020, "t"]])
    _changed(path, b"<v>2020</v>", b"<v>2020.0</v>")
    [row], _ = exports.taken(path)
    assert row.values["topic"] == "2020"


def test_every_sheet_with_a_known_header_is_read_and_the_others_are_passed_over(tmp_path: Path) -> None:
    path = exports.workbook(tmp_path / "book.xlsx", [["Sum", "=1+1"]], [TOPICS, [101, "T", "t"]], [])
    rows, reading = exports.taken(path)
    assert [(row.file, row.line) for row in rows] == [("book.xlsx/Sheet2", 2)]
    assert [(one.name, bool(one.reason)) for one in reading.files] == [
        ("book.xlsx/Sheet1", True),
        ("book.xlsx/Sheet2", False),
        ("book.xlsx/Sheet3", True),
    ]


def test_a_row_that_cannot_be_used_is_named_and_empty_ones_are_skipped(tmp_path: Path) -> None:
    path = exports.workbook(tmp_path / "topics.xlsx", [TOPICS, ["x", "T", "t"], [None, None, None], [101, "U"]])
    rows, reading = exports.taken(path)
    assert [(row.line, row.values["topic"]) for row in rows] == [(4, "U")]
    assert [(problem.line, problem.where) for problem in reading.problems] == [(2, "projectID")]


def test_a_workbook_that_gives_a_wrong_size_is_read_to_its_end(tmp_path: Path) -> None:
    path = exports.workbook(tmp_path / "topics.xlsx", [TOPICS, [101, "T", "t"], [102, "U", "u"]])
    _changed(path, b'<dimension ref="A1:C3"', b'<dimension ref="A1:A1"')
    rows, _ = exports.taken(path)
    assert [row.values["title"] for row in rows] == ["t", "u"]


def test_a_workbook_without_styles_gives_no_warning(tmp_path: Path) -> None:
    path = exports.workbook(tmp_path / "topics.xlsx", [TOPICS, [101, "T", "t"]])
    _changed(path, b'<cellStyle name="Normal" xfId="0" builtinId="0" hidden="0" />', b"")
    rows, reading = exports.taken(path)
    assert (len(rows), reading.problems) == (1, [])


def test_a_damaged_sheet_is_a_problem(tmp_path: Path) -> None:
    path = exports.workbook(tmp_path / "topics.xlsx", [TOPICS, [101, "T", "t"]])
    _changed(path, b"</sheetData>", b"</sheetDatum>")
    _, reading = exports.taken(path)
    assert [(problem.file, problem.where) for problem in reading.problems] == [("topics.xlsx", "file")]


def _changed(path: Path, before: bytes, after: bytes) -> None:
    """Write a workbook anew with some bytes of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(before, after))
    path.write_bytes(out.getvalue())
