"""What was searched besides what was typed is said on pages, in JSON and on the command line, and can be switched off."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.client import ask, kb, read_html, read_json
from tests.web.markup import Markup

GREEK = "ΚΕ.ΜΕ.Α"
NAMES = ["Center for Security Studies", GREEK, "CENTER FORSECURITY STUDIES CENTRE D'ETUDES DE SECURITE"]


def test_the_answer_tells_which_names_were_searched_besides(client: FlaskClient) -> None:
    (told,) = read_json(client, "/search.json?q=KEMEA")["meanings"]
    assert (told["typed"], told["names"], told["about"]) == ("KEMEA", NAMES, None)
    assert told["record"]["url"] == "/organisations/kemea"


def test_every_name_finds_the_same_records(client: FlaskClient) -> None:
    found = [read_json(client, f"/search.json?q={name}&size=100&sort=label") for name in ("KEMEA", GREEK, "center+for+security+studies")]
    first, *others = [[hit["url"] for hit in one["hits"]] for one in found]
    assert first
    assert others == [first, first]


def test_a_topic_is_searched_by_its_names_and_by_what_is_about_it(client: FlaskClient) -> None:
    found = {word: read_json(client, f"/search.json?q={word}") for word in ("cryptocurrency", "virtual+currency", "virtual+currencies")}
    assert {one["total"] for one in found.values()} == {found["cryptocurrency"]["total"]}
    assert {one["meanings"][0]["about"] for one in found.values()} == {"cryptocurrencies"}


def test_the_page_says_so_and_leads_to_the_search_for_what_was_typed(client: FlaskClient) -> None:
    page = Markup(read_html(client, "/search?q=virtual+currency&kind=statement"))
    assert "Also searched: “virtual currency” is Cryptocurrencies" in page.text
    (link,) = [link for link in page.links if "widen=no" in link and link.startswith("/search?")]
    typed = Markup(read_html(client, link))
    assert "Searched only for what was typed." in typed.text
    assert read_json(client, link.replace("/search?", "/search.json?"))["meanings"] == []
    assert "/search?q=virtual+currency&kind=statement" in typed.links


def test_lists_of_one_kind_say_so_too(client: FlaskClient) -> None:
    for address in ("/organisations?q=KEMEA", "/recommendations?q=virtual+currency"):
        page = Markup(read_html(client, address))
        assert "Also searched:" in page.text
        assert f"{address}&widen=no" in page.links
        assert "Searched only for what was typed." in Markup(read_html(client, f"{address}&widen=no")).text
        assert read_json(client, address.replace("?", ".json?"))["meanings"][0]["typed"] in ("KEMEA", "virtual currency")


def test_why_a_record_is_found_follows_the_choice(client: FlaskClient) -> None:
    words = "q=center+for+security+studies"
    typed, widened = (
        [hit["url"] for hit in read_json(client, f"/search.json?{words}&size=100&widen={choice}")["hits"]] for choice in ("no", "yes")
    )
    other = next(url for url in widened if url not in typed)
    found = [read_json(client, f"/search/why.json?{words}&record={other.strip('/')}&widen={choice}") for choice in ("yes", "no")]
    assert [one["found"] for one in found] == [True, False]
    assert all(match["words"].startswith("for ") for match in found[0]["matches"])


def test_the_pages_that_explain_lead_back_to_the_search_as_it_was_asked(client: FlaskClient) -> None:
    why = "/search/why?q=KEMEA+zzzzqq&widen=no"
    assert "/search?q=KEMEA+zzzzqq&widen=no" in Markup(read_html(client, why)).links
    conditions = read_json(client, why.replace("?", ".json?"))["conditions"]
    assert [one["url"] for one in conditions] == ["/search?q=zzzzqq&widen=no", "/search?q=KEMEA&widen=no"]


@pytest.mark.parametrize("path", ["/search", "/organisations", "/search/why"])
def test_any_other_choice_is_refused(client: FlaskClient, path: str) -> None:
    answer = ask(client, f"{path}?q=KEMEA&widen=maybe")
    assert answer.status == 400
    assert "takes yes or no" in Markup(answer.text).text


def test_the_command_says_so_and_can_be_told_to_search_as_typed(seeded_home: Path) -> None:
    assert kb(seeded_home, "search", "KEMEA").out.startswith(f'"KEMEA" was also searched as "Center for Security Studies", "{GREEK}"')
    assert "also searched" not in kb(seeded_home, "search", "KEMEA", "--as-typed").out
    assert "also searched" in kb(seeded_home, "list", "organisations", "KEMEA").out
    assert "also searched" not in kb(seeded_home, "list", "organisations", "KEMEA", "--as-typed").out
