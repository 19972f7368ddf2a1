from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from kb import records
from kb.queries.pages import COUNT_BITS, Support
from kb.search import find
from kb.search.engine import STRENGTH_BITS
from kb.workspace import Workspace
from tests.helpers import EDITOR, change, get, make, marked

SOURCES = ("first", "second", "third")


def statement(session: Session, slug: str, sources: Sequence[str], voices: int = 0) -> None:
    """Make a statement that rests on some documents and was said by some organisations."""
    for voice in range(voices):
        make(session, "organisation", f"{slug}-{voice}")
    said = [{"organisation": f"{slug}-{voice}"} for voice in range(voices)]
    evidence = [{"document": source, "locator": "page 1"} for source in sources]
    make(session, "statement", slug, type="finding", evidence=evidence, voicings=said)


@pytest.fixture
def told(workspace: Workspace) -> Workspace:
    """Give statements that rest on documents of which two are judged to be of different origins."""
    with workspace.writing() as session:
        for slug in SOURCES:
            make(session, "document", slug, **({} if slug == "third" else {"origin_group": slug}))
        statement(session, "on-none", ())
        statement(session, "on-one", ["first"])
        statement(session, "on-one-loudly", ["second"], voices=2)
        statement(session, "on-two", ["first", "second"])
        statement(session, "on-two-perhaps", ["second", "third"])
    return workspace


def ordered(workspace: Workspace, **place: str) -> list[str]:
    with workspace.reading() as session:
        answer = find.find(session, workspace.engine, find.ask("", {"kind": ["statement"]}, sort="evidence", **place))  # type: ignore[arg-type] # marks
    return [hit["slug"] for hit in answer["hits"]]


def test_the_best_supported_stand_first_by_least_origins_then_most_then_voices(told: Workspace) -> None:
    assert ordered(told) == ["on-two", "on-two-perhaps", "on-one-loudly", "on-one", "on-none"]


def test_what_is_supported_alike_stands_by_its_label(told: Workspace) -> None:
    with told.writing() as session:
        statement(session, "on-another-one", ["second"])
    assert ordered(told)[3:5] == ["on-another-one", "on-one"]


def test_documents_judged_to_be_of_one_origin_change_the_order(told: Workspace) -> None:
    with told.writing() as session:
        change(session, get(session, "document", "second"), origin_group="first")
    assert ordered(told) == ["on-two-perhaps", "on-one-loudly", "on-one", "on-two", "on-none"]
    assert not told.compare()


def test_a_judgement_of_origin_marks_what_rests_on_the_document_and_nothing_else_of_it_does(told: Workspace) -> None:
    with told.reading() as session:
        resting = {get(session, "statement", slug).id for slug in ("on-one-loudly", "on-two", "on-two-perhaps")}
        second = get(session, "document", "second")
        own = second.id
        session.expunge_all()
    with told.reading() as session:
        change(session, get(session, "document", "second"), publisher="A press")
        session.flush()
        assert not marked(session) & resting
        change(session, get(session, "document", "second"), origin_group="another")
        session.flush()
        assert marked(session) >= resting | {own}
        session.rollback()


def test_a_merged_document_no_longer_counts_beside_the_one_it_went_into(told: Workspace) -> None:
    with told.writing() as session:
        records.merge(session, get(session, "document", "first"), get(session, "document", "second"), EDITOR)
    assert ordered(told)[0] == "on-two-perhaps"
    assert not told.compare()


def test_a_page_goes_on_where_the_one_before_ended(told: Workspace) -> None:
    found: list[str] = []
    after = ""
    with told.reading() as session:
        while True:
            asked = find.ask("", {"kind": ["statement"]}, sort="evidence", size=2, after=after)
            answer = find.find(session, told.engine, asked)
            found += [hit["slug"] for hit in answer["hits"]]
            after = answer["next"]
            if not after:
                break
    assert found == ordered(told)


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        (Support(0, 0, 0, 3), Support(1, 1, 1, 0)),
        (Support(3, 1, 3, 9), Support(2, 2, 2, 0)),
        (Support(2, 1, 1, 9), Support(2, 1, 2, 0)),
        (Support(2, 1, 2, 0), Support(2, 1, 2, 1)),
        (Support(9, 1, 9, 9), Support(5000, 5000, 5000, 0)),
    ],
)
def test_strength_is_a_number_that_orders_support(weaker: Support, stronger: Support) -> None:
    assert weaker.strength < stronger.strength < 1 << STRENGTH_BITS


def test_the_counts_of_a_strength_fit_into_its_bits() -> None:
    most = (1 << COUNT_BITS) - 1
    assert Support(most, most, most, most).strength == (1 << STRENGTH_BITS) - 1


def test_support_of_records_of_any_kind_is_counted(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "document", "first")
        make(session, "topic", "bare")
        make(session, "topic", "sourced", evidence=[{"document": "first"}])
    with workspace.reading() as session:
        answer = find.find(session, workspace.engine, find.ask("", {"kind": ["topic"]}, sort="evidence"))
    assert [hit["slug"] for hit in answer["hits"]] == ["sourced", "bare"]
