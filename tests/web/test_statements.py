from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kb import migrating, texts
from kb.models import Document
from kb.texts import New
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import ask, counted, read_html, read_json
from tests.helpers import EDITOR, make, opened, settings_for

MOST = 40
FEW, MANY = 8, 24


def fill(session: Session, start: int, number: int) -> None:
    """Make records that all refer to different others, and some of each to the same project, topic, event and person."""
    for n in range(start, start + number):
        make(session, "document", f"document-{n}")
        make(session, "topic", f"topic-{n}", relations=[{"relation": "broader", "other": "topic"}])
        evidence = [{"document": f"document-{n}", "locator": "page 1"}]
        common = {"topics": [f"topic-{n}"], "evidence": evidence}
        stated = [
            {"document": f"document-{n}", "field": "city", "value": value, "preferred": used}
            for value, used in (("Oslo", "true"), ("Bergen", "false"))
        ]
        make(session, "organisation", f"organisation-{n}", short_name=f"O{n}", **{**common, "evidence": [*evidence, *stated]})
        affiliations = [{"organisation": f"organisation-{n}"}, {"organisation": "organisation"}]
        make(session, "person", f"person-{n}", affiliations=affiliations, **common)
        partners = [{"organisation": name, "role": "participant"} for name in (f"organisation-{n}", "organisation")]
        make(session, "project", f"project-{n}", participations=partners, **common)
        make(session, "event", f"event-{n}", projects=["project"], start=f"20{n:02}", **common)
        parties = [{"person": f"person-{n}", "organisation": "organisation"}, {"person": "person", "organisation": f"organisation-{n}"}]
        held = {"role": "keynote", "project": f"project-{n}", "event": f"event-{n}"}
        make(session, "contribution", f"contribution-{n}", parties=parties, **held, **common)
        make(session, "contribution", f"contribution-b-{n}", parties=parties, role="panel", event="event", project=f"project-{n}")
        said = {"person": f"person-{n}", "organisation": f"organisation-{n}", "document": f"document-{n}"}
        also = {"person": "person", "organisation": f"organisation-{n}", "document": "document"}
        words = {"type": "recommendation", "event": f"event-{n}", "project": f"project-{n}", "date": f"20{n:02}"}
        quoted = {"document": "document", "exact": f"words {n}", "mode": "quotation"}
        on_topic = {"topics": ["topic", f"topic-{n}"], "evidence": [*evidence, quoted]}
        make(session, "statement", f"statement-{n}", voicings=[said, also], **words, **on_topic)


def grow(workspace: Workspace, start: int, number: int) -> None:
    with workspace.writing() as session:
        fill(session, start, number)


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, int], dict[str, int]]]:
    """Count the statements of every page, first with few records, then with three times as many."""
    with opened(settings_for(tmp_path_factory.mktemp("growing"))) as workspace:
        migrating.prepare(workspace)
        with workspace.writing() as session:
            for kind in ("document", "topic", "organisation", "person", "project", "event"):
                made = make(session, kind, kind)
                if isinstance(made, Document):
                    texts.add(session, made, New(". ".join(f"words {n}" for n in range(100)), public=True), EDITOR)
        client = create_app(workspace).test_client()
        grow(workspace, 1, FEW)
        few = sent(workspace, client)
        grow(workspace, 1 + FEW, MANY - FEW)
        yield few, sent(workspace, client)


# Addresses, with the most statements each may send.
PAGES = {
    "/": 10,
    "/search": 45,
    "/search?q=statement": 30,
    "/search.json?size=200": 45,
    "/search.csv": 30,
    "/search.atom": 34,
    "/search.atom?q=statement": 34,
    "/statements.atom": 30,
    "/searches": 5,
    "/statements": 16,
    "/statements.json": 16,
    "/statements.csv": 26,
    "/organisations": 12,
    "/people": 12,
    "/events": 12,
    "/events.csv": 20,
    "/contributions": 12,
    "/projects": 12,
    "/projects.json": 12,
    "/documents": 12,
    "/topics": 12,
    "/recommendations": 18,
    "/recommendations.json": 18,
    "/recommendations.csv": 18,
    "/search.md": 60,
    "/statements.html": 30,
    "/recommendations.csl.json": 30,
    "/statements/statement-1.bib": 30,
    "/values/topic": 10,
    "/values/topic?of=statements&topic=-topic-1": 10,
    "/basket?r=topics/topic&r=projects/project&r=statements/statement-1": 40,
    "/basket.json?r=organisations/organisation": 40,
    "/compare?r=topics/topic&r=topics/topic-1": 60,
    "/matrix": 25,
    "/matrix.csv": 25,
    "/matrix?by=person": 25,
    "/matrix?project=project": 34,
    "/pictures/timeline": 20,
    "/pictures/timeline?project=project": 20,
    "/pictures/timeline?topic=topic": 22,
    "/pictures/timeline?organisation=organisation": 20,
    "/pictures/timeline?person=person": 20,
    "/pictures/recommendations": 14,
    "/pictures/recommendations?by=status&project=project&topic=topic": 18,
    "/pictures/coverage": 14,
    "/pictures/coverage?project=project&topic=topic": 22,
    "/pictures/matrix": 25,
    "/pictures/matrix?project=project": 34,
    "/coverage": 10,
    "/coverage.csv": 10,
    "/coverage?project=project&topic=topic": 16,
    "/coverage/recommendations-without-addressee": 18,
    "/coverage/recommendations-without-addressee.csv": 18,
    "/coverage/places-without-passage": 14,
    "/coverage/partners-without-contribution": 12,
    "/coverage/people-without-affiliation": 14,
    "/follow-up": 18,
    "/follow-up.csv": 18,
    "/changes": 10,
    "/changes.json": 10,
    "/changes.csv": 10,
    "/changes?topic=topic": 14,
    "/disagreements": 14,
    "/disagreements.json": 14,
    "/topics/topic/similar": 60,
    "/topics/topic/similar.json": 60,
    "/topics/topic/similar.csv": 30,
    "/organisations/organisation": 40,
    "/organisations/organisation.json": 40,
    "/people/person": 40,
    "/events/event": 40,
    "/events/event.json": 40,
    "/projects/project": 40,
    "/projects/project.json": 40,
    "/documents/document": 40,
    "/documents/document.json": 40,
    "/documents/document/text": 12,
    "/documents/document/text.json": 12,
    "/documents/document/annotations.jsonld": 12,
    "/statements/statement-1": 40,
    "/topics/topic": 40,
    "/topics/topic.json": 40,
    "/projects/project/participations": 14,
    "/documents/document/evidence_document": 14,
    "/events/event/statement_event.csv": 14,
}


def sent(workspace: Workspace, client: FlaskClient) -> dict[str, int]:
    found = {}
    for address in PAGES:
        with counted(workspace) as statements:
            assert ask(client, address).status == 200
        found[address] = len(statements)
    return found


@pytest.mark.parametrize("address", PAGES)
def test_a_page_sends_the_same_number_of_statements_however_many_rows_it_has(
    numbers: tuple[dict[str, int], dict[str, int]], address: str
) -> None:
    few, many = numbers
    assert 0 < many[address] == few[address] <= PAGES[address]


@pytest.mark.parametrize(
    "address", ["/statements", "/matrix", "/recommendations", "/organisations/tno", "/documents/seed-tno", "/topics/policing"]
)
def test_a_page_of_the_shipped_records_sends_a_bounded_number_of_statements(library: Workspace, client: FlaskClient, address: str) -> None:
    with counted(library) as statements:
        read_html(client, address)
    assert 0 < len(statements) <= MOST


def test_a_search_page_of_ten_hits_sends_few_statements(library: Workspace, client: FlaskClient) -> None:
    with counted(library) as statements:
        assert len(read_json(client, "/search.json?q=bitcoin")["hits"]) == 10
    assert 0 < len(statements) <= 25


@pytest.mark.parametrize("plural", ["organisations", "statements", "documents", "people"])
def test_fifty_rows_send_as_many_statements_as_ten(library: Workspace, client: FlaskClient, plural: str) -> None:
    lengths = []
    for size in (10, 50):
        with counted(library) as statements:
            assert len(read_json(client, f"/{plural}.json?size={size}")["rows"]) == size
        lengths.append(len(statements))
    assert 0 < lengths[0] == lengths[1]
