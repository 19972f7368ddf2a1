from __future__ import annotations

import pytest

from kb import judging
from kb.errors import BadRequest
from kb.queries import lists, numbers, pages
from kb.queries.shapes import Table
from kb.workspace import Workspace
from tests.helpers import EDITOR, get, make
from tests.telling import tell


def told(table: Table) -> list[tuple[object, object]]:
    return [(row["counted"], row["value"]) for row in table.rows]


@pytest.fixture
def counted(workspace: Workspace) -> Workspace:
    """Give an event that two sources tell differently."""
    with workspace.writing() as session:
        tell(session, "release", "70 participants from twelve countries came.")
        tell(session, "paper", "Some 65 people from 12 countries attended on 3 May.")
        make(session, "event", "workshop", evidence=[{"document": "release"}, {"document": "paper"}], attendance="70")
    return workspace


def test_a_number_told_differently_is_suggested_with_each_source(counted: Workspace) -> None:
    with counted.reading() as session:
        found = numbers.suggested(session)
    assert told(found) == [("people", "about 65 people"), ("people", "70 participants")]
    assert [[place.document.slug for place in row["sources"]] for row in found.rows] == [["paper"], ["release"]]  # type: ignore[union-attr] # sources are places
    assert found.notes == ["suggested by comparing numbers in texts; nobody has judged it yet"]


def test_a_suggestion_is_not_in_the_list_of_disagreements(counted: Workspace) -> None:
    with counted.reading() as session:
        assert lists.disagreements(session).rows == []


def claim(workspace: Workspace, value: str, source: str, preferred: str | None = None) -> None:
    with workspace.writing() as session:
        row = {"field": "attendance", "value": value, "document": source, "preferred": preferred}
        judging.claim(session, get(session, "event", "workshop"), row, EDITOR)


def test_what_people_have_recorded_is_suggested_no_more(counted: Workspace) -> None:
    claim(counted, "70", "release")
    claim(counted, "65", "paper")
    with counted.reading() as session:
        assert numbers.suggested(session).rows == []
        found = [(row["value"], row["preferred"]) for row in lists.disagreements(session).rows]
    assert found == [("70", "yes"), ("65", "no")]


def test_a_claim_overwrites_nothing(counted: Workspace) -> None:
    claim(counted, "65", "paper")
    with counted.reading() as session:
        values = pages.page(session, "event", "workshop").values
    assert values["attendance"] == 70


def test_a_preferred_claim_is_what_the_record_uses_and_the_other_stays(counted: Workspace) -> None:
    claim(counted, "70", "release")
    claim(counted, "65", "paper", "true")
    with counted.reading() as session:
        page = pages.page(session, "event", "workshop")
    fact = next(fact for fact in page.facts if fact.name == "attendance")
    assert fact.value == "65"
    assert {claimed.value: claimed.preferred for claimed in fact.claims} == {"70": False, "65": True}


def test_a_property_without_a_field_takes_claims_too(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "document", "release")
        event = make(session, "event", "workshop")
        for value in ("12", "14"):
            judging.claim(session, event, {"field": "countries_present", "value": value, "document": "release"}, EDITOR)
    with workspace.reading() as session:
        found = [(row["field"], row["value"], row["preferred"]) for row in lists.disagreements(session).rows]
    assert found == [("Countries present", "12", "yes"), ("Countries present", "14", "no")]


def test_the_same_claim_twice_is_one(counted: Workspace) -> None:
    claim(counted, "65", "paper")
    claim(counted, "65", "paper", "false")
    with counted.reading() as session:
        rows = pages.page(session, "event", "workshop").values["evidence"]
    assert [(row["value"], row["preferred"]) for row in rows if row.get("field")] == [("65", False)]


def test_values_that_nobody_has_weighed_stay_undecided(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "document", "release")
        held = [{"document": "release", "field": "host", "value": value} for value in ("TNO", "KEMEA")]
        event = make(session, "event", "workshop", evidence=held)
        judging.claim(session, event, {"field": "host", "value": "INTERPOL", "document": "release"}, EDITOR)
        assert {row.preferred for row in event.evidence} == {None}


def test_a_list_of_links_takes_no_claim(counted: Workspace) -> None:
    with counted.writing() as session, pytest.raises(BadRequest, match="list of links"):
        judging.claim(session, get(session, "event", "workshop"), {"field": "topics", "value": "x", "document": "paper"}, EDITOR)


def test_a_preferred_value_that_does_not_fit_its_field_is_refused(counted: Workspace) -> None:
    row = {"field": "attendance", "value": "many", "document": "paper", "preferred": "true"}
    with counted.writing() as session, pytest.raises(BadRequest, match="number"):
        judging.claim(session, get(session, "event", "workshop"), row, EDITOR)


def test_of_a_statement_only_the_passages_are_compared(workspace: Workspace) -> None:
    with workspace.writing() as session:
        tell(session, "release", "80 people were asked. 70 people came.")
        tell(session, "paper", "12 people spoke. 65 people came.")
        passages = [{"document": "release", "exact": "70 people came"}, {"document": "paper", "exact": "65 people came"}]
        make(session, "statement", "came", type="finding", evidence=passages)
        make(session, "statement", "spoke", type="finding", evidence=[{"document": "release"}, {"document": "paper"}])
    with workspace.reading() as session:
        assert told(numbers.suggested(session)) == [("people", "65 people"), ("people", "70 people")]
        assert numbers.suggested(session, "statements/spoke").rows == []
        assert len(numbers.suggested(session, "statements/came").rows) == 2


def test_sources_that_agree_are_not_listed(workspace: Workspace) -> None:
    with workspace.writing() as session:
        tell(session, "release", "About 70 people came, among them 20 officers.")
        tell(session, "paper", "Ήρθαν 68 άτομα.")
        make(session, "event", "workshop", evidence=[{"document": "release"}, {"document": "paper"}])
    with workspace.reading() as session:
        assert numbers.suggested(session).rows == []


def test_the_two_numbers_of_the_dark_web_workshop_stand_side_by_side(library: Workspace) -> None:
    with library.reading() as session:
        found = lists.disagreements(session, "events/ws-darkweb-2017").rows
        page = pages.page(session, "event", "ws-darkweb-2017")
    attended = [(row["value"], row["preferred"]) for row in found if row["field"] == "Attendance"]
    assert attended == [("70", "yes"), ("65", "no")]
    fact = next(fact for fact in page.facts if fact.name == "attendance")
    assert {claimed.value: [place.document.slug for place in claimed.sources] for claimed in fact.claims} == {
        "70": ["seed-tno", "seed-kemea"],
        "65": ["m4s-blog19"],
    }
