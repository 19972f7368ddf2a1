"""What is on record already is found again, and by nothing but numbers and judgements."""

from __future__ import annotations

from pathlib import Path

from kb import records
from kb.workspace import Workspace
from tests.helpers import get, make
from tests.imports import samples, writers
from tests.imports.running import PERSON, bring_in, claims, dumped, edited, revisions, values


def test_a_project_of_the_seed_is_found_by_its_grant_number(founded: Workspace, exported: Path) -> None:
    bring_in(founded, exported)
    assert "project/media4sec-700281" not in dumped(founded)
    assert {"scheme": "rcn", "value": "202694"} in values(founded, "project", "lantern")["identifiers"]


def test_what_the_seed_says_of_a_project_stays(founded: Workspace, exported: Path) -> None:
    before = values(founded, "project", "lantern")
    bring_in(founded, exported)
    after = values(founded, "project", "lantern")
    kept = ("slug", "label", "start", "end", "ec_contribution", "grant_number")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert after["identifiers"][0] == before["identifiers"][0]


def test_what_the_seed_left_empty_is_filled(founded: Workspace, exported: Path) -> None:
    bring_in(founded, exported)
    after = values(founded, "project", "lantern")
    assert after["title"] == "The emerging role of new social media"
    assert after["objective"] == samples.NEWLINE
    assert (after["programme"], after["total_cost"], after["topics"]) == ("h2020", "1960751.50", ["euroscivoc-97"])


def test_the_acronym_of_the_register_becomes_a_name(founded: Workspace, exported: Path) -> None:
    bring_in(founded, exported)
    assert values(founded, "project", "lantern")["names"] == [{"name": "MEDIA4SEC", "type": "registered"}]


def test_a_name_that_differs_in_capitals_alone_is_no_further_name(founded: Workspace, exported: Path) -> None:
    edited(founded, "project", "lantern", label="Media4Sec")
    bring_in(founded, exported)
    assert "names" not in values(founded, "project", "lantern")


def test_partners_of_the_seed_keep_what_it_says_of_them_and_new_ones_follow(founded: Workspace, exported: Path) -> None:
    bring_in(founded, exported)
    rows = values(founded, "project", "lantern")["participations"]
    assert [(row["organisation"], row["role"], row.get("ec_contribution")) for row in rows] == [
        ("nordic-lab", "coordinator", "600.25"),
        ("harbour-police", "participant", None),
        ("thames-police-999000003", "coordinator", "500000.25"),
        ("kemea-999000008", "participant", "200000.00"),
    ]


def test_an_amount_that_the_seed_left_out_of_a_partner_is_filled(founded: Workspace, exported: Path) -> None:
    bring_in(founded, exported)
    assert values(founded, "project", "lantern")["participations"][0]["total_cost"] == "310000.75"


def test_where_the_register_says_something_else_both_values_stand(founded: Workspace, exported: Path) -> None:
    bring_in(founded, exported)
    assert ("start", "2018", True, "edits") in claims(founded, "project", "lantern")
    assert ("start", "2016-07-01", False, "cordis") in claims(founded, "project", "lantern")
    assert ("Role of nordic-lab", "coordinator", True, "edits") in claims(founded, "project", "lantern")
    assert ("Role of nordic-lab", "participant", False, "cordis") in claims(founded, "project", "lantern")


def test_an_organisation_is_found_by_its_pic(founded: Workspace, exported: Path) -> None:
    bring_in(founded, exported)
    laboratory = values(founded, "organisation", "nordic-lab")
    assert (laboratory["label"], laboratory["type"], laboratory["city"]) == ("Nordic Laboratory", "research", "Oslo")
    assert [row["name"] for row in laboratory["names"]] == ["NORDIC LABORATORY AS", "NORDLAB"]


def test_an_organisation_is_never_found_by_its_name(founded: Workspace, exported: Path) -> None:
    before = values(founded, "organisation", "thames-police")
    bring_in(founded, exported)
    assert values(founded, "organisation", "thames-police") == before
    assert values(founded, "organisation", "thames-police-999000003")["label"] == before["label"]


def test_an_organisation_is_found_by_its_ror_through_the_map(founded: Workspace, exported: Path, tmp_path: Path) -> None:
    bring_in(founded, exported, writers.pic_map(tmp_path / "pic_mapping.csv"))
    held = dumped(founded)
    assert "organisation/uoe-999000005" not in held
    numbers = [row["value"] for row in held["organisation/example-university"]["identifiers"] if row["scheme"] == "pic"]
    assert numbers == ["999000005", "999000006"]
    assert held["organisation/example-university"]["label"] == "Example University"


def test_organisations_that_came_in_apart_stay_apart_when_a_map_follows(imported: Workspace, exported: Path, tmp_path: Path) -> None:
    summary = bring_in(imported, exported, writers.pic_map(tmp_path / "pic_mapping.csv"))
    held = dumped(imported)
    assert {"organisation/uoe-999000005", "organisation/uoe-999000006"} <= held.keys()
    told = [(problem.where, problem.message) for problem in summary.problems]
    assert ("pic", '999000006 belongs to "uoe-999000006"; it was left out. Merge the two if they are the same') in told


def test_organisations_that_a_person_merged_stay_one(imported: Workspace, exported: Path) -> None:
    with imported.writing() as session:
        one, other = get(session, "organisation", "uoe-999000005"), get(session, "organisation", "uoe-999000006")
        records.merge(session, one, other, PERSON)
    before = dumped(imported)
    summary = bring_in(imported, exported)
    assert summary.problems == []
    after = dumped(imported)
    assert after["organisation/uoe-999000006"] == before["organisation/uoe-999000006"]
    assert after["organisation/uoe-999000006"]["state"] == "merged"
    rows = after["project/twohead-731558"]["participations"]
    assert [row["organisation"] for row in rows] == ["uoe-999000005", "lux-999000002", "uoe-999000005"]


def test_a_merged_organisation_settles_down_after_one_more_import(imported: Workspace, exported: Path) -> None:
    with imported.writing() as session:
        one, other = get(session, "organisation", "uoe-999000005"), get(session, "organisation", "uoe-999000006")
        records.merge(session, one, other, PERSON)
    bring_in(imported, exported)
    before = dumped(imported)
    bring_in(imported, exported)
    assert dumped(imported) == before


def test_a_withdrawn_record_stays_withdrawn_and_as_it_was(imported: Workspace, exported: Path, tmp_path: Path) -> None:
    with imported.writing() as session:
        records.withdraw(session, get(session, "project", "lamp-101000001"), PERSON)
    before = dumped(imported)["project/lamp-101000001"]
    newer = samples.register()
    samples.row(newer, "project", id=samples.LAMP).update(title="Another title", contentUpdateDate="2026-01-01 00:00:00")
    summary = bring_in(imported, writers.as_csv(tmp_path / "newer", newer))
    assert dumped(imported)["project/lamp-101000001"] == before
    assert summary.kinds["project"]["kept"] == 1


def test_a_topic_on_record_is_found_by_its_notation(founded: Workspace, exported: Path) -> None:
    number = [{"scheme": "euroscivoc", "value": "53"}]
    with founded.writing() as session:
        make(session, "topic", "light", label="The science of light", identifiers=number)
    bring_in(founded, exported)
    light = values(founded, "topic", "light")
    assert (light["label"], light["names"]) == ("The science of light", [{"name": "optics", "type": "registered"}])
    assert values(founded, "project", "lamp-101000001")["topics"] == ["light", "euroscivoc-543"]


def test_a_programme_on_record_is_found_by_its_code(founded: Workspace, exported: Path) -> None:
    with founded.writing() as session:
        make(session, "programme", "horizon-2020", label="Horizon 2020", code="H2020")
    bring_in(founded, exported)
    assert "programme/h2020" not in dumped(founded)
    assert values(founded, "project", "twohead-731558")["programme"] == "horizon-2020"


def test_a_change_of_a_record_of_the_seed_names_the_import(founded: Workspace, exported: Path) -> None:
    summary = bring_in(founded, exported)
    last = revisions(founded, "project", "lantern")[-1]
    assert (last.action, last.by, last.import_id, last.why) == ("changed", "CORDIS", summary.number, f"import {summary.number}")
    assert last.changes["title"] == [None, "The emerging role of new social media"]


def test_other_records_of_the_seed_are_left_alone(founded: Workspace, exported: Path) -> None:
    before = dumped(founded)
    bring_in(founded, exported)
    after = dumped(founded)
    assert {name for name, held in before.items() if after[name] != held} == {"project/lantern", "organisation/nordic-lab"}
