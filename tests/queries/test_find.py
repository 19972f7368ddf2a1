from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import records
from kb.errors import BadRequest, NotFound, Withdrawn
from kb.models import Record
from kb.queries.find import below, broader_topics, get, named
from kb.records import Author
from kb.workspace import Workspace
from tests.helpers import EDITOR, make


def narrower(session: Session, slug: str) -> set[str]:
    """Give the ids of a topic and of those below it."""
    top = select(Record.id).where(Record.kind == "topic", Record.slug == slug)
    return set(session.execute(select(Record.slug).where(Record.id.in_(below(top)))).scalars())


def test_a_record_is_found_by_kind_and_id(library: Workspace) -> None:
    with library.reading() as session:
        assert get(session, "person", "van-oss-jaap").label == "Jaap van Oss"


def test_a_record_is_not_found_under_another_kind(library: Workspace) -> None:
    with library.reading() as session, pytest.raises(NotFound, match='There is no project called "van-oss-jaap"'):
        get(session, "project", "van-oss-jaap")


def test_a_merged_record_leads_through_every_merge_to_the_one_that_is_left(workspace: Workspace) -> None:
    with workspace.writing() as session:
        first, second, third = (make(session, "person", slug) for slug in ("first", "second", "third"))
        records.merge(session, second, first, EDITOR)
        records.merge(session, third, second, EDITOR)
    with workspace.reading() as session:
        assert get(session, "person", "first").slug == "third"


def test_a_withdrawn_record_says_when_and_why(workspace: Workspace) -> None:
    with workspace.writing() as session:
        records.withdraw(session, make(session, "person", "gone"), Author("editor", why="asked to be left out"))
    with workspace.reading() as session, pytest.raises(Withdrawn, match=r'The person "gone" was withdrawn on \d\d .* \d{4}: asked'):
        get(session, "person", "gone")


def test_a_record_withdrawn_without_a_reason_says_so(workspace: Workspace) -> None:
    with workspace.writing() as session:
        records.withdraw(session, make(session, "person", "gone"), Author("editor"))
    with workspace.reading() as session, pytest.raises(Withdrawn, match="no reason given"):
        get(session, "person", "gone")


def test_a_record_merged_into_one_that_was_withdrawn_is_withdrawn_too(workspace: Workspace) -> None:
    with workspace.writing() as session:
        kept, gone = make(session, "person", "kept"), make(session, "person", "gone")
        records.merge(session, kept, gone, EDITOR)
        records.withdraw(session, kept, EDITOR)
    with workspace.reading() as session, pytest.raises(Withdrawn, match='"kept"'):
        get(session, "person", "gone")


@pytest.mark.parametrize("written", ["event/ws-darkweb-2017", "events/ws-darkweb-2017", "/events/ws-darkweb-2017"])
def test_a_record_may_be_named_by_its_kind_or_as_in_its_address(written: str) -> None:
    assert named(written) == ("event", "ws-darkweb-2017")


@pytest.mark.parametrize("written", ["", "event", "event/", "/", "x/y", "ws-darkweb-2017", "EVENT/x"])
def test_what_names_no_record_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(BadRequest, match="names no record; write kind and id, as in"):
        named(written)


def test_a_topic_lies_below_itself_and_every_broader_one(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "topic", "top")
        make(session, "topic", "middle", relations=[{"relation": "broader", "other": "top"}])
        make(session, "topic", "low", relations=[{"relation": "broader", "other": "middle"}])
    with workspace.reading() as session:
        assert broader_topics(session)["low"] == {"low", "middle", "top"}
        assert narrower(session, "top") == {"low", "middle", "top"}
        assert narrower(session, "low") == {"low"}


def test_a_related_topic_is_neither_broader_nor_narrower(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "topic", "one")
        make(session, "topic", "other", relations=[{"relation": "related", "other": "one"}])
    with workspace.reading() as session:
        assert broader_topics(session) == {"one": {"one"}, "other": {"other"}}


def test_topics_that_go_round_in_a_circle_are_each_below_the_other(workspace: Workspace) -> None:
    with workspace.writing() as session:
        one = make(session, "topic", "one")
        make(session, "topic", "other", relations=[{"relation": "broader", "other": "one"}])
        records.update(session, one, {"relations": [{"relation": "broader", "other": "other"}]}, EDITOR)
    with workspace.reading() as session:
        assert narrower(session, "one") == {"one", "other"}
