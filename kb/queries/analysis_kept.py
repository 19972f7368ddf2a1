"""Answers kept until the store changes, so that a broad question is worked out once and not for every reader."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.models import Record, Revision

MOST = 64


def state(session: Session) -> tuple[Any, ...]:
    """Tell one state of the store from another: every change leaves a revision, and what is erased takes its own along."""
    latest = select(func.max(Record.updated)).scalar_subquery()
    return tuple(session.execute(select(func.max(Revision.id), func.count(Revision.id), latest)).one())


class Kept:
    """The answers given last, by question; all of one state of the store. May be asked by many threads at once."""

    def __init__(self, most: int = MOST) -> None:
        """Keep as many answers as given."""
        self._most, self._lock = most, Lock()
        self._state: tuple[Any, ...] | None = None
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, session: Session, question: Hashable, make: Callable[[], Any]) -> Any:
        """Give the answer kept, or make it with the same session, which reads the one state of the store."""
        now = state(session)
        with self._lock:
            if now != self._state:
                self._answers.clear()
                self._state = now
            if question in self._answers:
                self._answers.move_to_end(question)
                return self._answers[question]
        made = make()
        with self._lock:
            if now == self._state:
                self._answers[question] = made
                while len(self._answers) > self._most:
                    self._answers.popitem(last=False)
        return made
