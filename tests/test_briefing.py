from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from kb import briefing
from kb.asof import Moment
from kb.briefing import FORMS, Where
from kb.errors import BadRequest, NotFound
from kb.queries import citing
from kb.queries.cited import Briefing
from kb.search import find
from kb.workspace import Workspace
from tests.helpers import make

DAY = date(2026, 1, 31)
HERE = Where("https://kb.example.org", DAY)


def told(workspace: Workspace, path: str, words: str = "", where: Where = HERE, **asked: Any) -> Briefing:
    with workspace.reading() as session:
        return briefing.of_list(session, workspace.engine, path, find.ask(words, **asked), where)


def test_the_title_is_the_question_in_words(library: Workspace) -> None:
    found = told(library, "/recommendations", "law", filters={"topic": ["legal-framework"], "addressee": ["not-stated"]}, widened=False)
    assert found.title == "Recommendations: “law”, Topic: Common legal framework, Addressed to: not stated, only as typed"


def test_a_question_without_words_and_choices_is_called_after_its_list(library: Workspace) -> None:
    assert told(library, "/statements").title == "Statements"
    assert told(library, "/search", "bitcoin").title == "All records: “bitcoin”"


def test_the_permalink_asks_the_same_question_of_the_day(library: Workspace) -> None:
    found = told(library, "/statements", "dark web", filters={"topic": ["dark-web"]}, sort="newest", widened=False)
    assert found.permalink == "https://kb.example.org/statements?q=dark+web&topic=dark-web&sort=newest&widen=no&asof=2026-01-31"


def test_the_usual_order_of_a_list_is_not_told(library: Workspace) -> None:
    assert told(library, "/events", sort="oldest").permalink == "https://kb.example.org/events?asof=2026-01-31"


def test_a_moment_that_was_asked_for_stays_the_one_asked_for(library: Workspace) -> None:
    moment = Moment("2026-01-01T12:00:00Z", datetime(2026, 1, 1, 12, tzinfo=UTC))
    found = told(library, "/events", where=Where("https://kb.example.org", DAY, moment), sort="oldest")
    assert found.permalink == "https://kb.example.org/events?asof=2026-01-01T12%3A00%3A00Z"
    assert found.notes[0] == "as recorded on 1 January 2026 at 12:00:00 UTC"


def test_records_come_in_the_order_of_the_list(library: Workspace) -> None:
    request = find.ask("", {"topic": ["legal-framework"], "kind": ["statement"], "type": ["recommendation"]})
    with library.reading() as session:
        found = briefing.of_list(session, library.engine, "/recommendations", request, HERE)
        numbers = library.engine.find_all(request)
        in_order = citing.entries(session, numbers)[0]
    assert [entry.ref for entry in found.entries] == [entry.ref for entry in in_order]
    assert found.total == len(found.entries) > 5


def test_a_list_of_one_kind_refuses_another(library: Workspace) -> None:
    with pytest.raises(BadRequest):
        told(library, "/recommendations", filters={"kind": ["event"]})


def test_a_long_answer_is_cut_and_says_so(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(briefing, "MOST", 2)
    with workspace.writing() as session:
        for n in range(3):
            make(session, "topic", f"t-{n}")
    found = told(workspace, "/topics")
    assert (found.total, len(found.entries)) == (3, 2)
    assert found.counted == "3 records; the first 2 are told here"


def test_how_words_were_understood_is_told(library: Workspace) -> None:
    assert any("bitcoin" in note for note in told(library, "/search", "bitcion").notes)


def test_a_record_is_cited_alone(library: Workspace) -> None:
    with library.reading() as session:
        found = briefing.of_record(session, "statement", "f-legal-clarity", HERE)
    assert [entry.ref.slug for entry in found.entries] == ["f-legal-clarity"]
    assert list(found.sources) == []
    assert found.permalink == "https://kb.example.org/statements/f-legal-clarity?asof=2026-01-31"


def test_a_record_that_is_not_there_cannot_be_cited(library: Workspace) -> None:
    with library.reading() as session, pytest.raises(NotFound):
        briefing.of_record(session, "statement", "nothing", HERE)


@pytest.mark.parametrize("form", list(FORMS))
def test_an_answer_without_a_record_can_be_taken_away_too(library: Workspace, form: str) -> None:
    found = told(library, "/search", "qwertyuiop")
    assert found.total == 0
    assert isinstance(FORMS[form].write(found), bytes)
