from __future__ import annotations

import pytest
from sqlalchemy import select

from kb import eager, records, schema
from kb.errors import BadValue, Conflict, StoreNotReady
from kb.models import Record
from kb.records import Author, Directory
from kb.workspace import Workspace
from tests.helpers import EDITOR, change, get, history, make


def test_a_new_record_has_its_values_and_version_one(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "event", "meeting", label="A meeting", start="2019", attendance="12")
    with workspace.reading() as session:
        record = get(session, "event", "meeting")
        assert (record.version, record.state) == (1, "public")
        assert schema.dump(record) == {"slug": "meeting", "label": "A meeting", "start": "2019", "attendance": 12}


def test_a_new_record_leaves_a_revision_with_all_its_values(workspace: Workspace) -> None:
    with workspace.writing() as session:
        record = make(session, "topic", "dark-web", names=[{"name": "darknet", "type": "alias"}])
        (revision,) = history(session, record)
        assert (revision.version, revision.action) == (1, "created")
        assert (revision.by, revision.why, revision.source) == ("editor", "a test", "tests")
        assert revision.changes == {
            "slug": [None, "dark-web"],
            "label": [None, "dark-web"],
            "names": [None, [{"name": "darknet", "type": "alias"}]],
        }


def test_a_change_leaves_a_revision_with_old_and_new_values(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "event", "harbour-workshop")
        assert change(session, record, country="BE", place="Antwerp")
        assert record.version == 2
        last = history(session, record)[-1]
        assert (last.version, last.action) == (2, "changed")
        assert last.changes == {"country": ["NL", "BE"], "place": [None, "Antwerp"]}


def test_an_emptied_field_is_history_too(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "event", "harbour-workshop")
        change(session, record, country="")
        assert history(session, record)[-1].changes == {"country": ["NL", None]}


def test_fields_that_are_not_given_stay(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "event", "harbour-workshop")
        before = schema.dump(record)
        change(session, record, place="Antwerp")
        assert schema.dump(record) == {**before, "place": "Antwerp"}


def test_an_id_cannot_be_changed(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "project", "lantern")
        with pytest.raises(BadValue, match='the id "lantern" is permanent'):
            change(session, record, slug="torch")
        assert (record.slug, record.version) == ("lantern", 1)


def test_the_same_values_again_change_nothing(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "project", "lantern")
        moment = record.updated
        assert not change(session, record, **schema.dump(record))
        assert (record.version, record.updated, len(history(session, record))) == (1, moment, 1)


def test_a_change_of_links_alone_raises_the_version(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "event", "harbour-workshop")
        moment = record.updated
        assert change(session, record, topics=[])
    with small.reading() as session:
        record = get(session, "event", "harbour-workshop")
        assert record.version == 2
        assert record.updated > moment
        assert history(session, record)[-1].changes == {"topics": [["dark-web"], None]}


def test_links_that_stay_keep_their_rows(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "project", "lantern")
        rows = schema.dump(record)["participations"]
        kept = [row.id for row in getattr(record, "participations")]  # noqa: B009 - one kind has them
        change(session, record, participations=rows[::-1])
        assert [row.id for row in getattr(record, "participations")] == kept[::-1]  # noqa: B009 - the same


def test_links_come_back_in_their_new_order(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "project", "lantern")
        change(session, record, participations=schema.dump(record)["participations"][::-1])
    with small.reading() as session:
        found = schema.dump(get(session, "project", "lantern"))["participations"]
    assert [row["organisation"] for row in found] == ["harbour-police", "nordic-lab"]


def test_links_that_repeat_stay_repeated(workspace: Workspace) -> None:
    with workspace.writing() as session:
        record = make(session, "event", "meeting", programme_items=["Break", "Talk", "Break"])
        change(session, record, programme_items=["Break", "Break"])
    with workspace.reading() as session:
        assert schema.dump(get(session, "event", "meeting"))["programme_items"] == ["Break", "Break"]


def test_a_reference_to_nothing_is_refused(workspace: Workspace) -> None:
    with workspace.writing() as session, pytest.raises(BadValue, match='there is no event "nowhere"; add it, or correct the id'):
        make(session, "event", "meeting", part_of="nowhere")


@pytest.mark.parametrize("ref", ["tool/nowhere", "event/meeting", "meeting"])
def test_a_reference_to_another_kind_is_refused(workspace: Workspace, ref: str) -> None:
    with workspace.writing() as session:
        make(session, "event", "meeting")
        with pytest.raises(BadValue, match=f'there is no tool or operation "{ref}"'):
            make(session, "statement", "s", type="finding", about=ref)


def test_an_id_that_is_taken_is_refused(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "topic", "dark-web")

    def again() -> None:
        with workspace.writing() as session:
            make(session, "topic", "dark-web")

    with pytest.raises(BadValue, match="its id or one of its identifiers is that of another record"):
        again()


def test_an_id_may_be_used_by_another_kind(workspace: Workspace) -> None:
    with workspace.writing() as session:
        assert make(session, "topic", "titanium").id != make(session, "project", "titanium").id


def test_an_identifier_that_is_taken_is_refused(small: Workspace) -> None:
    def take() -> None:
        with small.writing() as session:
            change(session, get(session, "organisation", "harbour-police"), identifiers=[{"scheme": "pic", "value": "999000111"}])

    with pytest.raises(BadValue, match="identifiers is that of another record; correct it, or merge the two"):
        take()


def test_a_record_cannot_be_part_of_itself(small: Workspace) -> None:
    def loop() -> None:
        with small.writing() as session:
            change(session, get(session, "organisation", "nordic-lab"), part_of="nordic-lab")

    with pytest.raises(BadValue, match="a record would refer to itself"):
        loop()


def test_of_two_edits_of_one_version_the_second_is_refused(small: Workspace) -> None:
    with small.reading() as session:
        (held,) = eager.by_slug(session, "event", ["harbour-workshop"])
    with small.writing() as session:
        change(session, get(session, "event", "harbour-workshop"), place="Antwerp")

    def second() -> None:
        with small.writing() as session:
            session.add(held)
            change(session, held, place="Ghent")

    with pytest.raises(Conflict, match='"Harbour workshop" was changed by somebody else'):
        second()
    with small.reading() as session:
        record = get(session, "event", "harbour-workshop")
        assert schema.dump(record)["place"] == "Antwerp"
        assert len(history(session, record)) == 2


def test_a_withdrawn_record_keeps_its_values_and_says_why(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "statement", "s-share")
        before = schema.dump(record)
        records.withdraw(session, record, Author("editor", why="made by mistake"))
    with small.reading() as session:
        record = get(session, "statement", "s-share")
        last = history(session, record)[-1]
        assert (record.state, record.version) == ("withdrawn", 2)
        assert (last.action, last.why, last.changes) == ("withdrawn", "made by mistake", {"state": ["public", "withdrawn"]})
        assert schema.dump(record) == before


def test_going_back_gives_the_values_of_that_version(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "event", "harbour-workshop")
        before = schema.dump(record)
        change(session, record, place="Antwerp", topics=[])
        change(session, record, country="", note="Twice changed")
        assert records.revert(session, record, 1, EDITOR)
        assert schema.dump(record) == before
        assert record.version == 4


def test_going_back_part_of_the_way_keeps_the_earlier_change(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "event", "harbour-workshop")
        change(session, record, place="Antwerp")
        change(session, record, place="Ghent", country="BE")
        records.revert(session, record, 2, EDITOR)
        assert (schema.dump(record)["place"], schema.dump(record)["country"]) == ("Antwerp", "NL")


def test_going_back_takes_out_links_that_came_later(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "project", "lantern")
        change(session, record, topics=["dark-web"])
        assert records.revert(session, record, 1, EDITOR)
        assert "topics" not in schema.dump(record)


def test_going_back_is_itself_a_change_that_can_be_undone(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "event", "harbour-workshop")
        change(session, record, place="Antwerp")
        records.revert(session, record, 1, EDITOR)
        assert history(session, record)[-1].changes == {"place": ["Antwerp", None]}
        records.revert(session, record, 2, EDITOR)
        assert schema.dump(record)["place"] == "Antwerp"


def test_going_back_to_the_version_in_force_changes_nothing(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "event", "harbour-workshop")
        assert not records.revert(session, record, 1, EDITOR)


def test_going_back_to_a_record_that_is_gone_is_refused(small: Workspace) -> None:
    with small.writing() as session:
        make(session, "event", "week")
        record = get(session, "event", "harbour-workshop")
        change(session, record, part_of="week")
        change(session, record, part_of="")
        records.erase(session, get(session, "event", "week"))
        with pytest.raises(BadValue, match='there is no event "week"'):
            records.revert(session, record, 2, EDITOR)


def test_going_back_to_values_that_no_longer_fit_is_refused(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "event", "harbour-workshop")
        change(session, record, place="Antwerp")
        last = history(session, record)[-1]
        last.changes = {"country": ["Atlantis", "NL"]}
        with pytest.raises(BadValue, match='version 1 no longer fits: "Atlantis" is not a country code'):
            records.revert(session, record, 1, EDITOR)


def test_a_broken_store_is_not_taken_for_a_repeated_id(small: Workspace) -> None:
    def break_it() -> None:
        with small.writing() as session:
            record = get(session, "topic", "dark-web")
            record.merged_into_id = 4711
            records.withdraw(session, record, EDITOR)

    with pytest.raises(StoreNotReady, match="FOREIGN KEY constraint failed"):
        break_it()


def test_a_directory_finds_what_is_about_to_be_written(workspace: Workspace) -> None:
    with workspace.writing() as session:
        directory = Directory(session)
        assert directory.find(["topic"], "new") is None
        made = make(session, "topic", "other")
        directory.add(made)
        assert directory.find(["event", "topic"], "other") is made


def test_nothing_is_kept_before_the_caller_commits(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "topic", "dark-web")
        with workspace.reading() as other:
            assert other.execute(select(Record)).first() is None
