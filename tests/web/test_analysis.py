from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from kb.web import create_app
from kb.workspace import Workspace
from tests.client import ask, counted, read_csv, read_html, read_json, slugs
from tests.consortia import register
from tests.helpers import change, get, make
from tests.web.markup import Markup

QUESTIONS = (
    "/partners?project=alpha&project=beta",
    "/partners?organisation=lab",
    "/partners?project=alpha&organisation=lab&organisation=police",
    "/portfolio?organisation=lab",
    "/portfolio?organisation=lab&parts=true",
    "/portfolio?country=NL",
    "/portfolio?topic=security",
    "/portfolio?country=NL&topic=cyber&sort=largest",
    "/portfolio?organisation=lab&topic=crypto",
    "/overlap?project=alpha",
    "/overlap?project=alpha&project=beta",
    "/also?project=alpha",
    "/also?project=alpha&topic=cyber",
    "/also?organisation=lab&organisation=firm",
)
FORMS = ("/analyses", "/partners", "/portfolio", "/overlap", "/also")


@pytest.fixture(scope="module")
def store(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with register(empty_home, tmp_path_factory.mktemp("pages")) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def client(store: Workspace) -> FlaskClient:
    return create_app(store).test_client()


def twin(address: str, form: str) -> str:
    path, mark, query = address.partition("?")
    return f"{path}.{form}{mark}{query}"


def page(client: FlaskClient, address: str) -> Markup:
    return Markup(read_html(client, address), address)


@pytest.mark.parametrize("address", QUESTIONS)
def test_csv_holds_the_records_of_the_json_in_its_order(client: FlaskClient, address: str) -> None:
    found = read_json(client, twin(address, "json"))
    main = "nearest" if "nearest" in found.get("parts", {}) else "organisations" if address.startswith("/overlap") else "list"
    rows = (found["parts"][main] if "parts" in found else found)["rows"]
    assert [row["id"] for row in read_csv(client, twin(address, "csv"))] == slugs(rows)


@pytest.mark.parametrize("address", QUESTIONS)
def test_the_page_names_the_records_of_the_json_and_leads_to_its_twins(client: FlaskClient, address: str) -> None:
    shown = page(client, address)
    for row in read_csv(client, twin(address, "csv")):
        assert any(link.endswith(f"/{row['id']}") for link in shown.links), row
    assert {urlsplit(link).path for link in shown.links} >= {urlsplit(twin(address, form)).path for form in ("json", "csv")}


@pytest.mark.parametrize("address", [*QUESTIONS, *FORMS])
def test_a_page_has_one_heading_no_script_and_no_id_twice(client: FlaskClient, address: str) -> None:
    shown = page(client, address)
    ids = [attrs["id"] for _tag, attrs in shown.tags if "id" in attrs]
    assert shown.scripted == []
    assert [name for name, _ in shown.tags].count("h1") == 1
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", [*QUESTIONS, *FORMS])
def test_every_field_of_a_form_has_a_label_and_no_list_of_all_records(client: FlaskClient, address: str) -> None:
    shown = page(client, address)
    labelled = {attrs.get("for") for tag, attrs in shown.tags if tag == "label"}
    typed = [attrs for tag, attrs in shown.tags if tag == "input" and attrs.get("type") not in ("checkbox", "hidden")]
    assert typed
    assert {attrs.get("id") for attrs in typed} <= labelled
    assert not {"select", "datalist"} & shown.names


@pytest.mark.parametrize("address", QUESTIONS)
def test_every_table_has_a_caption_and_heads_with_their_scope(client: FlaskClient, address: str) -> None:
    tags = page(client, address).tags
    names = [name for name, _ in tags]
    assert names.count("table") == names.count("caption") > 0
    assert {attrs.get("scope") for tag, attrs in tags if tag == "th"} <= {"col", "row", "colgroup"}


@pytest.mark.parametrize("address", QUESTIONS)
def test_every_link_of_a_page_leads_somewhere(client: FlaskClient, address: str) -> None:
    links = [link for link in page(client, address).links if not link.startswith(("/static", "/search", "/statements", "/recommendations"))]
    assert {ask(client, link).status for link in links} == {200}


@pytest.mark.parametrize("address", ["/partners", "/partners/", "/partners?project=", "/portfolio?parts=true", "/overlap", "/also"])
def test_without_a_name_a_page_is_its_form(client: FlaskClient, address: str) -> None:
    shown = page(client, address)
    assert "table" not in shown.names
    assert any(tag == "form" and attrs.get("action") == urlsplit(address).path.rstrip("/") for tag, attrs in shown.tags)


@pytest.mark.parametrize("path", ["/partners", "/portfolio", "/overlap", "/also"])
@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_program_that_names_nothing_is_told_what_to_name(client: FlaskClient, path: str, form: str) -> None:
    answer = ask(client, f"{path}.{form}")
    assert answer.status == 400
    assert f"as in {path}?" in (answer.json["detail"] if form == "json" else answer.text)


@pytest.mark.parametrize("path", ["/partners", "/portfolio", "/overlap", "/also"])
def test_a_parameter_that_is_not_known_is_refused(client: FlaskClient, path: str) -> None:
    answer = ask(client, f"{path}.json?colour=red")
    assert (answer.status, 'there is no parameter "colour" here' in answer.json["detail"]) == (400, True)


def test_names_are_understood_as_ids_are(client: FlaskClient) -> None:
    assert read_json(client, "/portfolio.json?organisation=Nolab&topic=CYBER") == read_json(
        client, "/portfolio.json?organisation=lab&topic=cyber"
    )
    assert read_json(client, "/portfolio.json?organisation=old-lab") == read_json(client, "/portfolio.json?organisation=lab")


def test_an_unknown_name_leads_to_the_search_for_it(client: FlaskClient) -> None:
    answer = ask(client, "/portfolio?organisation=Nobody+%26+Sons")
    assert answer.status == 404
    shown = Markup(answer.text, "/portfolio")
    assert 'There is no organisation called "Nobody & Sons"' in shown.text
    searches = [dict(parse_qsl(urlsplit(link).query)) for link in shown.links if link.startswith("/search?")]
    assert searches == [{"q": "Nobody & Sons", "kind": "organisation"}]


def test_a_name_of_several_offers_each_of_them_in_its_place(client: FlaskClient) -> None:
    address = "/overlap?project=alpha&project=MARS"
    answer = ask(client, address)
    assert answer.status == 400
    offered = {link for link in Markup(answer.text, address).links if link.startswith("/overlap?")} - {address}
    assert offered == {"/overlap?project=alpha&project=mars-1", "/overlap?project=alpha&project=mars-2"}
    assert {ask(client, link).status for link in offered} == {200}


def test_a_program_is_told_the_ids_to_choose_from(client: FlaskClient) -> None:
    answer = ask(client, "/overlap.json?project=MARS")
    assert answer.status == 400
    assert "write the id of one of them: mars-1, mars-2" in answer.json["detail"]


@pytest.mark.parametrize("form", ["", ".json", ".csv"])
def test_a_withdrawn_record_is_gone(client: FlaskClient, form: str) -> None:
    answer = ask(client, f"/also{form}?project=hidden")
    assert answer.status == 410
    assert "was withdrawn on" in answer.text


def test_amounts_that_are_not_stated_are_told_beside_the_sum(client: FlaskClient) -> None:
    text = page(client, "/portfolio?organisation=lab").text
    assert "EC contribution €762.25 Amounts not stated 1" in text
    assert "1 of 6 amounts are not stated; the sum is that of the others." in text


def test_the_picture_has_words_for_those_who_do_not_see_it(client: FlaskClient) -> None:
    shown = page(client, "/portfolio?organisation=lab")
    assert "Projects by year of start: 2019 2, 2020 1, 2021 1, 2022 1" in shown.text
    assert "2021 0.0, 2022 not stated" in shown.text
    pictures = [attrs for tag, attrs in shown.tags if tag == "svg"]
    assert [attrs.get("role") for attrs in pictures] == ["img", "img"]


def test_parts_are_offered_as_a_link_that_counts_them_in_and_out_again(client: FlaskClient) -> None:
    without = page(client, "/portfolio?organisation=lab")
    assert "It has 1 part that is not counted." in without.text
    assert "/portfolio?organisation=lab&parts=true" in without.links
    including = page(client, "/portfolio?organisation=lab&parts=true")
    assert "Its 1 part is counted in." in including.text
    assert "/portfolio?organisation=lab" in including.links


def test_pages_of_a_long_list_follow_one_another(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "organisation", "busy")
        for n in range(53):
            make(session, "project", f"p-{n:02}", start=str(1950 + n), participations=[{"organisation": "busy", "role": "participant"}])
    own = create_app(workspace).test_client()
    for address in ("/portfolio?organisation=busy", "/also?organisation=busy"):
        first, second = page(own, address), page(own, f"{address}&page=2")
        assert f"{address}&page=2" in first.links
        assert "51 to 53 of 53" in second.text
        assert f"{address}&page=1" in second.links
        assert "There is no page 9. The last page" in page(own, f"{address}&page=9").text
        assert len(read_csv(own, twin(address, "csv"))) == 53


def test_what_a_record_is_called_is_text_and_never_markup(workspace: Workspace) -> None:
    nasty = "<script>alert(1)</script>\"'&"
    with workspace.writing() as session:
        make(session, "topic", "t", label=nasty)
        make(session, "organisation", "o", label=nasty, country="NO")
        make(session, "organisation", "other", label=nasty)
        parts = [{"organisation": slug, "role": "participant"} for slug in ("o", "other")]
        for slug in ("p", "q"):
            make(session, "project", slug, label=nasty, title=nasty, topics=["t"], participations=parts)
    own = create_app(workspace).test_client()
    named = (
        "/partners?project=p&organisation=o",
        "/portfolio?organisation=o&topic=t",
        "/overlap?project=p&project=q",
        "/also?project=p&topic=t",
    )
    for address in (*named, "/overlap?project=p"):
        shown = page(own, address)
        assert shown.scripted == [], address
        assert "alert(1)" in shown.text
    for address in ("/portfolio?organisation=%3Cscript%3E", "/overlap?project=%3Cscript%3Ealert(1)%3C/script%3E%22'%26"):
        assert Markup(ask(own, address).text).scripted == [], address


@pytest.mark.parametrize(
    ("address", "links"),
    [
        ("/projects/alpha", {"/partners?project=alpha", "/overlap?project=alpha", "/also?project=alpha"}),
        ("/organisations/lab", {"/portfolio?organisation=lab", "/partners?organisation=lab"}),
        ("/topics/cyber", {"/portfolio?topic=cyber"}),
        ("/", {"/analyses"}),
    ],
)
def test_records_and_the_home_page_lead_to_the_analyses(client: FlaskClient, address: str, links: set[str]) -> None:
    assert links <= page(client, address).links


def test_a_change_is_seen_at_once_on_a_page_asked_for_before(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "organisation", "lab")
        make(session, "project", "p", participations=[{"organisation": "lab", "role": "participant", "ec_contribution": "5"}])
    own = create_app(workspace).test_client()
    assert read_json(own, "/portfolio.json?organisation=lab")["figures"]["ec_contribution"] == "€5.00"
    with workspace.writing() as session:
        parts = [{"organisation": "lab", "role": "participant", "ec_contribution": "6"}]
        change(session, get(session, "project", "p"), participations=parts)
    assert read_json(own, "/portfolio.json?organisation=lab")["figures"]["ec_contribution"] == "€6.00"


def test_an_answer_kept_is_given_without_working_it_out_again(client: FlaskClient, store: Workspace) -> None:
    address = "/portfolio?topic=health"
    read_html(client, address)
    with counted(store) as sent:
        again = read_json(client, twin(address, "json"))
    assert not any("participation" in statement for statement in sent)
    assert again == read_json(client, twin(address, "json"))
