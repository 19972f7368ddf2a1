from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from kb.pictures import kinds
from tests.client import ask, read_csv, read_html, read_json
from tests.pictures.asking import parsed
from tests.web.markup import Markup

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = [
    "/pictures/timeline?project=titanium",
    "/pictures/recommendations?by=status",
    "/pictures/matrix?project=media4sec",
]


def test_the_overview_leads_to_every_kind(client: FlaskClient) -> None:
    links = Markup(read_html(client, "/pictures"), "/pictures").links
    assert {f"/pictures/{name}" for name in kinds.KINDS} <= links
    assert [row["address"] for row in read_json(client, "/pictures.json")["rows"]] == [f"/pictures/{name}" for name in kinds.KINDS]
    assert len(read_csv(client, "/pictures.csv")) == len(kinds.KINDS)


@pytest.mark.parametrize("address", DRAWN)
def test_a_picture_has_its_table_its_description_and_ways_to_take_it_away(client: FlaskClient, address: str) -> None:
    page = read_html(client, address)
    path, _, query = address.partition("?")
    assert {f"{path}.{ending}?{query}" for ending in ("svg", "png", "csv", "json")} <= Markup(page, address).links
    told = read_json(client, f"{path}.json?{query}")
    assert told["description"] in page.replace("&#34;", '"')
    assert len(read_csv(client, f"{path}.csv?{query}")) == told["total"] == len(told["rows"]) > 0


@pytest.mark.parametrize("address", DRAWN)
def test_a_picture_that_stands_alone_may_run_and_fetch_nothing(client: FlaskClient, address: str) -> None:
    answer = ask(client, address.replace("?", ".svg?"))
    assert (answer.status, answer.type) == (200, "image/svg+xml; charset=utf-8")
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    addresses = [str(one.get("href")) for one in parsed(answer.text).iter(f"{SVG}a")]
    assert addresses
    assert all(one.startswith("http://localhost/") for one in addresses)


def test_a_picture_in_dots_is_a_png_with_a_name(client: FlaskClient) -> None:
    answer = client.get("/pictures/timeline.png?project=titanium")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.data.startswith(b"\x89PNG")
    assert answer.headers["Content-Disposition"] == 'inline; filename="timeline-titanium.png"'


def test_a_picture_says_where_it_was_found(client: FlaskClient) -> None:
    lines = [one.text for one in parsed(ask(client, "/pictures/timeline.svg?project=titanium").text).iter(f"{SVG}text")]
    assert "http://localhost/pictures/timeline?project=titanium" in lines


def test_every_link_of_a_picture_leads_to_an_answer(client: FlaskClient) -> None:
    page = read_html(client, "/pictures/timeline?project=titanium")
    found = set(re.findall(r'<a href="(/(?:statements|events|projects)[^"]+)"', page))
    assert len(found) > 5
    assert {ask(client, address.replace("&amp;", "&")).status for address in found} == {200}


def test_a_picture_of_the_past_leads_to_the_past(client: FlaskClient) -> None:
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    page = read_html(client, f"/pictures/timeline?project=titanium&asof={day}")
    assert f'href="/projects/titanium?asof={day}"' in page
    alone = ask(client, f"/pictures/timeline.svg?project=titanium&asof={day}").text
    assert f"http://localhost/projects/titanium?asof={day}" in alone
    assert "As recorded on " in alone


def test_the_past_before_anything_was_recorded_has_nothing_to_draw(client: FlaskClient) -> None:
    page = read_html(client, "/pictures/recommendations?asof=2001-01-01")
    assert "<figure" not in page
    assert "No recommendation on a topic is on record" in page


def test_without_what_it_needs_a_picture_is_its_form(client: FlaskClient) -> None:
    page = read_html(client, "/pictures/evidence")
    assert "Choose first" in page
    assert "<figure" not in page


@pytest.mark.parametrize("ending", ["svg", "png", "csv", "json"])
def test_without_what_it_needs_a_file_is_refused(client: FlaskClient, ending: str) -> None:
    answer = ask(client, f"/pictures/evidence.{ending}")
    assert answer.status == 400
    assert "needs one of these" in answer.text
    assert answer.type.startswith("application/problem+json" if ending == "json" else "text/plain")


def test_a_long_table_is_folded_and_its_first_rows_shown(client: FlaskClient) -> None:
    page = read_html(client, "/pictures/matrix")
    assert "the first 25 are shown here" in page
    assert len(read_json(client, "/pictures/matrix.json")["rows"]) > 25


def test_a_short_table_stands_open(client: FlaskClient) -> None:
    page = read_html(client, "/pictures/matrix?event=ws-darkweb-2017&organisation=tno")
    assert "<summary>" not in page.partition('id="table"')[2].partition("</table>")[0].partition("<table>")[0]


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/pictures/sunset", 404, "There is no picture called"),
        ("/pictures/timeline?project=no-such", 404, "no-such"),
        ("/pictures/timeline?colour=red", 400, "no parameter"),
        ("/pictures/recommendations?by=colour", 400, "takes year or status"),
        ("/pictures/timeline.svg?project=no-such", 404, "no-such"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_words(client: FlaskClient, address: str, status: int, words: str) -> None:
    answer = ask(client, address)
    assert answer.status == status
    assert words in answer.text


def test_a_picture_is_drawn_in_the_language_of_the_page_and_taken_away_in_english(client: FlaskClient) -> None:
    page = read_html(client, "/pictures/timeline?project=titanium&lang=de")
    assert "2017" in page
    assert ">project</text>" in ask(client, "/pictures/timeline.svg?project=titanium").text


def test_the_matrix_leads_to_its_picture_with_the_same_choice(client: FlaskClient) -> None:
    links = Markup(read_html(client, "/matrix?project=media4sec&fold=others"), "/matrix").links
    assert "/pictures/matrix?project=media4sec" in links


def test_a_group_of_the_matrix_is_folded_and_unfolded_by_links(client: FlaskClient) -> None:
    assert "/matrix?project=media4sec&fold=others" in Markup(read_html(client, "/matrix?project=media4sec"), "/matrix").links
    page = read_html(client, "/matrix?project=media4sec&fold=others&fold=own")
    assert "10 organisations" in page
    assert "10 events" in page
    assert "/matrix?project=media4sec&fold=own" in Markup(page, "/matrix").links


def test_folding_changes_no_table_to_take_away(client: FlaskClient) -> None:
    assert read_json(client, "/matrix.json?project=media4sec&fold=others") == read_json(client, "/matrix.json?project=media4sec")
