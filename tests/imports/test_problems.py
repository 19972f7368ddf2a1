"""What cannot be used is told with file, line and column, and the rest goes in; in strict mode nothing does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.errors import LoadRefused
from kb.imports.runs import Summary
from kb.workspace import Workspace
from tests.client import kb
from tests.imports import samples, writers
from tests.imports.running import bring_in, dumped, tables, values
from tests.imports.samples import Tables, row

LAMP = "lamp-101000001"


def spoilt() -> Tables:
    """Give a register with one thing wrong in each of several tables."""
    wrong = samples.register()
    row(wrong, "project", id=samples.LAMP)["ecMaxContribution"] = "a lot"
    row(wrong, "project", id=samples.SILENT)["id"] = "none"
    row(wrong, "organization", projectID=samples.LAMP, organisationID=samples.GREEK)["ecContribution"] = "-5"
    row(wrong, "organization", projectID=samples.BRIDGE)["role"] = "bystander"
    for one in wrong["organization"]:
        if one["organisationID"] == samples.THIRD:
            one["country"] = "QQ"
    row(wrong, "projectDeliverables", projectID=samples.LAMP).update(projectID="999999999")
    return wrong


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return writers.as_csv(tmp_path / "export", spoilt())


@pytest.fixture
def summary(workspace: Workspace, export: Path) -> Summary:
    return bring_in(workspace, export)


def line_of(export: Path, table: str, *cells: str) -> int:
    """Give the line on which a row begins."""
    lines = (export / f"{table}.csv").read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if all(f'"{cell}"' in line for cell in cells))


def test_each_problem_names_file_line_column_and_reason(export: Path, summary: Summary) -> None:
    told = {(one.file, one.line, one.where): one.message for one in summary.problems}
    bystander = line_of(export, "organization", samples.BRIDGE, "bystander")
    assert told == {
        ("export/project.csv", line_of(export, "project", "none"), "id"): '"none" is no number; the row cannot be placed without one',
        ("export/project.csv", line_of(export, "project", samples.LAMP), "ecMaxContribution"): (
            '"a lot" is not an amount; write euro and cents as 1902006.25, without marks for thousands; the value was left out'
        ),
        ("export/organization.csv", line_of(export, "organization", samples.GREEK, "-5"), "ecContribution"): (
            '"-5" is not an amount; write euro and cents as 1902006.25, without marks for thousands; the value was left out'
        ),
        ("export/organization.csv", line_of(export, "organization", samples.LAMP, samples.THIRD), "country"): (
            '"QQ" is not a country code; write two letters such as NL; the value was left out'
        ),
        ("export/organization.csv", bystander, "role"): (
            '"bystander" is not a participation role; choose one of: coordinator, participant, partner, third party, associated partner, '
            "international partner, stakeholder group; the value was left out"
        ),
        ("export/projectDeliverables.csv", 2, "projectID"): 'there is no project "999999999" on record; add its table to the import',
    }


def test_a_wrong_value_is_left_out_and_its_record_goes_in(workspace: Workspace, summary: Summary) -> None:
    held = values(workspace, "project", LAMP)
    assert held["title"] == "Light for all"
    assert "ec_contribution" not in held
    assert "country" not in values(workspace, "organisation", "3rd-999000007")


def test_a_wrong_amount_of_a_partner_is_left_out_and_the_partner_goes_in(workspace: Workspace, summary: Summary) -> None:
    last = values(workspace, "project", LAMP)["participations"][-1]
    assert last == {"organisation": "kemea-999000008", "role": "participant", "net_ec_contribution": "299.75", "ended": True}


def test_a_partner_without_a_role_that_is_known_is_left_out(workspace: Workspace, summary: Summary) -> None:
    assert "participations" not in values(workspace, "project", "bridge-101000002")


def test_rows_beside_a_wrong_one_go_in(workspace: Workspace, summary: Summary) -> None:
    held = dumped(workspace)
    assert "project/bridge-190100003" not in held
    assert "document/cordis-101000001-1-delivhorizon" not in held
    assert len([name for name in held if name.startswith("project/")]) == len(samples.PROJECTS) - 1


def test_the_problems_of_an_import_are_listed_in_words(workspace: Workspace, summary: Summary) -> None:
    told = kb(workspace.settings.home, "import", "problems", "1")
    assert told.code == 0
    for one in summary.problems:
        assert one.message in told.out


def test_the_problems_of_an_import_are_listed_as_json(workspace: Workspace, summary: Summary) -> None:
    told = kb(workspace.settings.home, "import", "problems", "1", "--json").json
    assert told["total"] == len(summary.problems)
    assert {(one["file"], one["line"], one["field"], one["message"]) for one in told["rows"]} == {
        (one.file, one.line, one.where, one.message) for one in summary.problems
    }


def test_the_list_of_imports_counts_the_problems_of_reading_and_of_entering(workspace: Workspace, summary: Summary) -> None:
    (told,) = kb(workspace.settings.home, "import", "list", "--json").json["rows"]
    assert told["problems"] == len(summary.problems)


def test_a_row_with_too_many_fields_is_told_and_the_next_one_read(workspace: Workspace, tmp_path: Path) -> None:
    folder = writers.as_csv(tmp_path / "export", samples.register())
    path = folder / "topics.csv"
    header, first, second = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join((header, f'{first};"surplus"', second)), encoding="utf-8")
    (problem,) = bring_in(workspace, folder).problems
    assert (problem.line, problem.where) == (2, "row")
    assert values(workspace, "project", "media4sec-700281")["call_topic"] == "FCT-16-2015"


def test_a_partner_of_a_project_without_a_row_is_told(workspace: Workspace, tmp_path: Path) -> None:
    lone = {"organization": [samples.partner("555555", samples.LUX, 1, "coordinator")], "project": [], "topics": [], "legalBasis": []}
    (problem,) = bring_in(workspace, writers.as_csv(tmp_path / "export", lone)).problems
    assert str(problem) == (
        'export/organization.csv:2: row: there is no project "555555" on record, and no row to make one of; it was left out'
    )


def test_an_identifier_of_another_record_is_told_and_left_there(workspace: Workspace, tmp_path: Path) -> None:
    twice = samples.register()
    row(twice, "project", id=samples.BRIDGE)["grantDoi"] = "10.3030/101000001"
    (problem,) = bring_in(workspace, writers.as_csv(tmp_path / "export", twice)).problems
    assert problem.message == (
        "10.3030/101000001 belongs to another entry of this import; it was left out. Merge the two if they are the same"
    )


@pytest.mark.parametrize("number", ["123", "9" * 25])
def test_a_project_whose_number_cannot_be_one_is_left_out_each_time(workspace: Workspace, tmp_path: Path, number: str) -> None:
    wrong = samples.register()
    row(wrong, "project", id=samples.SILENT)["id"] = number
    folder = writers.as_csv(tmp_path / "export", wrong)
    for _time in range(2):
        told = [problem.message for problem in bring_in(workspace, folder).problems]
        assert told[0].startswith(f'"{number}" is not a well-formed grant')
    assert len([name for name in dumped(workspace) if name.startswith("project/")]) == len(samples.PROJECTS) - 1


def test_an_organisation_whose_number_cannot_be_one_is_left_out_and_its_parts_are_told(workspace: Workspace, tmp_path: Path) -> None:
    wrong = samples.register()
    row(wrong, "organization", projectID=samples.BRIDGE)["organisationID"] = "12345"
    told = [str(problem) for problem in bring_in(workspace, writers.as_csv(tmp_path / "export", wrong)).problems]
    assert [line.split(": ", 2)[1] for line in told] == ["pic", "organisationID"]
    assert not [name for name in dumped(workspace) if name.startswith("organisation/kb")]


def test_a_place_among_the_partners_that_is_no_number_stops_nothing(workspace: Workspace, tmp_path: Path) -> None:
    odd = samples.register()
    row(odd, "organization", projectID=samples.BRIDGE)["order"] = "first"
    assert bring_in(workspace, writers.as_csv(tmp_path / "export", odd)).problems == []
    assert len(values(workspace, "project", "bridge-101000002")["participations"]) == 1


@pytest.mark.parametrize("code", ["", "/29/politics", "/"])
def test_a_field_of_science_without_a_number_is_left_out(workspace: Workspace, tmp_path: Path, code: str) -> None:
    wrong = samples.register()
    wrong["euroSciVoc"][0]["euroSciVocCode"] = code
    assert len(bring_in(workspace, writers.as_csv(tmp_path / "export", wrong)).problems) >= 1
    assert values(workspace, "project", LAMP)["topics"] == ["euroscivoc-543"]


@pytest.mark.parametrize("code", ["", "."])
def test_a_legal_basis_without_a_code_is_left_out(workspace: Workspace, tmp_path: Path, code: str) -> None:
    wrong = samples.register()
    wrong["legalBasis"][2]["legalBasis"] = code
    bring_in(workspace, writers.as_csv(tmp_path / "export", wrong))
    assert values(workspace, "project", "media4sec-700281")["legal_basis"] == ["h2020-eu-3-7-6"]


STRICT = {
    "a row": lambda wrong: row(wrong, "project", id=samples.SILENT).update(id="none"),
    "a value": lambda wrong: row(wrong, "project", id=samples.LAMP).update(ecMaxContribution="a lot"),
    "a value of a link": lambda wrong: row(wrong, "organization", projectID=samples.BRIDGE).update(role="bystander"),
    "a reference": lambda wrong: row(wrong, "projectDeliverables", projectID=samples.LAMP).update(projectID="999999999"),
    "an identifier": lambda wrong: row(wrong, "project", id=samples.BRIDGE).update(grantDoi="10.3030/101000001"),
}


@pytest.mark.parametrize("what", STRICT)
def test_in_strict_mode_a_single_problem_keeps_everything_out(founded: Workspace, tmp_path: Path, what: str) -> None:
    wrong = samples.register()
    STRICT[what](wrong)
    before = tables(founded)
    with pytest.raises(LoadRefused) as refused:
        bring_in(founded, writers.as_csv(tmp_path / "export", wrong), strict=True)
    assert len(refused.value.problems) >= 1
    assert tables(founded) == before


def test_in_strict_mode_a_partner_of_a_project_that_is_not_there_keeps_everything_out(founded: Workspace, tmp_path: Path) -> None:
    wrong = samples.register()
    wrong["organization"].append(samples.partner("555555", samples.LUX, 1, "coordinator"))
    before = tables(founded)
    with pytest.raises(LoadRefused, match='there is no project "555555" on record'):
        bring_in(founded, writers.as_csv(tmp_path / "export", wrong), strict=True)
    assert tables(founded) == before


def test_strict_and_lax_find_the_same_problems(workspace: Workspace, export: Path) -> None:
    with pytest.raises(LoadRefused) as refused:
        bring_in(workspace, export, strict=True)
    assert refused.value.problems == bring_in(workspace, export).problems


def test_a_strict_import_that_is_refused_lists_the_problems_and_exits_with_3(workspace: Workspace, export: Path) -> None:
    home = workspace.settings.home
    found = kb(home, "import", "cordis", "--strict", str(export))
    assert (found.code, found.out) == (3, "")
    assert "6 problems found, so nothing was written." in found.err
    assert 'export/projectDeliverables.csv:2: projectID: there is no project "999999999" on record' in found.err
    assert kb(home, "import", "list", "--json").json["rows"] == []


def test_without_problems_a_strict_import_is_like_any_other(imported: Workspace, fresh: Callable[[], Workspace], exported: Path) -> None:
    other = fresh()
    assert bring_in(other, exported, strict=True).problems == []
    assert dumped(other) == dumped(imported)
