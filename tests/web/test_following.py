"""Saved searches on their pages: kept, shown, marked as seen and deleted by forms that work without script."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from kb.web import create_app
from kb.workspace import Workspace
from tests.client import ask, counted, read_csv, read_html, read_json
from tests.helpers import change, get, make, opened, snapshot
from tests.web.markup import Markup

HERE = {"Origin": "http://localhost"}
ELSEWHERE: tuple[dict[str, str], ...] = (
    {},
    {"Origin": "http://elsewhere.example"},
    {"Origin": "http://localhost.elsewhere.example"},
    {"Origin": "http://localhost:8000"},
    {"Origin": "null"},
    {"Origin": "localhost"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "none"},
)


@pytest.fixture
def client(small: Workspace) -> FlaskClient:
    return create_app(small).test_client()


Form = Mapping[str, str]


def send(client: FlaskClient, address: str, form: Form | None = None, headers: Form | None = None) -> TestResponse:
    """Send a form, by default from a page of ours."""
    return client.post(address, data=form or {}, headers=HERE if headers is None else headers)


def keep(client: FlaskClient, title: str, **form: str) -> str:
    """Save a search and give the address it stands at."""
    answer = send(client, "/searches", {"title": title, **form})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def crane(small: Workspace) -> None:
    with small.writing() as session:
        make(session, "tool", "crane", label="Harbour crane")


def form_of(page: str, action: str) -> dict[str, str]:
    """Give the fields of a form of a page with what they hold, as a browser would send them."""
    tags = Markup(page).tags
    start = next(at for at, (tag, attrs) in enumerate(tags) if tag == "form" and attrs.get("action") == action)
    end = next((at for at, (tag, _attrs) in enumerate(tags) if at > start and tag == "form"), len(tags))
    return {attrs["name"] or "": attrs.get("value") or "" for tag, attrs in tags[start:end] if tag == "input" and "name" in attrs}


def test_without_saved_searches_the_page_says_how_to_make_one(client: FlaskClient) -> None:
    assert "No search is saved yet" in read_html(client, "/searches")


def test_every_page_leads_to_the_saved_searches(client: FlaskClient) -> None:
    assert "/searches" in Markup(read_html(client, "/")).links


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        (
            "/search?q=harbour&kind=event&kind=tool&sort=label&page=1&size=5",
            {"q": "harbour", "kind": "tool", "sort": "label", "title": "harbour"},
        ),
        ("/search", {"title": "All records"}),
        ("/search?q=darknet&widen=no", {"q": "darknet", "widen": "no", "title": "darknet"}),
        ("/events?topic=dark-web", {"kind": "event", "topic": "dark-web", "title": "Events"}),
        ("/events?q=harbour&kind=event", {"kind": "event", "q": "harbour", "title": "harbour"}),
    ],
)
def test_a_search_offers_to_keep_what_was_asked_and_proposes_a_title(client: FlaskClient, address: str, fields: dict[str, str]) -> None:
    assert form_of(read_html(client, address), "/searches") == fields


def test_the_form_of_a_search_saves_it(client: FlaskClient) -> None:
    fields = form_of(read_html(client, "/search?q=harbour&kind=event"), "/searches")
    page = read_html(client, keep(client, **fields))
    assert "Harbour workshop" in page
    assert "Kind: Events" in Markup(page).text


def test_a_search_only_for_what_was_typed_is_saved_as_one(client: FlaskClient) -> None:
    assert read_json(client, f"{keep(client, 'Narrow', q='darknet', widen='no')}.json")["widened"] is False
    assert read_json(client, f"{keep(client, 'Wide', q='darknet')}.json")["widened"] is True


def test_a_saved_search_is_listed_with_all_it_leads_to(client: FlaskClient, small: Workspace) -> None:
    keep(client, "My harbour", q="harbour", kind="tool")
    crane(small)
    page = Markup(read_html(client, "/searches"), "/searches")
    leads = {"/searches/my-harbour", "/search?q=harbour&kind=tool", "/search.atom?q=harbour&kind=tool", "/searches/my-harbour/delete"}
    assert leads <= page.links
    assert "My harbour harbour , Kind: Tools 1 1" in page.text.replace("harbour, Kind", "harbour , Kind")
    for address in leads:
        assert ask(client, address).status == 200


def test_the_list_is_also_json_and_csv(client: FlaskClient) -> None:
    keep(client, "My harbour", q="harbour", kind="event")
    found = read_json(client, "/searches.json")
    assert found["total"] == 1
    assert found["searches"][0]["filters"] == {"kind": ["event"]}
    assert read_csv(client, "/searches.csv")[0]["Choices"] == "Kind: Events"


def test_what_is_new_stands_first_and_is_marked(client: FlaskClient, small: Workspace) -> None:
    address = keep(client, "My harbour", q="harbour")
    crane(small)
    with small.writing() as session:
        change(session, get(session, "organisation", "harbour-police"), country="BE")
    text = Markup(read_html(client, address)).text
    assert "2 new or changed since" in text
    assert text.index("Harbour Police changed") < text.index("Harbour crane new") < text.index("Harbour workshop")
    assert "Harbour workshop new" not in text


def test_looking_changes_nothing(client: FlaskClient, small: Workspace) -> None:
    address = keep(client, "My harbour", q="harbour")
    crane(small)
    for one in (address, "/searches", f"{address}/delete", f"{address}.json"):
        ask(client, one)
    assert read_json(client, f"{address}.json")["new"] == 1


def test_marking_as_seen_makes_it_old(client: FlaskClient, small: Workspace) -> None:
    address = keep(client, "My harbour", q="harbour")
    crane(small)
    fields = form_of(read_html(client, address), address)
    assert send(client, address, fields).headers["Location"] == address
    assert read_json(client, f"{address}.json")["new"] == 0
    assert "Mark as seen" not in read_html(client, address)


def test_what_comes_in_while_somebody_looks_stays_new(client: FlaskClient, small: Workspace) -> None:
    address = keep(client, "My harbour", q="harbour")
    crane(small)
    fields = form_of(read_html(client, address), address)
    with small.writing() as session:
        make(session, "tool", "buoy", label="Harbour buoy")
    send(client, address, fields)
    assert read_json(client, f"{address}.json")["new"] == 1


def test_deleting_asks_first_and_then_deletes(client: FlaskClient) -> None:
    address = keep(client, "My harbour", q="harbour")
    page = read_html(client, f"{address}/delete")
    assert "Delete this saved search?" in page
    assert form_of(page, f"{address}/delete") == {}
    assert send(client, f"{address}/delete").headers["Location"] == "/searches"
    assert ask(client, address).status == 404


@pytest.mark.parametrize(("title", "reason"), [("", "write one"), ("  ", "write one"), ("x" * 201, "the title is 201 characters long")])
def test_a_title_that_cannot_be_used_is_told_and_what_was_typed_is_kept(client: FlaskClient, title: str, reason: str) -> None:
    answer = send(client, "/searches", {"title": title, "q": 'harbour "x"', "kind": "event", "sort": "label"})
    assert answer.status_code == 422
    assert reason in answer.text
    assert form_of(answer.text, "/searches") == {"title": title, "q": 'harbour "x"', "kind": "event", "sort": "label"}
    field = next(attrs for tag, attrs in Markup(answer.text).tags if attrs.get("id") == "follow-title")
    assert field["aria-describedby"] == "follow-wrong"
    assert read_json(client, "/searches.json")["total"] == 0


@pytest.mark.parametrize(
    "form", [{"colour": "red"}, {"sort": "loudest"}, {"page": "2"}], ids=lambda form: "&".join(f"{name}={form[name]}" for name in form)
)
def test_a_search_that_cannot_be_meant_is_not_saved(client: FlaskClient, form: dict[str, str]) -> None:
    assert send(client, "/searches", {"title": "My harbour", **form}).status_code == 400
    assert read_json(client, "/searches.json")["total"] == 0


def test_a_form_without_end_is_refused(client: FlaskClient) -> None:
    answer = send(client, "/searches", {"title": "My harbour", "q": "x" * 100_000})
    assert answer.status_code == 413
    assert "Nothing was changed" in answer.text


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
@pytest.mark.parametrize("ending", ["", "/delete"])
def test_a_form_from_elsewhere_is_refused_and_changes_nothing(
    client: FlaskClient, small: Workspace, headers: dict[str, str], ending: str
) -> None:
    address = keep(client, "My harbour", q="harbour")
    crane(small)
    before = read_json(client, "/searches.json")
    assert before["searches"][0]["new"] == 1
    for answer in (send(client, f"{address}{ending}", {}, headers), send(client, "/searches", {"title": "Other"}, headers)):
        assert answer.status_code == 403
        assert "nothing was changed" in answer.text
    assert read_json(client, "/searches.json") == before


@pytest.mark.parametrize("headers", [HERE, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "same-origin", "Origin": "https://x"}])
def test_a_form_from_a_page_of_ours_is_taken(client: FlaskClient, headers: dict[str, str]) -> None:
    assert send(client, "/searches", {"title": "My harbour"}, headers).status_code == 303


def test_a_form_is_taken_under_any_name_the_server_goes_by(client: FlaskClient) -> None:
    answer = client.post("/searches", data={"title": "A"}, headers={"Host": "kb.example:8000", "Origin": "https://kb.example:8000"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/searches/a")


@pytest.mark.parametrize("address", ["/searches/nothing", "/searches/nothing.json", "/searches/nothing/delete"])
def test_a_saved_search_that_is_not_there_is_told(client: FlaskClient, address: str) -> None:
    answer = ask(client, address)
    assert answer.status == 404
    assert "no saved search" in answer.text
    assert send(client, "/searches/nothing").status_code == 404
    assert send(client, "/searches/nothing/delete").status_code == 404


@pytest.mark.parametrize("address", ["/searches?q=harbour", "/searches/my-harbour?page=2"])
def test_a_parameter_that_means_nothing_is_refused(client: FlaskClient, address: str) -> None:
    keep(client, "My harbour")
    assert ask(client, address).status == 400


def test_what_somebody_typed_stands_on_the_pages_as_text(client: FlaskClient) -> None:
    address = keep(client, '<script>"&', q='<img src=x> "a&b')
    for one in ("/searches", address, f"{address}/delete"):
        page = Markup(read_html(client, one))
        assert page.scripted == []
        assert '<script>"&' in page.text


def test_titles_and_words_of_any_script_are_kept(client: FlaskClient) -> None:
    address = keep(client, "Μέσα Δικτύωσης 😀", q="Μέσα")
    assert "Μέσα Δικτύωσης 😀" in read_html(client, address)
    assert read_json(client, f"{address}.json")["words"] == "Μέσα"


def test_a_store_that_others_write_to_is_read_and_says_when_it_cannot_be_written(small: Workspace) -> None:
    with opened(small.settings) as busy:
        event.listen(busy.database, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=20"))
        client = create_app(busy).test_client()
        with small.writing() as session:
            make(session, "tool", "crane", label="Harbour crane")
            session.flush()
            assert ask(client, "/searches").status == 200
            answer = send(client, "/searches", {"title": "My harbour", "q": "harbour"})
        assert answer.status_code == 503
        assert "another program has been writing to it for a long time" in answer.text
        assert send(client, "/searches", {"title": "My harbour", "q": "harbour"}).status_code == 303


def test_reading_writes_nothing_to_disk(client: FlaskClient, small: Workspace) -> None:
    address = keep(client, "My harbour", q="harbour")
    read_html(client, address)
    home: Path = small.settings.home
    before = snapshot(home)
    for one in ("/searches", address, f"{address}.json", "/search.atom?q=harbour"):
        ask(client, one)
    assert {name: size for name, size in snapshot(home).items() if "sqlite" not in name} == {
        name: size for name, size in before.items() if "sqlite" not in name
    }


def test_a_list_sends_few_statements_for_each_search(client: FlaskClient, small: Workspace) -> None:
    for number in range(4):
        keep(client, f"Search {number}", q="harbour", topic="dark-web")
    with counted(small) as statements:
        read_html(client, "/searches")
    assert 0 < len(statements) <= 4 + 4 * 4
