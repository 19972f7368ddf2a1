from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from kb import records
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import ask, counted, kb, read_html, read_json
from tests.helpers import EDITOR, get, make
from tests.web.markup import Markup

BOXES = {"/": "q", "/search": "q", "/search?q=dark": "q", "/projects": "quick-q", "/help": "quick-q", "/people/van-oss-jaap": "quick-q"}


def complete(client: FlaskClient, typed: str, **more: int) -> Any:
    rest = "".join(f"&{name}={value}" for name, value in more.items())
    return read_json(client, f"/complete.json?q={typed}{rest}")


def test_records_come_with_what_a_list_shows_of_them(client: FlaskClient) -> None:
    found = complete(client, "titan")
    assert found["query"] == "titan"
    assert found["records"][0] == {
        "kind": "project",
        "kind_label": "Project",
        "slug": "titanium",
        "label": "TITANIUM",
        "name": None,
        "about": found["records"][0]["about"],
        "url": "/projects/titanium",
    }
    assert found["records"][0]["about"].startswith("Tools for the Investigation of Transactions in Underground Markets")


def test_a_name_that_is_not_the_label_is_told_once(client: FlaskClient) -> None:
    found = complete(client, "kemea")["records"][0]
    assert (found["label"], found["name"]) == ("Center for Security Studies", "KEMEA")
    assert "KEMEA" not in found["about"]


def test_words_come_with_the_address_of_their_search(client: FlaskClient) -> None:
    found = complete(client, "legal frame")["words"][0]
    assert found == {"words": "legal framework", "url": "/search?q=legal+framework"}
    assert ask(client, found["url"]).status == 200


def test_as_many_records_are_offered_as_asked_for_and_half_as_many_words(client: FlaskClient) -> None:
    found = complete(client, "c", limit=9)
    assert (len(found["records"]), len(found["words"])) == (9, 4)


@pytest.mark.parametrize("typed", ["", "%20", "a" * 201, "%00", "%F0%9F%98%80", "((", '"', "-", "topic:"])
def test_what_completes_to_nothing_is_an_answer_too(client: FlaskClient, typed: str) -> None:
    found = complete(client, typed)
    assert (found["records"], found["words"]) == ([], [])


@pytest.mark.parametrize("query", ["q=a&limit=0", "q=a&limit=51", "q=a&limit=x", "q=a&kind=topic"])
def test_what_cannot_be_meant_is_refused(client: FlaskClient, query: str) -> None:
    assert ask(client, f"/complete.json?{query}").status == 400


def test_a_record_that_was_withdrawn_is_not_offered_even_before_the_index_knows(workspace: Workspace) -> None:
    client = create_app(workspace).test_client()
    with workspace.writing() as session:
        make(session, "topic", "lantern", label="Lantern light")
    assert [one["slug"] for one in complete(client, "lant")["records"]] == ["lantern"]
    # A session of the store alone leaves the index behind.
    with workspace._writing.begin() as session:  # noqa: SLF001 - as a process does that dies before the index is brought up to date
        records.withdraw(session, get(session, "topic", "lantern"), EDITOR)
    assert complete(client, "lant")["records"] == []
    workspace.drain()
    assert complete(client, "lant") == {"query": "lant", "records": [], "words": []}


def test_an_answer_takes_the_same_statements_however_many_records_it_offers(library: Workspace, client: FlaskClient) -> None:
    sent = []
    for limit in (2, 40):
        with counted(library) as statements:
            assert len(complete(client, "c", limit=limit)["records"]) == limit
        sent.append(len(statements))
    assert sent[1] <= sent[0] + 12  # one statement a kind and one for its references


def test_the_command_gives_the_same_answer(library: Workspace, client: FlaskClient) -> None:
    home = library.settings.home
    assert kb(home, "complete", "dark", "w", "--json").json == complete(client, "dark w")
    assert kb(home, "complete", "--limit", "1", "kemea").out == "Center for Security Studies (KEMEA) [organisations/kemea]\n"
    assert kb(home, "complete", "legal", "framewo", "--limit", "2").out.splitlines()[-1] == "legal framework"


@pytest.mark.parametrize(("address", "box"), BOXES.items())
def test_every_page_has_one_search_box_that_completes_and_works_without_script(client: FlaskClient, address: str, box: str) -> None:
    page = Markup(read_html(client, address))
    assert [attrs["id"] for tag, attrs in page.tags if tag == "input" and "data-complete" in attrs] == [box]
    assert {attrs["action"] for tag, attrs in page.tags if tag == "form" and attrs.get("role") == "search"} <= {"/search", address}
    assert [str(attrs["src"]).partition("?")[0] for tag, attrs in page.tags if tag == "script"] == ["/assets/script.js"]


def test_the_script_is_served_as_one(client: FlaskClient) -> None:
    answer = ask(client, "/assets/script.js")
    assert (answer.status, answer.type) == (200, "text/javascript; charset=utf-8")
