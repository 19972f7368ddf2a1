from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from kb import eager, schema, snapshots
from kb.among import among
from kb.models import Record
from kb.schema import KINDS
from kb.snapshots import ALL, BATCH, HEADS, RECORD, Snapshot, Want
from kb.workspace import Workspace
from tests.client import counted
from tests.helpers import get, make


def numbers(workspace: Workspace, kind: str | None = None) -> list[int]:
    with workspace.reading() as session:
        return list(session.execute(select(Record.id).where(Record.kind == kind if kind else Record.id > 0)).scalars())


def one(workspace: Workspace, kind: str, slug: str, want: Want = ALL) -> Snapshot:
    with workspace.reading() as session:
        (found,) = snapshots.read(session, [get(session, kind, slug).id], want)
    return found


def meetings(workspace: Workspace, number: int) -> list[int]:
    """Make events that refer to the records of the small seed."""
    with workspace.writing() as session:
        around = {"topics": ["dark-web"], "projects": ["lantern"], "part_of": "harbour-workshop"}
        return [make(session, "event", f"meeting-{n}", **around).id for n in range(number)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_snapshot_holds_the_values_of_its_record(library: Workspace, kind: str) -> None:
    wanted = numbers(library, kind)
    with library.reading() as session:
        held = {record.id: schema.dump(record) for record in eager.by_id(session, wanted)}
        read = {record.id: schema.dump(record) for record in snapshots.read(session, wanted)}
    assert read == held
    assert len(read) > 0


def test_values_have_the_types_of_their_columns(small: Workspace) -> None:
    found = one(small, "project", "lantern")
    assert found.ec_contribution == Decimal("1000.50")
    assert found.participations[0].ec_contribution == Decimal("600.25")
    assert found.updated.tzinfo is not None


def test_a_reference_holds_what_others_show_of_a_record(small: Workspace) -> None:
    partner = one(small, "project", "lantern").participations[0].organisation
    assert (partner.kind, partner.slug, partner.label) == ("organisation", "nordic-lab", "Nordic Laboratory")
    assert (partner.short_name, partner.country) == ("NL-Lab", "NO")
    place = one(small, "statement", "s-share").evidence[0].document
    assert place.url == "https://example.org/report"


def test_a_reference_to_nothing_is_none(small: Workspace) -> None:
    assert one(small, "statement", "s-share").project is None


def test_further_names_of_records_referred_to_come_where_they_are_asked_for(small: Workspace) -> None:
    (topic,) = one(small, "statement", "s-share", Want(called=True)).topics
    assert [row.name for row in topic.topic.names] == ["darknet"]
    (topic,) = one(small, "statement", "s-share").topics
    with pytest.raises(AttributeError, match='"names" was not read'):
        _ = topic.topic.names


def test_only_what_is_asked_for_is_read(small: Workspace) -> None:
    found = one(small, "event", "harbour-workshop", Want(("start",), ("topics",)))
    assert (found.start, [row.topic.slug for row in found.topics]) == ("2019-05-02", ["dark-web"])
    for name in ("country", "evidence", "part_of", "colour"):
        with pytest.raises(AttributeError, match=f'"{name}" was not read; name it among what is wanted'):
            getattr(found, name)


def test_a_head_names_its_record_and_nothing_else(small: Workspace) -> None:
    found = one(small, "organisation", "nordic-lab", HEADS)
    assert (found.kind, found.slug, found.label, found.state, found.version) == (
        "organisation",
        "nordic-lab",
        "Nordic Laboratory",
        "public",
        1,
    )
    assert not hasattr(found, "summary")


def test_a_list_may_be_bounded_and_its_total_is_still_exact(small: Workspace) -> None:
    with small.writing() as session:
        items = ["Opening", "Talk", "Break", "Panel"]
        make(session, "event", "fair", programme_items=items, evidence=[{"document": "harbour-report", "locator": n} for n in "abc"])
    bounded = one(small, "event", "fair", Want(most=2, whole=("evidence",)))
    assert [row.item for row in bounded.programme_items] == ["Opening", "Talk"]
    assert (bounded.totals["programme_items"], bounded.totals["projects"]) == (4, 0)
    assert [row.locator for row in bounded.evidence] == ["a", "b", "c"]
    assert one(small, "event", "fair").totals["programme_items"] == 4


def test_general_evidence_is_that_for_the_record_as_a_whole(library: Workspace) -> None:
    every, general = (one(library, "event", "ws-darkweb-2017", want) for want in (ALL, Want(general=True)))
    assert 0 < len(general.evidence) < len(every.evidence)
    assert {row.field for row in general.evidence} == {None}


def test_records_come_in_the_order_of_their_numbers_and_unknown_ones_are_passed_over(small: Workspace) -> None:
    wanted = numbers(small)[::-1]
    with small.reading() as session:
        assert [record.id for record in snapshots.read(session, [10**8, *wanted])] == wanted
        assert list(snapshots.read(session, [])) == []


def test_records_whose_kinds_are_known_take_a_statement_less_and_one_of_another_kind_is_passed_over(small: Workspace) -> None:
    with small.reading() as session:
        project, topic = get(session, "project", "lantern").id, get(session, "topic", "dark-web").id
        with counted(small) as without:
            read = [record.slug for record in snapshots.read(session, [topic, project], HEADS)]
        with counted(small) as told:
            known = [record.slug for record in snapshots.read_as(session, {topic: "topic", project: "project"}, HEADS)]
        gone = snapshots.read_as(session, {project: "event", 10**9: "project"}, HEADS)
    assert read == known == ["dark-web", "lantern"]
    assert len(told) == len(without) - 1
    assert gone == []


def test_more_records_than_a_batch_are_all_read(workspace: Workspace) -> None:
    with workspace.writing() as session:
        wanted = [make(session, "topic", f"t{number}").id for number in range(BATCH + 2)]
    with workspace.reading() as session:
        assert [len(batch) for batch in snapshots.batches(session, wanted)] == [BATCH, 2]


def test_many_records_take_as_many_statements_as_few(small: Workspace) -> None:
    wanted = [*numbers(small), *meetings(small, 60)]
    sent = []
    for ids in (wanted[: len(wanted) - 58], wanted):
        with small.reading() as session, counted(small) as statements:
            list(snapshots.read(session, ids, Want(called=True)))
        sent.append(len(statements))
    assert 0 < sent[0] == sent[1]


def test_what_was_read_needs_no_further_statement(small: Workspace) -> None:
    with small.reading() as session:
        found = list(snapshots.read(session, numbers(small)))
        with counted(small) as statements:
            assert len([schema.dump(record) for record in found]) == 10
    assert statements == []


def test_kinds_that_share_a_list_are_read_in_one_statement(small: Workspace) -> None:
    with small.reading() as session, counted(small) as statements:
        list(snapshots.read(session, numbers(small), Want((), ("topics",))))
    assert len([statement for statement in statements if "FROM record_topic" in statement]) == 1


def test_a_comparison_takes_more_numbers_than_a_database_takes_variables(small: Workspace) -> None:
    with small.reading() as session:
        found = session.execute(select(RECORD.c.id).where(among(RECORD.c.id, range(50_000)))).scalars().all()
        assert sorted(found) == sorted(numbers(small))
        assert session.execute(select(RECORD.c.id).where(among(RECORD.c.id, []))).scalars().all() == []


def test_lists_of_one_name_on_different_kinds_stay_apart(library: Workspace) -> None:
    topic = one(library, "topic", "crypto-regulation")
    statement = one(library, "statement", "f-no-global-strategy")
    with library.reading() as session:
        both = {record.kind: record for record in snapshots.read(session, [topic.id, statement.id])}
    assert {row.other.kind for row in both["topic"].relations} == {"topic"}
    assert {row.other.kind for row in both["statement"].relations} == {"statement"}
