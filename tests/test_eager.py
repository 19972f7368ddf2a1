from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event, select

from kb import eager, schema
from kb.models import Record
from kb.schema import KINDS
from kb.workspace import Workspace
from tests.helpers import make


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Collect the SQL that is sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def slugs(workspace: Workspace, kind: str) -> list[str]:
    with workspace.reading() as session:
        return list(session.execute(select(Record.slug).where(Record.kind == kind)).scalars())


@pytest.mark.parametrize("kind", list(KINDS))
def test_records_come_with_all_they_refer_to(library: Workspace, kind: str) -> None:
    wanted = slugs(library, kind)
    with library.reading() as session:
        records = list(eager.by_slug(session, kind, wanted))
        with statements(library.database) as sent:
            found = [schema.dump(record)["slug"] for record in records]
        assert sorted(found) == sorted(wanted)
        assert sent == []


def test_many_records_take_as_many_statements_as_few(small: Workspace) -> None:
    wanted = [f"meeting-{number}" for number in range(60)]
    with small.writing() as session:
        for slug in wanted:
            make(session, "event", slug, topics=["dark-web"], projects=["lantern"], part_of="harbour-workshop")
    with small.reading() as session, statements(small.database) as few:
        list(eager.by_slug(session, "event", wanted[:2]))
    with small.reading() as session, statements(small.database) as many:
        list(eager.by_slug(session, "event", wanted))
    assert len(few) == len(many)


def test_records_of_several_kinds_are_found_by_number(small: Workspace) -> None:
    with small.reading() as session:
        numbers = list(session.execute(select(Record.id)).scalars())
        found = list(eager.by_id(session, numbers))
    assert sorted(record.id for record in found) == sorted(numbers)
    assert {type(record).__name__ for record in found} >= {"Project", "Topic", "Statement"}


def test_numbers_and_ids_that_are_not_there_are_passed_over(small: Workspace) -> None:
    with small.reading() as session:
        assert list(eager.by_id(session, [99999])) == []
        assert list(eager.by_slug(session, "topic", ["nowhere"])) == []


def test_an_id_is_looked_for_within_its_kind_alone(small: Workspace) -> None:
    with small.reading() as session:
        assert list(eager.by_slug(session, "event", ["lantern"])) == []


def test_nothing_asked_for_is_nothing_found(small: Workspace) -> None:
    with small.reading() as session:
        assert list(eager.by_id(session, [])) == list(eager.by_slug(session, "topic", [])) == []


def test_more_records_than_a_batch_are_all_found(workspace: Workspace) -> None:
    wanted = [f"t{number}" for number in range(eager.BATCH + 2)]
    with workspace.writing() as session:
        numbers = [make(session, "topic", slug).id for slug in wanted]
    with workspace.reading() as session:
        assert len(list(eager.by_id(session, numbers))) == eager.BATCH + 2
        assert len(list(eager.by_slug(session, "topic", wanted))) == eager.BATCH + 2
