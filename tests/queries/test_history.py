from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.queries import history, pages
from kb.queries.find import get as get_one
from kb.queries.history import Difference
from kb.queries.pages import Change
from kb.queries.wording import IN, OUT, SAME, pieces
from kb.snapshots import Want
from kb.workspace import Workspace
from tests.helpers import change, get

words = st.lists(st.sampled_from(["share", "tools", " ", ", ", "Τα", "é", "70", "\n"])).map("".join)


@given(words | st.text(), words | st.text())
def test_the_way_from_one_text_to_another_holds_both(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(piece.text for piece in found if piece.mark != IN) == old
    assert "".join(piece.text for piece in found if piece.mark != OUT) == new
    assert all(piece.text for piece in found)


@given(words)
def test_equal_texts_have_nothing_taken_out_or_put_in(text: str) -> None:
    assert {piece.mark for piece in pieces(text, text)} <= {SAME}


def test_words_that_are_exchanged_stand_side_by_side() -> None:
    found = pieces("Share all old tools now.", "Share some new tools now.")
    assert [(piece.mark, piece.text) for piece in found] == [
        (SAME, "Share "),
        (OUT, "all old "),
        (IN, "some new "),
        (SAME, "tools now."),
    ]


def told(found: Difference) -> list[tuple[str, str]]:
    """Give each line of a difference with what went and what came in brackets."""
    around = {OUT: "[-{}-]", IN: "[+{}+]", SAME: "{}"}
    return [(line.mark, "".join(around[piece.mark].format(piece.text) for piece in line.pieces)) for line in found.lines]


def newest(workspace: Workspace, kind: str, slug: str, **values: Any) -> dict[str, list[tuple[str, str]]]:
    """Change a record and give what the newest entry of its history tells, by field."""
    with workspace.writing() as session:
        change(session, get(session, kind, slug), **values)
    return {found.name: told(found) for found in changes(workspace, kind, slug)[0].differences}


def changes(workspace: Workspace, kind: str, slug: str) -> list[Change]:
    with workspace.reading() as session:
        return pages.history_of(session, get_one(session, kind, slug, Want((), ())))


def test_values_are_told_as_people_read_them(small: Workspace) -> None:
    found = newest(small, "project", "lantern", end="2021-03", ec_contribution=None)
    assert found == {
        "end": [("changed", "[-June 2020-][+March 2021+]")],
        "ec_contribution": [("changed", "[-€1,000.50-]")],
    }


def test_a_reference_is_told_by_what_it_is_called(small: Workspace) -> None:
    assert newest(small, "statement", "s-share", event=None) == {"event": [("changed", "[-Harbour workshop-]")]}


def test_rows_are_told_as_added_removed_or_changed(small: Workspace) -> None:
    rows = [{"organisation": "nordic-lab", "role": "participant", "ec_contribution": "600.25"}]
    assert newest(small, "project", "lantern", participations=rows) == {
        "participations": [
            ("changed", "Partner: Nordic Laboratory · Role: [-coordinator -][+participant +]· EC contribution: €600.25"),
            ("out", "[-Partner: Harbour Police · Role: participant-]"),
        ]
    }
    assert newest(small, "event", "harbour-workshop", topics=["dark-web", "online-space"]) == {"topics": [("in", "[+Online spaces+]")]}


def test_rows_in_another_order_are_told_as_such(small: Workspace) -> None:
    newest(small, "event", "harbour-workshop", topics=["dark-web", "online-space"])
    found = newest(small, "event", "harbour-workshop", topics=["online-space", "dark-web"])
    assert found == {"topics": [("changed", "the same rows in another order")]}


def test_a_row_that_stands_twice_and_loses_one_is_told(small: Workspace) -> None:
    rows = [{"document": "harbour-report", "locator": "page 1"}]
    newest(small, "event", "harbour-workshop", evidence=[*rows, *rows])
    found = newest(small, "event", "harbour-workshop", evidence=rows)
    assert found == {"evidence": [("out", "[-Source: Report on the harbour workshop · Place in the source: page 1-]")]}


def test_who_when_why_and_from_which_source_stand_beside_it(small: Workspace) -> None:
    newest(small, "topic", "dark-web", label="Deep web")
    found, first = changes(small, "topic", "dark-web")
    assert (found.version, found.action, found.by, found.why, found.source) == (2, "changed", "editor", "a test", "tests")
    assert (first.version, first.action, first.by) == (1, "created", "seed")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("state", "withdrawn", "withdrawn"), ("end", "no date at all", "no date at all"), ("programme", "gone-for-good", "gone-for-good")],
)
def test_what_no_longer_fits_is_told_as_it_was(name: str, value: str, words: str) -> None:
    (found,) = history.differences("project", {name: [None, value]}, {})
    assert told(found) == [("changed", f"[+{words}+]")]
