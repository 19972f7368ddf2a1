"""What belongs to a project or is about a topic, as conditions, so that what is lacking can be asked of these alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, or_, select, union
from sqlalchemy.orm import Session

from kb.among import among
from kb.models import Contribution, Evidence, Participation, ProjectLink, RecordTopic, Statement
from kb.queries.analysis import one
from kb.queries.find import below
from kb.queries.pointers import HIDDEN
from kb.queries.shapes import Ref, ref
from kb.snapshots import RECORD

LINKED, ABOUT, RESTS = ProjectLink.__table__.c, RecordTopic.__table__.c, Evidence.__table__.c
SAID, DONE, PART = Statement.__table__.c, Contribution.__table__.c, Participation.__table__.c
Conditions = list[ColumnElement[bool]]


@dataclass(frozen=True)
class Scope:
    """All records, or only those of a project, on a topic (narrower ones counted in), or both. ``about`` names these.

    ``project`` is the number of the project, ``topics`` are those of the topic and of the narrower ones.

    ``lost`` are the numbers of the evidence whose passage is no longer found in the text kept of its source.
    """

    about: dict[str, Ref]
    project: int | None = None
    topics: Sequence[int] | None = None
    lost: Sequence[int] = ()

    def records(self, column: Any) -> Conditions:
        """Narrow rows by the record that a column names; records that were merged or withdrawn are always left out."""
        return [column.not_in(HIDDEN), *(column.in_(members) for members in self._members())]

    def documents(self, column: Any) -> Conditions:
        """Narrow rows by a document: one of the records themselves, or one that they rest on."""
        resting = [
            or_(column.in_(found), column.in_(select(RESTS.document_id).where(RESTS.record_id.in_(found)))) for found in self._members()
        ]
        return [column.not_in(HIDDEN), *resting]

    def subjects(self, column: Any) -> Conditions:
        """Narrow rows by a topic."""
        return [column.not_in(HIDDEN), *([] if self.topics is None else [among(column, self.topics)])]

    def of_project(self, column: Any) -> Conditions:
        """Narrow rows by the project they belong to alone."""
        return [] if self.project is None else [column.in_(of_project(self.project))]

    def projects(self, column: Any) -> Conditions:
        """Narrow rows by a project: the one asked for, or those about the topic."""
        asked = [] if self.project is None else [column == self.project]
        about = [] if self.topics is None else [column.in_(_about(self.topics))]
        return [column.not_in(HIDDEN), *asked, *about]

    def _members(self) -> list[Any]:
        asked = [] if self.project is None else [of_project(self.project)]
        return asked if self.topics is None else [*asked, on_topics(self.topics)]


def scope(session: Session, project: str | None = None, topic: str | None = None) -> Scope:
    """Resolve what was asked for, ids or exact names; raises as :func:`kb.queries.analysis.one`."""
    found = {name: one(session, name, text) for name, text in (("project", project), ("topic", topic)) if text}
    named = {name: ref(record) for name, record in found.items()}
    topics = session.execute(below(select(literal(found["topic"].id).label("id")))).scalars().all() if "topic" in found else None
    return Scope(named, found["project"].id if "project" in found else None, topics)


def of_project(number: int) -> Any:
    """Select the numbers of a project, its events, tools and documents, its statements, and what was done for it or at its events."""
    linked = select(LINKED.record_id).where(LINKED.project_id == number)
    done = select(DONE.id).where(or_(DONE.project_id == number, DONE.event_id.in_(linked)))
    said = select(SAID.id).where(SAID.project_id == number)
    return union(select(RECORD.c.id).where(RECORD.c.id == number), linked, said, done)


def on_topics(numbers: Sequence[int]) -> Any:
    """Select the numbers of some topics, of the records about them, and of what was done at events about them."""
    about = _about(numbers)
    return union(select(RECORD.c.id).where(among(RECORD.c.id, numbers)), about, select(DONE.id).where(DONE.event_id.in_(about)))


def _about(numbers: Sequence[int]) -> Select[Any]:
    return select(ABOUT.record_id).where(among(ABOUT.topic_id, numbers))
