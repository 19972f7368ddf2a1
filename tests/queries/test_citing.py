from __future__ import annotations

from typing import Any

from kb import texts
from kb.models import Document
from kb.queries import cited, citing
from kb.queries.cited import Entry, Mention, Work
from kb.texts import New
from kb.workspace import Workspace
from tests.client import counted
from tests.helpers import EDITOR, change, get, make

TEXT = "The harbour is busy. We must share our tools, said the captain. Ελλάδα asks for more."
WORDS = "We must share our tools"


def told(workspace: Workspace, kind: str, slug: str) -> Entry:
    with workspace.reading() as session:
        found, _known = citing.entries(session, [get(session, kind, slug).id])
    return found[0]


def work(workspace: Workspace, slug: str) -> Work:
    with workspace.reading() as session:
        return next(iter(citing.works(session, [get(session, "document", slug).id]).values()))


def quoting(workspace: Workspace, *, public: bool, exact: str = WORDS, **values: Any) -> Mention:
    """Keep a text of the report, and have the statement quote it."""
    with workspace.writing() as session:
        document = get(session, "document", "harbour-report")
        assert isinstance(document, Document)
        texts.add(session, document, New(TEXT, public=public, retrieved="2020-01-31"), EDITOR)
        evidence = {"document": "harbour-report", "mode": "quotation", "exact": exact, **values}
        change(session, get(session, "statement", "s-share"), evidence=[evidence])
    return told(workspace, "statement", "s-share").mentions[0]


def test_a_recommendation_tells_who_said_it_to_whom_and_what_became_of_it(small: Workspace) -> None:
    facts = dict(told(small, "statement", "s-share").facts)
    assert facts["Who said it"] == "Anna Berg"
    assert facts["Addressed to"] == "policy makers"
    assert facts["Uptake"] == "unknown"
    assert facts["Topics"] == "Dark Web"


def test_what_a_reader_looks_for_is_not_stated_where_nothing_is_on_record(workspace: Workspace) -> None:
    with workspace.writing() as session:
        for kind in ("recommendation", "commitment", "finding"):
            make(session, "statement", f"s-{kind}", type=kind)
    by_kind = {kind: dict(told(workspace, "statement", f"s-{kind}").facts) for kind in ("recommendation", "commitment", "finding")}
    assert {by_kind["recommendation"][name] for name in ("Uptake", "Addressed to", "Who said it", "Stated")} == {"not stated"}
    assert {by_kind["commitment"][name] for name in ("Due", "Kept")} == {"not stated"}
    assert set(by_kind["finding"]) == {"Type of statement", "Who said it", "Stated"}


def test_a_voice_is_told_with_whom_it_spoke_for(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "person", "berg", label="Anna Berg")
        make(session, "organisation", "lab", label="Laboratory")
        voicings = [{"person": "berg", "organisation": "lab"}, {"organisation": "lab"}, {"group": "the audience"}, {"locator": "page 1"}]
        make(session, "statement", "s", type="finding", voicings=voicings)
    said = dict(told(workspace, "statement", "s").facts)["Who said it"]
    assert said == "Anna Berg (Laboratory); Laboratory; the audience; nobody named"


def test_a_quotation_without_a_speaker_stays_without_one(small: Workspace) -> None:
    quoting(small, public=True)
    with small.writing() as session:
        change(session, get(session, "statement", "s-share"), voicings=[])
    assert dict(told(small, "statement", "s-share").facts)["Who said it"] == "speaker not named"


def test_support_is_counted_in_words_and_gaps_that_are_open_are_named(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "document", "found-it")
        gaps = [{"missing": "the number", "note": "Asked twice."}, {"missing": "the day", "closed_by": "found-it"}]
        make(session, "statement", "s", type="finding", gaps=gaps, evidence=[{"document": "found-it"}])
    entry = told(workspace, "statement", "s")
    assert entry.support == "1 document, 1 independent origin, no named voices"
    assert entry.gaps == ["the number. Asked twice."]


def test_a_passage_stands_in_its_context_where_the_text_may_be_shown(small: Workspace) -> None:
    found = quoting(small, public=True)
    assert (found.before, found.exact, found.after) == ("The harbour is busy. ", WORDS, ", said the captain. Ελλάδα asks for more.")
    assert (found.start, found.end) == (21, 21 + len(WORDS))
    assert found.where == "place not stated; whose words: quotation"


def test_a_text_that_may_not_be_shown_gives_its_few_words_alone(small: Workspace) -> None:
    found = quoting(small, public=False, prefix="busy. ", suffix=", said")
    assert (found.before, found.exact, found.after) == ("", WORDS, "")


def test_a_passage_that_is_lost_says_so(small: Workspace) -> None:
    found = quoting(small, public=True, exact="We never share")
    assert found.lost
    assert found.start is None
    assert found.where.endswith("The passage is not found in the newest text of the source")


def test_words_around_a_passage_without_a_stored_text_need_a_licence(small: Workspace) -> None:
    with small.writing() as session:
        evidence = {"document": "harbour-report", "exact": WORDS, "prefix": "busy. ", "suffix": ", said"}
        change(session, get(session, "statement", "s-share"), evidence=[evidence])
    closed = told(small, "statement", "s-share").mentions[0]
    with small.writing() as session:
        change(session, get(session, "document", "harbour-report"), licence="CC BY 4.0")
    shown = told(small, "statement", "s-share").mentions[0]
    assert (closed.before, closed.after) == ("", "")
    assert (shown.before, shown.after) == ("busy. ", ", said")


def test_what_became_of_a_recommendation_is_told_with_its_day_and_source(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "document", "audit", label="Audit")
        shown = {"status": "implemented", "date": "2020-05", "document": "audit", "locator": "page 7"}
        states = [{"status": "unknown"}, shown]
        make(session, "statement", "s", type="recommendation", uptake="implemented", status_changes=states)
    entry = told(workspace, "statement", "s")
    assert dict(entry.facts)["Status over time"] == "unknown, day not stated; fully implemented, May 2020"
    assert [mention.where for mention in entry.mentions] == ["page 7; shows the state: fully implemented, May 2020"]
    assert entry.mentions[0].document.slug == "audit"


def test_a_state_is_told_of_whatever_has_one(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "statement", "s", type="challenge", status_changes=[{"status": "overtaken", "date": "2020"}])
    assert dict(told(workspace, "statement", "s").facts)["Status over time"] == "no longer applicable, 2020"


def test_a_statement_tells_which_others_it_contradicts(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "statement", "many", label="Seventy came.", type="finding")
        make(session, "statement", "few", type="finding", relations=[{"relation": "contradicts", "other": "many"}])
    assert dict(told(workspace, "statement", "few").facts)["Other statements"] == "contradicts “Seventy came.”"


def test_a_work_knows_when_its_text_was_read_and_its_doi(small: Workspace) -> None:
    quoting(small, public=True)
    with small.writing() as session:
        change(session, get(session, "document", "harbour-report"), identifiers=[{"scheme": "doi", "value": "10.1234/harbour"}])
    found = work(small, "harbour-report")
    assert (found.retrieved, found.shown, found.doi, found.date) == ("2020-01-31", True, "10.1234/harbour", "2019-05")


def test_places_of_one_document_share_its_number(small: Workspace) -> None:
    with small.writing() as session:
        make(session, "document", "other")
        evidence = [
            {"document": "harbour-report", "locator": "page 2"},
            {"document": "other"},
            {"document": "harbour-report", "locator": "page 9"},
        ]
        change(session, get(session, "statement", "s-share"), evidence=evidence)
        numbers = [get(session, "statement", "s-share").id, get(session, "event", "harbour-workshop").id]
    with small.reading() as session:
        found = cited.numbered(*citing.entries(session, numbers))
    assert [(one.number, one.work.ref.slug, list(one.places)) for one in found] == [
        (1, "harbour-report", ["page 2", "page 9", "page 1"]),
        (2, "other", []),
    ]


def test_a_document_that_is_listed_is_its_own_source(small: Workspace) -> None:
    with small.reading() as session:
        found = cited.numbered(*citing.entries(session, [get(session, "document", "harbour-report").id]))
    assert [one.work.ref.slug for one in found] == ["harbour-report"]


def test_many_records_are_read_in_as_many_statements_as_few(small: Workspace) -> None:
    with small.writing() as session:
        for n in range(30):
            make(session, "document", f"d-{n}")
            make(session, "statement", f"s-{n}", type="finding", evidence=[{"document": f"d-{n}", "exact": "x"}], topics=["dark-web"])
        numbers = [get(session, "statement", f"s-{n}").id for n in range(30)]
    sent = []
    for some in (numbers[:2], numbers):
        with small.reading() as session, counted(small) as statements:
            citing.entries(session, some)
        sent.append(len(statements))
    assert sent[0] == sent[1] < 20
