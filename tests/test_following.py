from __future__ import annotations

from datetime import datetime

import pytest

from kb import following, records
from kb.queries import news
from kb.workspace import Workspace
from tests.helpers import EDITOR, change, get, make, request


def looked(workspace: Workspace) -> datetime:
    with workspace.reading() as session:
        return news.latest(session)


def entries(workspace: Workspace, words: str, since: datetime | None = None) -> list[tuple[str, str | None]]:
    with workspace.reading() as session:
        found = following.newest(session, workspace.engine, request(words), since)
    return [(entry["slug"], entry["news"]) for entry in found["entries"]]


def test_what_came_in_is_new_what_was_there_has_changed_and_the_rest_is_neither(small: Workspace) -> None:
    since = looked(small)
    with small.writing() as session:
        change(session, get(session, "organisation", "harbour-police"), country="BE")
        make(session, "tool", "crane", label="Harbour crane")
    found = entries(small, "harbour", since)
    assert found[:2] == [("crane", "new"), ("harbour-police", "changed")]
    assert {state for _slug, state in found[2:]} == {None}


def test_nobody_who_has_not_looked_is_told_of_news(small: Workspace) -> None:
    assert {state for _slug, state in entries(small, "harbour")} == {None}


def test_all_that_is_new_is_counted_also_what_is_not_shown(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LIMIT", 2)
    since = looked(workspace)
    with workspace.writing() as session:
        for number in range(5):
            make(session, "tool", f"lamp-{number}")
    with workspace.reading() as session:
        found = following.newest(session, workspace.engine, request("lamp"), since)
    assert (found["total"], found["new"], len(found["entries"])) == (5, 5, 2)


def test_an_answer_says_up_to_which_moment_it_knows(small: Workspace) -> None:
    with small.reading() as session:
        found = following.newest(session, small.engine, request("harbour"))
    assert datetime.fromisoformat(found["until"]) == looked(small)


def test_a_new_record_that_does_not_match_is_no_news(small: Workspace) -> None:
    since = looked(small)
    with small.writing() as session:
        make(session, "tool", "lamp")
    assert "lamp" not in dict(entries(small, "harbour", since))


def test_a_record_that_came_to_match_by_a_change_is_news(small: Workspace) -> None:
    with small.writing() as session:
        make(session, "tool", "lamp")
    since = looked(small)
    with small.writing() as session:
        change(session, get(session, "tool", "lamp"), summary="Stands in the harbour.")
    assert entries(small, "harbour", since)[0] == ("lamp", "changed")


def test_choices_are_led_on_to_where_their_records_went(small: Workspace) -> None:
    with small.writing() as session:
        gone = make(session, "project", "lantern-2")
        records.merge(session, get(session, "project", "lantern"), gone, EDITOR)
    with small.reading() as session:
        filters, notes = following.current(session, {"project": ["lantern-2", "lantern"], "kind": ["event"]})
    assert filters == {"kind": ("event",), "project": ("lantern",)}
    assert notes == ['the project "lantern-2" is now part of "lantern", which was searched']


def test_choices_that_are_gone_stay_and_are_said(small: Workspace) -> None:
    with small.writing() as session:
        records.withdraw(session, get(session, "topic", "dark-web"), EDITOR)
    with small.reading() as session:
        filters, notes = following.current(session, {"topic": ["dark-web"], "colour": ["red"]})
    assert filters == {"topic": ("dark-web",)}
    assert notes[0].startswith('there is no topic "dark-web" on record now')
    assert notes[1].startswith('there is no facet "colour" any more')


def test_choices_are_told_in_words(small: Workspace) -> None:
    with small.reading() as session:
        found = following.choices(session, {"kind": ["statement"], "topic": ["dark-web"], "country": ["NL"]})
    assert found == ["Kind: Statements", "Topic: Dark Web", "Country: Netherlands"]
