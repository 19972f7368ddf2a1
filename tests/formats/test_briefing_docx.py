from __future__ import annotations

import io
from datetime import datetime

import docx
from docx.document import Document

from kb.formats.briefing_docx import write
from kb.queries.cited import Briefing
from tests.takeaway import BASE, NASTY, STATEMENT, briefing, entry


def read(found: Briefing) -> Document:
    return docx.Document(io.BytesIO(write(found)))


def lines(found: Briefing, style: str = "") -> list[str]:
    return [one.text for one in read(found).paragraphs if one.style and one.style.name.startswith(style)]


def test_headings_are_headings_to_word() -> None:
    assert lines(briefing(), "Title") == ["Statements: “tools”"]
    assert lines(briefing(), "Heading") == ["1. Share tools across borders.", "Sources"]


def test_a_passage_is_a_quotation_with_its_surroundings() -> None:
    assert lines(briefing(), "Quote") == ["We say: share your tools, soon."]


def test_facts_places_and_what_is_missing_are_told() -> None:
    told = lines(briefing(), "List")
    assert "Addressed to: not stated" in told
    assert "Not on record: a date" in told
    assert "Rests on: 2 documents" in told
    assert "Source [1]: page 2; whose words: quotation" in told
    assert "1 record" in told
    assert "Retrieved 31 January 2026" in told


def test_text_of_any_script_stays_as_it_is() -> None:
    assert any(line.startswith(f"[2] {NASTY}; The Harbour {{News}}") for line in lines(briefing()))


def test_addresses_can_be_followed() -> None:
    made = read(briefing())
    links = [link.address for one in made.paragraphs for link in one.hyperlinks]
    assert links[:2] == [f"{BASE}/statements?q=tools&asof=2026-01-31", f"{BASE}{STATEMENT.path}"]
    assert f"{BASE}/documents/news" in links


def test_characters_that_no_file_of_word_may_hold_are_left_out() -> None:
    assert "A summary with a bell." in lines(briefing(entry(summary="A summary with\x07a bell.")))


def test_the_file_says_what_it_is_and_of_which_day() -> None:
    about = read(briefing()).core_properties
    assert about.title == "Statements: “tools”"
    assert about.created == datetime.fromisoformat("2026-01-31T00:00:00+00:00")


def test_a_record_without_a_source_says_so() -> None:
    told = lines(briefing(entry(mentions=[]), sources=[]))
    assert "Source: not on record" in told
    assert "Sources" not in told
