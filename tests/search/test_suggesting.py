from __future__ import annotations

from typing import Any

import pytest

from kb.search import find
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import kb, read_html
from tests.helpers import make
from tests.web.markup import Markup


@pytest.fixture
def written(workspace: Workspace) -> Workspace:
    """Give a knowledge base in which one record is mistyped, and many have the word that was meant."""
    with workspace.writing() as session:
        for number in range(10):
            make(session, "topic", f"topic-{number}", summary="policing of markets", note="polling" if number < 2 else None)
        make(session, "tool", "tool", summary="polcing of harbours")
        make(session, "tool", "other", label="Polizing", summary="harbours")
    return workspace


def search(workspace: Workspace, words: str, **filters: list[str]) -> Any:
    with workspace.reading() as session:
        return find.find(session, workspace.engine, find.ask(words, filters))


def told(found: Any) -> list[tuple[str, int, bool]]:
    return [(one["words"], one["total"], one["shown"]) for one in found["suggestions"]]


def test_each_word_taken_for_an_unknown_one_is_a_search_of_its_own(written: Workspace) -> None:
    found = search(written, "polxing")
    assert found["total"] == 3
    assert told(found) == [("polling", 2, True), ("polcing", 1, True)]
    assert found["suggestions"][0] == {
        "words": "polling",
        "url": "/search?q=polling",
        "total": 2,
        "replaces": {"polxing": "polling"},
        "shown": True,
    }


def test_a_rare_word_that_is_spelled_like_a_frequent_one_may_be_mistyped(written: Workspace) -> None:
    found = search(written, "polcing")
    assert found["total"] == 1
    assert told(found) == [("policing", 10, False)]


@pytest.mark.parametrize(
    "words", ["policing", "markets", "polizing", "polling", "the", "harbours", "-polcing", "polcing*", "polcing~", '"polcing"', ""]
)
def test_what_finds_enough_or_is_meant_as_typed_has_no_other_search(written: Workspace, words: str) -> None:
    assert told(search(written, words)) == []


def test_words_that_are_never_found_together_may_be_mistyped(written: Workspace) -> None:
    assert told(search(written, "polcing markets")) == [("policing markets", 10, False)]


def test_the_other_words_marks_and_choices_stay(written: Workspace) -> None:
    found = search(written, 'polcing -tool "of markets"', kind=["topic"])
    assert [(one["words"], one["url"]) for one in found["suggestions"]] == [
        ('policing -tool "of markets"', "/search?q=policing+-tool+%22of+markets%22&kind=topic")
    ]


def test_a_search_for_just_what_was_typed_stays_one(written: Workspace) -> None:
    with written.reading() as session:
        found = find.find(session, written.engine, find.ask("polcing", widened=False))
    assert [one["url"] for one in found["suggestions"]] == ["/search?q=policing&widen=no"]


def test_several_words_are_put_right_at_once(written: Workspace) -> None:
    assert told(search(written, "pollicing markkets")) == [("policing markets", 10, True)]


def test_a_search_that_would_find_nothing_is_not_suggested(written: Workspace) -> None:
    assert told(search(written, "polcing", kind=["person"])) == []


def test_page_and_command_show_the_searches_that_may_be_meant(written: Workspace) -> None:
    client = create_app(written).test_client()
    page = Markup(read_html(client, "/search?q=polcing"))
    assert "Did you mean: policing 10 records" in page.text
    assert "/search?q=policing" in page.links
    assert "/search?sort=newest&q=policing" in Markup(read_html(client, "/search?q=polcing&sort=newest")).links
    assert "Search only for: polling 2 records , polcing 1 record" in Markup(read_html(client, "/search?q=polxing")).text
    home = written.settings.home
    assert "did you mean: policing (10)" in kb(home, "search", "polcing").out.splitlines()
    assert "search only for: polling (2), polcing (1)" in kb(home, "search", "polxing").out.splitlines()
