from __future__ import annotations

from typing import Any

from tests.client import places, slugs
from tests.journeys.conftest import Desk

WORKSHOP = "/matrix?project=media4sec&event=ws-darkweb-2017"
COMMAND = ("matrix", "--project", "media4sec", "--event", "ws-darkweb-2017")
SILENT = ("warwick", "valencia-city", "fraunhofer", "psni", "utrecht-univ", "xlab")


def of(found: Any, slug: str) -> list[Any]:
    return [row for row in found["rows"] if isinstance(row["record"], dict) and row["record"]["slug"] == slug]


def test_each_partner_of_the_project_stands_in_the_matrix_of_the_workshop(desk: Desk) -> None:
    found = desk.ask(WORKSHOP, *COMMAND)
    partners = [row["record"]["slug"] for row in found["rows"] if row["partner"] == "yes"]
    assert set(partners) == {*SILENT, "eos", "efus", "kemea", "tno"}


def test_partners_with_nothing_on_record_say_so(desk: Desk) -> None:
    found = desk.ask(WORKSHOP, *COMMAND)
    for slug in SILENT:
        assert [row["role"] for row in of(found, slug)] == ["not on record"], slug
    assert "XLAB not on record" in desk.read(WORKSHOP)
    assert desk.told(*COMMAND).count("Role: not on record") == len(SILENT)


def test_what_a_partner_did_stands_with_role_record_and_source(desk: Desk) -> None:
    rows = of(desk.ask(WORKSHOP, *COMMAND), "tno")
    organised = next(row for row in rows if row["role"] == "organised")
    assert organised["what"]["slug"] == "c-dw-org"
    assert organised["project"]["slug"] == "media4sec"
    assert places(organised) == {("seed-tno", "paragraph 2-3"), ("seed-kemea", "paragraph 1")}


def test_to_report_on_the_workshop_or_to_be_quoted_is_told_apart_from_presenting(desk: Desk) -> None:
    roles = {row["role"] for row in of(desk.ask(WORKSHOP, *COMMAND), "kemea")}
    assert roles == {"reported", "quoted in a report"}
    assert "“quoted in a report” is not presenting" in desk.read(WORKSHOP)


def test_nobody_is_made_up_for_a_presentation_without_a_named_speaker(desk: Desk) -> None:
    found = desk.ask(WORKSHOP, *COMMAND)
    nobody = {row["what"]["slug"]: row for row in found["rows"] if row["record"] == "nobody named"}
    assert {"c-dw-lea-takedown", "c-dw-lea-narcotics", "c-dw-demo-titanium"} <= nobody.keys()
    assert nobody["c-dw-lea-takedown"]["person"] is None
    assert places(nobody["c-dw-lea-takedown"]) == {("seed-tno", "paragraph 3")}


def test_jaap_van_oss_is_only_quoted_and_for_the_unit_he_was_with(desk: Desk) -> None:
    found = desk.ask("/matrix?person=van-oss-jaap", "matrix", "--person", "van-oss-jaap")
    assert {(row["role"], row["for"]["slug"], row["event"]["slug"]) for row in found["rows"]} == {
        ("quoted in a report", "nhtcu", "ws-darkweb-2017")
    }
    assert {row["what"]["slug"] for row in found["rows"]} == {"f-inhouse-knowledge", "f-experiment-collab", "f-bayonet-capability"}
    assert set.union(*(places(row) for row in found["rows"])) == {("seed-tno", "paragraph 7"), ("seed-tno", "paragraph 9")}


def test_the_page_of_jaap_van_oss_tells_the_affiliation_of_the_time_and_no_contribution(desk: Desk) -> None:
    found = desk.ask("/people/van-oss-jaap", "show", "people/van-oss-jaap")
    affiliation = found["links"]["affiliations"]["rows"][0]
    assert (affiliation["organisation"]["slug"], affiliation["as_of"]) == ("nhtcu", "September 2017")
    assert places(affiliation) == {("seed-tno", "paragraph 7")}
    assert "parties_person" not in found["referred_to_by"]
    assert found["referred_to_by"]["voicings_person"]["total"] == 5


def test_five_organisations_sit_in_both_titanium_and_asgard(desk: Desk) -> None:
    found = desk.ask("/partners?project=titanium&project=asgard", "partners", "titanium", "asgard")
    assert set(slugs(found["rows"])) == {"vicomtech", "ait", "bmi-at", "mir-es", "tno"}
    assert found["total"] == 5
    for row in found["rows"]:
        assert "cordis-register-2020" in {document for document, _ in places(row)}


def test_the_order_in_which_projects_are_named_makes_no_difference_to_who_is_found(desk: Desk) -> None:
    one = desk.ask("/partners?project=titanium&project=asgard")
    other = desk.ask("/partners?project=asgard&project=titanium", "partners", "asgard", "titanium")
    assert slugs(one["rows"]) == slugs(other["rows"])


def test_only_tno_sits_in_all_three_projects(desk: Desk) -> None:
    address = "/partners?project=titanium&project=asgard&project=media4sec"
    found = desk.ask(address, "partners", "titanium", "asgard", "media4sec")
    assert slugs(found["rows"]) == ["tno"]
    row = found["rows"][0]
    assert (row["titanium"], row["asgard"], row["media4sec"]) == (
        "participant, €493,730.00",
        "participant, €850,840.08",
        "participant, €268,381.25",
    )
    assert {("koopint-titanium", "line 15"), ("m4s-press", "line 7")} <= places(row)


PROMISES = "/statements?type=commitment"


def test_every_promise_is_listed_with_its_source(desk: Desk) -> None:
    found = desk.ask(PROMISES, "list", "statements", "-f", "type=commitment")
    assert found["total"] == len(found["rows"]) == 10
    assert all(places(row) for row in found["rows"])
    assert "s-promise-six-workshops" in slugs(found["rows"])


def test_the_promise_of_six_workshops_was_kept_and_each_step_has_its_source(desk: Desk) -> None:
    found = desk.ask("/statements/s-promise-six-workshops", "show", "statements/s-promise-six-workshops")
    assert found["values"]["fulfilment"] == "kept"
    steps = found["links"]["status_changes"]["rows"]
    assert [row["status"] for row in steps] == ["partly kept"] * 5 + ["kept"]
    assert all(row["document"]["slug"] and row["locator"] for row in steps)
    assert steps[-1]["date"] == "26 September 2018"


def test_for_every_other_promise_it_is_unknown_whether_it_was_kept(desk: Desk) -> None:
    others = [slug for slug in slugs(desk.ask(PROMISES)["rows"]) if slug != "s-promise-six-workshops"]
    assert len(others) == 9
    for slug in others:
        assert desk.ask(f"/statements/{slug}", "show", f"statements/{slug}")["values"]["fulfilment"] == "unknown"
        assert "Kept unknown" in desk.read(f"/statements/{slug}")


def test_an_event_tells_its_time_place_and_who_was_there(desk: Desk) -> None:
    found = desk.ask("/events/ws-darkweb-2017", "show", "events/ws-darkweb-2017")
    facts = {fact["name"]: fact["value"] for fact in found["facts"]}
    assert (facts["start"], facts["place"], facts["country"]) == ("26 September 2017", "The Hague", "Netherlands")
    assert {"contribution_event", "statement_event"} <= found["referred_to_by"].keys()
    assert "HSD" in facts["venue"]
