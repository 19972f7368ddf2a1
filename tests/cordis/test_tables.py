"""One project reads alike from every generation of exports, and persons to contact never come out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.cordis.tables import COLUMNS, recognise
from tests.cordis import exports


def _xml(folder: Path) -> Path:
    folder.mkdir()
    (folder / "project.xml").write_text(exports.RECORD, encoding="utf-8")
    return folder


def _live_xml(folder: Path) -> Path:
    folder.mkdir()
    comments = '<!-- a --><!-- b --><project xmlns="http://cordis.europa.eu" readOnly="true">'
    (folder / "project.xml").write_text(exports.RECORD.replace("<project>", comments).replace("<code>/", "<code>"), encoding="utf-8")
    return folder


def _workbooks(folder: Path) -> Path:
    folder.mkdir()
    for name, row in exports.TABLES.items():
        exports.workbook(folder / f"{name}.xlsx", [list(row), list(row.values())])
    return folder


def _one_workbook(folder: Path) -> Path:
    folder.mkdir()
    exports.workbook(folder / "all.xlsx", *([list(row), list(row.values())] for row in exports.TABLES.values()))
    return folder


def _commas(folder: Path) -> Path:
    folder.mkdir()
    for name, row in exports.TABLES.items():
        text = exports.table([row], ",", 0).replace("\n", "\r\n").replace("line.\r\n", "line.\n")
        (folder / f"{name}.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    return folder


def _old(folder: Path) -> Path:
    folder.mkdir()
    (folder / "projects.csv").write_text(exports.OLD_PROJECTS, encoding="utf-8")
    (folder / "organizations.csv").write_text(exports.OLD_PARTNERS, encoding="utf-8")
    return folder


def _old_workbook(folder: Path) -> Path:
    folder.mkdir()
    header, *lines = csv.reader(io.StringIO(exports.OLD_PARTNERS), delimiter=";")
    exports.workbook(folder / "organizations.xlsx", [["Y/N", *header], *(["Y", *line] for line in lines)])
    return folder


def _oldest(folder: Path) -> Path:
    folder.mkdir()
    (folder / "projects.csv").write_text(exports.OLD_PROJECTS.replace(";id;", ";reference;"), encoding="utf-8")
    (folder / "organizations.csv").write_text(exports.OLD_PARTNERS.replace("projectID", "projectReference"), encoding="utf-8")
    return folder


LAYOUTS = [exports.tables, _commas, _workbooks, _one_workbook, _xml, _live_xml]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_project_reads_alike_from_every_layout_since_2021(layout: Callable[[Path], Path], tmp_path: Path) -> None:
    rows, reading = exports.taken(layout(tmp_path / "given"))
    expected, _ = exports.taken(exports.tables(tmp_path / "expected"))
    assert not reading.problems
    assert exports.merged(rows) == {row.table: exports.merged(expected)[row.table] for row in rows}
    assert exports.merged(rows).keys() == exports.TABLES.keys()


@pytest.mark.parametrize("layout", [*LAYOUTS, _old, _old_workbook, _oldest])
def test_nothing_of_a_person_to_contact_or_a_street_comes_out(layout: Callable[[Path], Path], tmp_path: Path) -> None:
    rows, reading = exports.taken(layout(tmp_path / "given"))
    said = f"{rows} {reading}"
    assert rows
    assert [secret for secret in exports.SECRETS if secret in said] == []


def test_a_row_has_every_column_of_its_table(tmp_path: Path) -> None:
    rows, _ = exports.taken(_old(tmp_path / "given"))
    assert [row.table for row in rows if list(row.values) != list(COLUMNS[row.table])] == []


def test_the_layout_of_2017_gives_the_tables_that_stood_in_its_cells(tmp_path: Path) -> None:
    rows, _ = exports.taken(_old(tmp_path / "given"))
    found = exports.merged(rows)
    [project] = found["project"]
    assert (project["id"], project["status"], project["masterCall"], project["subCall"]) == ("284851", "SIGNED", "SEC-2011-1", "SEC-2011-1")
    assert (project["objective"], project["ecMaxContribution"]) == ("We look & find\nat sea.", "7475791.9")
    assert found["legalBasis"] == [{"projectID": "284851", "legalBasis": "H2020-EU.3.7.6", "title": "", "uniqueProgrammePart": "true"}]
    assert found["topics"] == [{"projectID": "284851", "topic": "SEC-2011", "title": ""}]
    assert found["webLink"] == [{"projectID": "284851", "physUrl": "http://darius.example/", "type": "relatedWebsite"}]


def test_the_layout_of_2017_numbers_the_partners_in_the_order_of_the_file(tmp_path: Path) -> None:
    rows, _ = exports.taken(_old(tmp_path / "given"))
    partners = [row.values for row in rows if row.table == "organization"]
    assert [(one["order"], one["role"]) for one in partners] == [("1", "participant"), ("2", "coordinator")]
    assert [(one["organisationID"], one["name"], one["rcn"], one["ecContribution"]) for one in partners] == [
        ("999000002", "NOX AG", "", ""),
        ("999000001", 'CENTRE "LUX"', "", "632200"),
    ]
    assert partners[0]["organizationURL"] == "www.nox.example"


def test_several_programmes_in_one_cell_become_rows_of_which_the_first_is_the_main_one(tmp_path: Path) -> None:
    (tmp_path / "projects.csv").write_text(exports.OLD_PROJECTS.replace("H2020-EU.3.7.6.", '"H2020-EU.3.7.6.;H2020-EU.3.7.1."'))
    rows, _ = exports.taken(tmp_path)
    bases = [row.values for row in rows if row.table == "legalBasis"]
    assert [(one["legalBasis"], one["uniqueProgrammePart"]) for one in bases] == [("H2020-EU.3.7.6", "true"), ("H2020-EU.3.7.1", "")]


def test_the_layout_of_2015_has_the_grant_number_as_reference(tmp_path: Path) -> None:
    header = "rcn\treference\tacronym\tstatus\tprogramme\ttopics\tstartDate\tendDate\ttotalCost\tecMaxContribution\tcall\tfundingScheme\r\n"
    line = "193159\t633053\tEUROfusion\tSIGNED\tH2020-Euratom\tEURATOM\t2014-01-01\t2018-12-31\t856961937,57\t 30\tEURATOM-Adhoc\tCOFUND-EJP\r\n"
    (tmp_path / "projects.csv").write_text(header + line, newline="")
    rows, reading = exports.taken(tmp_path)
    project = rows[0].values
    assert reading.files[0].layout == "projects, 2015-2016 layout, CSV with tabs"
    assert (project["id"], project["frameworkProgramme"], project["title"]) == ("633053", "H2020-Euratom", "")
    assert (project["totalCost"], project["ecMaxContribution"]) == ("856961937.57", "30")
    assert [row.table for row in rows] == ["project", "topics"]


def test_the_oldest_layout_with_a_framework_of_its_own_has_its_programmes_as_legal_bases(tmp_path: Path) -> None:
    rows, _ = exports.taken(_oldest(tmp_path / "given"))
    found = exports.merged(rows)
    assert (found["project"][0]["id"], found["project"][0]["frameworkProgramme"]) == ("284851", "H2020")
    assert found["legalBasis"][0]["legalBasis"] == "H2020-EU.3.7.6"
    assert {one["projectID"] for one in found["organization"]} == {"284851"}


def test_entities_are_decoded_in_old_layouts_only(tmp_path: Path) -> None:
    row = exports.PROJECT | {"objective": "R&amp;D"}
    (tmp_path / "project.csv").write_text(exports.table([row]))
    rows, _ = exports.taken(tmp_path)
    assert rows[0].values["objective"] == "R&amp;D"


def test_the_map_from_pic_to_ror_is_read(tmp_path: Path) -> None:
    (tmp_path / "map.csv").write_bytes(b"pic,ror_id,confidence,source\r\n125523173,01zqrxf85,high,openaire_direct\r\n")
    rows, reading = exports.taken(tmp_path)
    assert [tuple(row) for row in rows] == [
        (
            "picRor",
            {"pic": "125523173", "ror_id": "01zqrxf85", "confidence": "high", "source": "openaire_direct"},
            f"{tmp_path.name}/map.csv",
            2,
        )
    ]
    assert reading.files[0].layout == "PIC to ROR map, CSV with ,"


def test_columns_may_stand_in_any_order_with_spaces_and_strangers_among_them() -> None:
    table = recognise([' "title" ', "Human-validated", "acronym", "id", "title"])
    assert table
    [row] = table.rows(["Light", "yes", "LAMP", "101", "Dark"], "p.csv", 2)
    assert (row.values["id"], row.values["title"], row.values["acronym"]) == ("101", "Light", "LAMP")


def test_a_table_that_is_not_read_is_not_taken_for_another() -> None:
    publications = "id;title;isPublishedAs;authors;journalTitle;doi;projectID;projectAcronym;collection;contentUpdateDate;rcn"
    assert recognise(publications.split(";")) is None
    assert recognise(["euCode", "isoCode", "name", "language"]) is None
