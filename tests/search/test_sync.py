from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from kb import db
from kb.errors import IndexUnavailable
from kb.models import Record
from kb.models.changes import mark
from kb.search import documents
from kb.search.sync import REBUILD_FLOOR, Difference
from kb.workspace import Workspace
from tests.helpers import change, found, get, make, marked, opened, request


def generation(workspace: Workspace) -> str:
    return (workspace.settings.home / "index" / "current").read_text()


def number(workspace: Workspace, kind: str, slug: str) -> int:
    with workspace.reading() as session:
        return get(session, kind, slug).id


def relabel_unseen(workspace: Workspace, slug: str, label: str) -> None:
    """Change a record past the session, so that nothing is marked."""
    with workspace.writing() as session:
        session.execute(update(Record).where(Record.slug == slug).values(label=label))


def marks(workspace: Workspace) -> set[int]:
    with workspace.reading() as session:
        return marked(session)


def test_draining_gives_the_number_of_records_taken_in(small: Workspace) -> None:
    with db.sessions(small.database, write=True).begin() as session:
        change(session, get(session, "topic", "online-space"), label="Online places")
    assert small.drain() == 1
    assert small.drain() == 0
    assert found(small, "label:places") == {"online-space"}


def test_an_edit_reaches_the_records_that_show_it(small: Workspace) -> None:
    with small.writing() as session:
        change(session, get(session, "organisation", "nordic-lab"), label="Arctic Institute")
    assert found(small, "arctic") == {"nordic-lab", "berg-anna", "lantern", "c-keynote"}
    assert not small.compare()


def test_an_organisation_that_leaves_a_project_is_no_longer_found_under_it(small: Workspace) -> None:
    with small.writing() as session:
        change(session, get(session, "project", "lantern"), participations=[{"organisation": "nordic-lab", "role": "coordinator"}])
    assert "harbour-police" not in found(small, "", filters={"project": ("lantern",)})
    assert not small.compare()


def test_a_changed_topic_scheme_reaches_the_facets(small: Workspace) -> None:
    assert "s-share" in found(small, "topic:online-space")
    with small.writing() as session:
        change(session, get(session, "topic", "dark-web"), relations=[])
    assert found(small, "topic:online-space") == {"online-space"}


def test_a_drain_that_fails_leaves_the_marks(small: Workspace) -> None:
    shutil.rmtree(small.settings.home / "index")
    with small.writing() as session:
        new = make(session, "topic", "forum").id
    with pytest.raises(IndexUnavailable, match="there is none yet"):
        small.drain()
    assert marks(small) == {new}


def test_marks_that_come_during_a_rebuild_stay_for_the_next_drain(small: Workspace) -> None:
    def watch(done: int, _total: int) -> None:
        if done == 5:
            with db.sessions(small.database, write=True).begin() as session:
                make(session, "topic", "forum", label="Forums")

    small.rebuild(watch)
    assert marks(small) == {number(small, "topic", "forum")}
    small.drain()
    assert found(small, "forums") == {"forum"}


def test_few_marks_are_taken_in_one_by_one(seeded: Workspace) -> None:
    before = generation(seeded)
    with seeded.writing() as session:
        mark(session, session.execute(select(Record.id).limit(REBUILD_FLOOR)).scalars())
    assert generation(seeded) == before
    assert marks(seeded) == set()


def test_many_marks_lead_to_a_rebuild(seeded: Workspace) -> None:
    before = generation(seeded)
    with seeded.writing() as session:
        mark(session, session.execute(select(Record.id).limit(REBUILD_FLOOR + 1)).scalars())
    assert generation(seeded) != before
    assert marks(seeded) == set()
    assert not seeded.compare()


def test_a_rebuild_tells_how_far_it_is(small: Workspace) -> None:
    seen: list[tuple[int, int]] = []
    assert small.rebuild(lambda done, total: seen.append((done, total))) == 10
    assert seen == [(done, 10) for done in range(1, 11)]


def test_a_reader_sees_the_old_index_until_the_new_one_is_whole(small: Workspace) -> None:
    relabel_unseen(small, "s-share", "Lend instruments.")
    during: set[tuple[int, int]] = set()

    def watch(_done: int, _total: int) -> None:
        with opened(small.settings) as other:
            during.add((other.engine.find(request("instruments")).total, other.engine.find(request("borders")).total))

    small.rebuild(watch)
    assert during == {(0, 1)}
    assert (small.engine.find(request("instruments")).total, small.engine.find(request("borders")).total) == (1, 0)


def test_an_index_in_step_shows_no_difference(library: Workspace) -> None:
    assert library.compare() == Difference([], [], [])


def test_a_missing_entry_is_found_and_put_back(small: Workspace) -> None:
    gone = number(small, "statement", "s-share")
    small.engine.update([], [gone])
    difference = small.compare()
    assert difference == Difference([gone], [], [])
    small.repair(difference)
    assert found(small, "borders") == {"s-share"}
    assert not small.compare()


def test_a_stale_entry_is_found_and_brought_up_to_date(small: Workspace) -> None:
    relabel_unseen(small, "s-share", "Lend instruments.")
    difference = small.compare()
    assert difference == Difference([], [number(small, "statement", "s-share")], [])
    small.repair(difference)
    assert found(small, "instruments") == {"s-share"}
    assert not small.compare()


def test_an_entry_without_a_record_is_found_and_taken_out(small: Workspace) -> None:
    with small.reading() as session:
        entry = next(documents.entries(session))
    small.engine.update([replace(entry, id=4711)], [])
    difference = small.compare()
    assert difference == Difference([], [], [4711])
    small.repair(difference)
    assert small.engine.find(request()).total == 10
    assert not small.compare()


def test_the_entry_of_a_record_withdrawn_unseen_is_surplus(small: Workspace) -> None:
    with small.writing() as session:
        session.execute(update(Record).where(Record.slug == "s-share").values(state="withdrawn"))
    assert small.compare().surplus == [number(small, "statement", "s-share")]


@pytest.mark.parametrize("difference", [Difference([1], [], []), Difference([], [1], []), Difference([], [], [1])])
def test_any_of_the_three_is_a_difference(difference: Difference) -> None:
    assert difference
