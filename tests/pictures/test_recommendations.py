from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kb.pictures import counted
from kb.pictures.grid import Count, Grid, shaded, stacked
from kb.queries.shapes import Ref
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import read_json
from tests.helpers import make
from tests.pictures.asking import links, picture, told, words

WAYS = [{}, {"by": "status"}, {"project": "media4sec"}, {"topic": "cooperation", "by": "status"}]


@pytest.fixture(scope="module")
def client(library: Workspace) -> FlaskClient:
    return create_app(library).test_client()


@pytest.mark.parametrize("chosen", WAYS)
def test_every_number_is_that_of_the_list_it_leads_to(library: Workspace, client: FlaskClient, chosen: dict[str, str]) -> None:
    found = links(picture(library, "recommendations", **chosen))
    lists = {address: marks for address, marks in found.items() if address.startswith("/recommendations?")}
    assert len(lists) > 5
    for address, marks in lists.items():
        path, _, query = address.partition("?")
        total = read_json(client, f"{path}.json?{query}")["total"]
        assert {told(one).rpartition(": ")[2].removesuffix(" in all") for one in marks} == {str(total)}, address


@pytest.mark.parametrize("chosen", WAYS)
def test_every_number_of_the_table_is_drawn(library: Workspace, chosen: dict[str, str]) -> None:
    found = picture(library, "recommendations", **chosen)
    drawn = [told(one) for marks in links(found).values() for one in marks]
    for row in found.table.rows:
        for name, heading in found.table.columns.items():
            if name not in ("record", "all") and row[name]:
                assert f"{row['record'].label}, {heading}: {row[name]}" in drawn  # type: ignore[union-attr] # a record


def test_a_topic_shows_itself_and_the_narrower_ones(library: Workspace) -> None:
    found = picture(library, "recommendations", topic="cooperation")
    slugs = {row["record"].slug for row in found.table.rows}  # type: ignore[union-attr] # records
    assert {"cooperation", "international-cooperation"} <= slugs
    assert "policing" not in slugs
    assert str(found.title) == "Recommendations by topic and year: Cooperation"


def test_what_has_no_year_stands_under_not_stated(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "topic", "sea")
        make(session, "statement", "dated", type="recommendation", date="2019-05", topics=["sea"])
        make(session, "statement", "undated", type="recommendation", topics=["sea"])
        make(session, "statement", "finding", type="finding", date="2019", topics=["sea"])
    found = picture(workspace, "recommendations")
    assert [dict(row) for row in found.table.rows] == [{"record": Ref("topic", "sea", "sea"), "2019": 1, "": 1, "all": 2}]
    assert "sea, not stated: 1" in [told(one) for one in links(found)["/recommendations?topic=sea&year=-2019"]]


def test_more_topics_than_can_be_read_are_told(workspace: Workspace) -> None:
    with workspace.writing() as session:
        for number in range(counted.MOST + 2):
            make(session, "topic", f"topic-{number}")
        make(session, "statement", "one", type="recommendation", topics=[f"topic-{number}" for number in range(counted.MOST + 2)])
    found = picture(workspace, "recommendations")
    assert len(found.table.rows) == counted.MOST
    assert "The 30 topics with most recommendations are drawn, of 32." in found.notes


def test_without_a_recommendation_there_is_nothing_to_draw_but_words(workspace: Workspace) -> None:
    found = picture(workspace, "recommendations")
    assert (list(found.marks), list(found.table.rows)) == ([], [])
    assert "Choose another project or topic" in found.description


GRID = Grid(
    [(Ref("topic", "a", "A"), Count(10, "/all"))],
    {"x": "done", "y": "not implemented at all"},
    {("a", "x"): Count(9, "/x"), ("a", "y"): Count(1, "/y")},
)


def test_the_fuller_cell_is_the_darker_one() -> None:
    shades = [part.get("class") for address in ("/x", "/y") for part in links(shaded(GRID, "", "", ()))[address][0] if part.tag == "rect"]
    assert shades == ["shade-5", "shade-1"]


def test_a_part_of_a_bar_has_its_words_where_there_is_room() -> None:
    found = stacked(GRID, "", "", ())
    assert {"9 done", "1", "done", "not implemented at all"} <= set(words(found))


def test_the_parts_of_a_bar_differ_in_more_than_shade() -> None:
    fills = {part.get("class") for address in ("/x", "/y") for part in links(stacked(GRID, "", "", ()))[address][0] if part.tag == "rect"}
    assert len(fills) == 2
