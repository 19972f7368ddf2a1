"""Analysts ask what is not there, and what became of what was said."""

from __future__ import annotations

from tests.client import places, slugs
from tests.journeys.conftest import Desk

NOBODY = "recommendations-without-addressee"


def test_recommendations_that_name_nobody_who_should_act_are_the_same_everywhere(desk: Desk) -> None:
    """The map of what is lacking, its list, the list of recommendations and the commands agree; each row has its places."""
    counted = {row["name"]: row for row in desk.ask("/coverage?project=media4sec", "coverage", "--project", "media4sec")["rows"]}[NOBODY]
    listed = desk.ask(counted["url"], "coverage", NOBODY, "--project", "media4sec")
    assert len(listed["rows"]) == listed["total"] == counted["lacking"] == 29
    assert set(slugs(listed["rows"])) == set(slugs(desk.ask("/recommendations?project=media4sec&addressee=not-stated")["rows"]))
    assert all(places(row) for row in listed["rows"])
    assert "29 of 41 recommendations" in desk.read(counted["url"])
    assert f"29 of 41  Recommendations that name nobody who should act  [{NOBODY}]" in desk.told("coverage", "--project", "media4sec")


def test_of_what_was_promised_one_is_shown_to_be_kept_and_three_are_overdue(desk: Desk) -> None:
    """Six workshops were promised and held; of the nine other promises nothing is on record."""
    found = desk.ask("/follow-up?type=commitment", "follow-up", "--type", "commitment")["parts"]["list"]["rows"]
    (kept,) = (row for row in found if row["status"] == "kept")
    assert kept["record"]["slug"] == "s-promise-six-workshops"
    assert (kept["shown_by"]["document"], kept["shown_by"]["locator"]) == ("efus-brussels", "line 2-9")
    overdue = [row["told"] for row in found if row["due"]]
    assert overdue == [f"due since {month} 2017, nothing on record" for month in ("May", "September", "November")]
    assert all(row["shown_by"] is None for row in found if row["status"] == "unknown")
    assert overdue[0] in desk.read("/follow-up?type=commitment")


def test_what_a_person_finds_out_later_is_put_on_record_and_shows_everywhere(own: Desk) -> None:
    record = "statements/f-central-training"
    found_in = ("--date", "2019-03", "--document", "titanium-risk", "--locator", "page 3", "--why", "Courses were held.")
    own.told("status", record, "partly implemented", *found_in)
    (row,) = own.ask("/follow-up?status=partly+implemented", "follow-up", "--status", "partly implemented")["parts"]["list"]["rows"]
    assert (row["record"]["slug"], row["told"]) == ("f-central-training", "since March 2019")
    assert slugs(own.ask("/recommendations?uptake=partly+implemented")["rows"]) == ["f-central-training"]
    lacking = {line["name"]: line["lacking"] for line in own.ask("/coverage")["rows"]}
    assert lacking["recommendations-without-status"] == 52
    assert "Courses were held." in own.read(f"/{record}")


def test_partners_with_nothing_on_record_are_empty_in_the_matrix_too(desk: Desk) -> None:
    assert desk.ask("/coverage/partners-without-contribution?project=media4sec")["total"] == 0
    silent = desk.ask("/coverage/partners-without-contribution?project=titanium")["rows"]
    acting = {
        row["record"]["slug"]
        for row in desk.ask("/matrix?project=titanium")["rows"]
        if row["role"] not in ("not on record", "quoted in a report")
    }
    assert silent
    assert acting.isdisjoint(slugs(silent))
