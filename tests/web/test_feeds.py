"""Any search as a feed, held against the rules of RFC 4287."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from kb import records
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import ask, counted, read_html, read_json
from tests.helpers import EDITOR, change, get, make
from tests.web.markup import Markup

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ADDRESSES = (
    "/search.atom",
    "/search.atom?q=bitcoin",
    "/search.atom?q=xyzzyx-nothing",
    "/search.atom?q=%22legal+framework%22&kind=statement&topic=legal-framework",
    "/search.atom?q=a%3Cb%3E%26%22&sort=newest&page=3",
    "/search.atom?q=%CE%9C%CE%AD%CF%83%CE%B1",
    "/statements.atom?type=finding",
    "/people.atom",
    "/events.atom?q=workshop&year=2017",
)


def root(client: FlaskClient, address: str) -> ET.Element:
    answer = ask(client, address)
    assert (answer.status, answer.type) == (200, "application/atom+xml; charset=utf-8")
    return ET.fromstring(answer.text)  # noqa: S314 - our own answer


def one(element: ET.Element, name: str) -> str:
    """Give the text of what must be there once."""
    found = element.findall(f"{ATOM}{name}")
    assert len(found) == 1, name
    return found[0].text or ""


def titles(client: FlaskClient, address: str) -> list[str]:
    return [one(entry, "title") for entry in root(client, address).findall(f"{ATOM}entry")]


def moment(text: str) -> datetime:
    assert MOMENT.fullmatch(text)
    return datetime.fromisoformat(text)


def absolute(address: str | None) -> str:
    parts = urlsplit(address or "")
    assert parts.scheme == "http"
    assert parts.netloc == "localhost"
    return address or ""


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_feed_has_all_that_atom_asks_of_it_once(client: FlaskClient, address: str) -> None:
    feed = root(client, address)
    assert absolute(one(feed, "id"))
    assert one(feed, "title")
    links = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert [link.get("href") for link in links] == [one(feed, "id")]
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    updated = [moment(one(entry, "updated")) for entry in feed.findall(f"{ATOM}entry")]
    assert updated == sorted(updated, reverse=True)
    assert moment(one(feed, "updated")) == max(updated, default=moment(one(feed, "updated")))


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_entry_has_all_that_atom_asks_of_it(client: FlaskClient, address: str) -> None:
    entries = root(client, address).findall(f"{ATOM}entry")
    assert len({absolute(one(entry, "id")) for entry in entries}) == len(entries) <= 50
    for entry in entries:
        assert one(entry, "title")
        assert moment(one(entry, "published")) <= moment(one(entry, "updated"))
        pages = [absolute(link.get("href")) for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert pages == [one(entry, "id")]
        assert all(category.get("term") for category in entry.findall(f"{ATOM}category"))


def test_the_summary_is_html_that_holds_what_the_record_is_and_why_it_is_found(client: FlaskClient) -> None:
    summaries = [entry.find(f"{ATOM}summary") for entry in root(client, "/search.atom?q=bitcoin").findall(f"{ATOM}entry")]
    texts = [summary.text or "" for summary in summaries if summary is not None and summary.get("type") == "html"]
    assert len(texts) == len(summaries) > 1
    assert any("<mark>" in text for text in texts)
    for text in texts:
        assert Markup(text).names <= {"p", "mark"}


def test_the_summary_names_the_place_of_a_passage(small: Workspace) -> None:
    evidence = [{"document": "harbour-report", "locator": "page 7", "exact": "Cranes & winches stood <idle>."}]
    with small.writing() as session:
        make(session, "statement", "s-idle", label="Nothing moved.", type="finding", evidence=evidence)
    summary = root(create_app(small).test_client(), "/search.atom?q=winches").find(f"{ATOM}entry/{ATOM}summary")
    assert summary is not None
    assert "In Report on the harbour workshop, page 7: " in (summary.text or "")
    assert "Cranes &amp; <mark>winches</mark> stood &lt;idle&gt;." in (summary.text or "")


def test_a_feed_holds_what_the_search_finds(client: FlaskClient) -> None:
    found = read_json(client, "/search.json?q=bitcoin&kind=statement&size=50")
    assert sorted(titles(client, "/search.atom?q=bitcoin&kind=statement")) == sorted(hit["label"] for hit in found["hits"])


def test_the_feed_of_a_list_holds_its_kind_alone(client: FlaskClient) -> None:
    entries = root(client, "/tools.atom").findall(f"{ATOM}entry")
    terms = [category.get("term") for entry in entries for category in entry.findall(f"{ATOM}category")[:1]]
    assert terms
    assert set(terms) == {"tool"}


def test_kind_and_topics_of_a_record_are_its_categories(small: Workspace) -> None:
    entry = root(create_app(small).test_client(), "/statements.atom").find(f"{ATOM}entry")
    assert entry is not None
    told = [(category.get("term"), category.get("label")) for category in entry.findall(f"{ATOM}category")]
    assert told == [("statement", "Statement"), ("dark-web", "Dark Web")]


def test_the_title_tells_words_and_choices(client: FlaskClient) -> None:
    told = "All records: dark web, Kind: Statements, Topic: Bitcoin"
    assert one(root(client, "/search.atom?q=dark+web&kind=statement&topic=bitcoin"), "title") == told
    assert one(root(client, "/tools.atom"), "title") == "Tools"
    assert one(root(client, "/tools.atom?q=tor&widen=no"), "title") == "Tools: tor, only as typed"


def test_order_and_place_make_no_other_feed(client: FlaskClient) -> None:
    wanted = one(root(client, "/search.atom?q=bitcoin&kind=tool&topic=bitcoin"), "id")
    assert one(root(client, "/search.atom?topic=bitcoin&sort=label&page=2&size=3&kind=tool&q=bitcoin"), "id") == wanted


def test_the_record_that_came_in_last_stands_first_and_a_change_brings_one_to_the_front(small: Workspace) -> None:
    client = create_app(small).test_client()
    with small.writing() as session:
        make(session, "tool", "lamp", label="Lamp", summary="Light in the harbour.")
    assert titles(client, "/search.atom?q=harbour")[0] == "Lamp"
    with small.writing() as session:
        change(session, get(session, "organisation", "harbour-police"), country="BE")
    first = root(client, "/search.atom?q=harbour").find(f"{ATOM}entry")
    assert first is not None
    assert one(first, "title") == "Harbour Police"
    assert one(root(client, "/search.atom?q=harbour"), "updated") == one(first, "updated")


def test_a_record_that_is_taken_back_leaves_the_feed(small: Workspace) -> None:
    client = create_app(small).test_client()
    assert "Harbour Police" in titles(client, "/search.atom?q=harbour")
    with small.writing() as session:
        records.withdraw(session, get(session, "organisation", "harbour-police"), EDITOR)
    assert "Harbour Police" not in titles(client, "/search.atom?q=harbour")


def test_a_choice_that_was_merged_still_finds_and_says_so(small: Workspace) -> None:
    client = create_app(small).test_client()
    with small.writing() as session:
        gone = make(session, "topic", "deep-web", label="Deep Web")
        records.merge(session, get(session, "topic", "dark-web"), gone, EDITOR)
    feed = root(client, "/search.atom?topic=deep-web&kind=statement")
    assert [one(entry, "title") for entry in feed.findall(f"{ATOM}entry")] == ["Share tools across borders."]
    assert 'The topic "deep-web" is now part of "dark-web"' in one(feed, "subtitle")


def test_an_empty_feed_is_dated_by_the_first_record(small: Workspace) -> None:
    feed = root(create_app(small).test_client(), "/search.atom?topic=no-such")
    assert feed.find(f"{ATOM}entry") is None
    assert moment(one(feed, "updated")).year >= 2024
    assert 'There is no topic "no-such" on record now' in one(feed, "subtitle")


def test_what_the_search_passed_over_is_said(client: FlaskClient) -> None:
    notes = read_json(client, "/search.json?q=criptocurrency")["notes"]
    assert notes
    assert notes[0][1:] in one(root(client, "/search.atom?q=criptocurrency"), "subtitle")


def test_a_reader_that_has_the_feed_already_gets_nothing_more(small: Workspace) -> None:
    client = create_app(small).test_client()
    first = client.get("/search.atom?q=harbour")
    assert first.headers["Cache-Control"] == "no-cache"
    for header, value in (("If-None-Match", first.headers["ETag"]), ("If-Modified-Since", first.headers["Last-Modified"])):
        again = client.get("/search.atom?q=harbour", headers={header: value})
        assert (again.status_code, again.data) == (304, b"")


def test_a_change_reaches_a_reader_that_has_the_feed(small: Workspace) -> None:
    client = create_app(small).test_client()
    before = client.get("/search.atom?q=harbour").headers["ETag"]
    with small.writing() as session:
        change(session, get(session, "organisation", "harbour-police"), country="BE", summary="On the quay.")
    again = client.get("/search.atom?q=harbour", headers={"If-None-Match": before})
    assert again.status_code == 200
    assert b"On the quay." in again.data


@pytest.mark.parametrize("address", ["/search.atom?colour=red", "/tools.atom?kind=event", "/planets.atom"])
def test_a_feed_that_cannot_be_meant_is_refused(client: FlaskClient, address: str) -> None:
    assert ask(client, address).status in (400, 404)


@pytest.mark.parametrize(
    ("address", "feed"),
    [
        ("/search?q=dark+web&kind=tool&sort=label&page=2", "/search.atom?q=dark+web&kind=tool"),
        ("/search", "/search.atom"),
        ("/search?q=darknet&widen=no", "/search.atom?q=darknet&widen=no"),
        ("/statements?topic=bitcoin", "/statements.atom?topic=bitcoin"),
    ],
)
def test_a_page_names_its_feed_in_its_head_and_offers_it(client: FlaskClient, address: str, feed: str) -> None:
    page = Markup(read_html(client, address), address)
    named = [attrs.get("href") for tag, attrs in page.tags if tag == "link" and attrs.get("type") == "application/atom+xml"]
    assert named == [feed]
    assert ("a", feed) in [(tag, attrs.get("href")) for tag, attrs in page.tags]
    assert ask(client, feed).status == 200


@pytest.mark.parametrize("address", ["/search.atom", "/search.atom?kind=statement", "/statements.atom?topic=policing&q=police"])
def test_a_feed_sends_few_statements_however_much_it_holds(library: Workspace, client: FlaskClient, address: str) -> None:
    with counted(library) as statements:
        assert len(root(client, address).findall(f"{ATOM}entry")) >= 10
    assert 0 < len(statements) <= 30
