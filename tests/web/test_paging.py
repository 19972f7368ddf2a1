from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from kb.queries import related
from kb.web import create_app, views
from kb.workspace import Workspace
from tests.client import ask, read_csv, read_html, read_json, slugs
from tests.helpers import make
from tests.web.markup import Markup


def pager(client: FlaskClient, address: str) -> tuple[dict[str, str], str]:
    """Give where the pages before and after lead, and what the page says of its place."""
    page = read_html(client, address)
    told = re.search(r'<nav class="pager".*?</nav>', page, re.DOTALL)
    if not told:
        return {}, ""
    leads = dict(re.findall(r'rel="(\w+)" href="([^"]*)"', told[0]))
    said = re.search(r"<span>(.*?)</span>", told[0])
    return {name: html.unescape(link) for name, link in leads.items()}, said[1] if said else ""


def test_pages_lead_on_to_the_last_record_and_back_to_the_first(client: FlaskClient) -> None:
    address, seen, said = "/people?size=20&sort=newest", [], []
    while address:
        seen += sorted(link for link in Markup(read_html(client, address), address).links if link.startswith("/people/"))
        leads, told = pager(client, address)
        said.append(told)
        address, last = leads.get("next", ""), address
    assert said == ["Records 1 to 20 of 65", "Records 21 to 40 of 65", "Records 41 to 60 of 65", "Records 61 to 65 of 65"]
    assert len(seen) == len(set(seen)) == 65
    back = [last]
    while previous := pager(client, back[-1])[0].get("prev"):
        back.append(previous)
    assert len(back) == 4
    assert pager(client, back[-1])[1] == "Records 1 to 20 of 65"


def test_the_next_page_keeps_words_and_choices(client: FlaskClient) -> None:
    leads, _told = pager(client, "/statements?page=2&type=recommendation&size=10")
    asked = {name: parse_qs(urlsplit(link).query) for name, link in leads.items()}
    assert {name: (found["type"], found["size"]) for name, found in asked.items()} == dict.fromkeys(
        ("prev", "next"), (["recommendation"], ["10"])
    )
    assert (asked["next"]["from"], asked["prev"]["from"]) == (["21"], ["1"])
    assert "page" not in asked["next"]


def test_a_page_whose_place_is_not_known_tells_the_total_alone(client: FlaskClient) -> None:
    leads, _told = pager(client, "/search?size=10")
    second = re.sub(r"&from=\d+", "", leads["next"])
    assert re.fullmatch(r"Of \d+", pager(client, second)[1])


def test_a_choice_or_another_order_begins_the_list_anew(client: FlaskClient) -> None:
    address = pager(client, "/statements?size=20")[0]["next"]
    links = Markup(read_html(client, address), address).links
    assert {"/statements?size=20&type=finding", "/statements?size=20&sort=newest"} <= links
    twins = {link for link in links if link.startswith(("/statements.csv", "/statements.json"))}
    placed = {link for link in links - twins if "after=" in link or "before=" in link}
    assert placed - {address} == set(pager(client, address)[0].values())


def test_a_list_on_one_page_has_no_pager(client: FlaskClient) -> None:
    assert pager(client, "/projects") == ({}, "")


def test_a_list_in_json_gives_the_marks_to_go_on_by(client: FlaskClient) -> None:
    first = read_json(client, "/people.json?size=40")
    second = read_json(client, f"/people.json?size=40&after={first['next']}")
    assert (first["previous"], second["next"]) == (None, None)
    assert len({*slugs(first["rows"]), *slugs(second["rows"])}) == 65
    assert read_json(client, f"/people.json?size=40&before={second['previous']}")["rows"] == first["rows"]


def test_the_csv_of_a_further_page_is_the_whole_list(client: FlaskClient) -> None:
    mark = read_json(client, "/people.json?size=40")["next"]
    assert len(read_csv(client, f"/people.csv?size=40&after={mark}")) == 65
    found = read_json(client, "/search.json?q=bitcoin")
    assert len(read_csv(client, f"/search.csv?q=bitcoin&after={found['next']}")) == found["total"]


def test_a_page_past_the_end_says_nothing_of_its_place(client: FlaskClient) -> None:
    assert "Records" not in pager(client, "/people?page=9")[1]


@pytest.mark.parametrize("mark", ["x", "after", "AAAA"])
def test_a_mark_that_is_none_is_refused(client: FlaskClient, mark: str) -> None:
    answer = ask(client, f"/people.json?after={mark}")
    assert answer.status == 400
    assert 'take a mark that an answer gave as "next" or "previous"' in answer.json["detail"]


def test_older_changes_are_a_page_further_on(client: FlaskClient) -> None:
    whole = read_json(client, "/changes.json")
    older = pager(client, "/changes")[0]["next"]
    assert re.fullmatch(r"/changes\?before=\d+", older)
    path, _, query = older.partition("?")
    assert read_json(client, f"{path}.json?{query}")["rows"] == whole["rows"][500:]
    assert pager(client, older) == ({}, "")


def test_programs_get_the_newest_changes_and_where_to_go_on(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read_json(client, "/changes.json")["rows"]
    monkeypatch.setattr(views, "MOST_ROWS", 400)
    first = read_json(client, "/changes.json")
    assert first["rows"] == whole[:400]
    assert read_json(client, f"/changes.json?before={first['older']}")["rows"] == whole[400:]
    assert "CSV and JSON hold 400 rows at most" in Markup(read_html(client, "/changes")).text


@pytest.mark.parametrize("path", ["/matrix?project=MEDI%404SEC", "/changes?topic=Common+legal+framework"])
def test_a_choice_may_be_typed_as_a_name(client: FlaskClient, path: str) -> None:
    assert read_json(client, path.replace("?", ".json?"))["total"] > 0


def test_the_matrix_offers_the_projects_it_can_show_and_takes_any_other(client: FlaskClient) -> None:
    page = Markup(read_html(client, "/matrix?project=media4sec"))
    assert {attrs.get("value") for tag, attrs in page.tags if tag == "option"} >= {"asgard", "media4sec", "titanium"}
    assert [
        attrs.get("value")
        for tag, attrs in page.tags
        if tag == "input" and attrs.get("name") == "project" and attrs.get("type") != "hidden"
    ] == ["media4sec"]


@pytest.fixture
def growing(workspace: Workspace) -> FlaskClient:
    """Give a browser on a project with more partners, and a document with more records resting on it, than a page shows."""
    number = related.LIMIT + 2
    with workspace.writing() as session:
        make(session, "document", "register")
        for n in range(number):
            make(session, "organisation", f"o{n}", evidence=[{"document": "register", "locator": f"row {n}"}])
        make(session, "project", "large", participations=[{"organisation": f"o{n}", "role": "participant"} for n in range(number)])
    return create_app(workspace).test_client()


@pytest.mark.parametrize(
    ("page", "whole"),
    [("/projects/large", "/projects/large/participations"), ("/documents/register", "/documents/register/evidence_document")],
)
def test_a_record_shows_the_first_of_a_long_list_and_leads_to_all_of_it(growing: FlaskClient, page: str, whole: str) -> None:
    shown = Markup(read_html(growing, page), page)
    assert f"{related.LIMIT} of {related.LIMIT + 2} are shown. All of them" in shown.text
    assert whole in shown.links
    listed = {link for link in Markup(read_html(growing, whole), whole).links if re.match("/organisations/o", link)}
    assert len(listed) == read_json(growing, f"{whole}.json")["total"] == len(read_csv(growing, f"{whole}.csv")) == related.LIMIT + 2


def test_the_twin_of_a_record_holds_all_its_values(growing: FlaskClient) -> None:
    found = read_json(growing, "/projects/large.json")
    assert len(found["values"]["participations"]) == len(found["links"]["participations"]["rows"]) == related.LIMIT + 2


def test_a_whole_list_goes_on_on_further_pages(growing: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "ROWS", related.LIMIT)
    address = "/documents/register/evidence_document"
    leads = pager(growing, address)[0]
    seen = [Markup(read_html(growing, one), one).links for one in (address, leads["next"])]
    assert [len({link for link in links if link.startswith("/organisations/o")}) for links in seen] == [related.LIMIT, 2]
    assert pager(growing, leads["next"]) == ({}, "")


@pytest.mark.parametrize(
    ("address", "status"),
    [("/projects/large/colours", 404), ("/projects/none/participations", 404), ("/projects/large/participations?page=2", 400)],
)
def test_a_list_that_is_not_there_is_refused(growing: FlaskClient, address: str, status: int) -> None:
    assert ask(growing, address).status == status
