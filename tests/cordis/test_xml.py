"""Project records as XML: only what is the project's own, and nothing that does harm."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kb.cordis import Reading, Row
from tests.cordis import exports


def _read(tmp_path: Path, text: str) -> tuple[list[Row], Reading]:
    path = tmp_path / "record.xml"
    path.write_text(text, encoding="utf-8")
    return exports.taken(path)


def test_what_results_and_articles_hold_is_not_the_projects(tmp_path: Path) -> None:
    rows, _ = _read(tmp_path, exports.RECORD)
    assert "decoy" not in str(rows).casefold()
    assert [row.values["organisationID"] for row in rows if row.table == "organization"] == ["999000001"]
    assert [row.values["legalBasis"] for row in rows if row.table == "legalBasis"] == ["HORIZON.2.5"]


def test_a_contribution_that_is_missing_is_empty_and_not_nought(tmp_path: Path) -> None:
    rows, _ = _read(tmp_path, exports.RECORD.replace(' ecContribution="700.25"', ""))
    [partner] = [row.values for row in rows if row.table == "organization"]
    assert (partner["ecContribution"], partner["totalCost"]) == ("", "0")


def test_of_two_regions_the_last_counts(tmp_path: Path) -> None:
    second = '<region type="relatedNutsCode"><name>Greece</name><euCode>EL</euCode></region><region type="relatedRegion">'
    rows, _ = _read(tmp_path, exports.RECORD.replace('<region type="relatedRegion">', second))
    assert [row.values["nutsCode"] for row in rows if row.table == "organization"] == ["EL"]


def test_a_partner_without_region_and_activity_is_read(tmp_path: Path) -> None:
    text = exports.RECORD.replace("relatedNutsCode", "other").replace("organizationActivityType", "other")
    [partner] = [row.values for row in _read(tmp_path, text)[0] if row.table == "organization"]
    assert (partner["nutsCode"], partner["activityType"]) == ("", "")


def test_a_partner_without_a_pic_is_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    rows, reading = _read(tmp_path, exports.RECORD.replace("<id>999000001</id>", ""))
    assert "organization" not in {row.table for row in rows}
    assert "euroSciVoc" in {row.table for row in rows}
    assert [(problem.file, problem.where) for problem in reading.problems] == [("record.xml", "organization organisationID")]


def test_a_project_without_a_number_gives_nothing_but_a_problem(tmp_path: Path) -> None:
    rows, reading = _read(tmp_path, exports.RECORD.replace("<id>101000001</id>", ""))
    assert not rows
    assert [problem.where for problem in reading.problems] == ["project id"]
    assert (reading.files[0].rows, reading.files[0].refused) == (0, 1)


@pytest.mark.parametrize("before", ["", "\ufeff", "<!-- a comment -->\n", '<?xml version="1.0"?>\n<!-- <x> -->'])
def test_a_record_with_a_document_type_is_refused(before: str, tmp_path: Path) -> None:
    bomb = f'{before}<!DOCTYPE project [<!ENTITY a "aaa">]><project><id>&a;</id><relations/></project>'
    rows, reading = _read(tmp_path, bomb)
    assert not rows
    assert [(problem.file, problem.where) for problem in reading.problems] == [("record.xml", "file")]
    assert "document type" in reading.problems[0].message


def test_a_text_that_speaks_of_a_document_type_is_read(tmp_path: Path) -> None:
    rows, reading = _read(tmp_path, exports.RECORD.replace("<title>Light  for all", "<title><![CDATA[<!DOCTYPE html>]]>"))
    assert (rows[0].values["title"], reading.problems) == ("<!DOCTYPE html>", [])


def test_a_record_of_more_than_64_mb_is_refused(tmp_path: Path) -> None:
    rows, reading = _read(tmp_path, exports.RECORD + " " * (64 << 20))
    assert not rows
    assert "more than 64 MB" in reading.problems[0].message


def test_what_is_not_well_formed_is_a_problem_with_its_line(tmp_path: Path) -> None:
    rows, reading = _read(tmp_path, exports.RECORD.replace("</project>", ""))
    assert not rows
    assert (reading.problems[0].file, reading.problems[0].line) == ("record.xml", exports.RECORD.count("\n") + 1)


def test_a_packed_record_that_ends_too_early_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "record.xml.gz"
    path.write_bytes(gzip.compress(exports.RECORD.encode())[:-30])
    rows, reading = exports.taken(path)
    assert not rows
    assert [(problem.file, problem.where) for problem in reading.problems] == [("record.xml.gz", "file")]


def test_records_of_another_kind_or_an_older_layout_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "article.xml").write_text("<article><id>1</id></article>")
    (tmp_path / "old.xml").write_text("<project><reference>1</reference></project>")
    (tmp_path / "project.xml").write_text(exports.RECORD)
    _, reading = exports.taken(tmp_path)
    assert [one.reason for one in reading.files if one.reason] == [
        'records of another kind, or of an older layout ("article")',
        'records of another kind, or of an older layout ("project")',
    ]
    assert not reading.problems
