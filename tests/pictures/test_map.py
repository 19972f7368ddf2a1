from __future__ import annotations

import re
from math import pi

import pytest

from kb.errors import BadRequest
from kb.pictures import map as country_map
from kb.pictures.svg import every
from kb.queries.partner_countries import homes
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import ask, counted, read_html, read_json
from tests.helpers import make
from tests.pictures.asking import picture as pictured
from tests.pictures.asking import words as words_of
from tests.pictures.places import links, meeting, told, written

EU = [
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IE",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
]
ASSOCIATED = ["AL", "AM", "BA", "CH", "FO", "GB", "GE", "IL", "IS", "MD", "ME", "MK", "NO", "RS", "TN", "TR", "UA", "XK"]


@pytest.fixture
def spread(workspace: Workspace) -> Workspace:
    """Give organisations in Malta, Luxembourg, Cyprus, Norway and Japan, and one without a country, in one project."""
    with workspace.writing() as session:
        make(session, "topic", "sea")
        where = {"a": "MT", "b": "LU", "c": "CY", "d": "NO", "e": "NO", "f": "JP", "g": None}
        for slug, country in where.items():
            make(session, "organisation", slug, **({"country": country} if country else {}))
        make(session, "organisation", "elsewhere", country="NO")
        parts = [{"organisation": slug, "role": "participant"} for slug in where]
        make(session, "project", "fleet", label="FLEET", topics=["sea"], participations=parts)
    return workspace


def test_small_countries_have_a_circle_as_large_ones_have(spread: Workspace) -> None:
    found = links(pictured(spread, "map", project="fleet"))
    assert {name.partition(":")[0] for name in found} == {"Malta", "Luxembourg", "Cyprus", "Norway", "Japan"}


def test_the_area_of_a_circle_is_as_its_number(spread: Workspace) -> None:
    found = pictured(spread, "map", project="fleet")
    sizes = {mark[0].text: pi * float(mark[1].attrib["r"]) ** 2 for mark in every(found.marks, "a")}
    norway, malta = (size for name in ("Norway", "Malta") for told, size in sizes.items() if told and told.startswith(name))
    assert norway == pytest.approx(2 * malta, rel=0.02)


def test_what_is_not_on_the_map_and_what_is_not_stated_stand_below_it(spread: Workspace) -> None:
    found = pictured(spread, "map", project="fleet")
    assert {"Not on the map:", "Japan: 1", "not stated: 1"} <= set(words_of(found))
    assert "not stated: 1 organisation, 1 project" in told(found)
    assert "Of 1 the country is not stated." in found.description


def test_every_number_of_the_table_stands_in_the_drawing(spread: Workspace) -> None:
    found = pictured(spread, "map", project="fleet")
    drawn = " | ".join(told(found))
    for row in found.table.rows:
        assert f"{row['country']}: {row['organisations']} organisation" in drawn
    assert [row["organisations"] for row in found.table.rows] == [2, 1, 1, 1, 1, 1]


def test_all_organisations_are_counted_where_nothing_is_named(spread: Workspace) -> None:
    found = pictured(spread, "map")
    assert found.table.rows[0] == {"country": "Norway", "organisations": 3, "projects": 1, "on_map": "yes"}
    assert links(found)["Norway: 3 organisations, 1 project"] == "/organisations?country=NO"


@pytest.mark.parametrize("address", ["/pictures/map", "/pictures/map?project=media4sec", "/pictures/map?project=titanium"])
def test_each_circle_counts_what_its_list_has(library: Workspace, address: str) -> None:
    client = create_app(library).test_client()
    page = read_html(client, address)
    marks = re.findall(r'<a href="(/organisations\?[^"]+)"><title>[^:]+: ([\d,]+) organisation', page)
    assert len(marks) > 5
    for listed, number in marks:
        path, _, query = listed.replace("&amp;", "&").partition("?")
        assert read_json(client, f"{path}.json?{query}")["total"] == int(number.replace(",", ""))


def test_a_country_on_a_topic_leads_to_as_many_projects_as_are_told(library: Workspace) -> None:
    client = create_app(library).test_client()
    page = read_html(client, "/pictures/map?topic=policing")
    marks = re.findall(r'<a href="(/portfolio\?[^"]+)"><title>[^:]+: [\d,]+ organisations?, (\d+) project', page)
    assert len(marks) > 5
    for listed, number in marks[:3]:
        path, _, query = listed.replace("&amp;", "&").partition("?")
        told_there = read_json(client, f"{path}.json?{query}")
        assert told_there["figures"]["projects"] == int(number)


def test_circles_stand_apart_and_numbers_cover_nothing(library: Workspace) -> None:
    found = pictured(library, "map")
    circles = [mark for mark in every(found.marks, "circle") if float(mark.attrib["cy"]) < country_map.land()["height"]]
    places = [tuple(float(mark.attrib[name]) for name in ("cx", "cy", "r")) for mark in circles]
    near = [
        (one, other)
        for number, one in enumerate(places)
        for other in places[number + 1 :]
        if (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 < (one[2] + other[2] - 1.5) ** 2
    ]
    assert near == []
    assert meeting(list(written(found))) == []


def test_countries_beyond_the_room_below_the_map_are_told_and_in_the_table(workspace: Workspace) -> None:
    far = [
        "US",
        "CA",
        "JP",
        "CN",
        "IN",
        "BR",
        "AR",
        "CL",
        "PE",
        "CO",
        "MX",
        "ZA",
        "KE",
        "GH",
        "NG",
        "UG",
        "TZ",
        "AU",
        "NZ",
        "SG",
        "TH",
        "VN",
        "ID",
    ]
    with workspace.writing() as session:
        for code in far:
            make(session, "organisation", f"body-{code.lower()}", country=code)
    found = pictured(workspace, "map")
    assert found.notes[0] == "3 more countries are in the table alone, with 3 organisations."
    assert found.table.total == len(far)


def test_no_partners_are_told_in_words(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "project", "empty")
    found = pictured(workspace, "map", project="empty")
    assert found.marks == ()
    assert found.description.startswith("No partners are on record here.")


def test_a_project_and_a_topic_at_once_are_refused(spread: Workspace) -> None:
    with spread.reading() as session, pytest.raises(BadRequest, match="name one project or one topic"):
        homes(session, {"project": "fleet", "topic": "sea"})


def test_the_borders_have_every_country_of_the_union_and_those_associated_with_its_research() -> None:
    shown = country_map.land()["countries"]
    assert [code for code in (*EU, *ASSOCIATED) if code not in shown] == []


def test_every_country_has_its_place_within_the_map() -> None:
    land = country_map.land()
    outside = [
        code
        for code, found in land["countries"].items()
        if not (0 <= found["at"][0] <= land["width"] and 0 <= found["at"][1] <= land["height"])
    ]
    assert outside == []


def test_countries_lie_where_they_lie_in_europe() -> None:
    at = {code: found["at"] for code, found in country_map.land()["countries"].items()}
    assert at["PT"][0] < at["ES"][0] < at["IT"][0] < at["GR"][0] < at["CY"][0]
    assert at["NO"][1] < at["DK"][1] < at["DE"][1] < at["IT"][1] < at["MT"][1]


def test_the_borders_are_small_enough_to_stand_in_a_page() -> None:
    assert sum(len(found["path"]) for found in country_map.land()["countries"].values()) < 40_000


def test_the_page_is_below_a_hundred_kilobytes_and_names_the_source_of_the_borders(library: Workspace) -> None:
    page = read_html(create_app(library).test_client(), "/pictures/map")
    assert len(page.encode()) < 100_000
    assert "Natural Earth" in page


def test_the_page_sends_the_same_number_of_statements_however_many_there_are(spread: Workspace) -> None:
    client = create_app(spread).test_client()
    sent = []
    for number in range(2):
        with counted(spread) as statements:
            assert ask(client, "/pictures/map?project=fleet").status == 200
        sent.append(len(statements))
        with spread.writing() as session:
            for code in ("FR", "DE", "IT", "US", "CA"):
                make(session, "organisation", f"more-{code.lower()}-{number}", country=code)
    assert sent[0] == sent[1] <= 20
