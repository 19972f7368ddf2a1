from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from kb import records
from kb.queries.analysis_kept import Kept, state
from kb.workspace import Workspace
from tests.helpers import EDITOR, change, get, make


def ask(kept: Kept, workspace: Workspace, question: str, answer: str) -> str:
    with workspace.reading() as session:
        return str(kept.get(session, question, lambda: answer))


def rename(session: Session) -> None:
    change(session, get(session, "project", "lantern"), label="Lamp")


def relink(session: Session) -> None:
    parts = [{"organisation": "nordic-lab", "role": "coordinator", "ec_contribution": "1"}]
    change(session, get(session, "project", "lantern"), participations=parts)


def withdraw(session: Session) -> None:
    records.withdraw(session, get(session, "project", "lantern"), EDITOR)


def erase_and_create(session: Session) -> None:
    records.erase(session, get(session, "person", "berg-anna"))
    make(session, "person", "berg-anna")


@pytest.mark.parametrize("write", [rename, relink, withdraw, erase_and_create], ids=lambda write: write.__name__)
def test_an_answer_is_kept_until_the_store_changes(small: Workspace, write: Callable[[Session], None]) -> None:
    kept = Kept()
    assert ask(kept, small, "who", "first") == "first"
    assert ask(kept, small, "who", "second") == "first"
    with small.writing() as session:
        write(session)
    assert ask(kept, small, "who", "third") == "third"


def test_what_is_erased_alone_changes_the_state(small: Workspace) -> None:
    with small.reading() as session:
        before = state(session)
    with small.writing() as session:
        records.erase(session, get(session, "person", "berg-anna"))
    with small.reading() as session:
        assert state(session) != before


def test_each_question_has_its_answer(small: Workspace) -> None:
    kept = Kept()
    assert [ask(kept, small, word, word) for word in ("who", "what", "who")] == ["who", "what", "who"]


def test_the_answer_not_asked_for_longest_is_let_go(small: Workspace) -> None:
    kept = Kept(most=2)
    for word in ("one", "two", "one", "three"):
        ask(kept, small, word, f"first {word}")
    assert [ask(kept, small, word, f"second {word}") for word in ("one", "three", "two")] == ["first one", "first three", "second two"]


def test_an_answer_of_a_state_that_is_gone_is_not_kept(small: Workspace) -> None:
    kept = Kept()

    def slow() -> str:
        with small.writing() as other:
            rename(other)
        ask(kept, small, "who", "newer")
        return "older"

    with small.reading() as session:
        assert kept.get(session, "who", slow) == "older"
    assert ask(kept, small, "who", "newest") == "newer"
