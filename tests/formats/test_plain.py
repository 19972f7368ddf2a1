from __future__ import annotations

import json

import pytest

from kb.formats import plain
from kb.queries import pages
from kb.queries.shapes import Cell, Ref, Source, Table
from kb.schema import KINDS
from kb.workspace import Workspace
from tests.helpers import all_refs

TITANIUM = Ref("project", "titanium", "TITANIUM")
REPORT = Ref("document", "report", "A report")
NAMED = {"kind": "project", "slug": "titanium", "label": "TITANIUM", "url": "/projects/titanium"}


def test_a_record_is_kind_id_label_and_address() -> None:
    assert plain.ref(TITANIUM) == NAMED


def test_a_place_in_a_document_names_document_title_and_place() -> None:
    assert Source(REPORT, "page 2").plain() == {
        "document": "report",
        "title": "A report",
        "locator": "page 2",
        "url": "/documents/report",
    }


def test_a_place_tells_more_where_more_is_known() -> None:
    found = Source(REPORT, None, "quotation", "a note", "https://example.org", "the words").plain()
    assert (found["locator"], found["mode"], found["note"]) == (None, "quotation", "a note")
    assert (found["address"], found["passage"]) == ("https://example.org", "the words")


@pytest.mark.parametrize(
    ("value", "given"),
    [
        (None, None),
        ("", None),
        (0, 0),
        ("2017", "2017"),
        ([], []),
        (TITANIUM, NAMED),
        ([TITANIUM, "a group"], [NAMED, "a group"]),
    ],
)
def test_a_cell_is_given_as_json_holds_it(value: Cell, given: object) -> None:
    assert plain.cell(value) == given


def test_a_table_is_its_total_its_columns_and_its_rows() -> None:
    found = plain.table(Table({"record": "Project", "start": "Start"}, [{"record": TITANIUM, "more": "x"}], 7, ["a note"]))
    assert found["total"] == 7
    assert found["columns"] == {"record": "Project", "start": "Start"}
    assert found["rows"] == [{"record": NAMED, "start": None}]
    assert found["notes"] == ["a note"]


def test_a_table_tells_what_it_is_about() -> None:
    assert plain.table(Table({}, [], 0, about={"project": TITANIUM}))["project"] == NAMED


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_of_a_kind_goes_through_json_unchanged(library: Workspace, kind: str) -> None:
    with library.reading() as session:
        for ref in all_refs(session, kind)[:5]:
            found = plain.page(pages.page(session, kind, ref.slug))
            assert json.loads(json.dumps(found)) == found


def test_a_page_holds_facts_links_and_what_refers_to_it(library: Workspace) -> None:
    with library.reading() as session:
        found = plain.page(pages.page(session, "event", "ws-darkweb-2017"))
    facts = {fact["name"]: fact for fact in found["facts"]}
    assert facts["country"]["value"] == "Netherlands"
    assert [(claim["value"], claim["preferred"]) for claim in facts["attendance"]["claims"]] == [("70", True), ("65", False)]
    assert found["links"]["projects"]["rows"][0]["project"]["slug"] == "media4sec"
    assert "statement_event" in found["referred_to_by"]
    assert found["support"] is None
    assert found["values"]["attendance"] == 70


def test_the_support_of_a_statement_is_told_in_numbers_and_words(library: Workspace) -> None:
    with library.reading() as session:
        found = plain.page(pages.page(session, "statement", "f-no-global-strategy"))["support"]
    assert found == {
        "documents": 2,
        "origins_at_least": 1,
        "origins_at_most": 1,
        "voices": 1,
        "in_words": "2 documents, 1 independent origin, 1 named voice",
        "shared_blocks": [],
    }


def test_the_history_tells_old_and_new_values(library: Workspace) -> None:
    with library.reading() as session:
        found = plain.page(pages.page(session, "tool", "graphsense"))["history"]
    assert (found[0]["version"], found[0]["action"], found[0]["by"]) == (1, "created", "seed")
    assert {"field": "Id", "old": None, "new": "graphsense"} in found[0]["changes"]


def test_gaps_tell_what_is_missing_and_what_closed_it(library: Workspace) -> None:
    with library.reading() as session:
        found = plain.page(pages.page(session, "project", "media4sec"))["not_on_record"]
    assert all(set(gap) == {"missing", "since_found_in", "note"} for gap in found)
    assert "cordis-register-2020" in [gap["since_found_in"]["slug"] for gap in found if gap["since_found_in"]]
