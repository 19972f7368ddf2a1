from __future__ import annotations

from collections.abc import Mapping

import pytest

from kb.errors import BadRequest, NotFound
from kb.queries.spans import Spans, spans
from kb.workspace import Workspace
from tests.helpers import change, get, make

MOST = 10


@pytest.fixture
def busy(workspace: Workspace) -> Workspace:
    """Give two projects with events, somebody who spoke at one, and somebody quoted from another."""
    with workspace.writing() as session:
        make(session, "topic", "sea")
        make(session, "topic", "harbour", relations=[{"relation": "broader", "other": "sea"}])
        make(session, "organisation", "yard")
        make(session, "organisation", "crew")
        make(session, "person", "ann")
        make(session, "project", "boat", start="2018", topics=["harbour"], participations=[{"organisation": "yard", "role": "coordinator"}])
        make(session, "project", "raft", start="2017")
        make(session, "event", "fair", start="2018-05", projects=["boat"], topics=["harbour"])
        make(session, "event", "walk", start="2017-05", projects=["raft"])
        make(
            session,
            "contribution",
            "spoke",
            role="keynote",
            event="fair",
            project="boat",
            parties=[{"person": "ann", "organisation": "yard"}],
        )
        make(session, "statement", "said", type="finding", event="walk", voicings=[{"person": "ann", "organisation": "crew"}])
    return workspace


def read(workspace: Workspace, asked: Mapping[str, str], most: int = MOST) -> Spans:
    with workspace.reading() as session:
        return spans(session, asked, most)


def names(found: Spans) -> tuple[list[str], list[str]]:
    return [span.record.slug for span in found.events], [span.record.slug for span in found.projects]


@pytest.mark.parametrize(
    ("asked", "events", "projects"),
    [
        ({}, ["walk", "fair"], ["raft", "boat"]),
        ({"project": "raft"}, ["walk"], ["raft"]),
        ({"topic": "sea"}, ["fair"], ["boat"]),
        ({"organisation": "yard"}, ["fair"], ["boat"]),
        ({"organisation": "crew"}, ["walk"], []),
        ({"person": "ann"}, ["walk", "fair"], ["boat"]),
    ],
)
def test_each_scope_has_its_events_and_projects_in_time(
    busy: Workspace, asked: dict[str, str], events: list[str], projects: list[str]
) -> None:
    assert names(read(busy, asked)) == (events, projects)


def test_of_many_the_latest_are_read_and_all_counted(busy: Workspace) -> None:
    found = read(busy, {}, most=1)
    assert names(found) == (["fair"], ["boat"])
    assert (found.events_in_all, found.projects_in_all) == (2, 2)


def test_what_was_withdrawn_is_left_out(busy: Workspace) -> None:
    with busy.writing() as session:
        event = get(session, "event", "fair")
        change(session, event, label="The fair")
        event.state = "withdrawn"
    assert names(read(busy, {"project": "boat"})) == ([], ["boat"])


def test_what_has_no_date_stands_last(busy: Workspace) -> None:
    with busy.writing() as session:
        make(session, "event", "a-lost", projects=["boat"])
    assert names(read(busy, {}))[0] == ["walk", "fair", "a-lost"]


def test_two_scopes_at_a_time_are_refused(busy: Workspace) -> None:
    with pytest.raises(BadRequest, match="project, person"):
        read(busy, {"project": "boat", "person": "ann"})


def test_an_unknown_name_is_refused(busy: Workspace) -> None:
    with pytest.raises(NotFound, match="no-such"):
        read(busy, {"project": "no-such"})
