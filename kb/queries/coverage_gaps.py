"""The gaps that can be asked for: each a statement that gives every row it is about, and whether that row lacks something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from kb.among import among
from kb.models import (
    Addressee,
    Contribution,
    ContributionParty,
    Document,
    Event,
    Evidence,
    Participation,
    ProjectLink,
    Revision,
    SourceText,
    Statement,
    TopicRelation,
    Voicing,
)
from kb.queries.cells import QUOTATION
from kb.queries.coverage_scope import ABOUT, DONE, PART, RESTS, SAID, Scope
from kb.queries.pointers import HIDDEN
from kb.told import speaking

SOURCE, TEXT, EVENT = Document.__table__.c, SourceText.__table__.c, Event.__table__.c
PARTY, VOICE, ACTS, LINKED = ContributionParty.__table__.c, Voicing.__table__.c, Addressee.__table__.c, ProjectLink.__table__.c
SAYING, SOURCES, PEOPLE = "Findings, recommendations, commitments", "Sources and passages", "Partners, people, events"
# A data set has no text that a passage could stand in.
READABLE = SOURCE.access.is_distinct_from("register")
NO_TEXT = ~select(TEXT.id).where(TEXT.document_id == SOURCE.id).exists()
Rows = Select[Any]


@dataclass(frozen=True)
class Gap:
    """Something that may be lacking.

    ``name`` is part of its address, ``label`` says what is lacking, ``of`` what it is counted among, ``group`` where it
    stands, ``shows`` what its list holds: records of a kind, or ``places``, ``partners`` or ``parties``. ``rows`` selects ``id``, ``record`` (the
    number of the record that heads the row) and ``lacking`` (1 or 0).
    """

    name: str
    group: str
    label: str
    of: str
    shows: str
    rows: Callable[[Scope], Rows]

    def __post_init__(self) -> None:
        """Let its words be said in every language."""
        speaking(self, "group", "label", "of")


def _rows(number: Any, record: Any, lacking: ColumnElement[bool]) -> Rows:
    return select(number.label("id"), record.label("record"), case((lacking, 1), else_=0).label("lacking"))


def _said(kind: str, lacking: ColumnElement[bool]) -> Callable[[Scope], Rows]:
    """Ask of the statements of a type."""
    return lambda scope: _rows(SAID.id, SAID.id, lacking).where(SAID.type == kind, *scope.records(SAID.id))


def _sources(lacking: ColumnElement[bool], *more: ColumnElement[bool]) -> Callable[[Scope], Rows]:
    """Ask of the documents."""
    return lambda scope: _rows(SOURCE.id, SOURCE.id, lacking).where(*more, *scope.documents(SOURCE.id))


def _no_evidence(number: Any) -> ColumnElement[bool]:
    return ~select(RESTS.id).where(RESTS.record_id == number).exists()


def _topics(scope: Scope) -> Rows:
    """Give the topics with findings, those included that have them through a narrower topic."""
    spoken = select(ABOUT.record_id, ABOUT.topic_id, SAID.type).join(Statement.__table__, SAID.id == ABOUT.record_id)
    wanted = SAID.type.in_(("finding", "recommendation"))
    tree = spoken.where(wanted, SAID.id.not_in(HIDDEN), *scope.of_project(SAID.id)).cte("spoken_of", recursive=True)
    wider = select(tree.c.record_id, TopicRelation.other_id, tree.c.type).join(TopicRelation, TopicRelation.topic_id == tree.c.topic_id)
    every = tree.union(wider.where(TopicRelation.relation == "broader"))
    counts = {kind: func.sum(case((every.c.type == kind, 1), else_=0)) for kind in ("finding", "recommendation")}
    query = _rows(every.c.topic_id, every.c.topic_id, counts["recommendation"] == 0).where(*scope.subjects(every.c.topic_id))
    return query.group_by(every.c.topic_id).having(counts["finding"] > 0)


def _origins(lacking: Callable[[Any, Any, Any], ColumnElement[bool]]) -> Callable[[Scope], Rows]:
    """Ask of the statements with evidence, by their documents, by the origins judged and by the documents not judged."""
    documents = func.count(RESTS.document_id.distinct())
    groups = func.count(SOURCE.origin_group.distinct())
    unjudged = func.count(case((SOURCE.origin_group.is_(None), RESTS.document_id)).distinct())

    def rows(scope: Scope) -> Rows:
        query = _rows(SAID.id, SAID.id, lacking(documents, groups, unjudged)).join_from(
            Statement.__table__, Evidence.__table__, SAID.id == RESTS.record_id
        )
        joined = query.join(Document.__table__, SOURCE.id == RESTS.document_id)
        return joined.where(RESTS.field.is_(None), *scope.records(SAID.id)).group_by(SAID.id)

    return rows


def _quotations(scope: Scope) -> Rows:
    named = select(VOICE.id).where(VOICE.statement_id == SAID.id, or_(VOICE.person_id.is_not(None), VOICE.organisation_id.is_not(None)))
    quoted = select(RESTS.id).where(RESTS.record_id == SAID.id, RESTS.mode == QUOTATION, RESTS.field.is_(None))
    return _rows(SAID.id, SAID.id, ~named.exists()).where(quoted.exists(), *scope.records(SAID.id))


def _places(lacking: ColumnElement[bool], *more: ColumnElement[bool]) -> Callable[[Scope], Rows]:
    """Ask of the places that records rest on, those in data sets left out."""

    def rows(scope: Scope) -> Rows:
        query = _rows(RESTS.id, RESTS.record_id, lacking).join_from(Evidence.__table__, Document.__table__, SOURCE.id == RESTS.document_id)
        return query.where(READABLE, *more, *scope.records(RESTS.record_id))

    return rows


def _lost(scope: Scope) -> Rows:
    """Give the passages of sources whose text is kept, those lost that are no longer found in it."""
    return _places(among(RESTS.id, scope.lost), RESTS.exact.is_not(None), ~NO_TEXT)(scope)


def _partners(scope: Scope) -> Rows:
    """Give the partners of the projects that people have worked on: what an import alone brought has no contributions to lack."""
    by_hand = select(Revision.record_id).where(Revision.import_id.is_(None))
    at_events = DONE.event_id.in_(select(LINKED.record_id).where(LINKED.project_id == PART.project_id).correlate(Participation.__table__))
    done = select(PARTY.id).join(Contribution.__table__, DONE.id == PARTY.contribution_id)
    done = done.where(or_(DONE.project_id == PART.project_id, at_events), PARTY.organisation_id.in_((PART.organisation_id, PART.unit_id)))
    lacking = ~done.where(DONE.id.not_in(HIDDEN)).correlate(Participation.__table__).exists()
    query = _rows(PART.id, PART.organisation_id, lacking).where(PART.project_id.in_(by_hand), PART.organisation_id.not_in(HIDDEN))
    return query.where(*scope.projects(PART.project_id))


def _parties(scope: Scope) -> Rows:
    query = _rows(PARTY.id, PARTY.person_id, PARTY.organisation_id.is_(None))
    joined = query.join_from(ContributionParty.__table__, Contribution.__table__, DONE.id == PARTY.contribution_id)
    return joined.where(PARTY.person_id.is_not(None), DONE.event_id.is_not(None), *scope.records(DONE.id))


def _recorded(column: Any) -> Callable[[Scope], Rows]:
    """Ask records of one kind whether they rest on anything."""
    return lambda scope: _rows(column, column, _no_evidence(column)).where(*scope.records(column))


NOBODY = ~select(ACTS.id).where(ACTS.statement_id == SAID.id, ACTS.inferred.is_(False)).exists()
RECOMMENDED = "recommendations"
GAPS = {
    gap.name: gap
    for gap in (
        Gap(
            "topics-without-recommendation", SAYING, "Topics with findings but no recommendation", "topics with findings", "topic", _topics
        ),
        Gap(
            "recommendations-without-evidence",
            SAYING,
            "Recommendations that rest on no source",
            RECOMMENDED,
            "statement",
            _said("recommendation", _no_evidence(SAID.id)),
        ),
        Gap(
            "recommendations-without-addressee",
            SAYING,
            "Recommendations that name nobody who should act",
            RECOMMENDED,
            "statement",
            _said("recommendation", NOBODY),
        ),
        Gap(
            "recommendations-without-status",
            SAYING,
            "Recommendations of which nothing tells what became of them",
            RECOMMENDED,
            "statement",
            _said("recommendation", func.coalesce(SAID.uptake, "unknown") == "unknown"),
        ),
        Gap(
            "commitments-without-outcome",
            SAYING,
            "Commitments of which nothing tells whether they were kept",
            "commitments",
            "statement",
            _said("commitment", func.coalesce(SAID.fulfilment, "unknown") == "unknown"),
        ),
        Gap(
            "statements-by-one-document",
            SAYING,
            "Statements by one document only",
            "statements with a source",
            "statement",
            _origins(lambda documents, _groups, _unjudged: documents == 1),
        ),
        Gap(
            "statements-on-one-origin",
            SAYING,
            "Statements on one origin only",
            "statements with a source",
            "statement",
            _origins(lambda _documents, groups, unjudged: groups + unjudged == 1),
        ),
        Gap(
            "statements-not-compared",
            SAYING,
            "Statements whose documents may be of one origin: nobody has compared them",
            "statements with a source",
            "statement",
            _origins(lambda _documents, groups, unjudged: and_(groups <= 1, unjudged > 0, groups + unjudged > 1)),
        ),
        Gap("quotations-without-speaker", SAYING, "Quotations whose speaker is not named", "quoted statements", "statement", _quotations),
        Gap("sources-without-date", SOURCES, "Sources without a date", "sources", "document", _sources(SOURCE.date.is_(None))),
        Gap("sources-without-licence", SOURCES, "Sources without a licence", "sources", "document", _sources(SOURCE.licence.is_(None))),
        Gap(
            "sources-without-text",
            SOURCES,
            "Sources whose text is not kept",
            "sources, data sets left out",
            "document",
            _sources(NO_TEXT, READABLE),
        ),
        Gap(
            "places-without-passage",
            SOURCES,
            "Places in sources without a passage",
            "places in sources, data sets left out",
            "places",
            _places(RESTS.exact.is_(None)),
        ),
        Gap(
            "lost-passages",
            SOURCES,
            "Passages no longer found in the text of their source",
            "passages of sources whose text is kept",
            "places",
            _lost,
        ),
        Gap(
            "places-without-mode",
            SOURCES,
            "Places of statements of which nobody said whose words they are",
            "places of statements",
            "places",
            _places(RESTS.mode.is_(None), RESTS.record_id.in_(select(SAID.id))),
        ),
        Gap(
            "partners-without-contribution",
            PEOPLE,
            "Partners with no contribution on record",
            "partners of projects that people have worked on",
            "partners",
            _partners,
        ),
        Gap("people-without-affiliation", PEOPLE, "People at an event without an affiliation", "people at events", "parties", _parties),
        Gap("events-without-source", PEOPLE, "Events that rest on no source", "events", "event", _recorded(EVENT.id)),
        Gap(
            "contributions-without-source",
            PEOPLE,
            "Contributions that rest on no source",
            "contributions",
            "contribution",
            _recorded(DONE.id),
        ),
    )
}
