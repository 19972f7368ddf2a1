from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from kb import snapshots, texts
from kb.search import find, reading
from kb.search.engine import Engine, Result
from kb.snapshots import Snapshot
from kb.texts import New
from kb.workspace import Workspace
from tests.helpers import EDITOR, change, get, make
from tests.queries.test_passages import report
from tests.search.test_documents import consortium

FILLER = "Much else was said that day, of ships and weather. "


def found_by(words: str, number: int) -> Result:
    """Give what a search has for words that found one record."""
    return Result(1, [(number, 1.0)], {}, find.ask(words))


def read(session: Session, engine: Engine, kind: str, slug: str) -> Snapshot:
    """Read a record as one that a search found by a word that stands nowhere in what it says."""
    (found,) = reading.read(session, engine, found_by("unsaid", get(session, kind, slug).id))
    return found


def readable(workspace: Workspace, kind: str, slug: str) -> str:
    with workspace.reading() as session:
        return reading.readable(read(session, workspace.engine, kind, slug))


def hit(workspace: Workspace, words: str, slug: str) -> Any:
    """Search and give one of the hits."""
    with workspace.reading() as session:
        hits = find.find(session, workspace.engine, find.ask(words))["hits"]
    return next(hit for hit in hits if hit["slug"] == slug)


def quoted(workspace: Workspace, **evidence: Any) -> None:
    """Let the statement rest on one place of the report."""
    with workspace.writing() as session:
        place = {"document": "harbour-report", "locator": "page 7", **evidence}
        change(session, get(session, "statement", "s-share"), summary="On tools.", evidence=[place])


def stored(workspace: Workspace, text: str) -> None:
    """Keep the text of the report."""
    with workspace.writing() as session:
        texts.add(session, report(session), New(text, public=True), EDITOR)


def test_a_record_can_be_read_as_text_first_then_its_links_under_their_headings(small: Workspace) -> None:
    with small.writing() as session:
        change(session, get(session, "event", "harbour-workshop"), summary="A day on tools.")
    text = readable(small, "event", "harbour-workshop")
    assert text.split(" · ")[0] == "A day on tools."
    assert {"Topics: Dark Web", "Projects: LANTERN"} <= set(text.split(" · "))


def test_what_no_search_looks_at_is_not_read_for_people_either(small: Workspace) -> None:
    with small.writing() as session:
        links = [{"url": "https://lantern.example", "type": "website"}]
        make(session, "project", "shy", objective="To light.", web_links=links, gaps=[{"missing": "The budget"}])
    assert readable(small, "project", "shy") == "To light."


def test_the_objective_of_a_project_can_be_read_and_only_the_first_of_many_partners(small: Workspace) -> None:
    consortium(small, 40, objective="To light harbours.")
    told = readable(small, "project", "large").split(" · ")
    assert told[0] == "To light harbours."
    assert told[1].startswith("Partners: partner-0, partner-1, ")
    assert len(told[1].split(", ")) == reading.LISTED.most == 30


def test_partners_are_only_read_where_the_record_does_not_say_what_was_asked_for(small: Workspace) -> None:
    consortium(small, 3, objective=f"To light harbours. {FILLER * 5}")
    with small.reading() as session:
        number = get(session, "project", "large").id
        for words, partners in [("light", False), ("harbours OR fleets", False), ("light fleets", True), ("partner", True), ("", False)]:
            (found,) = reading.read(session, small.engine, found_by(words, number))
            assert ("Partners: partner-0" in reading.readable(found)) == partners, words


@pytest.mark.parametrize(("objective", "begins"), [(None, "Partners: partner-0"), ("To light.", "To light. · Partners: partner-0")])
def test_a_record_that_says_little_of_its_own_shows_its_lists(small: Workspace, objective: str | None, begins: str) -> None:
    consortium(small, 3, objective=objective)
    assert hit(small, "", "large")["snippet"].startswith(begins)


def test_a_word_that_only_the_evidence_quotes_finds_the_statement_and_shows_the_place(small: Workspace) -> None:
    quoted(small, exact="The participants missed a shared glossary.")
    found = hit(small, "glossaries", "s-share")
    assert found["snippet"] == "The participants missed a shared <mark>glossary</mark>."
    assert (found["snippet_from"]["document"], found["snippet_from"]["locator"]) == ("harbour-report", "page 7")


def test_what_the_evidence_claims_and_notes_is_shown_with_its_place(small: Workspace) -> None:
    quoted(small, field="date", value="2019-05-02", note="as the programme has it")
    found = hit(small, "programme", "s-share")
    assert found["snippet"] == "2019-05-02: as the <mark>programme</mark> has it"
    assert found["snippet_from"]["title"] == "Report on the harbour workshop"


def test_what_the_record_itself_says_is_shown_before_evidence_that_says_no_more(small: Workspace) -> None:
    quoted(small, exact="Better tools, said many.")
    found = hit(small, "tools", "s-share")
    assert found["snippet"].startswith("On <mark>tools</mark>.")
    assert found["snippet_from"] is None


def test_evidence_with_more_of_the_words_is_shown_before_the_record_itself(small: Workspace) -> None:
    quoted(small, exact="Better tools and a glossary, said many.")
    assert hit(small, "tools glossary", "s-share")["snippet_from"]["locator"] == "page 7"


def test_a_search_for_nothing_in_particular_shows_what_the_record_says(small: Workspace) -> None:
    quoted(small, exact="Better tools, said many.")
    assert hit(small, "", "s-share")["snippet"].startswith("On tools.")


def test_a_record_that_says_nothing_itself_is_shown_by_its_evidence(small: Workspace) -> None:
    with small.writing() as session:
        make(session, "person", "quiet", evidence=[{"document": "harbour-report", "note": "Listed as a guest."}])
    assert hit(small, "", "quiet")["snippet"] == "Listed as a guest."


def test_the_best_passage_of_a_long_text_is_shown_wherever_it_stands(small: Workspace) -> None:
    stored(small, f"{FILLER * 400} The tide gauge failed at noon. {FILLER * 400} A gauge was bought. {FILLER * 20}")
    assert "The <mark>tide</mark> <mark>gauge</mark> failed at noon." in hit(small, "tide gauges", "harbour-report")["snippet"]


def test_accents_make_no_difference_to_the_passage_of_a_long_text(small: Workspace) -> None:
    stored(small, f"{FILLER * 400} Die Währung fiel. {FILLER * 400}")
    assert "Die <mark>Währung</mark> fiel." in hit(small, "wahrung", "harbour-report")["snippet"]


def test_a_source_that_says_nothing_of_itself_is_shown_by_how_its_text_begins(small: Workspace) -> None:
    stored(small, FILLER * 2000)
    found = hit(small, "", "harbour-report")
    assert found["snippet"].startswith("Much else was said")
    assert found["snippet_from"] is None


def test_a_text_is_cut_at_blanks_and_only_its_first_stretches_are_read(small: Workspace) -> None:
    text = FILLER * (reading.STRETCH * (reading.MOST_STRETCHES + 2) // len(FILLER))
    stored(small, text)
    with small.reading() as session:
        stretches = [passage.text for passage in list(reading.passages(read(session, small.engine, "document", "harbour-report")))[1:]]
    assert len(stretches) == reading.MOST_STRETCHES
    assert text.startswith("".join(stretches))
    assert {stretch[-1] for stretch in stretches} == {" "}


def test_a_text_without_blanks_is_cut_all_the_same(small: Workspace) -> None:
    stored(small, "x" * (2 * reading.STRETCH))
    with small.reading() as session:
        lengths = [len(passage.text) for passage in reading.passages(read(session, small.engine, "document", "harbour-report"))]
    assert lengths[1:] == [reading.STRETCH] * 2


def test_a_statement_says_how_it_is_supported_and_other_kinds_do_not(small: Workspace) -> None:
    assert hit(small, "tools", "s-share")["support"] == "1 document, 1 independent origin, 1 named voice"
    assert hit(small, "harbour", "harbour-workshop")["support"] is None


def test_a_hit_says_at_a_glance_what_a_record_is(library: Workspace) -> None:
    with library.reading() as session:
        project, body = (
            next(snapshots.read(session, [get(session, kind, slug).id]))
            for kind, slug in (("project", "titanium"), ("organisation", "tno"))
        )
    assert reading.about(project).startswith("Tools for the Investigation of Transactions in Underground Markets · 740558")
    assert "Netherlands" in reading.about(body)
