from __future__ import annotations

from typing import Any

from tests.client import read_csv, slugs
from tests.journeys.conftest import Desk

BOTH = {"ait", "bmi-at", "mir-es", "tno", "vicomtech"}


def rows(found: Any, part: str) -> list[Any]:
    return list(found["parts"][part]["rows"])


def test_partners_that_tno_and_kemea_both_worked_with_are_the_same_everywhere(desk: Desk) -> None:
    address = "/partners?organisation=tno&organisation=kemea"
    found = desk.ask(address, "partners", "--organisation", "TNO", "--organisation", "kemea")
    assert BOTH - {"tno"} <= set(slugs(found["rows"]))
    counts = [row["shared"] for row in found["rows"]]
    assert counts == sorted(counts, reverse=True)
    assert found["rows"][0]["record"]["label"] in desk.told("partners", "--organisation", "tno", "--organisation", "kemea")


def test_the_partners_of_tno_come_from_its_three_projects(desk: Desk) -> None:
    found = desk.ask("/partners?organisation=tno", "partners", "--organisation", "tno")
    partners = {slug for project in ("titanium", "asgard", "media4sec") for slug in slugs(desk.ask(f"/partners?project={project}")["rows"])}
    assert found["total"] == len(partners - {"tno"})


def test_the_portfolio_of_tno_adds_up_its_three_amounts(desk: Desk) -> None:
    found = desk.ask("/portfolio?organisation=tno", "portfolio", "--organisation", "tno")
    assert found["figures"] == {
        "projects": 3,
        "participations": 3,
        "coordinated": 0,
        "ec_contribution": "€1,612,951.33",
        "not_stated": 0,
    }
    assert slugs(rows(found, "list")) == ["titanium", "asgard", "media4sec"]
    assert [(row["year"], row["projects"]) for row in rows(found, "years")] == [("2016", 2), ("2017", 1)]
    assert "EC contribution: €1,612,951.33" in desk.told("portfolio", "--organisation", "tno")


def test_the_portfolio_of_a_country_on_a_topic_is_the_same_everywhere(desk: Desk) -> None:
    address = "/portfolio?country=NL&topic=policing&sort=largest"
    found = desk.ask(address, "portfolio", "--country", "Netherlands", "--topic", "policing", "--sort", "largest")
    assert found["country"] == "Netherlands"
    csv = read_csv(desk.client, "/portfolio.csv?country=NL&topic=policing&sort=largest")
    assert [row["id"] for row in csv] == slugs(rows(found, "list"))
    assert f"Projects {found['figures']['projects']} Participations" in desk.read(address)


def test_the_projects_on_a_topic_count_with_their_own_amounts(desk: Desk) -> None:
    found = desk.ask("/portfolio?topic=policing", "portfolio", "--topic", "policing")
    whole = {row["record"]["slug"]: row["ec_contribution"] for row in desk.ask("/projects")["rows"]}
    assert {row["record"]["slug"]: row["ec_contribution"] for row in rows(found, "list")} == whole


def test_titanium_and_asgard_share_five_of_forty_three_organisations(desk: Desk) -> None:
    found = desk.ask("/overlap?project=titanium&project=asgard", "overlap", "titanium", "ASGARD")
    assert found["figures"] == {"shared": 5, "either": 43, "share": "11.6 %"}
    assert {row["record"]["slug"] for row in rows(found, "organisations") if row["where"] == "both"} == BOTH
    assert "Overlap 11.6 %" in desk.read("/overlap?project=titanium&project=asgard")
    assert "Overlap: 11.6 %" in desk.told("overlap", "titanium", "asgard")


def test_asgard_is_the_closest_to_titanium(desk: Desk) -> None:
    found = desk.ask("/overlap?project=titanium", "overlap", "titanium")
    assert [(row["record"]["slug"], row["shared"]) for row in rows(found, "nearest")] == [("asgard", 5), ("media4sec", 1)]


def test_what_else_the_partners_of_titanium_did_on_policing(desk: Desk) -> None:
    address = "/also?project=titanium&topic=policing"
    found = desk.ask(address, "also", "titanium", "--topic", "policing")
    assert [(row["record"]["slug"], row["count"]) for row in found["rows"]] == [("asgard", 5), ("media4sec", 1)]
    assert set(slugs([{"record": who} for who in found["rows"][0]["partners"]])) == BOTH
    assert [row["id"] for row in read_csv(desk.client, "/also.csv?project=titanium&topic=policing")] == ["asgard", "media4sec"]


def test_a_unit_through_which_a_partner_acts_has_a_portfolio_of_its_own(desk: Desk) -> None:
    units = {row["unit"]["slug"] for row in desk.ask("/projects/media4sec")["links"]["participations"]["rows"] if row.get("unit")}
    for unit in sorted(units):
        found = desk.ask(f"/portfolio?organisation={unit}", "portfolio", "--organisation", unit)
        assert "media4sec" in slugs(rows(found, "list"))
    assert units


def test_a_name_nobody_bears_is_told_with_where_to_look(desk: Desk) -> None:
    answer = desk.client.get("/portfolio?organisation=Nobody")
    assert answer.status_code == 404
    assert b"/search?q=Nobody&amp;kind=organisation" in answer.data
