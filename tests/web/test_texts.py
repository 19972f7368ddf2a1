from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

from kb.web import create_app
from kb.workspace import Workspace
from tests.client import ask, read_html, read_json
from tests.helpers import get, make
from tests.queries.test_passages import MENU, TEXT, keep, rest


@pytest.fixture
def client(small: Workspace) -> FlaskClient:
    return create_app(small).test_client()


def number_of(shown: str) -> str:
    """Give the number of the first passage of a text."""
    found = re.search(r'<li id="rests-(\d+)">', shown)
    assert found
    return found[1]


def test_a_text_shows_its_passages_marked_and_led_to_what_rests_on_them(small: Workspace, client: FlaskClient) -> None:
    keep(small)
    rest(small, "nobody left early")
    shown = read_html(client, "/documents/harbour-report/text")
    number = number_of(shown)
    assert f'<span id="p{number}"></span><mark>nobody left early</mark><a class="rests" href="#rests-{number}">' in shown
    assert f'<li id="rests-{number}"><a href="/statements/s-share">' in shown


def test_the_furniture_of_the_page_is_told_apart(small: Workspace, client: FlaskClient) -> None:
    keep(small)
    assert f'<p class="furniture"><span class="hidden">Page furniture: </span>{MENU}</p>' in read_html(
        client, "/documents/harbour-report/text"
    )


def test_a_statement_shows_its_passage_in_context_and_leads_to_the_place(small: Workspace, client: FlaskClient) -> None:
    keep(small)
    rest(small, "nobody left early")
    shown = read_html(client, "/statements/s-share")
    around = '<span class="quiet">Some 70 people met in The Hague, and </span><mark>nobody left early</mark><span class="quiet">.</span>'
    assert around in shown
    number = number_of(read_html(client, "/documents/harbour-report/text"))
    assert f'<a href="/documents/harbour-report/text#p{number}">' in shown


def test_an_orphan_is_shown_as_one_with_what_it_may_be(small: Workspace, client: FlaskClient) -> None:
    keep(small)
    rest(small, "Some 70 people met")
    keep(small, TEXT.replace("70", "65"))
    for address in ("/documents/harbour-report/text", "/statements/s-share"):
        shown = ask(client, address).text
        assert "no longer found in the text" in shown
        assert "<q>Some 65 people met</q>" in shown


def test_a_text_that_may_not_be_shown_is_nowhere_shown(small: Workspace, client: FlaskClient) -> None:
    keep(small, public=False)
    rest(small, "nobody left early")
    for address in (
        "/documents/harbour-report",
        "/documents/harbour-report.json",
        "/documents/harbour-report/text",
        "/documents/harbour-report/text.json",
        "/documents/harbour-report/annotations.jsonld",
        "/statements/s-share",
        "/statements/s-share.json",
    ):
        shown = ask(client, address)
        assert shown.status == 200
        assert "Hague" not in shown.text, address
    assert "its licence does not allow that" in ask(client, "/documents/harbour-report/text").text
    assert "nobody left early" in ask(client, "/documents/harbour-report/text").text


def test_an_older_version_has_its_own_address(small: Workspace, client: FlaskClient) -> None:
    keep(small)
    keep(small, "All is said anew.")
    assert "All is said anew." in ask(client, "/documents/harbour-report/text").text
    assert "nobody left early" in ask(client, "/documents/harbour-report/text?version=1").text
    assert read_json(client, "/documents/harbour-report/text.json?version=1")["text"] == TEXT


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/documents/harbour-report/text", 404, "has no text on record"),
        ("/documents/harbour-report/annotations.jsonld?version=2", 404, "has no version 2 of its text on record"),
        ("/documents/harbour-report/text?version=x", 400, "is not a whole number"),
        ("/documents/harbour-report/text?colour=1", 400, '"colour"'),
        ("/documents/nothing/text", 404, "There is no document called"),
    ],
)
def test_what_is_not_there_is_said_so(client: FlaskClient, address: str, status: int, says: str) -> None:
    answer = ask(client, address)
    assert answer.status == status
    assert says in answer.text.replace("&#34;", '"')


def test_the_text_of_a_merged_document_is_found_at_its_new_address(small: Workspace, client: FlaskClient) -> None:
    keep(small)
    with small.writing() as session:
        kept, gone = get(session, "document", "harbour-report"), make(session, "document", "gone")
        gone.state, gone.merged_into_id = "merged", kept.id
    answer = client.get("/documents/gone/text")
    assert (answer.status_code, answer.location) == (301, "/documents/harbour-report/text")


def test_passages_are_given_as_web_annotations(small: Workspace, client: FlaskClient) -> None:
    keep(small)
    rest(small, "nobody left early")
    rest(small, "Some 70 people met", mode="inference")
    answer = client.get("/documents/harbour-report/annotations.jsonld")
    assert answer.content_type == 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    made = json.loads(answer.text)
    assert (made["@context"], made["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    assert [one["motivation"] for one in made["items"]] == ["commenting", "linking"]
    position, quote = made["items"][1]["target"]["selector"]
    assert (position["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")
    assert TEXT[position["start"] : position["end"]] == quote["exact"] == "nobody left early"
    assert TEXT[: position["start"]].endswith(quote["prefix"])
    assert TEXT[position["end"] :].startswith(quote["suffix"])
    assert made["items"][1]["target"]["source"] == "http://localhost/documents/harbour-report/text?version=1"
    assert made["items"][1]["body"]["id"] == "http://localhost/statements/s-share"


def test_a_lost_passage_is_an_annotation_by_its_words_alone(small: Workspace, client: FlaskClient) -> None:
    keep(small)
    rest(small, "Some 70 people met")
    keep(small, "All is said anew.")
    (one,) = ask(client, "/documents/harbour-report/annotations.jsonld").json["items"]
    assert one["target"]["selector"] == [{"type": "TextQuoteSelector", "exact": "Some 70 people met"}]


def test_words_of_a_source_whose_text_is_not_kept_are_shown_and_lead_to_it(library: Workspace) -> None:
    page = read_html(create_app(library).test_client(), "/statements/f-no-global-strategy")
    assert page.count("<mark>global combating strategy is tough to achieve</mark>") == 2
    assert "the text is not kept here" in page
    assert "no longer found in the text" not in page
    assert "policing-the-dark-web-a-success/#:~:text=global%20combating%20strategy%20is%20tough%20to%20achieve" in page


def test_words_of_a_source_whose_text_is_not_kept_are_told_as_json(library: Workspace) -> None:
    told = read_json(create_app(library).test_client(), "/statements/f-no-global-strategy.json")
    assert [(one["state"], one["start"], one["candidates"]) for one in told["passages"]] == [("unkept", None, [])] * 2
    assert told["evidence"][0]["words_at"] == (
        f"{told['evidence'][0]['address']}#:~:text=global%20combating%20strategy%20is%20tough%20to%20achieve"
    )


def test_annotations_of_a_source_whose_text_is_not_kept_are_about_the_source_itself(library: Workspace) -> None:
    found = json.loads(ask(create_app(library).test_client(), "/documents/m4s-ws-darkweb-after/annotations.jsonld").text)
    (one,) = found["items"]
    assert one["target"] == {
        "type": "SpecificResource",
        "source": "http://media4sec.eu/workshops/darkweb/",
        "selector": [{"type": "TextQuoteSelector", "exact": "a transnational and highly dynamic context"}],
    }


def test_a_text_that_is_kept_takes_the_place_of_the_source(small: Workspace, client: FlaskClient) -> None:
    assert json.loads(ask(client, "/documents/harbour-report/annotations.jsonld").text)["items"] == []
    keep(small)
    rest(small, "nobody left early")
    assert "the text is not kept here" not in read_html(client, "/statements/s-share")
