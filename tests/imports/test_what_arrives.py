from __future__ import annotations

from pathlib import Path

import pytest

from kb.schema import Plain
from kb.workspace import Workspace
from tests.client import kb
from tests.helpers import found
from tests.imports import samples, writers
from tests.imports.running import Dump, bring_in, bring_in_tables, dumped, revisions, values


@pytest.fixture
def held(imported: Workspace) -> Dump:
    return dumped(imported)


def parts(held: Dump, project: str) -> list[tuple[str, str, str | None]]:
    """Give the partners of a project with role and amount."""
    rows: list[Plain] = held[f"project/{project}"]["participations"]
    return [(row["organisation"], row["role"], row.get("ec_contribution")) for row in rows]


def test_every_kind_of_record_arrives_once(held: Dump) -> None:
    kinds = [name.partition("/")[0] for name in held]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "project": 6,
        "organisation": 8,
        "programme": 10,
        "topic": 5,
        "document": 3,
    }


def test_a_project_arrives_with_all_its_values(held: Dump) -> None:
    lamp = held["project/lamp-101000001"]
    wanted = {
        "label": "LAMP",
        "title": "Light for all",
        "grant_number": "101000001",
        "programme": "horizon",
        "call": "HORIZON-CL5",
        "call_topic": "HORIZON-CL5-01",
        "call_topic_title": "Better lamps",
        "funding_scheme": "HORIZON-RIA",
        "status": "SIGNED",
        "signed": "2022-05-12",
        "start": "2022-09-01",
        "end": "2025-08-31",
        "ec_contribution": "1000.00",
        "website": "https://lamp.example",
        "keywords": "lamps, light",
        "objective": "Light\tfor 1 <2> 3.",
        "legal_basis": ["horizon-2-5"],
        "topics": ["euroscivoc-53", "euroscivoc-543"],
        "web_links": [{"url": "https://video.example/lamp", "type": "social media"}],
        "evidence": [{"document": "cordis", "locator": "project 101000001"}],
    }
    assert {name: lamp.get(name) for name in wanted} == wanted


def test_a_project_is_known_by_grant_record_number_and_doi(held: Dump) -> None:
    assert held["project/lamp-101000001"]["identifiers"] == [
        {"scheme": "grant", "value": "101000001"},
        {"scheme": "rcn", "value": "237915"},
        {"scheme": "doi", "value": "10.3030/101000001"},
    ]


@pytest.mark.parametrize(("project", "field"), [("lamp-101000001", "total_cost"), ("media4sec-700281", "ec_contribution")])
def test_an_amount_of_nought_cost_or_none_at_all_stays_empty(held: Dump, project: str, field: str) -> None:
    assert field not in held[f"project/{project}"]


def test_a_contribution_of_nought_is_an_amount(held: Dump) -> None:
    assert ("uoe-999000006", "partner", "0.00") in parts(held, "twohead-731558")


def test_cents_arrive_to_the_cent(held: Dump) -> None:
    assert held["project/darius-284851"]["ec_contribution"] == "7475791.90"
    assert held["project/bridge-101000002"]["total_cost"] == "250000.55"


def test_line_breaks_and_markup_in_a_text_stay_as_they_are(held: Dump) -> None:
    assert held["project/media4sec-700281"]["objective"] == samples.NEWLINE
    assert held["project/twohead-731558"]["objective"] == f"A text with {samples.TAG}"


def test_quotes_within_a_text_stay(held: Dump) -> None:
    assert held["project/twohead-731558"]["title"] == 'Two heads, "one" project'
    assert held["organisation/lux-999000002"]["label"] == 'CENTRE OF LIGHT "LUX"'
    assert held["project/darius-284851"]["objective"] == "'We' look & find."


@pytest.mark.parametrize(("organisation", "country"), [("lux-999000002", "GR"), ("thames-police-999000003", "GB"), ("kb-999000004", "XK")])
def test_countries_arrive_as_the_world_writes_them(held: Dump, organisation: str, country: str) -> None:
    assert held[f"organisation/{organisation}"]["country"] == country


def test_an_organisation_arrives_with_all_its_values(held: Dump) -> None:
    assert held["organisation/nordlab-999000111"] == {
        "slug": "nordlab-999000111",
        "label": "NORDIC LABORATORY AS",
        "short_name": "NORDLAB",
        "activity_type": "REC",
        "country": "NO",
        "city": "Oslo",
        "nuts": "NO081",
        "website": "http://www.nordic.example",
        "identifiers": [{"scheme": "pic", "value": "999000111"}, {"scheme": "cordis-organisation", "value": "1900111"}],
        "evidence": [{"document": "cordis", "locator": "organisation 999000111"}],
        "state": "public",
    }


def test_an_organisation_in_two_roles_of_one_project_stands_there_twice(held: Dump) -> None:
    rows = [row for row in parts(held, "lamp-101000001") if row[0] == "lux-999000002"]
    assert rows == [("lux-999000002", "coordinator", "700.25"), ("lux-999000002", "third party", None)]


def test_two_coordinators_are_both_kept(held: Dump) -> None:
    roles = [role for _organisation, role, _amount in parts(held, "twohead-731558")]
    assert roles == ["coordinator", "coordinator", "partner"]


def test_two_projects_of_one_acronym_are_two_records(held: Dump) -> None:
    assert held["project/bridge-101000002"]["label"] == held["project/bridge-190100003"]["label"] == "BRIDGE"


def test_fields_of_science_form_a_tree(held: Dump) -> None:
    policy = held["topic/euroscivoc-543"]
    assert (policy["label"], policy["summary"]) == ("public policy", "How the public is governed.")
    assert policy["relations"] == [{"relation": "broader", "other": "euroscivoc-97"}]
    assert held["topic/euroscivoc-97"]["relations"] == [{"relation": "broader", "other": "euroscivoc-29"}]
    assert "relations" not in held["topic/euroscivoc-29"]


def test_programmes_stand_under_their_framework(held: Dump) -> None:
    above = {name: row.get("parent") for name, row in held.items() if name.startswith("programme/")}
    assert above == {
        "programme/fp7": None,
        "programme/fp7-security": "fp7",
        "programme/h2020": None,
        "programme/h2020-eu-3": "h2020",
        "programme/h2020-eu-3-7": "h2020-eu-3",
        "programme/h2020-eu-3-7-1": "h2020-eu-3-7",
        "programme/h2020-eu-3-7-6": "h2020-eu-3-7",
        "programme/horizon": None,
        "programme/horizon-2": "horizon",
        "programme/horizon-2-5": "horizon-2",
    }


def test_results_are_documents_of_their_project(held: Dump) -> None:
    plan = held["document/cordis-101000001-1-delivhorizon"]
    assert (plan["label"], plan["summary"], plan["type"], plan["url"]) == ("Plan", "A plan.", "Documents, reports", "https://plan.example")
    assert plan["projects"] == held["document/cordis-101000001-pshorizon"]["projects"] == ["lamp-101000001"]


def test_a_picture_of_a_report_leads_to_the_site_of_the_register(held: Dump) -> None:
    assert held["document/cordis-101000001-pshorizon"]["url"] == "https://cordis.europa.eu/project/id/101000001/reporting"


def test_results_can_be_left_out(workspace: Workspace, exported: Path) -> None:
    assert "document" in bring_in(workspace, exported, results=False).kinds
    assert [name for name in dumped(workspace) if name.startswith("document/")] == ["document/cordis"]


def test_two_numbers_that_the_map_leads_to_one_organisation_make_one_record(workspace: Workspace, exported: Path, tmp_path: Path) -> None:
    bring_in(workspace, exported, writers.pic_map(tmp_path / "pic_mapping.csv"))
    university = values(workspace, "organisation", "uoe-999000005")
    assert university["identifiers"] == [
        {"scheme": "pic", "value": "999000005"},
        {"scheme": "pic", "value": "999000006"},
        {"scheme": "cordis-organisation", "value": "1900005"},
        {"scheme": "cordis-organisation", "value": "1900006"},
        {"scheme": "ror", "value": "https://ror.org/05a28rw58"},
    ]
    assert university["label"] == "UNIVERSITY OF EXAMPLE - HOSPITAL"
    assert university["names"] == [{"name": "UNIVERSITY OF EXAMPLE", "type": "registered"}]
    held = dumped(workspace)
    assert [role for name, role, _amount in parts(held, "twohead-731558") if name == "uoe-999000005"] == ["coordinator", "partner"]


def test_a_map_that_is_not_sure_makes_nobody_the_same(workspace: Workspace, exported: Path, tmp_path: Path) -> None:
    bring_in(workspace, exported, writers.pic_map(tmp_path / "pic_mapping.csv"))
    schemes = [row["scheme"] for row in values(workspace, "organisation", "3rd-999000007")["identifiers"]]
    assert schemes == ["pic", "cordis-organisation"]


def test_what_is_imported_is_found_by_search(imported: Workspace) -> None:
    assert found(imported, "bridges thrace kosovo") == {"bridge-101000002"}
    assert "lamp-101000001" in found(imported, "101000001")


def test_the_index_agrees_with_the_store_after_an_import(imported: Workspace) -> None:
    assert not imported.compare()


def test_a_new_record_says_where_in_which_file_it_stood(imported: Workspace) -> None:
    (made,) = revisions(imported, "project", "lamp-101000001")
    assert (made.action, made.by, made.why, made.import_id, made.changes) == ("created", "CORDIS", "import 1", 1, {})
    assert made.source == "csv/project.csv, line 7"


def test_a_line_is_counted_as_an_editor_shows_it_in_spite_of_line_breaks_in_cells(imported: Workspace, exported: Path) -> None:
    (made,) = revisions(imported, "project", "twohead-731558")
    line = int(str(made.source).rpartition(" ")[2])
    assert (exported / "project.csv").read_text(encoding="utf-8").split("\n")[line - 1].startswith('"731558"')


@pytest.mark.parametrize("form", [writers.as_csv, writers.as_old_pair, writers.as_xml, writers.as_xlsx], ids=lambda form: form.__name__)
def test_nothing_of_persons_to_contact_reaches_store_or_index(workspace: Workspace, tmp_path: Path, form: writers.Form) -> None:
    bring_in(workspace, form(tmp_path / "export", samples.REGISTER))
    held = b"".join(path.read_bytes() for path in workspace.settings.home.rglob("*") if path.is_file())
    assert b"LUX" in held
    assert [secret for secret in samples.SECRETS if secret.encode() in held] == []


def test_a_wrong_row_does_not_carry_persons_to_contact_into_the_problems(workspace: Workspace) -> None:
    wrong = samples.register()
    samples.row(wrong, "organization", projectID=samples.BRIDGE)["organisationID"] = "none"
    assert len(bring_in_tables(workspace, wrong).problems) > 0
    told = kb(workspace.settings.home, "import", "problems", "1").out
    assert not [secret for secret in samples.SECRETS if secret in told]
