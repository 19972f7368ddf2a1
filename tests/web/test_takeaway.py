from __future__ import annotations

import io
import json
import re
import zipfile

import docx
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from flask.testing import FlaskClient

from kb import records
from kb.briefing import CITATIONS, FORMS
from kb.queries import news
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import ask, counted, read_html, read_json
from tests.helpers import EDITOR, change, get, make
from tests.web.markup import Markup

LISTS = ("/search", "/recommendations", "/statements", "/events", "/documents")


@pytest.mark.parametrize("form", list(FORMS))
@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_taken_away_in_every_form(client: FlaskClient, path: str, form: str) -> None:
    answer = client.get(f"{path}.{form}?q=dark+web")
    assert (answer.status_code, answer.content_type) == (200, FORMS[form].type)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{path.strip("/")}.{form}"'
    assert len(answer.data) > 2


@pytest.mark.parametrize("path", LISTS)
def test_a_list_offers_every_form_with_its_choices(client: FlaskClient, path: str) -> None:
    links = Markup(read_html(client, f"{path}?q=web&topic=dark-web"), path).links
    assert {f"{path}.{form}?q=web&topic=dark-web" for form in FORMS} <= links


def test_a_briefing_tells_the_records_of_its_list_in_the_same_order(client: FlaskClient) -> None:
    listed = [row["record"]["label"] for row in read_json(client, "/recommendations.json?topic=legal-framework")["rows"]]
    page = client.get("/recommendations.html?topic=legal-framework").text
    assert re.findall(r"<h2>[0-9]+\. (.*?)</h2>", page) == listed
    assert f"<dt>Found</dt><dd>{len(listed)} records</dd>" in page


def test_all_pages_of_a_list_are_in_its_briefing(client: FlaskClient) -> None:
    total = read_json(client, "/statements.json?size=5&page=2")["total"]
    assert len(json.loads(client.get("/documents.csl.json").data)) == read_json(client, "/documents.json")["total"]
    assert f"- {total} records\n" in client.get("/statements.md?size=5&page=2").text


def test_the_permalink_of_a_briefing_gives_the_same_list(client: FlaskClient) -> None:
    found = re.search(r"<http://localhost(/recommendations\?[^>]+)>", client.get("/recommendations.md?topic=legal-framework&q=law").text)
    assert found
    path, _mark, query = found[1].partition("?")
    again = read_json(client, f"{path}.json?{query}")
    now = read_json(client, "/recommendations.json?topic=legal-framework&q=law")
    assert [row["record"] for row in again["rows"]] == [row["record"] for row in now["rows"]] != []


def test_a_briefing_of_the_past_tells_the_past(workspace: Workspace) -> None:
    client = create_app(workspace).test_client()
    with workspace.writing() as session:
        make(session, "topic", "harbour", label="Harbours")
    with workspace.reading() as session:
        then = news.latest(session).isoformat().replace("+00:00", "Z")
    with workspace.writing() as session:
        change(session, get(session, "topic", "harbour"), label="Ports")
    now, before = client.get("/topics.md").text, client.get(f"/topics.md?asof={then}").text
    assert ("## 1. Ports" in now, "## 1. Harbours" in before) == (True, True)
    assert f"asof={then.replace(':', '%3A')}>" in before
    assert "- As recorded on " in before


def test_citations_are_read_by_other_programs(client: FlaskClient) -> None:
    query = "?q=bitcoin"
    keys = [item["id"] for item in json.loads(client.get(f"/search.csl.json{query}").data)]
    library = parse_string(client.get(f"/search.bib{query}").text)
    assert (library.failed_blocks, [entry.key for entry in library.entries]) == ([], keys)
    assert [entry["id"] for entry in rispy.load(io.StringIO(client.get(f"/search.ris{query}").text))] == keys
    assert len(set(keys)) == len(keys) > 10


def test_every_record_on_file_is_cited_without_a_loss(client: FlaskClient) -> None:
    library = parse_string(client.get("/documents.bib").text)
    items = {item["id"]: item for item in json.loads(client.get("/documents.csl.json").data)}
    assert library.failed_blocks == []
    assert {entry.key for entry in library.entries} == set(items)
    assert items["document-kemea-athens-el"]["title"].startswith("Ημερίδα")


def test_a_word_document_opens_with_its_question(client: FlaskClient) -> None:
    made = docx.Document(io.BytesIO(client.get("/search.docx?q=bitcoin&kind=statement").data))
    assert made.paragraphs[0].text == "All records: “bitcoin”, Kind: Statements"


@pytest.mark.parametrize("form", CITATIONS)
def test_a_record_has_its_own_citation(client: FlaskClient, form: str) -> None:
    answer = ask(client, f"/statements/f-legal-clarity.{form}")
    assert (answer.status, answer.type) == (200, FORMS[form].type)
    assert "http://localhost/statements/f-legal-clarity" in answer.text
    assert answer.headers["Content-Disposition"] == f'attachment; filename="f-legal-clarity.{form}"'


def test_the_json_of_a_record_stays_its_json(client: FlaskClient) -> None:
    assert read_json(client, "/statements/f-legal-clarity.json")["slug"] == "f-legal-clarity"


def test_a_page_shows_how_to_cite_it(client: FlaskClient) -> None:
    page = Markup(read_html(client, "/statements/f-legal-clarity"), "/statements/f-legal-clarity")
    assert "(recommendation, 15 May 2018). Research knowledge base, version 1. http://localhost/statements/f-legal-clarity" in page.text
    assert {f"/statements/f-legal-clarity.{form}" for form in CITATIONS} <= page.links


def test_a_document_is_cited_as_what_it_is(client: FlaskClient) -> None:
    page = read_html(client, "/documents/seed-tno")
    assert "(news article). TNO / Dark Web Solutions (dws.pm), 7 October 2017. https://dws.pm/2017/10/07/" in page
    (item,) = json.loads(client.get("/documents/seed-tno.csl.json").data)
    assert (item["type"], item["issued"]) == ("article-newspaper", {"date-parts": [[2017, 10, 7]]})


def test_a_record_without_a_date_is_cited_without_one(own: FlaskClient, workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "topic", "harbour", label="Harbours")
    assert "“Harbours” (topic, no date). Research knowledge base, version 1." in read_html(own, "/topics/harbour")


def test_a_merged_record_leads_to_the_citation_and_dossier_of_the_other(own: FlaskClient, workspace: Workspace) -> None:
    with workspace.writing() as session:
        records.merge(session, make(session, "topic", "harbour"), make(session, "topic", "port"), EDITOR)
    assert own.get("/topics/port.csl.json").headers["Location"] == "/topics/harbour.csl.json"
    assert own.get("/topics/port/dossier.zip").headers["Location"] == "/topics/harbour/dossier.zip"


@pytest.mark.parametrize("path", ["projects/titanium", "topics/dark-web"])
def test_projects_and_topics_offer_their_dossier(client: FlaskClient, path: str) -> None:
    assert f"/{path}/dossier.zip" in Markup(read_html(client, f"/{path}"), f"/{path}").links
    answer = client.get(f"/{path}/dossier.zip")
    assert (answer.status_code, answer.content_type) == (200, "application/zip")
    assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None


def test_other_records_offer_none(client: FlaskClient) -> None:
    assert "dossier" not in read_html(client, "/people/van-oss-jaap")
    answer = ask(client, "/people/van-oss-jaap/dossier.zip")
    assert (answer.status, "dossiers of projects and topics" in answer.text) == (400, True)


@pytest.mark.parametrize("form", ["md", "docx", "bib", "ris"])
def test_what_goes_wrong_is_told_in_plain_text(client: FlaskClient, form: str) -> None:
    answer = ask(client, f"/search.{form}?colour=red")
    assert (answer.status, answer.type) == (400, "text/plain; charset=utf-8")
    assert 'there is no facet "colour"' in answer.text


def test_a_citation_of_nothing_is_not_found(client: FlaskClient) -> None:
    assert ask(client, "/statements/nothing.bib").status == 404
    assert ask(client, "/statements/nothing.csl.json").json["status"] == 404
    assert ask(client, "/projects/nothing/dossier.zip").status == 404


def test_a_page_reads_nothing_more_for_its_citation(library: Workspace) -> None:
    client = create_app(library).test_client()
    sent = []
    for path in ("/statements/f-legal-clarity", "/statements/f-legal-clarity.json"):
        with counted(library) as statements:
            client.get(path)
        sent.append(len(statements))
    assert sent[0] <= sent[1]
