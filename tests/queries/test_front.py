from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from kb import records
from kb.queries import coverage, front
from kb.workspace import Workspace
from tests.helpers import EDITOR, get, make


@pytest.fixture
def session(workspace: Workspace) -> Iterator[Session]:
    with workspace.writing() as made:
        yield made


def test_what_was_done_on_a_day_to_records_of_a_kind_is_one_line(session: Session) -> None:
    for number in range(3):
        make(session, "topic", f"t{number}")
    make(session, "tool", "hammer")
    found = front.news(session)
    assert [(one.kind, one.action, one.count) for one in found] == [("tool", "created", 1), ("topic", "created", 3)]
    assert found[0].last.slug == "hammer"


def test_what_was_changed_last_comes_first(session: Session) -> None:
    made = make(session, "topic", "first")
    make(session, "tool", "second")
    records.update(session, made, {"summary": "Now with words."}, EDITOR)
    assert [(one.kind, one.action) for one in front.news(session)] == [("topic", "changed"), ("tool", "created"), ("topic", "created")]


def test_no_more_is_told_than_asked_for(session: Session) -> None:
    for kind in ("topic", "tool", "operation"):
        make(session, kind, kind)
    assert [one.kind for one in front.news(session, 2)] == ["operation", "tool"]


def test_what_was_withdrawn_is_no_news(session: Session) -> None:
    make(session, "topic", "gone")
    records.withdraw(session, get(session, "topic", "gone"), EDITOR)
    assert front.news(session) == []


def test_nothing_is_new_where_nothing_is_recorded(session: Session) -> None:
    assert front.news(session) == []


def test_the_gaps_of_the_home_page_are_those_of_the_coverage(library: Workspace) -> None:
    with library.reading() as session:
        whole = {row["name"]: row for row in coverage.coverage(session).rows}
        found = coverage.in_brief(session)
    assert [row["name"] for row in found] == list(coverage.BRIEF)
    assert all(row == whole[row["name"]] for row in found)
