from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from kb import db, records
from kb.asof import Moment
from kb.errors import BadRequest
from kb.models.base import now
from kb.past import Past
from kb.search import documents, find
from kb.search import past as past_search
from kb.search.engine import Engine
from kb.search.find import ask
from kb.search.request import Request
from kb.search.whoosh import WhooshEngine
from kb.workspace import Workspace
from tests.helpers import EDITOR, change, get, make, opened, settings_for

Edit = Callable[[Session, int], Any]
TOPICS, PLACES = ("dark-web", "online-space"), ("event", "harbour-workshop")


def relabel(kind: str, slug: str) -> Edit:
    return lambda session, number: change(session, get(session, kind, slug), label=f"Harbour name {number} of a lantern")


def retopic(session: Session, number: int) -> None:
    change(session, get(session, *PLACES), topics=list(TOPICS[: number % 3]))


def rescheme(session: Session, number: int) -> None:
    relations = [{"relation": "broader", "other": "online-space"}] if number % 2 else []
    change(session, get(session, "topic", "dark-web"), relations=relations)


def repartner(session: Session, number: int) -> None:
    rows = [{"organisation": name, "role": "participant"} for name in ("nordic-lab", "harbour-police")]
    change(session, get(session, "project", "lantern"), participations=rows[: number % 3])


def regroup(session: Session, number: int) -> None:
    change(session, get(session, "document", "harbour-report"), origin_group=f"group-{number}")


def project(session: Session, number: int) -> None:
    partners = [{"organisation": "harbour-police", "role": "participant"}]
    make(session, "project", f"project-{number}", label=f"Lantern {number}", participations=partners, topics=["dark-web"])


def withdraw(session: Session, _number: int) -> None:
    held = get(session, "person", "berg-anna")
    if held.state == "public":
        records.withdraw(session, held, EDITOR)


def merge(session: Session, number: int) -> None:
    records.merge(session, get(session, "topic", "dark-web"), make(session, "topic", f"topic-{number}", label="Harbour nets"), EDITOR)


EDITS: Mapping[str, Edit] = {
    "topic": relabel("topic", "dark-web"),
    "organisation": relabel("organisation", "harbour-police"),
    "event": relabel(*PLACES),
    **{edit.__name__: edit for edit in (retopic, rescheme, repartner, regroup, project, withdraw, merge)},
}
QUESTIONS = [
    ask(),
    ask("lantern"),
    ask('"harbour name"'),
    ask("harb*", sort="oldest"),
    ask("topic:online-space"),
    ask("harbour or nordic -workshop"),
    ask("nets", {"kind": ["topic"]}),
    ask("", {"project": ["lantern"]}, sort="label"),
    ask("", {"topic": ["online-space"]}, sort="evidence"),
    ask("", {"country": ["NL", "NO"]}, sort="newest"),
    ask("", {"organisation": ["harbour-police"]}),
]


def told(engine: Engine, request: Request) -> Any:
    """Give all that an answer tells: total, records in order, scores and the counts of every facet."""
    found = engine.find(request)
    scores = [(number, round(score, 3)) for number, score in found.hits]
    facets = {name: list(values) for name, values in found.facets.items()}
    labels = [found.facets["topic"].label(slug) for slug in TOPICS]
    return found.total, scores, facets, engine.find_all(request), labels


def fresh(workspace: Workspace, folder: Path) -> Engine:
    """Build an index from the store as it is now."""
    made = WhooshEngine(folder)
    with workspace.reading() as session:
        made.rebuild(documents.entries(session), lambda _done: None)
    return made


def edited(workspace: Workspace, names: list[str], start: int) -> None:
    for number, name in enumerate(names, start=start):
        with workspace.writing() as session:
            EDITS[name](session, number)


some_edits = st.lists(st.sampled_from(sorted(EDITS)), max_size=4)


@settings(max_examples=10)
@given(first=some_edits, then=some_edits.filter(bool))
def test_a_search_as_of_a_moment_answers_as_an_index_built_then(small_home: Path, first: list[str], then: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name, opened(settings_for(shutil.copytree(small_home, Path(name) / "home"))) as workspace:
        edited(workspace, first, 1)
        at = now()
        built = fresh(workspace, Path(name) / "index")
        edited(workspace, then, 11)
        past = Past(workspace, Moment(at.isoformat(), at))
        assert [told(past.engine, request) for request in QUESTIONS] == [told(built, request) for request in QUESTIONS]


def past_of(workspace: Workspace, *names: str) -> Past:
    """Edit, and give the knowledge base as it was before."""
    at = now()
    edited(workspace, list(names), 1)
    return Past(workspace, Moment(at.isoformat(), at))


def slugs(workspace: Workspace, request: Request) -> set[str]:
    with workspace.reading() as session:
        return {hit["slug"] for hit in find.find(session, workspace.engine, request)["hits"]}


def test_snippets_and_labels_of_facets_are_those_of_the_day(small: Workspace) -> None:
    past = past_of(small, "topic", "organisation")
    with past.reading() as session:
        found = find.find(session, past.engine, ask("police"))
    assert "Harbour Police" in {value["label"] for value in found["facets"]["organisation"]["values"]}
    assert "name 2" not in str(found)


def test_what_still_waits_for_the_index_does_not_show_in_the_past(small: Workspace) -> None:
    at = now()
    with db.sessions(small.database, write=True).begin() as session:
        relabel("topic", "dark-web")(session, 1)
    past = Past(small, Moment(at.isoformat(), at))
    assert "dark-web" in slugs(past, ask('label:"dark web"'))
    small.drain()
    assert "dark-web" in slugs(past, ask('label:"dark web"'))
    assert "dark-web" not in slugs(small, ask('label:"dark web"'))


def test_the_past_goes_with_an_index_that_is_built_anew(small: Workspace) -> None:
    past = past_of(small, "topic", "project")
    before = [told(past.engine, request) for request in QUESTIONS]
    small.rebuild()
    assert [told(past.engine, request) for request in QUESTIONS] == before


def test_where_nothing_changed_since_the_present_answers(small: Workspace) -> None:
    assert past_of(small).engine is small.engine


def test_a_past_with_fewer_records_needs_no_entries_of_its_own(small: Workspace) -> None:
    past = past_of(small, "merge")
    assert slugs(past, ask("nets")) == set()


def test_too_many_entries_to_be_made_anew_are_refused(small: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_search, "MOST", 1)
    past = past_of(small, "topic")
    with pytest.raises(BadRequest, match="entries of the search, more than can be made anew at once"):
        slugs(past, ask("lantern"))
