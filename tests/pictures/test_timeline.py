from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient

from kb.pictures import counted
from kb.pictures.axis import Axis, shape_of
from kb.pictures.svg import Mark
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import read_json
from tests.helpers import make
from tests.pictures.asking import links, picture, told, words


@pytest.fixture
def dated(workspace: Workspace) -> Workspace:
    """Give a project with events known to the day, the month and the year, one within another, one beside, and one of no date."""
    with workspace.writing() as session:
        make(session, "project", "boat", start="2018-01-01", end="2019-12-31")
        make(session, "organisation", "yard")
        make(session, "person", "ann")
        for slug, values in {
            "fair": {"start": "2018-06-01", "end": "2018-06-09"},
            "talk": {"start": "2018-06-02", "part_of": "fair"},
            "walk": {"start": "2018-06", "adjacent_to": "talk"},
            "year": {"start": "2019"},
            "lost": {},
        }.items():
            make(session, "event", slug, projects=["boat"], **values)
        make(
            session,
            "contribution",
            "spoke",
            role="keynote",
            event="talk",
            project="boat",
            parties=[{"person": "ann", "organisation": "yard"}],
        )
        for slug, date in (("one", "2018-06-02"), ("two", "2018")):
            make(session, "statement", slug, type="finding", event="talk", project="boat", date=date)
    return workspace


def mark_of(found: Mapping[str, list[Mark]], address: str) -> Mark:
    return next(part for part in found[address][0] if part.tag in ("rect", "path"))


def test_each_date_is_drawn_by_how_exactly_it_is_known(dated: Workspace) -> None:
    found = links(picture(dated, "timeline", project="boat"))
    drawn = {slug: mark_of(found, f"/events/{slug}") for slug in ("fair", "talk", "walk", "year")}
    assert {slug: (one.tag, one.get("class")) for slug, one in drawn.items()} == {
        "fair": ("rect", "full"),
        "talk": ("path", "full"),
        "walk": ("rect", "faint broken"),
        "year": ("rect", "faint broken"),
    }


def test_a_year_is_drawn_as_long_as_it_is(dated: Workspace) -> None:
    found = links(picture(dated, "timeline", project="boat"))
    project, year = (float(mark_of(found, address).get("width", "")) for address in ("/projects/boat", "/events/year"))
    assert year == pytest.approx(project / 2, abs=2)


def test_parts_and_what_is_held_beside_follow_further_in_and_say_so(dated: Workspace) -> None:
    found = links(picture(dated, "timeline", project="boat"))
    assert [address for address in found if address.startswith("/events/")] == [
        f"/events/{slug}" for slug in ("fair", "talk", "walk", "year")
    ]
    assert told(found["/events/talk"][0]) == "talk; 2 June 2018; part of fair"
    assert told(found["/events/walk"][0]) == "walk; June 2018; held beside talk"


def test_an_event_without_a_date_is_told_beside_and_in_the_table(dated: Workspace) -> None:
    found = picture(dated, "timeline", project="boat")
    assert "/events/lost" not in links(found)
    assert [str(note) for note in found.notes] == ["No day is on record for 1 event or project: lost"]
    assert [row["start"] for row in found.table.rows if getattr(row["record"], "slug", "") == "lost"] == [None]


def test_statements_are_counted_by_event_and_by_year(dated: Workspace) -> None:
    found = picture(dated, "timeline", project="boat")
    assert told(links(found)["/statements?event=talk"][0]) == "talk: 2 statements"
    assert told(links(found)["/statements?project=boat&year=2018"][0]) == "2018: 2 statements"
    assert [row["statements"] for row in found.table.rows if row["kind"] == ""] == [2]


@pytest.mark.parametrize("chosen", [{}, {"project": "boat"}, {"organisation": "yard"}])
def test_every_count_is_that_of_its_list(dated: Workspace, chosen: dict[str, str]) -> None:
    client = create_app(dated).test_client()
    found = links(picture(dated, "timeline", **chosen))
    counts = {address: told(marks[0]) for address, marks in found.items() if address.startswith("/statements?")}
    assert counts
    for address, words_of in counts.items():
        assert f": {total(client, address)} statement" in words_of


def total(client: FlaskClient, address: str) -> int:
    path, _, query = address.partition("?")
    return int(read_json(client, f"{path}.json?{query}")["total"])


def test_the_timeline_of_a_person_or_organisation_has_what_they_did(dated: Workspace) -> None:
    for chosen in ({"person": "ann"}, {"organisation": "yard"}):
        assert "/events/talk" in links(picture(dated, "timeline", **chosen))
        assert "/events/fair" not in links(picture(dated, "timeline", **chosen))


def test_statements_of_a_person_by_year_are_left_out_since_no_list_has_them(dated: Workspace) -> None:
    assert "Statements made in the year" not in words(picture(dated, "timeline", person="ann"))


def test_without_a_date_there_is_nothing_to_draw_but_words(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "event", "lost")
    found = picture(workspace, "timeline")
    assert list(found.marks) == []
    assert "No event or project with a date" in found.description
    assert len(found.table.rows) == 1


def test_of_many_the_latest_are_drawn_and_the_rest_counted(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "topic", "sea")
        for number in range(counted.MOST_SPANS + 1):
            make(session, "event", f"event-{number}", start=str(1950 + number), topics=["sea"])
            make(session, "project", f"project-{number}", start=str(1950 + number), topics=["sea"])
    found = picture(workspace, "timeline", topic="sea")
    assert "/events/event-0" not in links(found)
    assert "/events/event-1" in links(found)
    assert [str(note) for note in found.notes] == [
        "The latest 60 events are drawn, of 61.",
        "The latest 60 projects are drawn, of 61.",
    ]


@pytest.mark.parametrize(
    ("kind", "start", "end", "shape"),
    [
        ("event", "2018-06-02", None, "day"),
        ("event", "2018-06-02", "2018-06-02", "day"),
        ("event", "2018-06-02", "2018-06-04", "days"),
        ("event", "2018-06", "2018-07", "about"),
        ("event", "2018~", None, "about"),
        ("project", "2018-01-01", "2019-12-31", "project"),
        ("project", "2018-01-01", None, "open"),
    ],
)
def test_shapes_tell_what_is_known(kind: str, start: str, end: str | None, shape: str) -> None:
    assert shape_of(kind, start, end) == shape


def test_an_open_end_lasts_as_long_as_the_axis() -> None:
    axis = Axis(2018, 2020, 100)
    assert axis.place("2019/..", None)[1] == axis.right
