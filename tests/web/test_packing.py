from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

from tests.web.markup import Markup

PACKED = {"Accept-Encoding": "br, gzip"}


@pytest.mark.parametrize("address", ["/", "/statements.json", "/people.csv", "/search.atom", "/help"])
def test_text_is_packed_for_those_who_can_unpack_it(client: FlaskClient, address: str) -> None:
    plain, packed = client.get(address), client.get(address, headers=PACKED)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) == int(packed.headers["Content-Length"]) < len(plain.data)


@pytest.mark.parametrize("address", ["/", "/people.csv"])
def test_what_lies_between_is_told_that_answers_differ(client: FlaskClient, address: str) -> None:
    for headers in ({}, PACKED):
        assert "Accept-Encoding" in client.get(address, headers=headers).headers["Vary"]


@pytest.mark.parametrize("refused", ["", "identity", "gzip;q=0", "br"])
def test_nothing_is_packed_for_those_who_cannot_unpack_it(client: FlaskClient, refused: str) -> None:
    assert "Content-Encoding" not in client.get("/", headers={"Accept-Encoding": refused}).headers


@pytest.mark.parametrize("address", ["/search.docx?q=bitcoin", "/topics/bitcoin/dossier.zip", "/static/icon.svg"])
def test_files_are_sent_as_they_are(client: FlaskClient, address: str) -> None:
    with client.get(address, headers=PACKED) as answer:
        assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, None)


def test_a_short_answer_is_sent_as_it_is(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/robots.txt", headers=PACKED).headers


def test_a_page_as_of_a_day_is_packed_with_its_links_dated(client: FlaskClient) -> None:
    page = gzip.decompress(client.get("/help?asof=2020-01-01", headers=PACKED).data).decode()
    assert any("asof=2020-01-01" in link for link in Markup(page).links)


def test_a_feed_that_is_held_already_is_not_sent_again_packed_or_not(client: FlaskClient) -> None:
    mark = client.get("/search.atom", headers=PACKED).headers["ETag"]
    assert client.get("/search.atom", headers={**PACKED, "If-None-Match": mark}).status_code == 304


def test_the_head_of_a_page_names_the_length_of_what_would_be_sent(client: FlaskClient) -> None:
    head, whole = client.head("/help", headers=PACKED), client.get("/help", headers=PACKED)
    assert (head.headers["Content-Length"], head.data) == (str(len(whole.data)), b"")


def test_search_machines_are_kept_from_choices_without_end(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert "Disallow: /*?*&" in answer.text.splitlines()
