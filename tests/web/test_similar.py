from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kb import records
from kb.schema import BY_PLURAL
from kb.workspace import Workspace
from tests.client import ask, kb, read_csv, read_html, read_json, slugs
from tests.helpers import EDITOR, get, make
from tests.web.markup import Markup

ADDRESS = "/events/ws-darkweb-2017/similar"


def test_page_json_csv_and_command_give_the_same_records(client: FlaskClient, library: Workspace) -> None:
    found = read_json(client, f"{ADDRESS}.json")
    assert found["record"]["slug"] == "ws-darkweb-2017"
    page = Markup(read_html(client, ADDRESS), ADDRESS)
    assert {hit["url"] for hit in found["hits"]} <= page.links
    assert f"{found['total']} records" in page.text
    rows = read_csv(client, f"{ADDRESS}.csv")
    assert [row["id"] for row in rows][: found["size"]] == slugs(found["hits"])
    assert len(rows) == found["total"]
    assert kb(library.settings.home, "similar", "events/ws-darkweb-2017", "--json").json == found


def test_a_page_says_what_each_record_shares(client: FlaskClient) -> None:
    text = Markup(read_html(client, ADDRESS)).text
    for hit in read_json(client, f"{ADDRESS}.json")["hits"]:
        assert f"Shares: {' '.join(hit['shares'].split())}" in text


def test_the_command_tells_what_is_shared(library: Workspace) -> None:
    done = kb(library.settings.home, "similar", "topics/bitcoin", "-f", "kind=tool")
    assert done.code == 0
    assert "GraphSense  [tools/graphsense]" in done.out
    assert "Shares: bitcoin; topic Cryptocurrencies" in done.out


def test_the_records_of_one_kind_can_be_chosen(client: FlaskClient) -> None:
    found = read_json(client, f"{ADDRESS}.json?kind=statement")
    assert {hit["kind"] for hit in found["hits"]} == {"statement"}
    assert found["facets"]["kind"]["values"][0]["count"] >= found["total"] > 0
    assert f"{ADDRESS}?kind=statement" in Markup(read_html(client, ADDRESS), ADDRESS).links


def test_pages_follow_one_another_in_any_order(client: FlaskClient) -> None:
    for order in ("relevance", "newest", "evidence"):
        first = read_json(client, f"{ADDRESS}.json?size=3&sort={order}")
        second = read_json(client, f"{ADDRESS}.json?size=3&sort={order}&after={first['next']}")
        assert slugs(first["hits"] + second["hits"]) == slugs(read_json(client, f"{ADDRESS}.json?size=6&sort={order}")["hits"])


@pytest.mark.parametrize("plural", BY_PLURAL)
def test_every_record_links_to_those_like_it(client: FlaskClient, plural: str) -> None:
    url = read_json(client, f"/{plural}.json?size=1")["rows"][0]["record"]["url"]
    assert f"{url}/similar" in Markup(read_html(client, url), url).links
    assert ask(client, f"{url}/similar").status == 200


def test_every_hit_of_a_search_links_to_those_like_it(client: FlaskClient) -> None:
    links = Markup(read_html(client, "/search?q=bitcoin")).links
    assert {f"{hit['url']}/similar" for hit in read_json(client, "/search.json?q=bitcoin")["hits"]} <= links


def test_words_are_refused_as_all_of_the_record_is_compared(client: FlaskClient) -> None:
    answer = ask(client, f"{ADDRESS}?q=bitcoin")
    assert answer.status == 400
    assert "records are compared by all they say" in answer.text


@pytest.mark.parametrize(("query", "status"), [("colour=red", 400), ("sort=loudest", 400), ("size=0", 400), ("kind=event", 200)])
def test_what_is_asked_wrongly_is_refused_as_in_a_search(client: FlaskClient, query: str, status: int) -> None:
    assert ask(client, f"{ADDRESS}?{query}").status == status


def test_a_record_that_there_is_not_has_none_like_it(client: FlaskClient, library: Workspace) -> None:
    assert ask(client, "/events/no-such/similar").status == 404
    done = kb(library.settings.home, "similar", "events/no-such")
    assert done.code != 0
    assert "There is no event called" in done.err


def test_a_record_that_is_like_no_other_says_so(own: FlaskClient, workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "topic", "alone")
    assert "No other record shares enough with it." in Markup(read_html(own, "/topics/alone/similar")).text
    assert "Try without the choices made" in Markup(read_html(own, "/topics/alone/similar?kind=topic")).text


def test_a_merged_record_leads_to_those_like_the_one_it_went_into(own: FlaskClient, workspace: Workspace) -> None:
    with workspace.writing() as session:
        records.merge(session, make(session, "topic", "kept"), make(session, "topic", "gone"), EDITOR)
    for form in ("", ".json", ".csv"):
        answer = ask(own, f"/topics/gone/similar{form}")
        assert (answer.status, answer.headers["Location"]) == (301, f"/topics/kept/similar{form}")


def test_a_withdrawn_record_is_like_none_and_none_is_like_it(own: FlaskClient, workspace: Workspace) -> None:
    with workspace.writing() as session:
        for slug in ("one", "two"):
            make(session, "topic", slug, summary="Wallets, clustering and tracing.")
        for number in range(30):
            make(session, "topic", f"other-{number}", summary="Weather.")
    assert slugs(read_json(own, "/topics/one/similar.json")["hits"]) == ["two"]
    with workspace.writing() as session:
        records.withdraw(session, get(session, "topic", "two"), EDITOR)
    assert read_json(own, "/topics/one/similar.json")["total"] == 0
    assert ask(own, "/topics/two/similar").status == 410
