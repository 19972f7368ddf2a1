from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb.web import create_app
from kb.workspace import Workspace
from tests.client import ask, kb, read_csv, read_html, read_json
from tests.web.markup import Markup

HERE = {"Sec-Fetch-Site": "same-origin"}
FULL = "&".join(f"add=tools/t-{number}" for number in range(100))


@pytest.fixture
def reader(library: Workspace) -> FlaskClient:
    """Give a browser of its own, with no cookie yet."""
    return create_app(library).test_client()


def send(reader: FlaskClient, fields: str, back: str = "/search?q=bitcoin", **headers: str) -> TestResponse:
    """Press a button of the page at an address."""
    told = {**HERE, "Referer": f"http://localhost{back}", **headers}
    data: dict[str, list[str]] = {}
    for name, value in parse_qsl(fields):
        data.setdefault(name, []).append(value)
    return reader.post("/basket", data=data, headers=told)


def kept(reader: FlaskClient) -> list[str]:
    return [hit["url"].strip("/") for hit in read_json(reader, "/basket.json")["records"]]


def test_a_record_is_collected_and_the_page_comes_back_where_it_was(reader: FlaskClient) -> None:
    answer = send(reader, "add=tools/graphsense")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/search?q=bitcoin#basket-tools-graphsense")
    assert kept(reader) == ["tools/graphsense"]
    assert "Basket 1" in Markup(read_html(reader, "/")).text
    assert 'name="remove" value="tools/graphsense"' in read_html(reader, "/search?q=graphsense&kind=tool")


def test_the_cookie_is_the_readers_alone_and_is_taken_away_when_empty(reader: FlaskClient) -> None:
    cookie = send(reader, "add=tools/graphsense").headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Max-Age=0" in send(reader, "remove=tools/graphsense").headers["Set-Cookie"]
    assert kept(reader) == []


def test_records_are_moved_and_taken_out(reader: FlaskClient) -> None:
    send(reader, "add=tools/graphsense&add=topics/bitcoin&add=projects/titanium")
    send(reader, "up=projects/titanium")
    send(reader, "down=tools/graphsense")
    assert kept(reader) == ["projects/titanium", "tools/graphsense", "topics/bitcoin"]
    send(reader, "remove=tools/graphsense")
    assert kept(reader) == ["projects/titanium", "topics/bitcoin"]


def test_what_is_collected_twice_is_there_once(reader: FlaskClient) -> None:
    send(reader, "add=tools/graphsense")
    send(reader, "add=tools/graphsense&add=topics/bitcoin")
    assert kept(reader) == ["tools/graphsense", "topics/bitcoin"]


def test_to_empty_the_basket_leads_to_what_was_in_it(reader: FlaskClient) -> None:
    send(reader, "add=tools/graphsense&add=topics/bitcoin")
    answer = send(reader, "clear=yes")
    assert answer.headers["Location"] == "/basket?r=tools/graphsense&r=topics/bitcoin"
    assert kept(reader) == []
    page = Markup(read_html(reader, answer.headers["Location"]))
    assert "They are not in your basket." in page.text
    assert send(reader, "add=tools/graphsense&then=basket").headers["Location"] == "/basket"


def test_a_script_is_told_how_many_there_are(reader: FlaskClient) -> None:
    answer = send(reader, "add=tools/graphsense", Accept="application/json")
    assert (answer.status_code, answer.json) == (200, {"count": 1})
    assert kept(reader) == ["tools/graphsense"]


@pytest.mark.parametrize("fields", ["", "add=nonsense", "remove=tools/", "add=colours/red"])
def test_what_names_no_record_is_refused_and_changes_nothing(reader: FlaskClient, fields: str) -> None:
    send(reader, "add=tools/graphsense")
    assert send(reader, fields).status_code == 400
    assert kept(reader) == ["tools/graphsense"]


def test_a_full_basket_says_what_to_do(reader: FlaskClient) -> None:
    assert send(reader, FULL).status_code == 303
    answer = send(reader, "add=topics/bitcoin")
    assert answer.status_code == 400
    assert "take some out" in Markup(answer.text).text
    assert len(read_json(reader, "/basket.json")["gone"]) == 100


def test_a_form_of_another_site_changes_nothing(reader: FlaskClient) -> None:
    assert send(reader, "add=tools/graphsense", **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert kept(reader) == []


@pytest.mark.parametrize(
    "elsewhere", ["http://evil.example/a", "http://localhost//evil.example", "http://localhost/\\evil.example", "nonsense"]
)
def test_the_way_back_stays_on_this_site(reader: FlaskClient, elsewhere: str) -> None:
    assert send(reader, "add=tools/graphsense", Referer=elsewhere).headers["Location"] == "/basket"


def test_a_cookie_that_was_tampered_with_is_an_empty_basket(reader: FlaskClient) -> None:
    reader.set_cookie("kb_basket", "nonsense<script>")
    assert kept(reader) == []
    assert "Nothing is in it." in Markup(read_html(reader, "/basket")).text


def test_an_address_shows_a_collection_to_anybody(reader: FlaskClient, library: Workspace) -> None:
    address = "/basket.json?r=topics/bitcoin&r=tools/graphsense&r=tools/none"
    found = read_json(reader, address)
    assert [hit["slug"] for hit in found["records"]] == ["bitcoin", "graphsense"]
    assert (found["gone"], found["total"]) == (["tools/none"], 2)
    assert "tools/none" in Markup(read_html(reader, address.replace(".json", ""))).text
    told = kb(library.settings.home, "basket", "topics/bitcoin", "tools/graphsense", "tools/none", "--json").json
    assert told == found


def test_an_address_does_not_change_the_basket(reader: FlaskClient) -> None:
    send(reader, "add=projects/titanium")
    read_html(reader, "/basket?r=topics/bitcoin")
    assert kept(reader) == ["projects/titanium"]


@pytest.mark.parametrize("form", ["html", "docx", "md", "bib", "ris", "csl.json"])
def test_a_collection_is_taken_away_in_every_form_of_a_list(reader: FlaskClient, form: str) -> None:
    answer = ask(reader, f"/basket.{form}?r=statements/f-altcoins&r=tools/graphsense")
    assert answer.status == 200
    assert f'filename="collected.{form}"' in answer.headers["Content-Disposition"]


def test_a_collection_in_csv_has_its_records_in_their_order(reader: FlaskClient) -> None:
    assert [row["id"] for row in read_csv(reader, "/basket.csv?r=tools/graphsense&r=topics/bitcoin")] == ["graphsense", "bitcoin"]
    assert "Not on record: tools/none" in ask(reader, "/basket.md?r=tools/none").text


def test_the_forms_a_collection_leads_to_carry_its_records(reader: FlaskClient) -> None:
    send(reader, "add=tools/graphsense&add=statements/f-altcoins&add=statements/f-common-bitcoin-db")
    links = Markup(read_html(reader, "/basket"), "/basket").links
    query = "r=tools/graphsense&r=statements/f-altcoins&r=statements/f-common-bitcoin-db"
    assert {f"/basket?{query}", f"/basket.md?{query}", f"/basket.csv?{query}"} <= links
    assert "/compare?r=statements/f-altcoins&r=statements/f-common-bitcoin-db" in links
    assert all(ask(reader, link).status == 200 for link in links if link.startswith(("/basket", "/compare")))


def test_a_record_has_its_citation_in_words(reader: FlaskClient) -> None:
    answer = ask(reader, "/tools/graphsense.txt")
    assert answer.type == "text/plain; charset=utf-8"
    assert answer.text.strip() in Markup(read_html(reader, "/tools/graphsense")).text


def test_records_are_compared_by_name_and_the_page_asks_where_several_may_be_meant(reader: FlaskClient) -> None:
    assert "by its name" in Markup(read_html(reader, "/compare")).text
    one = Markup(read_html(reader, "/compare?r=titanium"), "/compare")
    assert "TITANIUM" in one.text
    assert "/compare" in one.links
    found = read_json(reader, "/compare.json?r=TITANIUM&r=projects/asgard")
    assert [record["slug"] for record in found["records"]] == ["titanium", "asgard"]
    unclear = "/compare?r=projects/titanium&r=dark"
    page = Markup(read_html(reader, unclear), unclear)
    assert "may mean several records" in page.text
    assert "/compare?r=projects/titanium&r=topics/dark-web" in page.links
    assert "No record is called" in Markup(read_html(reader, "/compare?r=zzzzzz")).text
    assert ask(reader, "/compare.json?r=zzzzzz&r=projects/titanium").status == 400
    assert "may mean several" in ask(reader, "/compare.json?r=dark&r=projects/titanium").json["detail"]


def test_what_differs_stands_before_what_is_the_same(reader: FlaskClient) -> None:
    found = read_json(reader, "/compare.json?r=statements/f-altcoins&r=statements/f-common-bitcoin-db&r=statements/f-separate-monitor")
    same = [line["same"] for line in found["fields"]]
    assert same == sorted(same)
