from __future__ import annotations

import pytest
from sqlalchemy import MetaData, Table, select

from kb import records, schema
from kb.models import Base
from kb.workspace import Workspace
from tests.helpers import EDITOR, change, found, get, history, make, snapshot


def traces(workspace: Workspace, *words: str) -> list[str]:
    """Give every row of every table, read past the models, that holds one of some words."""
    with workspace.database.connect() as connection:
        tables = [Table(name, MetaData(), autoload_with=connection) for name in Base.metadata.tables]
        rows = [f"{table.name}: {row}" for table in tables for row in connection.execute(select(table)).all()]
    return [row for row in rows if any(word in row for word in words)]


def erase(workspace: Workspace, kind: str, slug: str) -> None:
    with workspace.writing() as session:
        records.erase(session, get(session, kind, slug))


def test_the_person_is_there_before(small: Workspace) -> None:
    assert len(traces(small, "berg-anna", "Anna Berg")) >= 4


def test_nothing_is_left_of_an_erased_person_in_any_table(small: Workspace) -> None:
    erase(small, "person", "berg-anna")
    assert traces(small, "berg-anna", "Anna Berg") == []


def test_an_erased_person_is_not_found_any_more(small: Workspace) -> None:
    assert "berg-anna" in found(small, "Berg")
    erase(small, "person", "berg-anna")
    assert found(small, "Anna") == set()
    assert not small.compare()


def test_records_that_named_the_person_stay_without_the_name(small: Workspace) -> None:
    erase(small, "person", "berg-anna")
    with small.reading() as session:
        assert "voicings" not in schema.dump(get(session, "statement", "s-share"))
        assert "parties" not in schema.dump(get(session, "contribution", "c-keynote"))


def test_the_histories_of_others_forget_the_person(small: Workspace) -> None:
    erase(small, "person", "berg-anna")
    with small.reading() as session:
        assert history(session, get(session, "statement", "s-share"))[0].changes["voicings"] == [None, []]


def test_histories_of_records_that_no_longer_name_the_person_forget_too(small: Workspace) -> None:
    with small.writing() as session:
        change(session, get(session, "contribution", "c-keynote"), parties=[])
    erase(small, "person", "berg-anna")
    assert traces(small, "berg-anna") == []


def test_judgements_on_the_person_are_forgotten(small: Workspace) -> None:
    with small.writing() as session:
        why = [{"verdict": "unsure", "other": "person/berg-anna", "by": "editor", "why": "alike"}]
        make(session, "person", "berg-a", label="A. Berg", judgements=why)
    erase(small, "person", "berg-anna")
    assert traces(small, "berg-anna") == []


@pytest.mark.parametrize("slug", ["berg-anna", "berg-a"])
def test_records_merged_into_the_person_go_too(small: Workspace, slug: str) -> None:
    with small.writing() as session:
        gone = make(session, "person", "berg-a", label="A. Berg", affiliations=[{"organisation": "harbour-police"}])
        make(session, "statement", "s-two", type="finding", voicings=[{"person": "berg-a"}])
        records.merge(session, get(session, "person", "berg-anna"), gone, EDITOR)
    erase(small, "person", slug)
    assert traces(small, "berg-a", "A. Berg", "Anna Berg") == []


def test_other_links_of_a_history_are_kept(small: Workspace) -> None:
    with small.writing() as session:
        make(session, "person", "holm-eva", label="Eva Holm")
        rows = [{"person": "berg-anna"}, {"person": "holm-eva"}]
        change(session, get(session, "contribution", "c-keynote"), parties=rows)
    erase(small, "person", "berg-anna")
    with small.reading() as session:
        last = history(session, get(session, "contribution", "c-keynote"))[-1]
        assert last.changes["parties"] == [[], [{"person": "holm-eva"}]]


def test_a_history_without_the_person_is_left_alone(small: Workspace) -> None:
    with small.reading() as session:
        before = [revision.changes for revision in history(session, get(session, "project", "lantern"))]
    erase(small, "person", "berg-anna")
    with small.reading() as session:
        assert [revision.changes for revision in history(session, get(session, "project", "lantern"))] == before


@pytest.mark.parametrize("slug", ["van-oss-jaap", "bosco-francesca", "walter-markus"])
def test_no_reference_to_a_person_of_the_shipped_seed_is_left(seeded: Workspace, slug: str) -> None:
    before = snapshot(seeded.settings.home)
    erase(seeded, "person", slug)
    assert traces(seeded, slug) == []
    assert not seeded.compare()
    assert snapshot(seeded.settings.home) != before
