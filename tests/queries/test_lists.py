from __future__ import annotations

from datetime import timedelta

import pytest

from kb import records
from kb.errors import BadValue, NotFound
from kb.models.base import now
from kb.queries import lists
from kb.queries.shapes import Ref, Row, Source, Table
from kb.schema import KINDS
from kb.workspace import Workspace
from tests.client import counted
from tests.helpers import EDITOR, all_refs, change, get, make


def named(table: Table) -> list[str]:
    return [row["record"].slug for row in table.rows if isinstance(row["record"], Ref)]


def places(row: Row) -> set[tuple[str, str | None]]:
    found = row["sources"]
    assert isinstance(found, list)
    return {(place.document.slug, place.locator) for place in found if isinstance(place, Source)}


def ids(workspace: Workspace, kind: str, *slugs: str) -> list[int]:
    with workspace.reading() as session:
        return [get(session, kind, slug).id for slug in slugs]


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_of_any_kind_has_the_record_the_columns_of_the_kind_and_the_sources(library: Workspace, kind: str) -> None:
    with library.reading() as session:
        refs = all_refs(session, kind)
        found = lists.records(session, kind, [get(session, kind, ref.slug).id for ref in refs])
    assert list(found.columns) == ["record", *KINDS[kind].text.columns, "sources"]
    assert [row["record"] for row in found.rows] == refs


def test_a_column_that_need_not_be_there_is_left_out_where_it_is_empty_throughout(library: Workspace) -> None:
    with library.reading() as session:
        finding = lists.records(session, "statement", ids(library, "statement", "f-legit-use"))
        promised = [ref.slug for ref in all_refs(session, "statement") if ref.slug.startswith("s-promise-")]
        promise = lists.records(session, "statement", ids(library, "statement", *promised))
    assert not {"uptake", "due", "fulfilment"} & set(finding.columns)
    assert "fulfilment" in promise.columns
    assert {row["fulfilment"] for row in promise.rows} == {"unknown", "kept"}


def test_a_list_keeps_the_order_it_is_given(library: Workspace) -> None:
    wanted = ["titanium", "asgard", "media4sec"]
    with library.reading() as session:
        assert named(lists.records(session, "project", ids(library, "project", *wanted))) == wanted


def test_a_list_counts_its_rows_unless_there_are_more_elsewhere(library: Workspace) -> None:
    numbers = ids(library, "project", "titanium")
    with library.reading() as session:
        assert lists.records(session, "project", numbers).total == 1
        assert lists.records(session, "project", numbers, 3).total == 3


def test_a_number_without_a_record_is_left_out(library: Workspace) -> None:
    with library.reading() as session:
        assert lists.records(session, "project", [10**9]).rows == []


def test_the_value_in_use_stands_first_among_those_that_disagree(library: Workspace) -> None:
    with library.reading() as session:
        found = [row for row in lists.disagreements(session, "event/ws-darkweb-2017").rows if row["field"] == "Attendance"]
    assert [(row["value"], row["preferred"]) for row in found] == [("70", "yes"), ("65", "no")]
    assert [places(row) for row in found] == [
        {("seed-tno", "paragraph 2"), ("seed-kemea", "paragraph 3")},
        {("m4s-blog19", "line 6")},
    ]


def test_every_property_on_which_sources_disagree_has_a_value_not_in_use(library: Workspace) -> None:
    with library.reading() as session:
        rows = lists.disagreements(session).rows
    disputed = {(row["record"], row["field"]) for row in rows}
    assert len(disputed) > 10
    assert {(row["record"], row["field"]) for row in rows if row["preferred"] == "no"} == disputed


def test_two_values_that_are_both_in_use_do_not_disagree(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "document", "one")
        evidence = [{"document": "one", "field": "place", "value": value} for value in ("Oslo", "Bergen")]
        make(session, "event", "fair", evidence=evidence)
    with workspace.reading() as session:
        assert lists.disagreements(session).total == 0
        assert lists.disagreements(session, "event/fair").total == 0


def test_disagreements_of_a_withdrawn_record_are_not_shown(seeded: Workspace) -> None:
    with seeded.writing() as session:
        records.withdraw(session, get(session, "event", "ws-darkweb-2017"), EDITOR)
    with seeded.reading() as session:
        assert "ws-darkweb-2017" not in named(lists.disagreements(session))


def test_changes_stand_newest_first_with_who_what_and_why(small: Workspace) -> None:
    with small.writing() as session:
        change(session, get(session, "event", "harbour-workshop"), place="Oslo")
    with small.reading() as session:
        found = lists.changes(session)
    assert found.total == 11
    first = found.rows[0]
    told = (first["action"], first["fields"], first["by"], first["why"], first["source"])
    assert told == ("changed", "Place", "editor", "a test", "tests")
    assert named(found)[0] == "harbour-workshop"


def test_changes_on_a_topic_are_those_of_its_records_and_of_narrower_topics(small: Workspace) -> None:
    with small.reading() as session:
        on_topic = {"online-space", "dark-web", "harbour-workshop", "s-share"}
        assert set(named(lists.changes(session, topic="online-space"))) == on_topic
        assert set(named(lists.changes(session, topic="dark-web"))) == on_topic - {"online-space"}


def test_changes_since_tomorrow_are_none(small: Workspace) -> None:
    today = now().date()
    with small.reading() as session:
        assert lists.changes(session, since=str(today - timedelta(days=1))).total == 10
        assert lists.changes(session, since=str(today + timedelta(days=1))).total == 0


def test_more_changes_than_are_shown_are_counted(small: Workspace) -> None:
    with small.reading() as session:
        found = lists.changes(session, limit=3)
    assert (len(found.rows), found.total) == (3, 10)


@pytest.mark.parametrize("since", ["yesterday", "2017-13-01", "01.02.2026", "2017-02-30"])
def test_changes_since_what_is_no_date_are_refused(small: Workspace, since: str) -> None:
    with small.reading() as session, pytest.raises(BadValue, match="is not a date; write 2017"):
        lists.changes(session, since=since)


@pytest.mark.parametrize("since", ["2016", "2016-01", "2016-01-31"])
def test_changes_since_a_year_a_month_or_a_day_are_found(small: Workspace, since: str) -> None:
    with small.reading() as session:
        assert lists.changes(session, since=since).total == 10


def test_changes_on_an_unknown_topic_are_not_found(small: Workspace) -> None:
    with small.reading() as session, pytest.raises(NotFound):
        lists.changes(session, topic="no-such-topic")


def test_numbers_count_records_links_and_revisions(small: Workspace) -> None:
    with small.reading() as session:
        found = lists.stats(session)
    assert found["records"] == {
        kind: {"topic": 2, "organisation": 2}.get(kind, int(kind not in ("tool", "operation", "programme"))) for kind in KINDS
    }
    assert found["links"]["participation"] == 2
    assert (found["revisions"], found["marks_waiting"]) == (10, 0)


def test_numbers_leave_out_what_was_withdrawn(small: Workspace) -> None:
    with small.writing() as session:
        records.withdraw(session, get(session, "person", "berg-anna"), EDITOR)
    with small.reading() as session:
        assert lists.stats(session)["records"]["person"] == 0
        assert all_refs(session, "person") == []


def test_labels_are_given_by_kind_and_id_and_only_those_known(small: Workspace) -> None:
    with small.reading() as session, counted(small) as sent:
        found = lists.labels(session, {"topic": ["dark-web", "no-such"], "project": ["lantern", "dark-web"], "event": []})
    assert found == {"topic": {"dark-web": "Dark Web"}, "project": {"lantern": "LANTERN"}, "event": {}}
    assert len([statement for statement in sent if "SELECT" in statement]) == 1


def test_older_changes_go_on_before_the_last_one_shown(small: Workspace) -> None:
    with small.reading() as session:
        whole, first = lists.changes(session), lists.changes(session, limit=4)
        seen, before = list(first.rows), first.about["older"]
        while before:
            part = lists.changes(session, limit=4, before=before)
            assert part.total == whole.total == 10
            seen += part.rows
            before = part.about.get("older")
    assert seen == whole.rows
    assert "older" not in whole.about


def test_changes_on_a_topic_may_name_it_as_people_do(small: Workspace) -> None:
    with small.reading() as session:
        assert lists.changes(session, topic="Dark Web").total == lists.changes(session, topic="dark-web").total == 3


def test_topics_in_use_are_those_of_statements_and_events(small: Workspace) -> None:
    with small.writing() as session:
        make(session, "topic", "lights")
        make(session, "project", "beacon", topics=["lights"])
    with small.reading() as session:
        assert [found.slug for found in lists.topics_in_use(session)] == ["dark-web"]
