"""What is not there, and what became of what was said: the pages, their twins and their lists."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from kb.queries.coverage_gaps import GAPS
from tests.client import ask, read_csv, read_html, read_json, slugs


def test_every_number_leads_to_a_list_of_as_many_rows(client: FlaskClient) -> None:
    rows = read_json(client, "/coverage.json")["rows"]
    assert [row["name"] for row in rows] == list(GAPS)
    for row in rows:
        assert len(read_csv(client, f"{row['url']}.csv")) == row["lacking"] <= row["whole"]
        assert read_json(client, f"{row['url']}.json")["total"] == row["lacking"]


def test_the_page_shows_the_numbers_with_links_and_bars(client: FlaskClient) -> None:
    text = " ".join(read_html(client, "/coverage").split())
    assert '<a href="/coverage/recommendations-without-addressee">Recommendations that name nobody who should act</a>' in text
    assert "53 recommendations" in text
    assert text.count("<svg") == len(GAPS)
    assert text.count('aria-hidden="true"><rect') == len(GAPS)


def test_the_numbers_of_a_project_stay_its_own_in_every_list(client: FlaskClient) -> None:
    rows = {row["name"]: row for row in read_json(client, "/coverage.json?project=titanium")["rows"]}
    chosen = rows["recommendations-without-status"]
    assert chosen["url"] == "/coverage/recommendations-without-status?project=titanium"
    listed = read_json(client, "/coverage/recommendations-without-status.json?project=titanium")
    assert {row["project"]["slug"] for row in listed["rows"]} == {"titanium"}
    assert len(listed["rows"]) == chosen["lacking"] > 0
    assert "What is not there: TITANIUM" in read_html(client, "/coverage?project=titanium")


def test_a_long_list_goes_on_on_further_pages_and_is_whole_as_csv(client: FlaskClient) -> None:
    address = "/coverage/statements-by-one-document"
    pages = [slugs(read_json(client, f"{address}.json?page={page}")["rows"]) for page in (1, 2, 3)]
    assert [len(page) for page in pages[:2]] == [50, 50]
    assert [row["id"] for row in read_csv(client, f"{address}.csv")] == [slug for page in pages for slug in page]
    assert 'rel="next"' in read_html(client, address)


def test_a_list_leads_back_with_what_was_chosen(client: FlaskClient) -> None:
    assert 'href="/coverage?project=titanium"' in read_html(client, "/coverage/sources-without-date?project=titanium")


def test_a_list_of_nothing_says_so(client: FlaskClient) -> None:
    assert "Nothing is lacking here." in read_html(client, "/coverage/events-without-source")


def test_topics_without_a_recommendation_are_those_of_the_recommendations_page(client: FlaskClient) -> None:
    listed = read_json(client, "/coverage/topics-without-recommendation.json")["rows"]
    assert sorted(slugs(listed)) == sorted(slugs(read_json(client, "/recommendations.json")["topics_without"]["rows"]))


def test_recommendations_to_nobody_are_those_of_the_facet(client: FlaskClient) -> None:
    listed = read_json(client, "/coverage/recommendations-without-addressee.json")["rows"]
    assert sorted(slugs(listed)) == sorted(slugs(read_json(client, "/recommendations.json?addressee=not-stated")["rows"]))


def test_places_that_nobody_labelled_belong_to_statements_found_so(client: FlaskClient) -> None:
    listed = {row["id"] for row in read_csv(client, "/coverage/places-without-mode.csv")}
    assert {row["id"] for row in read_csv(client, "/statements.csv?mode=not-stated")} <= listed


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/coverage/nothing", 404, "kb coverage"),
        ("/coverage/nothing.json", 404, "/coverage"),
        ("/coverage?partner=tno", 400, "project, topic"),
        ("/coverage?project=nothing", 404, "There is no project"),
        ("/coverage/events-without-source?page=0", 400, "numbered from 1"),
        ("/follow-up?status=perhaps", 400, "use one of"),
        ("/follow-up.json?type=finding", 400, "recommendation, commitment"),
        ("/follow-up?topic=nothing", 404, "There is no topic"),
    ],
)
def test_what_there_is_not_is_told(client: FlaskClient, address: str, status: int, words: str) -> None:
    answer = ask(client, address)
    assert answer.status == status
    assert words in answer.text


def test_the_states_lead_to_their_statements(client: FlaskClient) -> None:
    text = " ".join(read_html(client, "/follow-up?type=commitment").split())
    assert "due since November 2017, nothing on record" in text
    assert 'href="/follow-up?type=commitment&amp;status=kept"' in text
    kept = read_json(client, "/follow-up.json?type=commitment&status=kept")["parts"]["list"]
    assert slugs(kept["rows"]) == ["s-promise-six-workshops"]
    assert kept["rows"][0]["told"] == "since 26 September 2018"
    assert kept["rows"][0]["shown_by"]["document"] == "efus-brussels"


def test_the_evidence_of_a_state_is_shown_with_its_note(client: FlaskClient) -> None:
    text = " ".join(read_html(client, "/follow-up?status=kept").split())
    assert re.search(r'href="/documents/efus-brussels">[^<]*</a>, <span class="locator">line 2-9</span> – 6 of 6 held', text)


def test_the_follow_up_as_csv_holds_every_statement(client: FlaskClient) -> None:
    rows = read_csv(client, "/follow-up.csv")
    assert len(rows) == read_json(client, "/follow-up.json")["parts"]["list"]["total"] == 63
    assert {row["State"] for row in rows} == {"unknown", "kept"}


def test_the_page_names_where_the_states_come_from(client: FlaskClient) -> None:
    assert "European Court of Auditors" in read_html(client, "/follow-up")


def test_a_choice_with_nothing_in_it_says_so(client: FlaskClient) -> None:
    assert "Nothing is on record for this choice." in read_html(client, "/follow-up?status=rejected")


def test_the_pages_are_where_people_look(client: FlaskClient) -> None:
    home = read_html(client, "/")
    assert home.count('href="/coverage"') == home.count('href="/follow-up"') == 2
    for address in ("/projects/titanium", "/topics/policing"):
        text = read_html(client, address)
        kind, slug = address.strip("/").split("/")
        assert f'href="/coverage?{kind[:-1]}={slug}"' in text
        assert f'href="/follow-up?{kind[:-1]}={slug}"' in text
