from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from kb import records
from kb.asof import Moment
from kb.errors import NotFound
from kb.models.base import now
from kb.past import Past
from kb.queries.differences import Differences, between, table
from kb.workspace import Workspace
from tests.helpers import EDITOR, change, get, make


def edited(workspace: Workspace, *edits: Callable[[Session], Any]) -> Past:
    """Make some edits, each for itself, and give the knowledge base as it was before."""
    at = now()
    for edit in edits:
        with workspace.writing() as session:
            edit(session)
    return Past(workspace, Moment(at.isoformat(), at))


def changing(kind: str, slug: str, **values: Any) -> Callable[[Session], Any]:
    return lambda session: change(session, get(session, kind, slug), **values)


def making(kind: str, slug: str, **values: Any) -> Callable[[Session], Any]:
    return lambda session: make(session, kind, slug, **values)


def withdrawing(kind: str, slug: str) -> Callable[[Session], Any]:
    return lambda session: records.withdraw(session, get(session, kind, slug), EDITOR)


def compared(then: Workspace, later: Workspace, **chosen: str) -> Differences:
    with then.reading() as earlier, later.reading() as session:
        return between(earlier, session, chosen)


def told(found: Differences) -> list[tuple[str, str, list[str]]]:
    return [(one.what, one.record.slug, [difference.name for difference in one.differences]) for one in found.found]


def test_records_come_change_and_go_the_last_first(small: Workspace) -> None:
    then = edited(small, making("topic", "cables"), changing("topic", "dark-web", label="Deep web"), withdrawing("person", "berg-anna"))
    found = compared(then, small)
    assert told(found) == [("went", "berg-anna", []), ("changed", "dark-web", ["label"]), ("came", "cables", [])]
    assert (found.found[0].by, found.found[0].why, found.found[0].source) == ("editor", "a test", "tests")


def test_what_was_changed_and_changed_back_does_not_differ(small: Workspace) -> None:
    then = edited(small, changing("topic", "dark-web", label="Deep web"), changing("topic", "dark-web", label="Dark Web"))
    assert told(compared(then, small)) == []


def test_several_changes_are_told_as_one(small: Workspace) -> None:
    then = edited(small, changing("topic", "dark-web", label="Deep web"), changing("topic", "dark-web", label="Hidden web"))
    (found,) = compared(then, small).found
    assert found.fields == {"label": ("Dark Web", "Hidden web")}


def test_what_came_and_went_in_between_is_not_told(small: Workspace) -> None:
    then = edited(small, making("topic", "cables"), withdrawing("topic", "cables"))
    assert told(compared(then, small)) == []


def test_a_later_day_bounds_it(small: Workspace) -> None:
    then = edited(small, changing("topic", "dark-web", label="Deep web"))
    until = edited(small, changing("topic", "online-space", label="Elsewhere"))
    assert told(compared(then, until)) == [("changed", "dark-web", ["label"])]
    assert told(compared(until, small)) == [("changed", "online-space", ["label"])]


def test_a_topic_has_what_is_on_it_or_below_it(small: Workspace) -> None:
    then = edited(small, changing("statement", "s-share", uptake="implemented"), changing("organisation", "nordic-lab", city="Oslo"))
    assert told(compared(then, small, topic="online-space")) == [("changed", "s-share", ["uptake"])]
    assert told(compared(then, small, topic="Online spaces")) == [("changed", "s-share", ["uptake"])]


def test_what_was_taken_off_a_topic_still_counts(small: Workspace) -> None:
    then = edited(small, changing("statement", "s-share", topics=[]))
    assert told(compared(then, small, topic="dark-web")) == [("changed", "s-share", ["topics"])]


def test_a_project_has_what_refers_to_it(small: Workspace) -> None:
    then = edited(
        small,
        making("statement", "s-new", type="finding", project="lantern"),
        changing("contribution", "c-keynote", label="Opening keynote"),
        changing("topic", "dark-web", label="Deep web"),
        changing("project", "lantern", end="2021"),
    )
    found = compared(then, small, project="lantern")
    assert told(found) == [("changed", "lantern", ["end"]), ("changed", "c-keynote", ["label"]), ("came", "s-new", [])]
    assert found.about
    assert found.about.label == "LANTERN"


def test_an_organisation_has_its_people_voices_and_participations(small: Workspace) -> None:
    then = edited(
        small,
        changing("project", "lantern", participations=[{"organisation": "nordic-lab", "role": "participant"}]),
        changing("person", "berg-anna", label="Anna B. Berg"),
        changing("topic", "dark-web", label="Deep web"),
    )
    assert told(compared(then, small, organisation="harbour-police")) == [("changed", "lantern", ["participations"])]
    both = [("changed", "berg-anna", ["label"]), ("changed", "lantern", ["participations"])]
    assert told(compared(then, small, organisation="nordic-lab")) == both


def test_from_before_the_first_record_all_came(small: Workspace) -> None:
    at = Moment("1999-01-01", now().replace(year=1999))
    found = compared(Past(small, at), small)
    assert {one.what for one in found.found} == {"came"}
    assert len(found.found) == 10


def test_a_name_that_nobody_has_is_not_found(small: Workspace) -> None:
    with pytest.raises(NotFound):
        compared(small, small, topic="nothing")


def test_as_a_table_each_field_has_a_row(small: Workspace) -> None:
    then = edited(small, changing("topic", "dark-web", label="Deep web", names=[]), making("topic", "cables"))
    rows = [
        (row["record"].slug, row["what"], row.get("field"), row.get("old"), row.get("new"))  # type: ignore[union-attr] # a record
        for row in table(compared(then, small)).rows
    ]
    assert rows == [
        ("cables", "came", None, None, None),
        ("dark-web", "changed", "Preferred label", "Dark Web", "Deep web"),
        ("dark-web", "changed", "All names", "Name: darknet · Kind of name: also known as", ""),
    ]
