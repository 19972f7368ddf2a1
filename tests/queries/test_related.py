from __future__ import annotations

import pytest

from kb import records
from kb.queries import related
from kb.queries.related import Inverse, inverse
from kb.queries.shapes import Ref
from kb.workspace import Workspace
from tests.helpers import EDITOR, get, make


def around(workspace: Workspace, kind: str, slug: str) -> dict[str, Inverse]:
    with workspace.reading() as session:
        return {found.name: found for found in inverse(session, get(session, kind, slug))}


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
