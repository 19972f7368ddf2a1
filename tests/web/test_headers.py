from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import kb.web
from tests.client import ask, read_html
from tests.web.kinds import PAGES
from tests.web.markup import Markup

WANTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
EVERYWHERE = ("/", "/search.json", "/people.csv", "/assets/style.css", "/favicon.ico", "/no-such", "/people/no-such.json", "/search?page=0")


def policy(client: FlaskClient, address: str) -> dict[str, str]:
    answer = ask(client, address)
    parts = [part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";")]
    return {name: allowed for name, _, allowed in parts}


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_answer_forbids_inline_script_and_style_and_any_from_elsewhere(client: FlaskClient, address: str) -> None:
    found = policy(client, address)
    assert found["default-src"] == "'none'"
    assert [found[name] for name in ("style-src", "script-src", "connect-src")] == ["'self'"] * 3
    assert not any("unsafe" in allowed for allowed in found.values())


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_answer_can_be_framed_by_nobody_and_sends_forms_only_here(client: FlaskClient, address: str) -> None:
    found = policy(client, address)
    assert (found["frame-ancestors"], found["form-action"], found["base-uri"]) == ("'none'", "'self'", "'none'")


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_answer_carries_the_guarding_headers(client: FlaskClient, address: str) -> None:
    answer = ask(client, address)
    assert {name: answer.headers.get(name) for name in WANTED} == WANTED
    assert "camera=()" in answer.headers["Permissions-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_inline_style_script_or_handlers(client: FlaskClient, address: str) -> None:
    assert Markup(read_html(client, address)).scripted == []


def test_no_template_has_inline_style_script_or_handlers() -> None:
    templates = sorted(Path(kb.web.__file__).parent.glob("templates/**/*.html"))
    assert templates
    for path in templates:
        filled = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert Markup(filled).scripted == [], path.name


def test_the_check_for_inline_style_and_script_sees_them() -> None:
    page = Markup('<p style="a"><a onclick="b">c</a><script>d</script><style>e</style></p>')
    assert page.scripted == ["script", "style", "p style", "a onclick"]


def test_pages_take_in_nothing_from_elsewhere(client: FlaskClient) -> None:
    for address in PAGES:
        page = Markup(read_html(client, address))
        parts = [attrs for tag, attrs in page.tags if tag in ("link", "img", "source", "script") and attrs.get("rel") != "alternate"]
        taken = [attrs.get("src") or attrs.get("href") for attrs in parts]
        assert taken
        assert all(str(found).startswith(("/static/", "/assets/")) for found in taken), address


@pytest.mark.parametrize("address", ["/search", "/statements", "/people/van-oss-jaap", "/", "/search.json"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_the_pages_only_answer_to_reading(client: FlaskClient, address: str, method: str) -> None:
    answer = ask(client, address, method)
    assert answer.status == 405
    assert {name.strip() for name in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}
    assert "Nothing was changed" in (answer.json["detail"] if address.endswith(".json") else answer.text)


@pytest.mark.parametrize("address", ["/search", "/people/van-oss-jaap", "/people.csv"])
def test_the_head_of_a_page_is_that_of_the_page_without_its_body(client: FlaskClient, address: str) -> None:
    head, whole = ask(client, address, "HEAD"), ask(client, address)
    assert (head.text, head.status, head.type) == ("", whole.status, whole.type)
    assert whole.text


NONSENSE = (
    "/no-such",
    "/people/van-oss-jaap/more",
    "/people.xml",
    "/PEOPLE",
    "/../../etc/passwd",
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/%00",
    "/people/%ff",
)


@pytest.mark.parametrize("address", NONSENSE)
def test_nonsense_is_not_found_and_leads_on(client: FlaskClient, address: str) -> None:
    answer = ask(client, address)
    assert answer.status == 404
    assert {"/", "/search", "/help"} <= Markup(answer.text, "/").links


@pytest.mark.parametrize("query", ["%00", "%ff%fe", "((((", "-", '"', "topic:", "*", "a" * 5000, "%F0%9F%98%80", "OR", "NOT", "-(-(-("])
def test_anything_typed_is_a_valid_search(client: FlaskClient, query: str) -> None:
    assert Markup(read_html(client, f"/search?q={query}")).names


def test_every_page_is_in_english_and_has_a_title_and_one_heading(client: FlaskClient) -> None:
    for address in PAGES:
        page = Markup(read_html(client, address))
        assert ("html", {"lang": "en"}) in page.tags
        assert [name for name, _ in page.tags].count("h1") == 1, address
        assert "title" in page.names


def test_no_page_uses_an_id_twice(client: FlaskClient) -> None:
    for address in PAGES:
        ids = [attrs["id"] for _tag, attrs in Markup(read_html(client, address)).tags if "id" in attrs]
        assert len(ids) == len(set(ids)), address
