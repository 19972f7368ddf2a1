from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kb import records
from kb.errors import BadRequest, NotFound
from kb.models.vocabularies import UPTAKE
from kb.queries.analysis import Report
from kb.queries.follow_up import Asked, addressees, follow_up
from kb.queries.shapes import Ref, Row, Source
from kb.workspace import Workspace
from tests.helpers import EDITOR, make

TODAY = date(2020, 6, 1)


def followed(workspace: Workspace, **asked: Any) -> Report:
    with workspace.reading() as session:
        return follow_up(session, Asked(**{"today": TODAY, **asked}))


def rows(workspace: Workspace, **asked: Any) -> list[str]:
    return [row["record"].slug for row in followed(workspace, **asked).table.rows if isinstance(row["record"], Ref)]


def states(workspace: Workspace, **asked: Any) -> dict[tuple[Any, Any], Any]:
    found = followed(workspace, **asked).parts["states"].table.rows
    return {(row["type"], row["name"]): row["count"] for row in found if row["count"]}


def told(workspace: Workspace, kind: str, **values: Any) -> Row:
    """Put one statement on record and give its row."""
    with workspace.writing() as session:
        make(session, "document", "report")
        make(session, "statement", "said", type=kind, **values)
    (row,) = followed(workspace).table.rows
    return row


def shown(status: str, day: str | None, **more: str) -> dict[str, Any]:
    return {"status": status, "date": day, "document": "report", **more}


def test_a_recommendation_of_which_nothing_is_told_says_since_when(workspace: Workspace) -> None:
    row = told(workspace, "recommendation", date="2018-03")
    assert (row["status"], row["told"]) == ("unknown", "no update since March 2018, when it was stated")
    assert row["shown_by"] == ""


def test_a_statement_without_a_date_does_not_make_one_up(workspace: Workspace) -> None:
    assert told(workspace, "recommendation")["told"] == "no update on record, and no day on which it was stated"


def test_the_last_change_is_the_evidence_of_a_state(workspace: Workspace) -> None:
    changes = [shown("partly implemented", "2019-02"), shown("implemented", "2020-01-15", locator="page 3", note="All is done.")]
    row = told(workspace, "recommendation", date="2018-03", uptake="implemented", status_changes=changes)
    assert (row["status"], row["told"]) == ("fully implemented", "since 15 January 2020")
    place = row["shown_by"]
    assert isinstance(place, Source)
    assert (place.document.slug, place.locator, place.note) == ("report", "page 3", "All is done.")


def test_a_state_told_of_again_holds_since_the_first_time(workspace: Workspace) -> None:
    changes = [shown("not kept", "2018"), shown("partly kept", "2019-02"), shown("partly kept", "2019-09")]
    row = told(workspace, "commitment", fulfilment="partly kept", status_changes=changes)
    assert row["told"] == "since February 2019, last told of September 2019"


def test_changes_count_by_their_day_and_not_by_their_place(workspace: Workspace) -> None:
    changes = [shown("implemented", "2020-01"), shown("not implemented", "2019-01")]
    row = told(workspace, "recommendation", uptake="implemented", status_changes=changes)
    assert row["told"] == "since January 2020"


def test_a_change_without_a_day_says_so(workspace: Workspace) -> None:
    row = told(workspace, "recommendation", uptake="implemented", status_changes=[shown("implemented", None)])
    assert row["told"] == "since a day not on record"


def test_a_change_without_a_document_shows_its_note(workspace: Workspace) -> None:
    row = told(
        workspace, "recommendation", uptake="rejected", status_changes=[{"status": "rejected", "date": "2019", "note": "By letter."}]
    )
    assert row["shown_by"] == "By letter."


def test_a_state_that_no_change_shows_is_told_as_such(workspace: Workspace) -> None:
    row = told(workspace, "recommendation", uptake="implemented", status_changes=[shown("not implemented", "2019")])
    assert (row["told"], row["shown_by"]) == ("nothing on record shows this state", "")


def test_a_commitment_that_is_due_and_of_which_nothing_is_told_says_so(workspace: Workspace) -> None:
    row = told(workspace, "commitment", due="2018", fulfilment="unknown", date="2017")
    assert (row["due"], row["told"]) == ("2018", "due since 2018, nothing on record")


def test_a_commitment_is_due_when_the_last_of_its_days_has_passed(workspace: Workspace) -> None:
    assert told(workspace, "commitment", due="2020-06")["told"] == "due June 2020, nothing on record"


def test_a_commitment_that_was_kept_is_due_no_more(workspace: Workspace) -> None:
    row = told(workspace, "commitment", due="2018", fulfilment="kept", status_changes=[shown("kept", "2018-11")])
    assert row["told"] == "since November 2018"


def test_a_commitment_that_was_kept_in_part_is_still_due(workspace: Workspace) -> None:
    row = told(workspace, "commitment", due="2018", fulfilment="partly kept", status_changes=[shown("partly kept", "2018-11")])
    assert row["told"] == "since November 2018; due since 2018"


@pytest.fixture
def several(workspace: Workspace) -> Workspace:
    """Make recommendations and commitments of two projects, on two topics, to somebody and to nobody."""
    with workspace.writing() as session:
        make(session, "topic", "crime")
        make(session, "topic", "fraud", relations=[{"relation": "broader", "other": "crime"}])
        make(session, "project", "lamp")
        make(session, "project", "wheel")
        police = [{"addressee": "police", "inferred": "false"}]
        inferred = [{"addressee": "judges", "inferred": "true"}]
        make(session, "statement", "r-done", type="recommendation", uptake="implemented", project="lamp", addressees=police)
        make(session, "statement", "r-open", type="recommendation", project="lamp", topics=["fraud"], addressees=inferred, date="2018")
        make(session, "statement", "r-new", type="recommendation", uptake="unknown", project="wheel", topics=["crime"], date="2019")
        make(session, "statement", "c-late", type="commitment", due="2017", project="wheel")
        make(session, "statement", "c-kept", type="commitment", fulfilment="kept")
        make(session, "statement", "f-other", type="finding")
        records.withdraw(session, make(session, "statement", "r-gone", type="recommendation"), EDITOR)
    return workspace


def test_recommendations_stand_before_commitments_and_the_unknown_first(several: Workspace) -> None:
    assert rows(several) == ["r-new", "r-open", "r-done", "c-late", "c-kept"]


def test_each_state_is_counted_and_empty_is_unknown(several: Workspace) -> None:
    expected = {
        ("recommendation", "unknown"): 2,
        ("recommendation", "implemented"): 1,
        ("commitment", "unknown"): 1,
        ("commitment", "kept"): 1,
    }
    assert states(several) == expected


def test_the_choices_narrow_the_list(several: Workspace) -> None:
    assert rows(several, type="commitment") == ["c-late", "c-kept"]
    assert rows(several, status="unknown") == ["r-new", "r-open", "c-late"]
    assert rows(several, project="lamp") == ["r-open", "r-done"]
    assert rows(several, topic="crime") == ["r-new", "r-open"]
    assert rows(several, topic="crime", project="lamp", status="unknown") == ["r-open"]


def test_an_addressee_that_was_inferred_is_nobody_named(several: Workspace) -> None:
    assert rows(several, addressee="police") == ["r-done"]
    assert rows(several, addressee="judges") == []
    assert rows(several, addressee="not-stated", type="recommendation") == ["r-new", "r-open"]
    with several.reading() as session:
        assert addressees(session) == ["police"]


def test_the_numbers_by_state_leave_the_state_chosen_out_of_account(several: Workspace) -> None:
    assert states(several, status="kept") == states(several)
    assert followed(several, status="kept").table.total == 1


def test_the_numbers_of_the_states_add_up_to_the_list(library: Workspace) -> None:
    found = followed(library)
    assert sum(states(library).values()) == found.table.total == len(found.table.rows) == 63


def test_every_state_there_is_has_a_line_and_its_source_is_named(several: Workspace) -> None:
    found = followed(several, type="recommendation")
    assert [row["name"] for row in found.parts["states"].table.rows] == list(UPTAKE.terms)
    assert found.notes == (UPTAKE.source,)


def test_pages_hold_the_list_in_order(library: Workspace) -> None:
    whole = rows(library)
    assert rows(library, page=1) == whole[:50]
    assert rows(library, page=2) == whole[50:]


@pytest.mark.parametrize("asked", [{"type": "finding"}, {"status": "perhaps"}, {"page": 0}])
def test_what_there_is_not_is_refused(library: Workspace, asked: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        followed(library, **asked)


def test_a_project_that_there_is_not_is_not_found(library: Workspace) -> None:
    with pytest.raises(NotFound):
        followed(library, project="nothing")


def test_what_was_promised_for_2017_is_due_with_nothing_on_record(library: Workspace) -> None:
    found = followed(library, type="commitment", project="asgard")
    first = found.table.rows[0]
    assert first["record"] == Ref(
        "statement", "s-promise-asgard-hackathon-paris", "ASGARD will hold its second hackathon in Paris in November 2017."
    )
    assert first["told"] == "due since November 2017, nothing on record"
