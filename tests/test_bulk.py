from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from kb import bulk, records, schema
from kb.models import ImportRun, Project, Record
from kb.records import Author, Row
from kb.schema import KINDS, Plain
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import read_html
from tests.helpers import EDITOR, cleaned, found, get, history, make, marked

REGISTER = Author("CORDIS", why="import 1", import_id=1)
PROJECT: Plain = {
    "label": "BULK",
    "title": "Made in bulk",
    "ec_contribution": "12.34",
    "start": "2020-01",
    "website": "https://bulk.example",
    "programme": "scheme",
    "legal_basis": ["scheme"],
    "topics": ["dark-web"],
    "names": [{"name": "B.U.L.K.", "type": "alias"}],
    "identifiers": [{"scheme": "grant", "value": "123456"}],
    "evidence": [{"document": "harbour-report", "locator": "page 3"}],
    "web_links": [{"url": "https://bulk.example/film"}, {"url": "https://bulk.example/book", "type": "book"}],
    "participations": [
        {"organisation": "nordic-lab", "role": "coordinator", "ec_contribution": "1.5", "ended": "false"},
        {"organisation": "harbour-police", "role": "participant"},
    ],
}


def numbered(session: Session, kind: str, values: Plain) -> Plain:
    """Turn the references of cleaned values into numbers."""
    described, given = KINDS[kind], dict(values)
    for name, declared in described.references.items():
        if given.get(name):
            given[name] = get(session, declared.kinds[0], given[name]).id
    for name, link in described.links.items():
        if link.references:
            given[name] = [_row(session, link, row) for row in given.get(name, ())]
    return given


def _row(session: Session, link: Any, row: Any) -> Any:
    cells = {link.bare: row} if link.bare else dict(row)
    for name, declared in link.references.items():
        if cells.get(name):
            cells[name] = get(session, declared.kinds[0], cells[name]).id
    return cells[link.bare] if link.bare else cells


def in_bulk(session: Session, slug: str = "bulk") -> int:
    """Make the project in bulk."""
    values = numbered(session, "project", cleaned("project", {**PROJECT, "slug": slug}))
    (number,) = bulk.create(session, "project", [Row("project", values, "a file, line 2")], REGISTER)
    return number


@pytest.fixture
def ready(small: Workspace) -> Workspace:
    """Give a knowledge base with a programme, and an import to name."""
    with small.writing() as session:
        make(session, "programme", "scheme")
        session.add(ImportRun(source="cordis", files=["a file"], options={}, fingerprint="x"))
    return small


def test_a_record_made_in_bulk_is_the_same_as_one_made_alone(ready: Workspace) -> None:
    with ready.writing() as session:
        in_bulk(session)
        other = {**PROJECT, "identifiers": []}
        records.create(session, "project", cleaned("project", {**other, "slug": "alone"}), EDITOR)
    with ready.reading() as session:
        bulky, alone = schema.dump(get(session, "project", "bulk")), schema.dump(get(session, "project", "alone"))
    assert bulky.pop("identifiers") == PROJECT["identifiers"]
    assert {**bulky, "slug": "alone"} == alone


@pytest.mark.parametrize("kind", KINDS)
def test_any_kind_can_be_made_in_bulk(ready: Workspace, kind: str) -> None:
    needed: dict[str, Plain] = {"contribution": {"role": "keynote", "event": "harbour-workshop"}, "statement": {"type": "finding"}}
    given = {"slug": "made", "label": "Made", **needed.get(kind, {})}
    with ready.writing() as session:
        values = numbered(session, kind, cleaned(kind, given))
        bulk.create(session, kind, [Row(kind, values, "a file")], REGISTER)
    with ready.reading() as session:
        assert schema.dump(get(session, kind, "made")) == given


def test_many_records_get_their_numbers_in_the_order_given(ready: Workspace) -> None:
    slugs = [f"topic-{place}" for place in range(1200)]
    with ready.writing() as session:
        rows = [Row("topic", {"slug": slug, "label": slug}, "a file") for slug in slugs]
        numbers = bulk.create(session, "topic", rows, REGISTER)
        assert [session.get_one(Record, number).slug for number in numbers] == slugs


def test_nothing_makes_nothing(ready: Workspace) -> None:
    with ready.writing() as session:
        assert bulk.create(session, "topic", [], REGISTER) == []
        assert marked(session) == set()


def test_amounts_are_stored_to_the_cent(ready: Workspace) -> None:
    with ready.writing() as session:
        project = session.get_one(Project, in_bulk(session))
        assert [part.ec_contribution for part in project.participations] == [Decimal("1.50"), None]


def test_records_made_in_bulk_and_their_partners_are_marked_for_the_index(ready: Workspace) -> None:
    with ready.writing() as session:
        number = in_bulk(session)
        partners = {get(session, "organisation", slug).id for slug in ("nordic-lab", "harbour-police")}
        assert marked(session) == {number, *partners}


def test_the_index_takes_in_what_was_made_in_bulk(ready: Workspace) -> None:
    with ready.writing() as session:
        in_bulk(session)
    assert found(ready, "123456") == {"bulk"}
    assert not ready.compare()


def test_the_revision_names_the_import_and_repeats_no_values(ready: Workspace) -> None:
    with ready.writing() as session:
        in_bulk(session)
        (made,) = history(session, get(session, "project", "bulk"))
        assert (made.version, made.action, made.by, made.why, made.import_id) == (1, "created", "CORDIS", "import 1", 1)
        assert (made.source, made.changes) == ("a file, line 2", {})


def test_the_page_shows_the_history_of_a_record_made_in_bulk(ready: Workspace) -> None:
    with ready.writing() as session:
        in_bulk(session)
    page = read_html(create_app(ready).test_client(), "/projects/bulk")
    assert "Made in bulk" in page
    assert "CORDIS" in page
    assert "a file, line 2" in page


def test_a_record_made_in_bulk_can_be_changed_and_reverted_to_what_it_was(ready: Workspace) -> None:
    with ready.writing() as session:
        in_bulk(session)
    with ready.writing() as session:
        project = get(session, "project", "bulk")
        before = schema.dump(project)
        parts = before["participations"][:1]
        records.update(session, project, cleaned("project", {"title": "Another", "participations": parts}, partial=True), EDITOR)
        assert records.revert(session, project, 1, EDITOR)
        assert schema.dump(project) == before


def test_a_record_made_in_bulk_has_its_version_and_state(ready: Workspace) -> None:
    with ready.writing() as session:
        project = session.get_one(Record, in_bulk(session))
        assert (project.version, project.state, project.kind) == (1, "public", "project")
