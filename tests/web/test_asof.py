from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, func, select

from kb import records
from kb.models import Revision
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import ask, kb, read_csv, read_html, read_json, slugs
from tests.helpers import EDITOR, change, get, make

PAGES = [
    "/topics/dark-web",
    "/projects/lantern",
    "/events/harbour-workshop",
    "/events/harbour-workshop/evidence",
    "/topics/dark-web/similar",
    "/topics",
    "/events",
    "/search?q=harbour",
    "/search/why?q=harbour",
    "/matrix?project=lantern",
    "/recommendations",
    "/coverage",
    "/coverage/sources-without-licence",
    "/follow-up",
    "/disagreements",
    "/changes",
    "/partners?project=lantern",
    "/portfolio?topic=dark-web",
    "/overlap?project=lantern",
    "/also?project=lantern",
    "/analyses",
    "/help",
    "/",
]
NO_PAST = ["/searches", "/imports", "/search.atom", "/statements.atom", "/differences"]


@pytest.fixture
def client(small: Workspace) -> FlaskClient:
    """Give a browser on a small knowledge base that a test may change."""
    return create_app(small).test_client()


@pytest.fixture
def then(small: Workspace) -> str:
    """Give a moment, as an address has it, after which a topic was renamed, one came in and a person was withdrawn."""
    with small.reading() as session:
        at = session.execute(select(func.max(Revision.at))).scalar_one()
    with small.writing() as session:
        change(session, get(session, "topic", "dark-web"), label="Deep waters")
        make(session, "topic", "cables", label="Dark cables")
        records.withdraw(session, get(session, "person", "berg-anna"), EDITOR)
    return urlencode({"asof": at.replace(tzinfo=None).isoformat() + "Z"})


def dated(address: str, then: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{then}"


class Links(HTMLParser):
    """Collects the links of a page within this site, and the fields of its forms that ask."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        values = {name: value or "" for name, value in attrs}
        if tag == "a" and values.get("href", "").startswith("/") and "data-present" not in values:
            self.links.append(values["href"])
        if tag == "form" and values.get("method") not in ("post", "dialog"):
            self.forms.append((values["action"], {}))
        if tag == "input" and self.forms:
            self.forms[-1][1][values.get("name", "")] = values.get("value", "")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_that_it_is_of_the_past_and_its_links_stay_there(client: FlaskClient, then: str, address: str) -> None:
    page = read_html(client, dated(address, then))
    assert "As recorded on" in page
    found = Links(page)
    asked = {link: parse_qs(urlsplit(link).query).get("asof") for link in found.links}
    undated = {urlsplit(link).path for link, moment in asked.items() if moment is None}
    assert {path for path in undated if not path.endswith(".atom")} <= {"/searches", "/imports", "/differences"}
    assert {tuple(moment) for moment in asked.values() if moment} == {tuple(parse_qs(then)["asof"])}
    assert all("asof" in fields for action, fields in found.forms if action != "/searches")


def test_the_way_back_leads_to_the_same_page_of_the_present(client: FlaskClient, then: str) -> None:
    page = read_html(client, dated("/search?q=dark&kind=topic", then))
    assert '<a data-present href="/search?q=dark&amp;kind=topic">show the present</a>' in page


def test_a_page_of_the_present_offers_the_past_and_says_nothing_of_it(client: FlaskClient) -> None:
    page = read_html(client, "/search?q=dark&kind=topic&page=1")
    assert 'class="note asof"' not in page
    assert {"q": "dark", "kind": "topic", "asof": ""}.items() <= next(fields for _, fields in Links(page).forms if "asof" in fields).items()


def test_records_lists_and_searches_answer_from_that_day(client: FlaskClient, then: str) -> None:
    assert "<h1>Dark Web</h1>" in read_html(client, dated("/topics/dark-web", then))
    assert "<h1>Deep waters</h1>" in read_html(client, "/topics/dark-web")
    assert slugs(read_json(client, dated("/topics.json", then))["rows"]) == ["dark-web", "online-space"]
    assert slugs(read_json(client, dated("/search.json?q=dark&kind=topic", then))["hits"]) == ["dark-web"]
    assert [row["Record"] for row in read_csv(client, dated("/search.csv?q=dark&kind=topic", then))] == ["Dark Web"]
    assert read_html(client, dated("/people/berg-anna", then))
    assert ask(client, "/people/berg-anna").status == 410


def test_json_tells_the_moment(client: FlaskClient, then: str) -> None:
    assert [read_json(client, dated(f"{path}.json", then))["asof"] for path in ("/topics/dark-web", "/search", "/matrix")] == [
        parse_qs(then)["asof"][0]
    ] * 3
    assert "asof" not in read_json(client, "/search.json")


def test_a_record_of_later_days_says_when_it_came_in(client: FlaskClient, then: str) -> None:
    found = ask(client, dated("/topics/cables.json", then))
    assert (found.status, found.json["title"]) == (404, "Not yet")
    assert re.search(r'"cables" was not on record yet on .* it came in on \d+ \w+ \d{4} at', found.json["detail"])


@pytest.mark.parametrize("address", NO_PAST)
def test_a_page_without_a_past_is_named_and_refused(client: FlaskClient, then: str, address: str) -> None:
    found = ask(client, dated(address, then))
    assert found.status == 400
    assert f"{address} shows the present alone; leave out" in found.text


@pytest.mark.parametrize(("text", "words"), [("tomorrow", "neither a day nor a moment"), ("2999-01-01", "still to come")])
def test_a_moment_that_is_none_is_refused(client: FlaskClient, text: str, words: str) -> None:
    found = ask(client, f"/topics.json?asof={text}")
    assert (found.status, words in found.json["detail"]) == (400, True)


def test_an_empty_moment_is_the_present(client: FlaskClient) -> None:
    assert 'class="note asof"' not in read_html(client, "/topics?asof=")


def test_a_redirect_stays_in_the_past(small: Workspace, client: FlaskClient, then: str) -> None:
    found = ask(client, dated("/search?q=dark&within=web", then))
    assert (found.status, parse_qs(urlsplit(found.headers["Location"]).query)["asof"]) == (303, parse_qs(then)["asof"])
    with small.writing() as session:
        records.merge(session, get(session, "topic", "online-space"), get(session, "topic", "dark-web"), EDITOR)
    moved = ask(client, f"/topics/dark-web?asof={latest(small)}")
    assert moved.headers["Location"] == f"/topics/online-space?{urlencode({'asof': latest(small)})}"


def latest(workspace: Workspace) -> str:
    with workspace.reading() as session:
        return str(session.execute(select(func.max(Revision.at))).scalar_one().replace(tzinfo=None).isoformat()) + "Z"


def test_commands_take_the_moment_too(small: Workspace, then: str) -> None:
    home, moment = small.settings.home, parse_qs(then)["asof"][0]
    shown = kb(home, "show", "topics/dark-web", "--asof", moment)
    assert (shown.out.splitlines()[0][:15], "Dark Web" in shown.out) == ("As recorded on ", True)
    assert slugs(kb(home, "search", "dark", "-f", "kind=topic", "--asof", moment, "--json").json["hits"]) == ["dark-web"]
    assert kb(home, "list", "topics", "--asof", moment, "--json").json["asof"] == moment


@pytest.mark.parametrize(("moment", "words", "code"), [("soon", "neither a day", 2), ("2001-01-01", "was not on record yet on", 1)])
def test_a_command_says_what_is_wrong_with_a_moment(small_home: Path, moment: str, words: str, code: int) -> None:
    done = kb(small_home, "show", "topics/dark-web", "--asof", moment)
    assert (done.code, words in done.err) == (code, True)


def numbers_of_statements(client: FlaskClient, addresses: list[str]) -> list[int]:
    """Count the statements of pages, each worked out before."""
    found = []
    for address in addresses:
        read_html(client, address)
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            sent.append(statement)  # noqa: B023 - asked for in this round alone

        event.listen(Engine, "before_cursor_execute", note)
        try:
            read_html(client, address)
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        found.append(len(sent))
    return found


def test_pages_of_the_past_send_as_many_statements_however_much_changed(small: Workspace, client: FlaskClient, then: str) -> None:
    addresses = [dated(path, then) for path in ("/topics/dark-web", "/topics", "/search?q=dark")]
    addresses.append(f"/differences?from={parse_qs(then)['asof'][0]}&topic=online-space")
    with small.writing() as session:
        make(session, "topic", "topic", relations=[{"relation": "broader", "other": "dark-web"}])
        change(session, get(session, "statement", "s-share"), label="Share.")
    few = numbers_of_statements(client, addresses)
    with small.writing() as session:
        for number in range(12):
            make(session, "topic", f"topic-{number}", relations=[{"relation": "broader", "other": "topic"}])
            make(session, "statement", f"statement-{number}", type="finding", topics=["topic"])
        change(session, get(session, "topic", "online-space"), label="Elsewhere", relations=[{"relation": "broader", "other": "topic-1"}])
    assert numbers_of_statements(client, addresses) == few
