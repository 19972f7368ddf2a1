from __future__ import annotations

import pytest

from kb import records
from kb.errors import NotFound
from kb.queries import find, pointers, related
from kb.queries.related import Inverse, inverse, whole
from kb.queries.shapes import Ref
from kb.workspace import Workspace
from tests.helpers import EDITOR, get, make


def around(workspace: Workspace, kind: str, slug: str) -> dict[str, Inverse]:
    with workspace.reading() as session:
        return {found.name: found for found in inverse(session, find.get(session, kind, slug))}


def test_a_person_is_followed_to_contributions_and_statements(small: Workspace) -> None:
    found = around(small, "person", "berg-anna")
    assert {name: [row["record"] for row in one.table.rows] for name, one in found.items()} == {
        "parties_person": [Ref("contribution", "c-keynote", "Keynote at the harbour workshop")],
        "voicings_person": [Ref("statement", "s-share", "Share tools across borders.")],
    }


def test_a_list_says_what_the_other_side_adds(small: Workspace) -> None:
    row = around(small, "organisation", "nordic-lab")["participations_organisation"].table.rows[0]
    assert row["role"] == "coordinator"
    assert row["ec_contribution"] == "€600.25"
    assert "organisation" not in row


def test_an_event_lists_its_contributions_and_statements_with_their_columns(small: Workspace) -> None:
    found = around(small, "event", "harbour-workshop")
    assert found["contribution_event"].label == "Contributions"
    assert found["contribution_event"].table.rows[0]["role"] == "keynote"
    assert found["contribution_event"].table.rows[0]["project"] == Ref("project", "lantern", "LANTERN")
    assert found["statement_event"].table.rows[0]["type"] == "recommendation"


def test_a_document_lists_what_rests_on_it_with_the_place(small: Workspace) -> None:
    rows = around(small, "document", "harbour-report")["evidence_document"].table.rows
    assert [(getattr(row["record"], "slug", ""), row["locator"]) for row in rows] == [
        ("harbour-workshop", "page 1"),
        ("s-share", "page 2"),
    ]


def test_a_broader_topic_lists_what_its_narrower_topics_hold(small: Workspace) -> None:
    found = around(small, "topic", "online-space")
    assert found["statement_topics"].label == "Statements about this topic"
    assert [row["record"] for row in found["event_topics"].table.rows] == [Ref("event", "harbour-workshop", "Harbour workshop")]


def test_a_record_nobody_refers_to_has_no_lists(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "person", "alone")
    assert around(workspace, "person", "alone") == {}


def test_a_withdrawn_record_is_in_none_of_the_lists(small: Workspace) -> None:
    with small.writing() as session:
        records.withdraw(session, get(session, "statement", "s-share"), EDITOR)
    assert set(around(small, "person", "berg-anna")) == {"parties_person"}
    assert "statement_topics" not in around(small, "topic", "dark-web")
    assert [row["locator"] for row in around(small, "document", "harbour-report")["evidence_document"].table.rows] == ["page 1"]


def test_a_long_list_shows_the_first_and_counts_all(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(related, "LIMIT", 2)
    with workspace.writing() as session:
        make(session, "event", "fair", topics=[make(session, "topic", "trade").slug])
        for name in ("c", "a", "b"):
            make(session, "statement", name, type="finding", event="fair", topics=["trade"])
        make(session, "document", "report")
        make(session, "person", "anna", evidence=[{"document": "report", "locator": f"page {n}"} for n in range(5)])
    event, topic, document = (
        around(workspace, "event", "fair"),
        around(workspace, "topic", "trade"),
        around(workspace, "document", "report"),
    )
    shown = [event["statement_event"].table, topic["statement_topics"].table]
    assert [([getattr(row["record"], "slug", "") for row in one.rows], one.total) for one in shown] == [(["a", "b"], 3)] * 2
    assert (len(document["evidence_document"].table.rows), document["evidence_document"].table.total) == (2, 5)


def events(workspace: Workspace, number: int) -> None:
    """Make events of a project, all resting on one document, whose labels stand the other way round than they were made."""
    with workspace.writing() as session:
        make(session, "document", "report")
        make(session, "project", "lantern")
        for n in range(number):
            evidence = [{"document": "report", "locator": f"page {n}"}]
            make(session, "event", f"event-{n}", label=f"Event {number - n}", projects=["lantern"], evidence=evidence, part_of=None)


def slugs(found: Inverse) -> list[str]:
    return [row["record"].slug for row in found.table.rows if isinstance(row["record"], Ref)]


def test_a_long_list_leads_to_all_of_it_and_a_short_one_does_not(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    events(workspace, 3)
    assert around(workspace, "project", "lantern")["projects_project"].table.about == {}
    monkeypatch.setattr(related, "LIMIT", 2)
    assert around(workspace, "project", "lantern")["projects_project"].table.about == {"all": "/search?project=lantern"}
    assert around(workspace, "document", "report")["evidence_document"].table.about == {"all": "/documents/report/evidence_document"}


def test_a_list_whose_records_are_of_one_kind_leads_to_the_list_of_that_kind(small: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(related, "LIMIT", 0)
    found = around(small, "organisation", "nordic-lab")
    assert found["participations_organisation"].table.about == {"all": "/projects?organisation=nordic-lab"}
    assert found["affiliations_organisation"].table.about == {"all": "/people?organisation=nordic-lab"}
    assert around(small, "topic", "dark-web")["statement_topics"].table.about == {"all": "/statements?topic=dark-web"}


def test_a_list_stands_by_label_and_a_very_long_one_as_it_was_recorded(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    events(workspace, 3)
    assert slugs(around(workspace, "document", "report")["evidence_document"]) == ["event-2", "event-1", "event-0"]
    monkeypatch.setattr(pointers, "SORTABLE", 2)
    assert slugs(around(workspace, "document", "report")["evidence_document"]) == ["event-0", "event-1", "event-2"]


def test_a_whole_list_is_read_in_parts_each_from_where_the_last_one_ended(workspace: Workspace) -> None:
    events(workspace, 5)
    seen, start = [], 0
    with workspace.reading() as session:
        record = find.get(session, "document", "report")
        while True:
            part = whole(session, record, "evidence_document", start, 2)
            assert part.table.total == 5
            seen.append(slugs(part))
            if "next" not in part.table.about:
                break
            start = part.table.about["next"]
    assert seen == [["event-0", "event-1"], ["event-2", "event-3"], ["event-4"]]


def test_a_whole_list_of_records_has_the_columns_of_their_kind(small: Workspace) -> None:
    with small.reading() as session:
        found = whole(session, find.get(session, "event", "harbour-workshop"), "statement_event")
    assert (found.label, found.table.rows[0]["type"], found.table.total) == ("Statements made there", "recommendation", 1)


@pytest.mark.parametrize("name", ["no-such", "participations_organisation", "record_topic"])
def test_a_list_that_records_of_a_kind_do_not_have_is_not_found(small: Workspace, name: str) -> None:
    with small.reading() as session, pytest.raises(NotFound, match=f'no list of events called "{name}"'):
        whole(session, find.get(session, "event", "harbour-workshop"), name)


def test_totals_leave_out_what_is_not_public(small: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with small.writing() as session:
        make(session, "statement", "other", type="finding", event="harbour-workshop", evidence=[{"document": "harbour-report"}])
        records.withdraw(session, get(session, "statement", "s-share"), EDITOR)
    monkeypatch.setattr(related, "LIMIT", 1)
    assert around(small, "event", "harbour-workshop")["statement_event"].table.total == 1
    found = around(small, "document", "harbour-report")["evidence_document"].table
    assert (len(found.rows), found.total) == (1, 2)
