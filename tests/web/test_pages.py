from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kb import records
from kb.queries.shapes import Ref
from kb.schema import KINDS
from kb.web.navigation import GROUPS, MAIN
from kb.workspace import Workspace
from tests.client import ask, read_html, read_json
from tests.helpers import EDITOR, all_refs, change, get, make
from tests.web.markup import Markup

NASTY = """<script>alert(1)</script> "double" 'single' & <b onclick="x()">bold</b>"""


def refs(library: Workspace, kind: str) -> list[Ref]:
    with library.reading() as session:
        return all_refs(session, kind)


def named(page: str) -> str:
    return Markup(page).text


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_has_a_twin_in_json_with_evidence_and_history(client: FlaskClient, library: Workspace, kind: str) -> None:
    for ref in refs(library, kind):
        found = read_json(client, f"{ref.path}.json")
        assert (found["kind"], found["slug"], found["label"], found["url"]) == (kind, ref.slug, ref.label, ref.path)
        assert [entry["action"] for entry in found["history"]] == ["created"]
        assert found["history"][0]["source"].split(",")[0] == f"{KINDS[kind].text.plural}.yaml"
        assert kind == "document" or all(place["document"] for place in found["evidence"])
        assert bool(found["evidence"]) is (kind != "document")


def test_a_page_names_the_place_and_opens_the_source(client: FlaskClient) -> None:
    page = Markup(read_html(client, "/statements/f-legal-framework"))
    assert "paragraph 6" in page.text
    assert "/documents/seed-tno" in page.links
    hrefs = {attrs.get("href") for _tag, attrs in page.tags}
    address = "https://dws.pm/2017/10/07/international-workshop-policing-the-dark-web-a-success/"
    assert f"{address}#:~:text=create%20a%20common%20international%20legal%20framework" in hrefs


def test_a_page_shows_both_values_where_sources_disagree(client: FlaskClient) -> None:
    text = named(read_html(client, "/events/ws-darkweb-2017"))
    told = text.split("Sources disagree:")[1].split("Score")[0]
    assert told.index("70 in use") < told.index("65 not in use")


def test_a_page_says_what_was_looked_for_and_not_found(client: FlaskClient) -> None:
    found = read_json(client, "/projects/media4sec.json")
    assert found["not_on_record"]
    text = named(read_html(client, "/projects/media4sec"))
    assert all(gap["missing"] in text for gap in found["not_on_record"])


def test_a_value_that_no_source_gives_is_not_stated(client: FlaskClient) -> None:
    facts = {fact["name"]: fact["value"] for fact in read_json(client, "/events/interpol-wg1-2018.json")["facts"]}
    assert facts["attendance"] is None
    assert "Attendance not stated" in named(read_html(client, "/events/interpol-wg1-2018"))


def test_the_page_of_a_topic_lists_what_its_narrower_topics_hold(client: FlaskClient) -> None:
    found = read_json(client, "/topics/law-policy.json")["referred_to_by"]["statement_topics"]
    assert "f-osint-law" in [row["record"]["slug"] for row in found["rows"]]


@pytest.fixture
def merged(workspace: Workspace) -> Workspace:
    with workspace.writing() as session:
        kept, gone = make(session, "person", "berg-anna"), make(session, "person", "berg-a")
        records.merge(session, kept, gone, EDITOR)
    return workspace


@pytest.mark.parametrize("form", ["", ".json"])
def test_a_merged_record_leads_for_good_to_the_one_that_was_kept(merged: Workspace, own: FlaskClient, form: str) -> None:
    answer = ask(own, f"/people/berg-a{form}")
    assert (answer.status, answer.headers["Location"]) == (301, f"/people/berg-anna{form}")
    assert ask(own, answer.headers["Location"]).status == 200


def test_a_merged_record_is_in_no_list(merged: Workspace, own: FlaskClient) -> None:
    assert [row["record"]["slug"] for row in read_json(own, "/people.json")["rows"]] == ["berg-anna"]


@pytest.fixture
def withdrawn(workspace: Workspace) -> Workspace:
    with workspace.writing() as session:
        records.withdraw(session, make(session, "person", "berg-anna"), records.Author("editor", why="she asked for it"))
    return workspace


def test_a_withdrawn_record_is_gone_and_says_why(withdrawn: Workspace, own: FlaskClient) -> None:
    answer = ask(own, "/people/berg-anna")
    assert answer.status == 410
    assert "was withdrawn on" in answer.text
    assert "she asked for it" in answer.text


def test_a_withdrawn_record_is_gone_for_programs_too(withdrawn: Workspace, own: FlaskClient) -> None:
    answer = ask(own, "/people/berg-anna.json")
    assert (answer.status, answer.type) == (410, "application/problem+json")
    assert "she asked for it" in answer.json["detail"]


def test_a_withdrawn_record_is_in_no_list_and_no_search(withdrawn: Workspace, own: FlaskClient) -> None:
    assert read_json(own, "/people.json")["total"] == 0
    assert read_json(own, "/search.json?q=berg")["total"] == 0


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_record_is_not_found_and_the_page_says_where_to_look(client: FlaskClient, kind: str) -> None:
    answer = ask(client, f"/{KINDS[kind].text.plural}/no-such-thing")
    assert answer.status == 404
    text = named(answer.text)
    assert f'There is no {KINDS[kind].text.one.lower()} called "no-such-thing"' in text
    assert "Search all records" in text


def test_a_record_is_not_found_under_another_kind(client: FlaskClient) -> None:
    answer = ask(client, "/people/titanium.json")
    assert answer.status == 404


def nasty(session: Session) -> None:
    topic = make(session, "topic", "nasty-topic", label=f"Topic {NASTY}")
    document = make(session, "document", "nasty-document", label=f"Document {NASTY}", url="https://example.org/?a=1&b='2'")
    project = make(session, "project", "nasty-project", label=f"Project {NASTY}")
    event = make(session, "event", "nasty-event", label=f"Event {NASTY}", projects=[project.slug], place=NASTY)
    rows = {
        "names": [{"name": f"Name {NASTY}", "type": "alias"}],
        "topics": [topic.slug],
        "voicings": [{"group": f"Group {NASTY}", "document": document.slug, "note": NASTY}],
        "addressees": [{"addressee": f"Addressee {NASTY}", "inferred": False}],
        "evidence": [{"document": document.slug, "locator": NASTY, "note": NASTY, "exact": NASTY}],
        "gaps": [{"missing": NASTY, "note": NASTY}],
    }
    words = {"label": f"Statement {NASTY}", "summary": f"Summary {NASTY}", "note": f"Note {NASTY}"}
    made = make(session, "statement", "nasty-one", type="recommendation", event=event.slug, project=project.slug, **words, **rows)
    person = make(session, "person", "nasty-person", label=f"Person {NASTY}")
    contribution = {"role": "keynote", "event": event.slug, "project": project.slug, "parties": [{"person": person.slug}]}
    make(session, "contribution", "nasty-contribution", label=f"Contribution {NASTY}", **contribution)
    change(session, made, summary=f"Changed {NASTY}")


@pytest.fixture
def hostile(workspace: Workspace) -> Workspace:
    with workspace.writing() as session:
        nasty(session)
    return workspace


PAGES = (
    "/",
    "/statements/nasty-one",
    "/documents/nasty-document",
    "/events/nasty-event",
    "/topics/nasty-topic",
    "/people/nasty-person",
    "/statements",
    "/events",
    "/contributions",
    "/search",
    "/search?q=alert",
    "/search?topic=nasty-topic",
    "/matrix",
    "/matrix?project=nasty-project",
    "/matrix?by=person",
    "/recommendations",
    "/partners?project=nasty-project",
    "/coverage?project=nasty-project",
    "/coverage/people-without-affiliation",
    "/changes?topic=nasty-topic",
)


@pytest.mark.parametrize("address", PAGES)
def test_what_a_record_holds_is_text_and_never_markup(hostile: Workspace, own: FlaskClient, address: str) -> None:
    page = Markup(read_html(own, address))
    assert page.scripted == []
    assert "alert(1)" in page.text
    assert "<script>" in page.text.replace("< script >", "<script>")


def test_a_text_of_a_record_comes_back_whole_in_json(hostile: Workspace, own: FlaskClient) -> None:
    assert read_json(own, "/statements/nasty-one.json")["values"]["summary"] == f"Changed {NASTY}"
    with hostile.reading() as session:
        assert get(session, "statement", "nasty-one").summary == f"Changed {NASTY}"


def test_a_snippet_marks_the_word_and_escapes_the_rest(hostile: Workspace, own: FlaskClient) -> None:
    hit = read_json(own, "/search.json?q=alert&kind=statement")["hits"][0]
    assert "&lt;script&gt;<mark>alert</mark>(1)&lt;/script&gt;" in hit["snippet"]


QUERY = "%3Cscript%3Ealert(1)%3C/script%3E%22%27"


@pytest.mark.parametrize("address", ["/search", "/statements", "/recommendations", "/events", "/documents"])
def test_words_searched_for_come_back_as_text(client: FlaskClient, address: str) -> None:
    page = Markup(read_html(client, f"{address}?q={QUERY}"))
    assert page.scripted == []
    assert """<script>alert(1)</script>"'""" in {attrs.get("value") for tag, attrs in page.tags if tag == "input"}


@pytest.mark.parametrize(
    "address",
    [f"/search?sort={QUERY}", f"/people/{QUERY}", f"/{QUERY}", f"/changes?since={QUERY}", f"/search?{QUERY}=1", f"/matrix?by={QUERY}"],
)
def test_what_was_wrong_in_an_address_comes_back_as_text(client: FlaskClient, address: str) -> None:
    answer = ask(client, address)
    assert answer.status in (400, 404)
    assert Markup(answer.text).scripted == []
    assert "<script>" not in answer.text


def test_a_record_answers_first_and_then_shows_its_sources(client: FlaskClient) -> None:
    page = Markup(read_html(client, "/statements/f-legal-framework"))
    assert page.text.index("Rests on 2 documents") < page.text.index("participants of the workshop") < page.text.index("paragraph 6")
    parts = [str(attrs["id"]) for tag, attrs in page.tags if tag == "h2" and "id" in attrs]
    assert [name for name in parts if name in ("sources", "s-voicings", "cite", "history")] == ["sources", "s-voicings", "cite", "history"]


def test_a_value_that_sources_disagree_on_leads_from_the_head_to_all_of_them(client: FlaskClient) -> None:
    page = read_html(client, "/events/ws-darkweb-2017")
    assert 'href="#f-attendance"' in page
    assert 'id="f-attendance"' in page


def test_every_part_of_a_record_named_in_the_contents_is_there(client: FlaskClient) -> None:
    for address in (
        "/projects/media4sec",
        "/statements/f-legal-framework",
        "/documents/seed-tno",
        "/topics/bitcoin",
        "/people/van-oss-jaap",
    ):
        page = Markup(read_html(client, address))
        ids = {attrs.get("id") for _tag, attrs in page.tags}
        named = {str(attrs["href"])[1:] for tag, attrs in page.tags if tag == "a" and str(attrs.get("href", "")).startswith("#")}
        assert named <= ids, address


def test_the_home_page_begins_with_what_is_on_record(client: FlaskClient, own: FlaskClient) -> None:
    assert "/matrix?project=media4sec" in Markup(read_html(client, "/")).links
    assert not any(link.startswith("/matrix?") for link in Markup(read_html(own, "/")).links)


def test_every_page_leads_to_every_other_way_in(client: FlaskClient) -> None:
    links = Markup(read_html(client, "/topics/bitcoin")).links
    assert {path for ways in (MAIN, *GROUPS.values()) for path, _words in ways} <= links
