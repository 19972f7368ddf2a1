from __future__ import annotations

import pytest
from sqlalchemy import select

from kb import records
from kb.models import IndexMark, Record, Revision
from kb.models.changes import BATCH, mark
from kb.records import Author, Row
from kb.workspace import Workspace
from tests.helpers import EDITOR, change, cleaned, get, make, marked


class TakenBackError(Exception):
    """Ends a transaction."""


def slugs_marked(workspace: Workspace, kind: str, slug: str, **values: object) -> set[str]:
    """Change a record; give what the change marks, looking before it is taken in."""
    with workspace.writing() as session:
        change(session, get(session, kind, slug), **values)
        numbers = marked(session)
        return set(session.execute(select(Record.slug).where(Record.id.in_(numbers))).scalars())


def test_a_new_record_is_marked_in_the_same_transaction(workspace: Workspace) -> None:
    with workspace.writing() as session:
        record = make(session, "topic", "dark-web")
        assert marked(session) == {record.id}


def test_marks_go_when_the_change_is_taken_back(workspace: Workspace) -> None:
    def change_of_mind() -> None:
        with workspace.writing() as session:
            make(session, "topic", "dark-web")
            assert marked(session)
            raise TakenBackError

    with pytest.raises(TakenBackError):
        change_of_mind()
    with workspace.reading() as session:
        assert marked(session) == set()
        assert session.execute(select(Record)).first() is None


def test_marks_are_gone_once_the_index_has_taken_them_in(small: Workspace) -> None:
    with small.reading() as session:
        assert marked(session) == set()


def test_an_edit_marks_the_record(small: Workspace) -> None:
    assert slugs_marked(small, "document", "harbour-report", note="Checked.") == {"harbour-report"}


def test_an_edit_without_a_difference_marks_nothing(small: Workspace) -> None:
    assert slugs_marked(small, "event", "harbour-workshop", label="Harbour workshop") == set()


def test_a_change_of_links_alone_marks_the_owner(small: Workspace) -> None:
    assert slugs_marked(small, "event", "harbour-workshop", programme_items=["Opening"]) >= {"harbour-workshop"}


def test_a_new_name_of_an_organisation_marks_the_records_that_show_it(small: Workspace) -> None:
    found = slugs_marked(small, "organisation", "nordic-lab", label="Arctic Laboratory")
    assert found == {"nordic-lab", "berg-anna", "lantern", "c-keynote"}


def test_a_further_name_marks_the_records_that_show_it(small: Workspace) -> None:
    found = slugs_marked(small, "topic", "dark-web", names=[{"name": "dark net", "type": "alias"}])
    assert found == {"dark-web", "harbour-workshop", "s-share"}


def test_a_changed_topic_scheme_marks_all_that_have_a_topic(small: Workspace) -> None:
    assert slugs_marked(small, "topic", "dark-web", relations=[]) == {"dark-web", "harbour-workshop", "s-share"}


def test_records_that_refer_without_showing_it_are_not_marked(small: Workspace) -> None:
    assert "s-share" not in slugs_marked(small, "document", "harbour-report", label="The report")


def test_withdrawing_marks_the_record(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "statement", "s-share")
        records.withdraw(session, record, EDITOR)
        assert record.id in marked(session)


def test_erasing_marks_the_record_and_those_that_named_it(small: Workspace) -> None:
    with small.writing() as session:
        person = get(session, "person", "berg-anna")
        wanted = {person.id, get(session, "contribution", "c-keynote").id, get(session, "statement", "s-share").id}
        records.erase(session, person)
        assert marked(session) >= wanted


def test_many_new_records_at_once_are_all_marked(workspace: Workspace) -> None:
    rows = [Row("topic", cleaned("topic", {"slug": f"t{number}", "label": "x"}), "here") for number in range(BATCH + 3)]
    with workspace.writing() as session:
        records.upsert_many(session, rows, Author("seed"))
        assert len(marked(session)) == BATCH + 3


def test_more_records_than_fit_one_query_lead_to_those_that_show_them(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "organisation", "last")
        rows = [{"slug": f"o{number:03}", "label": "x"} for number in range(BATCH)]
        records.upsert_many(session, [Row("organisation", cleaned("organisation", row), "here") for row in rows], Author("seed"))
        make(session, "person", "anna", affiliations=[{"organisation": f"o{BATCH - 1:03}"}])
    with workspace.writing() as session:
        for record in session.execute(select(Record).where(Record.kind == "organisation")).scalars():
            record.label = "y"
        session.flush()
        assert get(session, "person", "anna").id in marked(session)


def test_numbers_of_marks_are_never_used_again(workspace: Workspace) -> None:
    with workspace.writing() as session:
        mark(session, [5, 5, 6])
        assert session.execute(select(IndexMark.id)).scalars().all() == [1, 2]
    with workspace.writing() as session:
        mark(session, [7])
        assert session.execute(select(IndexMark.id)).scalars().all() == [3]


def test_a_revision_alone_marks_nothing(small: Workspace) -> None:
    with small.writing() as session:
        record = get(session, "topic", "dark-web")
        session.add(Revision(record_id=record.id, version=99, action="changed", by="x", changes={}))
        session.flush()
        assert marked(session) == set()


def test_marking_nothing_is_allowed(workspace: Workspace) -> None:
    with workspace.writing() as session:
        mark(session, [])
        assert marked(session) == set()
