from __future__ import annotations

import pytest

from kb import uptake
from kb.errors import BadRequest, BadValue
from kb.models import Statement
from kb.uptake import Change
from kb.workspace import Workspace
from tests.helpers import EDITOR, change, get, history, make


@pytest.fixture
def advised(workspace: Workspace) -> Workspace:
    """Make a recommendation, a commitment, a finding and a source."""
    with workspace.writing() as session:
        make(session, "document", "audit")
        for slug in ("recommendation", "commitment", "finding"):
            make(session, "statement", slug, type=slug)
    return workspace


def told(workspace: Workspace, slug: str, *change: str) -> str:
    with workspace.writing() as session:
        return uptake.change(session, get(session, "statement", slug), Change(*change), EDITOR)


def held(workspace: Workspace, slug: str) -> tuple[str | None, str | None, list[tuple[str, str | None]]]:
    with workspace.reading() as session:
        found = get(session, "statement", slug)
        assert isinstance(found, Statement)
        return found.uptake, found.fulfilment, [(row.status, row.date) for row in found.status_changes]


def test_a_state_is_put_on_record_with_its_day_and_source(advised: Workspace) -> None:
    assert told(advised, "recommendation", "implemented", "2019-05", "audit", "page 3", "The law was passed.") == "implemented"
    assert held(advised, "recommendation") == ("implemented", None, [("implemented", "2019-05")])
    with advised.reading() as session:
        found = get(session, "statement", "recommendation")
        assert isinstance(found, Statement)
        (row,) = found.status_changes
        assert row.document is not None
        assert (row.document.slug, row.locator, row.note) == ("audit", "page 3", "The law was passed.")


def test_a_commitment_has_its_own_states(advised: Workspace) -> None:
    told(advised, "commitment", "kept", "2019", "audit")
    assert held(advised, "commitment") == (None, "kept", [("kept", "2019")])


def test_the_latest_state_by_date_holds_whatever_was_recorded_last(advised: Workspace) -> None:
    told(advised, "recommendation", "implemented", "2020", "audit")
    assert told(advised, "recommendation", "not implemented", "2018", "audit") == "implemented"
    assert held(advised, "recommendation") == ("implemented", None, [("implemented", "2020"), ("not implemented", "2018")])


def test_a_state_without_a_day_stands_before_all_others(advised: Workspace) -> None:
    with advised.writing() as session:
        change(session, get(session, "statement", "recommendation"), status_changes=[{"status": "rejected"}])
    assert told(advised, "recommendation", "implemented", "2018", "audit") == "implemented"


def test_of_one_day_the_state_recorded_last_holds(advised: Workspace) -> None:
    told(advised, "recommendation", "partly implemented", "2020", "audit")
    assert told(advised, "recommendation", "implemented", "2020", "audit") == "implemented"


def test_a_state_may_be_named_by_its_words(advised: Workspace) -> None:
    assert told(advised, "recommendation", "Implemented in most respects", "2020", "audit") == "mostly implemented"


def test_the_change_is_in_the_history_with_who_and_why(advised: Workspace) -> None:
    told(advised, "recommendation", "implemented", "2020", "audit")
    with advised.reading() as session:
        last = history(session, get(session, "statement", "recommendation"))[-1]
        assert (last.by, last.why, sorted(last.changes)) == ("editor", "a test", ["status_changes", "uptake"])


def test_telling_the_same_twice_changes_nothing(advised: Workspace) -> None:
    for _time in range(2):
        told(advised, "recommendation", "implemented", "2020", "audit")
    assert held(advised, "recommendation")[2] == [("implemented", "2020")]
    with advised.reading() as session:
        assert len(history(session, get(session, "statement", "recommendation"))) == 2


def test_a_finding_has_no_state(advised: Workspace) -> None:
    with pytest.raises(BadRequest, match="neither a recommendation nor a commitment"):
        told(advised, "finding", "implemented", "2020", "audit")


def test_a_state_of_the_other_type_is_refused_and_those_there_are_are_named(advised: Workspace) -> None:
    with pytest.raises(BadRequest, match="use one of: unknown, kept, partly kept"):
        told(advised, "commitment", "implemented", "2020", "audit")


@pytest.mark.parametrize("day", ["2999", "", "soon"])
def test_a_day_that_has_not_passed_is_refused(advised: Workspace, day: str) -> None:
    with pytest.raises(BadValue):
        told(advised, "recommendation", "implemented", day, "audit")
    assert held(advised, "recommendation") == (None, None, [])


def test_a_document_that_there_is_not_is_refused(advised: Workspace) -> None:
    with pytest.raises(BadValue, match='there is no document "nothing"'):
        told(advised, "recommendation", "implemented", "2020", "nothing")
