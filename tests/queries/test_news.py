from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kb import records
from kb.queries import news
from kb.workspace import Workspace
from tests.helpers import EDITOR, change, get, make, request


def numbers(workspace: Workspace, *slugs: str) -> list[int]:
    with workspace.reading() as session:
        return [get(session, "tool", slug).id for slug in slugs]


@pytest.fixture
def tools(workspace: Workspace) -> Workspace:
    """Make three tools, one after the other."""
    for slug in ("anvil", "bellows", "chisel"):
        with workspace.writing() as session:
            make(session, "tool", slug)
    return workspace


def test_the_record_made_last_stands_first(tools: Workspace) -> None:
    anvil, bellows, chisel = numbers(tools, "anvil", "bellows", "chisel")
    with tools.reading() as session:
        assert news.newest(session, [anvil, bellows, chisel], 9) == [chisel, bellows, anvil]


def test_a_change_brings_an_old_record_to_the_front(tools: Workspace) -> None:
    with tools.writing() as session:
        change(session, get(session, "tool", "anvil"), summary="Heavy.")
    anvil, bellows, chisel = numbers(tools, "anvil", "bellows", "chisel")
    with tools.reading() as session:
        assert news.newest(session, [anvil, bellows, chisel], 9) == [anvil, chisel, bellows]


def test_only_the_records_asked_for_are_given_and_no_more_than_the_limit(tools: Workspace) -> None:
    anvil, bellows, chisel = numbers(tools, "anvil", "bellows", "chisel")
    with tools.reading() as session:
        assert news.newest(session, [anvil, bellows], 9) == [bellows, anvil]
        assert news.newest(session, [anvil, bellows, chisel], 1) == [chisel]
        assert news.newest(session, [], 9) == []


@pytest.mark.parametrize("few", [10, 5000])
def test_few_and_many_records_are_ordered_alike(seeded: Workspace, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    with seeded.writing() as session:
        change(session, get(session, "topic", "bitcoin"), summary="Money.")
    ids = seeded.engine.find_all(request())
    monkeypatch.setattr(news, "FEW", few)
    with seeded.reading() as session:
        found = news.newest(session, ids, 30)
        dated = news.dated(session, found)
    moments = [one.updated for one in dated.values()]
    assert len(found) == 30
    assert list(dated) == found
    assert moments == sorted(moments, reverse=True)
    assert dated[found[0]].created < dated[found[0]].updated


def test_what_changed_after_a_moment_is_given(tools: Workspace) -> None:
    with tools.reading() as session:
        before = news.latest(session)
        assert news.changed_since(session, before) == set()
    with tools.writing() as session:
        change(session, get(session, "tool", "bellows"), summary="Windy.")
    with tools.reading() as session:
        assert news.changed_since(session, before) == set(numbers(tools, "bellows"))
        assert news.latest(session) > before


def test_a_record_is_dated_by_when_it_came_in_and_when_it_changed(tools: Workspace) -> None:
    anvil, bellows = numbers(tools, "anvil", "bellows")
    with tools.writing() as session:
        change(session, get(session, "tool", "anvil"), summary="Heavy.")
    with tools.reading() as session:
        found = news.dated(session, [anvil, bellows])
        assert found[anvil].updated <= news.latest(session)
        assert news.earliest(session) >= found[anvil].created
    assert found[anvil].created < found[bellows].created == found[bellows].updated < found[anvil].updated


def test_topics_come_with_the_moments_by_label(small: Workspace) -> None:
    with small.writing() as session:
        make(session, "topic", "alarm", label="Alarm")
        change(session, get(session, "event", "harbour-workshop"), topics=["dark-web", "alarm"])
    with small.reading() as session:
        event = get(session, "event", "harbour-workshop").id
        assert [topic.label for topic in news.dated(session, [event])[event].topics] == ["Alarm", "Dark Web"]


def test_a_record_that_is_not_public_is_not_dated(tools: Workspace) -> None:
    with tools.writing() as session:
        records.withdraw(session, get(session, "tool", "anvil"), EDITOR)
    anvil, bellows = numbers(tools, "anvil", "bellows")
    with tools.reading() as session:
        assert list(news.dated(session, [anvil, bellows])) == [bellows]


def test_without_records_the_moments_are_those_clocks_begin_with(workspace: Workspace) -> None:
    with workspace.reading() as session:
        assert news.latest(session) == news.earliest(session) == datetime(1970, 1, 1, tzinfo=UTC)


def test_merged_records_lead_on_and_missing_ones_nowhere(tools: Workspace) -> None:
    with tools.writing() as session:
        anvil, bellows, chisel = (get(session, "tool", slug) for slug in ("anvil", "bellows", "chisel"))
        records.merge(session, bellows, anvil, EDITOR)
        records.merge(session, chisel, bellows, EDITOR)
        make(session, "tool", "drill")
        records.withdraw(session, get(session, "tool", "drill"), EDITOR)
    with tools.reading() as session:
        found = news.arrived(session, "tool", ["anvil", "bellows", "chisel", "drill", "nothing"])
    assert found == {"anvil": "chisel", "bellows": "chisel", "chisel": "chisel", "drill": None, "nothing": None}
