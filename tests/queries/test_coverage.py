from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from kb import records, texts
from kb.errors import BadRequest, NoGap, NotFound
from kb.models import Document, ImportRun
from kb.queries.coverage import coverage, lacking
from kb.queries.coverage_gaps import GAPS
from kb.queries.shapes import Ref, Source
from kb.records import Author
from kb.texts import New
from kb.workspace import Workspace
from tests.helpers import EDITOR, change, cleaned, get, make

TEXT = "The port was closed for two days. Nobody said why."


def numbers(workspace: Workspace, name: str, **asked: str) -> tuple[int, int]:
    """Give how many lack something, and out of how many."""
    with workspace.reading() as session:
        row = next(row for row in coverage(session, **asked).rows if row["name"] == name)
    return int(str(row["lacking"])), int(str(row["whole"]))


def listed(workspace: Workspace, name: str, **asked: Any) -> list[str]:
    with workspace.reading() as session:
        return [row["record"].slug for row in lacking(session, name, **asked).rows if isinstance(row["record"], Ref)]


def say(session: Session, slug: str, kind: str = "finding", **values: Any) -> None:
    make(session, "statement", slug, type=kind, **values)


def on(*documents: str, **more: str) -> list[dict[str, str]]:
    return [{"document": document, **more} for document in documents]


def test_a_topic_with_findings_lacks_recommendations_unless_a_narrower_one_has_them(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "topic", "crime")
        make(session, "topic", "fraud", relations=[{"relation": "broader", "other": "crime"}])
        make(session, "topic", "tax")
        say(session, "f-crime", topics=["crime"])
        say(session, "f-tax", topics=["tax"])
        say(session, "r-fraud", "recommendation", topics=["fraud"])
    assert numbers(workspace, "topics-without-recommendation") == (1, 2)
    assert listed(workspace, "topics-without-recommendation") == ["tax"]


def test_a_recommendation_without_a_source_is_counted(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "document", "report")
        say(session, "bare", "recommendation")
        say(session, "shown", "recommendation", evidence=on("report"))
        say(session, "finding-without-source")
    assert numbers(workspace, "recommendations-without-evidence") == (1, 2)
    assert listed(workspace, "recommendations-without-evidence") == ["bare"]


def test_an_addressee_that_the_editor_inferred_does_not_count(workspace: Workspace) -> None:
    with workspace.writing() as session:
        say(session, "to-nobody", "recommendation")
        say(session, "inferred", "recommendation", addressees=[{"addressee": "police", "inferred": "true"}])
        say(session, "named", "recommendation", addressees=[{"addressee": "police", "inferred": "false"}])
    assert numbers(workspace, "recommendations-without-addressee") == (2, 3)
    assert listed(workspace, "recommendations-without-addressee") == ["inferred", "to-nobody"]


def test_a_status_that_is_unknown_is_lacking_as_one_that_is_empty(workspace: Workspace) -> None:
    with workspace.writing() as session:
        say(session, "empty", "recommendation")
        say(session, "unknown", "recommendation", uptake="unknown")
        say(session, "done", "recommendation", uptake="implemented")
        say(session, "promise", "commitment", fulfilment="unknown")
        say(session, "kept", "commitment", fulfilment="kept")
    assert listed(workspace, "recommendations-without-status") == ["empty", "unknown"]
    assert numbers(workspace, "commitments-without-outcome") == (1, 2)
    assert listed(workspace, "commitments-without-outcome") == ["promise"]


@pytest.fixture
def resting(workspace: Workspace) -> Workspace:
    """Make statements on documents of which some are copies of one text and some have not been compared."""
    with workspace.writing() as session:
        for slug, group in (("copy-a", "g"), ("copy-b", "g"), ("other", "h"), ("unjudged-a", None), ("unjudged-b", None)):
            make(session, "document", slug, origin_group=group)
        say(session, "s-one-document", evidence=on("copy-a", "copy-a"))
        say(session, "s-copies", evidence=on("copy-a", "copy-b"))
        say(session, "s-two-origins", evidence=on("copy-a", "other"))
        say(session, "s-unjudged", evidence=on("unjudged-a", "unjudged-b"))
        say(session, "s-half-judged", evidence=on("copy-a", "unjudged-a"))
        say(session, "s-without-source")
    return workspace


def test_statements_by_one_document_are_told_from_those_on_one_origin(resting: Workspace) -> None:
    assert listed(resting, "statements-by-one-document") == ["s-one-document"]
    assert listed(resting, "statements-on-one-origin") == ["s-copies", "s-one-document"]
    assert numbers(resting, "statements-on-one-origin") == (2, 5)


def test_statements_whose_documents_nobody_compared_may_rest_on_one_origin(resting: Workspace) -> None:
    assert listed(resting, "statements-not-compared") == ["s-half-judged", "s-unjudged"]


def test_a_quotation_needs_a_person_or_an_organisation_as_speaker(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "document", "report")
        make(session, "person", "ada")
        quoted: dict[str, Any] = {"evidence": on("report", mode="quotation")}
        say(session, "by-ada", voicings=[{"person": "ada"}], **quoted)
        say(session, "by-a-group", voicings=[{"group": "a visitor"}], **quoted)
        say(session, "by-nobody", **quoted)
        say(session, "paraphrased", evidence=on("report", mode="paraphrase"))
    assert numbers(workspace, "quotations-without-speaker") == (2, 3)
    assert listed(workspace, "quotations-without-speaker") == ["by-a-group", "by-nobody"]


def test_sources_lack_date_licence_and_text_and_data_sets_have_no_text_to_keep(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "document", "bare")
        make(session, "document", "data", access="register")
        full = make(session, "document", "full", date="2019", licence="CC BY 4.0")
        assert isinstance(full, Document)
        texts.add(session, full, New(TEXT, public=True), EDITOR)
    assert listed(workspace, "sources-without-date") == ["bare", "data"]
    assert listed(workspace, "sources-without-licence") == ["bare", "data"]
    assert listed(workspace, "sources-without-text") == ["bare"]
    assert numbers(workspace, "sources-without-text") == (1, 2)


@pytest.fixture
def quoting(workspace: Workspace) -> Workspace:
    """Make a source with its text, and statements that rest on a passage of it, on one that is lost, and on a place alone."""
    with workspace.writing() as session:
        report = make(session, "document", "report")
        assert isinstance(report, Document)
        make(session, "document", "data", access="register")
        make(session, "document", "not-kept")
        text = texts.add(session, report, New(TEXT, public=True), EDITOR)
        assert text is not None
        held = {"text_sha256": text.sha256, "mode": "quotation"}
        say(session, "s-holds", evidence=[{"document": "report", "exact": "The port was closed", "start": 0, "end": 19, **held}])
        say(session, "s-lost", evidence=[{"document": "report", "exact": "The port was open", "start": 0, "end": 17, **held}])
        say(session, "s-not-kept", evidence=[{"document": "not-kept", "exact": "words of a text that is not here"}])
        say(session, "s-place", evidence=[{"document": "report", "locator": "page 4"}, {"document": "data"}])
    return workspace


def test_a_place_without_a_passage_is_listed_with_its_source(quoting: Workspace) -> None:
    with quoting.reading() as session:
        found = lacking(session, "places-without-passage")
    assert [(row["record"], row["about"]) for row in found.rows] == [(Ref("statement", "s-place", "s-place"), "the whole record")]
    (places,) = (row["sources"] for row in found.rows)
    assert isinstance(places, list)
    assert [(place.document.slug, place.locator) for place in places if isinstance(place, Source)] == [("report", "page 4")]
    assert numbers(quoting, "places-without-passage") == (1, 4)


def test_a_passage_that_its_text_no_longer_has_is_lost(quoting: Workspace) -> None:
    assert listed(quoting, "lost-passages") == ["s-lost"]
    assert numbers(quoting, "lost-passages") == (1, 2)


def test_places_of_statements_that_nobody_labelled_are_counted(quoting: Workspace) -> None:
    with quoting.writing() as session:
        make(session, "event", "fair", evidence=on("report"))
    assert listed(quoting, "places-without-mode") == ["s-not-kept", "s-place"]
    assert numbers(quoting, "places-without-mode") == (2, 4)


def test_a_place_for_one_property_says_which(quoting: Workspace) -> None:
    with quoting.writing() as session:
        make(session, "event", "fair", evidence=on("report", field="start", value="2019"))
    with quoting.reading() as session:
        about = {
            row["record"].slug: row["about"] for row in lacking(session, "places-without-passage").rows if isinstance(row["record"], Ref)
        }
    assert about == {"fair": "Start", "s-place": "the whole record"}


@pytest.fixture
def consortium(workspace: Workspace) -> Workspace:
    """Make a project with partners that acted at its event, for it elsewhere, through a unit, and not at all."""
    with workspace.writing() as session:
        for slug in ("at-the-event", "for-the-project", "whole", "unit", "silent", "outsider"):
            make(session, "organisation", slug)
        partners = [{"organisation": slug, "role": "participant"} for slug in ("at-the-event", "for-the-project", "silent")]
        make(session, "project", "lamp", participations=[*partners, {"organisation": "whole", "unit": "unit", "role": "participant"}])
        make(session, "event", "fair", projects=["lamp"])
        done = {"role": "keynote"}
        make(session, "contribution", "c-event", event="fair", parties=[{"organisation": "at-the-event"}], **done)
        make(session, "contribution", "c-project", project="lamp", parties=[{"organisation": "for-the-project"}], **done)
        make(session, "contribution", "c-unit", event="fair", parties=[{"organisation": "unit"}], **done)
        make(session, "contribution", "c-elsewhere", parties=[{"organisation": "silent"}, {"organisation": "outsider"}], **done)
    return workspace


def test_a_partner_acts_at_an_event_for_the_project_or_through_its_unit(consortium: Workspace) -> None:
    assert listed(consortium, "partners-without-contribution") == ["silent"]
    assert numbers(consortium, "partners-without-contribution") == (1, 4)


def test_a_contribution_that_was_withdrawn_does_not_count(consortium: Workspace) -> None:
    with consortium.writing() as session:
        records.withdraw(session, get(session, "contribution", "c-event"), EDITOR)
    assert listed(consortium, "partners-without-contribution") == ["at-the-event", "silent"]


def test_projects_that_only_an_import_brought_lack_no_contributions(consortium: Workspace) -> None:
    with consortium.writing() as session:
        run = ImportRun(source="cordis", files=[], options={}, fingerprint="x")
        session.add(run)
        session.flush()
        values = {"slug": "imported", "label": "imported", "participations": [{"organisation": "outsider", "role": "participant"}]}
        records.create(session, "project", cleaned("project", values), Author("cordis", import_id=run.id))
    assert numbers(consortium, "partners-without-contribution") == (1, 4)
    with consortium.writing() as session:
        change(session, get(session, "project", "imported"), website="https://example.org")
    assert numbers(consortium, "partners-without-contribution") == (2, 5)


def test_a_person_at_an_event_should_have_an_affiliation(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "organisation", "lab")
        make(session, "event", "fair")
        for slug in ("ada", "bob", "eve"):
            make(session, "person", slug)
        parties = [{"person": "ada", "organisation": "lab"}, {"person": "bob"}, {"organisation": "lab"}]
        make(session, "contribution", "c-panel", event="fair", role="panel", parties=parties)
        make(session, "contribution", "c-report", role="reported", parties=[{"person": "eve"}])
    with workspace.reading() as session:
        found = lacking(session, "people-without-affiliation")
    expected = {
        "record": Ref("person", "bob", "bob"),
        "contribution": Ref("contribution", "c-panel", "c-panel"),
        "event": Ref("event", "fair", "fair"),
    }
    assert (found.total, list(found.rows), found.about["whole"]) == (1, [expected], 2)


def test_events_and_contributions_should_rest_on_a_source(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "document", "report")
        make(session, "event", "fair", evidence=on("report"))
        make(session, "event", "rumour")
        make(session, "contribution", "c-keynote", role="keynote")
    assert listed(workspace, "events-without-source") == ["rumour"]
    assert listed(workspace, "contributions-without-source") == ["c-keynote"]


def test_records_that_were_withdrawn_are_left_out(workspace: Workspace) -> None:
    with workspace.writing() as session:
        gone = make(session, "event", "gone")
        make(session, "event", "there")
        records.withdraw(session, gone, EDITOR)
    assert numbers(workspace, "events-without-source") == (1, 1)
    assert listed(workspace, "events-without-source") == ["there"]


@pytest.fixture
def narrowed(workspace: Workspace) -> Workspace:
    """Make two projects and a topic with a narrower one, and something of each."""
    with workspace.writing() as session:
        make(session, "topic", "crime")
        make(session, "topic", "fraud", relations=[{"relation": "broader", "other": "crime"}])
        for project in ("lamp", "wheel"):
            make(session, "project", project)
            make(session, "event", f"fair-{project}", projects=[project], topics=["fraud"] if project == "lamp" else [])
            make(session, "document", f"about-{project}", projects=[project])
            make(session, "document", f"under-{project}")
            about: dict[str, Any] = {
                "project": project,
                "topics": ["fraud" if project == "lamp" else "crime"],
                "evidence": on(f"under-{project}"),
            }
            say(session, f"r-{project}", "recommendation", **about)
            say(session, f"f-{project}", **about)
    return workspace


def test_a_project_narrows_every_number_to_what_belongs_to_it(narrowed: Workspace) -> None:
    assert listed(narrowed, "recommendations-without-status", project="lamp") == ["r-lamp"]
    assert listed(narrowed, "events-without-source", project="lamp") == ["fair-lamp"]
    assert listed(narrowed, "sources-without-date", project="lamp") == ["about-lamp", "under-lamp"]
    assert numbers(narrowed, "recommendations-without-status", project="lamp") == (1, 1)


def test_a_topic_counts_its_narrower_ones_in(narrowed: Workspace) -> None:
    assert listed(narrowed, "recommendations-without-status", topic="crime") == ["r-lamp", "r-wheel"]
    assert listed(narrowed, "recommendations-without-status", topic="fraud") == ["r-lamp"]
    assert listed(narrowed, "events-without-source", topic="crime") == ["fair-lamp"]


def test_project_and_topic_narrow_together(narrowed: Workspace) -> None:
    assert listed(narrowed, "recommendations-without-status", project="wheel", topic="fraud") == []
    assert listed(narrowed, "recommendations-without-status", project="wheel", topic="crime") == ["r-wheel"]


def test_the_address_of_a_list_keeps_what_was_chosen(narrowed: Workspace) -> None:
    with narrowed.reading() as session:
        found = coverage(session, project="lamp", topic="crime")
    assert found.rows[0]["url"] == "/coverage/topics-without-recommendation?project=lamp&topic=crime"
    assert found.about == {"project": Ref("project", "lamp", "lamp"), "topic": Ref("topic", "crime", "crime")}


def test_names_that_nothing_bears_are_refused(workspace: Workspace) -> None:
    with workspace.reading() as session:
        with pytest.raises(NotFound):
            coverage(session, project="nothing")
        with pytest.raises(NoGap, match="kb coverage"):
            lacking(session, "nothing")
        with pytest.raises(BadRequest, match="numbered from 1"):
            lacking(session, "events-without-source", page=0)


def test_an_empty_knowledge_base_lacks_nothing(workspace: Workspace) -> None:
    with workspace.reading() as session:
        found = coverage(session)
    assert [(row["lacking"], row["whole"]) for row in found.rows] == [(0, 0)] * len(GAPS)


@pytest.mark.parametrize("asked", [{}, {"project": "media4sec"}, {"topic": "policing"}, {"project": "titanium", "topic": "policing"}])
@pytest.mark.parametrize("name", GAPS)
def test_every_number_counts_its_list(library: Workspace, name: str, asked: dict[str, str]) -> None:
    with library.reading() as session:
        found = lacking(session, name, asked.get("project"), asked.get("topic"))
    assert (found.total, found.about["whole"]) == numbers(library, name, **asked)
    assert len(found.rows) == found.total


def test_pages_of_a_list_hold_its_rows_in_order(library: Workspace) -> None:
    whole = listed(library, "statements-by-one-document")
    assert len(whole) > 100
    assert [slug for page in (1, 2, 3) for slug in listed(library, "statements-by-one-document", page=page)] == whole


def test_the_shipped_numbers_are_those_of_the_facts(library: Workspace) -> None:
    with library.reading() as session:
        found = {str(row["name"]): (row["lacking"], row["whole"]) for row in coverage(session).rows}
    assert found["recommendations-without-evidence"] == (0, 53)
    assert found["recommendations-without-addressee"] == (40, 53)
    assert found["recommendations-without-status"] == (53, 53)
    assert found["commitments-without-outcome"] == (9, 10)
    assert found["quotations-without-speaker"] == (5, 29)
    assert found["events-without-source"] == (0, 35)
