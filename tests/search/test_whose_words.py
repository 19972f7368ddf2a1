"""Whose words: quotation, paraphrase, summary and inference, told apart in searches and wherever a source is shown."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.queries.matrix import QUOTED, Asked, as_table, matrix
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import read_csv, read_html, read_json, slugs
from tests.helpers import found, make

MODES = {"quotation": "quotation", "paraphrase": "paraphrase", "summary": "reporter&#x27;s summary", "inference": "editor&#x27;s inference"}


@pytest.fixture
def voiced(workspace: Workspace) -> Workspace:
    """Make a statement in each kind of words, one that nobody labelled, and an event with a quotation under it."""
    with workspace.writing() as session:
        make(session, "document", "report")
        make(session, "person", "ada")
        make(session, "organisation", "lab")
        for mode in MODES:
            evidence = [{"document": "report", "locator": "page 2", "mode": mode}]
            make(session, "statement", f"s-{mode}", type="finding", evidence=evidence)
        make(session, "statement", "s-not-labelled", type="finding", evidence=[{"document": "report"}])
        make(session, "event", "fair", evidence=[{"document": "report", "mode": "quotation"}])
        make(session, "event", "show", evidence=[{"document": "report"}])
    return workspace


@pytest.fixture
def own_client(voiced: Workspace) -> FlaskClient:
    return create_app(voiced).test_client()


def facet(answer: Any) -> dict[str, tuple[str, int]]:
    return {value["value"]: (value["label"], value["count"]) for value in answer["facets"]["mode"]["values"]}


def test_quotations_alone_are_found_by_facet_and_by_word(voiced: Workspace) -> None:
    assert found(voiced, "", filters={"mode": ("quotation",)}) == found(voiced, "mode:quotation") == {"s-quotation", "fair"}
    assert found(voiced, "mode:summary OR mode:inference") == {"s-summary", "s-inference"}


def test_a_statement_that_nobody_labelled_is_found_as_such(voiced: Workspace) -> None:
    assert found(voiced, "mode:not-stated") == {"s-not-labelled"}


def test_the_facet_says_whose_words_in_words(own_client: FlaskClient) -> None:
    answer = read_json(own_client, "/statements.json")
    assert answer["facets"]["mode"]["label"] == "Whose words"
    assert facet(answer) == {
        "quotation": ("quotation", 1),
        "paraphrase": ("paraphrase", 1),
        "summary": ("reporter's summary", 1),
        "inference": ("editor's inference", 1),
        "not-stated": ("not said", 1),
    }


@pytest.mark.parametrize(("mode", "words"), MODES.items())
def test_the_label_stands_wherever_the_source_is_shown(own_client: FlaskClient, mode: str, words: str) -> None:
    page = read_html(own_client, f"/statements/s-{mode}")
    assert f'<span class="locator">page 2</span> <span class="tag">{words}</span>' in page
    hit = read_html(own_client, f"/search?mode={mode}&kind=statement")
    assert f"1 place ({words})" in hit
    assert f'<span class="tag">{words}</span>' in hit
    assert f"1 place ({words})" in read_html(own_client, f"/statements?mode={mode}")


def test_the_label_stands_in_json_and_csv(own_client: FlaskClient) -> None:
    (hit,) = read_json(own_client, "/search.json?mode=summary")["hits"]
    assert hit["sources"][0]["mode"] == "reporter's summary"
    assert read_json(own_client, "/statements/s-summary.json")["evidence"][0]["mode"] == "reporter's summary"
    (row,) = read_csv(own_client, "/statements.csv?mode=summary")
    assert row["Sources"] == "report, page 2 (reporter's summary)"


def test_a_recommendation_names_whose_words_its_sources_have(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "document", "report")
        make(session, "statement", "r", type="recommendation", evidence=[{"document": "report", "mode": "paraphrase"}])
    assert '<span class="tag">paraphrase</span>' in read_html(create_app(workspace).test_client(), "/recommendations")


def test_a_quotation_without_a_speaker_stays_without_one_and_says_so(own_client: FlaskClient) -> None:
    page = read_json(own_client, "/statements/s-quotation.json")
    assert [fact["value"] for fact in page["facts"] if fact["name"] == "speaker"] == ["speaker not named"]
    (hit,) = read_json(own_client, "/search.json?mode=quotation&kind=statement")["hits"]
    assert hit["speaker"] == "speaker not named"
    (row,) = read_json(own_client, "/statements.json?mode=quotation")["rows"]
    assert row["voicings"] == ["speaker not named"]
    assert "speaker not named" in read_html(own_client, "/search?mode=quotation&kind=statement")


@pytest.mark.parametrize("voicing", [{"person": "ada"}, {"organisation": "lab"}])
def test_a_quotation_with_a_speaker_does_not_say_so(voiced: Workspace, voicing: dict[str, str]) -> None:
    with voiced.writing() as session:
        evidence = [{"document": "report", "mode": "quotation"}]
        make(session, "statement", "spoken", type="finding", voicings=[voicing], evidence=evidence)
    client = create_app(voiced).test_client()
    assert "not named" not in read_html(client, "/statements/spoken")
    assert [hit["speaker"] for hit in read_json(client, "/search.json?q=spoken")["hits"]] == [None]


def test_a_group_in_words_is_no_name(voiced: Workspace) -> None:
    with voiced.writing() as session:
        evidence = [{"document": "report", "mode": "quotation"}]
        make(session, "statement", "overheard", type="finding", voicings=[{"group": "a visitor"}], evidence=evidence)
    (row,) = read_json(create_app(voiced).test_client(), "/statements.json?q=overheard")["rows"]
    assert row["voicings"] == ["a visitor", "speaker not named"]


def test_a_paraphrase_needs_no_speaker(own_client: FlaskClient) -> None:
    assert "not named" not in read_html(own_client, "/statements/s-paraphrase")


@pytest.mark.parametrize("mode", MODES)
def test_who_is_quoted_at_an_event_did_not_present_there(voiced: Workspace, mode: str) -> None:
    with voiced.writing() as session:
        evidence = [{"document": "report", "mode": mode}]
        make(session, "statement", "at-the-fair", type="finding", event="fair", voicings=[{"person": "ada"}], evidence=evidence)
    with voiced.reading() as session:
        rows = as_table(matrix(session, Asked(by="person", event="fair"))).rows
    assert [row["role"] for row in rows] == [QUOTED]
    assert found(voiced, "role:presentation") == found(voiced, "kind:contribution") == set()


def test_the_quotations_of_the_shipped_records_are_all_found(library: Workspace) -> None:
    client = create_app(library).test_client()
    answer = read_json(client, "/search.json?mode=quotation&size=200")
    assert answer["total"] == len(slugs(answer["hits"])) == 29
    assert all("quotation" in {place.get("mode") for place in hit["sources"]} for hit in answer["hits"])
    assert read_json(client, "/search.json?kind=statement&mode=not-stated")["total"] == 117
