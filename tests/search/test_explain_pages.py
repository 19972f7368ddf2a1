from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.web.app import create_app
from kb.workspace import Workspace
from tests.client import ask, kb, read_html, read_json
from tests.web.markup import Markup

NORWAY = "/search?q=titanium&country=NO"


@pytest.fixture
def client(library: Workspace) -> FlaskClient:
    """Give a browser on the shipped knowledge base."""
    return create_app(library).test_client()


def links(client: FlaskClient, address: str, start: str) -> list[str]:
    return sorted(link for link in Markup(read_html(client, address), address).links if link.startswith(start))


def test_each_hit_links_to_its_explanation(client: FlaskClient) -> None:
    page = "/search?q=titanium&kind=project"
    hits = read_json(client, page.replace("?", ".json?"))["hits"]
    found = [link for link in links(client, page, "/search/why?") if "record=" in link]
    assert len(found) == len(hits) > 0
    for link in found:
        told = read_json(client, link.replace("?", ".json?"))
        assert told["found"]
        assert {hit["url"]: hit["score"] for hit in hits}[told["record"]["url"]] == pytest.approx(told["score"], abs=1e-3)


def test_the_links_are_not_to_be_followed_by_robots(client: FlaskClient) -> None:
    for page in (read_html(client, "/search?q=dark"), read_html(client, NORWAY)):
        parts = [tag for tag in page.split("<a ") if "Why this?" in tag or "Leave it out" in tag]
        assert parts
        assert all('rel="nofollow"' in tag for tag in parts)


def test_a_list_without_words_has_nothing_to_explain(client: FlaskClient) -> None:
    assert links(client, "/search", "/search/why") == []


def test_a_page_tells_each_share(client: FlaskClient) -> None:
    address = "/search/why?q=policing+dark&record=topics/policing-dark-web"
    text = Markup(read_html(client, address)).text
    told = read_json(client, address.replace("?", ".json?"))
    assert len(told["matches"]) > 1
    assert all(match["words"][1:] in text for match in told["matches"])
    assert 'policing" stands in the name, its other names and identifiers and the rest of the record as "policing" (stem "polic")' in text


def test_a_page_tells_choices_and_what_is_missing(client: FlaskClient) -> None:
    text = Markup(read_html(client, "/search/why?q=bitcoin+zebra&kind=project&record=topics/bitcoin")).text
    assert "Why Bitcoin is not found" in text
    assert "Not in it: zebra" in text
    assert "Kind: Projects: no" in text


def test_where_in_the_list_one_is_does_not_matter(client: FlaskClient) -> None:
    where = "/search/why.json?q=dark&record=topics/dark-web"
    assert read_json(client, f"{where}&page=2&size=5&sort=newest") == read_json(client, where)


def test_a_search_without_hits_offers_the_searches_that_work(client: FlaskClient) -> None:
    text = Markup(read_html(client, NORWAY)).text
    assert "Nearest: search without Country: Norway" in text
    assert "/search?q=titanium" in links(client, NORWAY, "/search?q=titanium")


def test_a_search_that_fell_back_on_some_words_links_to_what_each_leaves(client: FlaskClient) -> None:
    assert "/search/why?q=bitcoin+zebra" in links(client, "/search?q=bitcoin+zebra", "/search/why?q=bitcoin+zebra")
    text = Markup(read_html(client, "/search/why?q=bitcoin+zebra")).text
    assert '"zebra" alone finds nothing' in text
    assert "No record meets all of this" in text


@pytest.mark.parametrize(
    ("address", "status"),
    [("/search/why?nosuch=1", 400), ("/search/why?record=none", 400), ("/search/why?record=topics/none", 404), ("/search/why.csv", 404)],
)
def test_an_address_that_cannot_be_answered_says_so(client: FlaskClient, address: str, status: int) -> None:
    assert ask(client, address).status == status


def test_what_was_typed_is_shown_as_text(client: FlaskClient) -> None:
    for address in ("/search?q=<script>zzzq&kind=tool", "/search/why?q=<script>zzzq&record=topics/bitcoin"):
        assert "<script>zzzq" not in read_html(client, address)


def test_the_command_explains_each_hit(seeded_home: Path) -> None:
    done = kb(seeded_home, "search", "titanium", "--explain", "--size", "2")
    assert done.out.count("\nWhy ") == 2
    assert "it is called just what was typed: 1,000.0 of" in done.out
    assert "\nWhy " not in kb(seeded_home, "search", "titanium").out


def test_the_command_tells_what_each_word_leaves_where_no_record_has_all(seeded_home: Path) -> None:
    done = kb(seeded_home, "search", "bitcoin", "zebra", "--explain", "--size", "1")
    assert "not in it: zebra" in done.out
    assert '"zebra" alone finds nothing' in done.out


def test_the_json_of_the_command_holds_the_explanations(seeded_home: Path) -> None:
    found = kb(seeded_home, "search", "titanium", "-f", "country=NO", "--explain", "--json").json
    assert found["why"] == []
    assert found["why_not"]["nearest"]["condition"] == "Country: Norway"
    found = kb(seeded_home, "search", "titanium", "--explain", "--json").json
    assert [one["record"]["url"] for one in found["why"]] == [hit["url"] for hit in found["hits"]]
    assert found["why_not"] is None
