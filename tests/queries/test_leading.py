from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from kb.models import Record
from kb.queries.leading import NAMED, Leading
from kb.queries.pages import page
from kb.schema import KINDS
from kb.workspace import Workspace
from tests.helpers import make


def lines(session: Session, record: Record) -> dict[str, Leading]:
    session.flush()
    return {line.name: line for line in page(session, record.kind, record.slug).leading}


@pytest.fixture
def session(workspace: Workspace) -> Iterator[Session]:
    with workspace.writing() as made:
        yield made


def test_the_head_names_who_what_and_when_in_the_order_of_the_kind(session: Session) -> None:
    make(session, "event", "meeting", start="2017-09-26")
    said = make(session, "statement", "said", type="finding", event="meeting", date="2017-09-26", voicings=[{"group": "a panel"}])
    found = lines(session, said)
    assert list(found) == ["type", "voicings", "date", "event"]
    assert [found[name].values[0] for name in ("type", "voicings", "date")] == ["finding", "a panel", "26 September 2017"]


def test_of_a_long_list_the_head_names_the_first_and_counts_the_rest(session: Session) -> None:
    for number in range(NAMED + 3):
        make(session, "organisation", f"o{number}")
    partners = [{"organisation": f"o{number}", "role": "participant"} for number in range(NAMED + 3)]
    line = lines(session, make(session, "project", "large", participations=partners))["participations"]
    assert (len(line.values), line.total, line.more, line.linked) == (NAMED, NAMED + 3, 3, True)


def test_a_statement_that_nobody_is_named_for_says_so(session: Session) -> None:
    line = lines(session, make(session, "statement", "said", type="finding"))["voicings"]
    assert (line.values, line.total) == ([], 0)


def test_only_a_recommendation_says_that_it_names_nobody_who_should_act(session: Session) -> None:
    made = (make(session, "statement", kind, type=kind) for kind in ("recommendation", "finding", "challenge", "commitment"))
    assert [record.slug for record in made if "addressees" in lines(session, record)] == ["recommendation"]


def test_a_value_that_every_record_should_have_is_told_as_missing(session: Session) -> None:
    line = lines(session, make(session, "project", "undated"))["start"]
    assert (line.values, line.total, line.linked) == ([], 0, False)


def test_a_kind_that_names_no_leading_fields_leads_with_the_columns_of_its_list(session: Session) -> None:
    assert not KINDS["tool"].text.leading
    assert list(lines(session, make(session, "tool", "hammer", type="software"))) == ["type"]


def test_what_a_kind_leads_with_are_fields_or_links_of_it() -> None:
    for kind in KINDS.values():
        assert set(kind.text.leading) <= {*kind.fields, *kind.links}, kind.name
