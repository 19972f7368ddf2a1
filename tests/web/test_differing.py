from __future__ import annotations

from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from kb.models.base import now
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import ask, kb, read_csv, read_html, read_json
from tests.helpers import change, get, make

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def client(small: Workspace) -> FlaskClient:
    """Give a browser on a small knowledge base that a test may change."""
    return create_app(small).test_client()


@pytest.fixture
def since(small: Workspace) -> str:
    """Give a moment after which a statement changed and a topic came in."""
    at = now().replace(tzinfo=None).isoformat() + "Z"
    with small.writing() as session:
        change(session, get(session, "statement", "s-share"), label="Share <all> tools across borders.")
        make(session, "topic", "cables", label="Cables & wires")
    return at


def place(ending: str = "", **asked: str) -> str:
    return f"/differences{ending}?{urlencode(asked)}"


def test_the_page_marks_the_words_that_changed(client: FlaskClient, since: str) -> None:
    page = read_html(client, place(**{"from": since}))
    assert '<ins><span class="hidden">put in: </span>&lt;all&gt; <span class="hidden"> (end)</span></ins>tools across borders.' in page
    assert "<strong>2</strong> records: 1 came, 1 changed, 0 went" in page


def test_page_json_csv_and_feed_tell_the_same(client: FlaskClient, small: Workspace, since: str) -> None:
    asked = {"from": since, "topic": "dark-web"}
    told = read_json(client, place(".json", **asked))
    assert (told["about"]["slug"], told["total"], [one["record"]["slug"] for one in told["changed"]]) == ("dark-web", 1, ["s-share"])
    assert told["changed"][0]["changes"] == [
        {"field": "Statement", "old": "Share tools across borders.", "new": "Share <all> tools across borders."}
    ]
    (row,) = read_csv(client, place(".csv", **asked))
    assert (row["id"], row["What"], row["Field"], row["After"]) == ("s-share", "changed", "Statement", "Share <all> tools across borders.")
    feed = ET.fromstring(ask(client, place(".atom", **asked)).text)  # noqa: S314 - made here
    assert [one.text for one in feed.findall("a:entry/a:title", ATOM)] == ["Changed: Share <all> tools across borders."]
    assert "<ins>&lt;all&gt; </ins>" in str(feed.findtext("a:entry/a:summary", None, ATOM))
    command = kb(small.settings.home, "differences", "--from", since, "--topic", "dark-web", "--json")
    assert command.json == told


def test_a_feed_of_nothing_is_a_feed(client: FlaskClient) -> None:
    feed = ET.fromstring(ask(client, place(".atom", **{"from": now().replace(tzinfo=None).isoformat()})).text)  # noqa: S314 - made here
    assert feed.findtext("a:updated", None, ATOM) == "1970-01-01T00:00:00+00:00"


def test_a_last_day_bounds_it(client: FlaskClient, since: str) -> None:
    told = read_json(client, place(".json", **{"from": "2001-01-01", "to": since}))
    assert (told["to"], len(told["came"]), told["changed"], told["went"]) == (since, 10, [], [])


def test_without_a_day_the_page_asks_for_one(client: FlaskClient) -> None:
    assert 'name="from" value=""' in read_html(client, "/differences")
    found = ask(client, "/differences.json")
    assert (found.status, "say from which day on" in found.json["detail"]) == (400, True)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"from": "2020-01-02", "to": "2020-01-01"}, "is later than"),
        ({"from": "2020-01-02", "topic": "dark-web", "project": "lantern"}, "choose one of topic, project, organisation"),
        ({"from": "once"}, "neither a day nor a moment"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(client: FlaskClient, small: Workspace, asked: dict[str, str], words: str) -> None:
    found = ask(client, place(".json", **asked))
    assert (found.status, words in found.json["detail"]) == (400, True)
    done = kb(small.settings.home, "differences", *(part for name, value in asked.items() for part in (f"--{name}", value)))
    assert (done.code, words in done.err) == (2, True)


def test_a_parameter_that_there_is_not_is_refused(client: FlaskClient) -> None:
    found = ask(client, "/differences.json?from=2020-01-02&country=NL")
    assert (found.status, 'there is no parameter "country" here' in found.json["detail"]) == (400, True)


def test_the_command_tells_it_in_words(small: Workspace, since: str) -> None:
    done = kb(small.settings.home, "differences", "--from", since)
    assert done.out.startswith("1 came, 1 changed, 0 went\n\nCame in: Cables & wires  [topics/cables]\n")
    assert "  Statement: Share {+<all> +}tools across borders.\n" in done.out


def test_the_history_of_a_record_is_a_command(small: Workspace, since: str) -> None:
    done = kb(small.settings.home, "history", "statements/s-share")
    assert done.out.startswith("Version 2: changed by editor, ")
    assert "  Statement: Share {+<all> +}tools across borders.\n" in done.out
    assert "  Addressed to:\n    {+Addressee: policy makers · Inferred: no+}\n" in done.out
    told = kb(small.settings.home, "history", "statements/s-share", "--asof", since, "--json").json
    assert (told["record"]["label"], len(told["history"])) == ("Share tools across borders.", 1)


def test_a_record_page_shows_its_history_as_words(client: FlaskClient, since: str) -> None:
    assert since
    page = read_html(client, "/statements/s-share")
    assert 'Share <ins><span class="hidden">put in: </span>&lt;all&gt; ' in page
    assert "{&#34;" not in page[page.index('id="history"') :]
