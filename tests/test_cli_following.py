from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kb.web import create_app
from kb.workspace import Workspace
from tests.client import kb, read_json
from tests.helpers import change, get, make


@pytest.fixture
def client(small: Workspace) -> FlaskClient:
    return create_app(small).test_client()


def keep(workspace: Workspace, *arguments: str) -> str:
    done = kb(workspace.settings.home, "searches", "save", *arguments)
    assert (done.code, done.err) == (0, "")
    return done.out.strip()


def crane(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "tool", "crane", label="Harbour crane")


def test_saving_prints_the_id_alone(small: Workspace) -> None:
    assert keep(small, "My harbour", "harbour", "police", "-f", "kind=organisation", "--sort", "label") == "my-harbour"


def test_a_search_only_for_what_was_typed_is_saved_as_one(small: Workspace) -> None:
    keep(small, "Narrow", "darknet", "--as-typed")
    assert kb(small.settings.home, "searches", "show", "narrow", "--json").json["widened"] is False
    assert "darknet, only as typed" in kb(small.settings.home, "searches").out


@pytest.mark.parametrize(("command", "address"), [((), "/searches.json"), (("show", "my-harbour"), "/searches/my-harbour.json")])
def test_commands_print_the_same_json_as_the_pages(small: Workspace, client: FlaskClient, command: tuple[str, ...], address: str) -> None:
    keep(small, "My harbour", "harbour", "-f", "topic=dark-web")
    crane(small)
    assert kb(small.settings.home, "searches", *command, "--json").json == read_json(client, address)


def test_the_list_tells_what_is_asked_and_what_is_new(small: Workspace) -> None:
    keep(small, "My harbour", "harbour", "-f", "kind=tool")
    keep(small, "Everything")
    crane(small)
    lines = kb(small.settings.home, "searches").out.splitlines()
    assert lines[0] == "2 saved searches"
    assert "My harbour  [my-harbour]" in lines
    assert "  harbour, Kind: Tools" in lines
    assert "  1 new or changed, 1 in all" in lines
    assert "  all records" in lines


def test_one_saved_search_is_told_as_one(small: Workspace) -> None:
    keep(small, "My harbour", "harbour")
    assert kb(small.settings.home, "searches").out.startswith("1 saved search\n")


def test_show_tells_what_is_new_first(small: Workspace) -> None:
    slug = keep(small, "My harbour", "harbour")
    crane(small)
    with small.writing() as session:
        change(session, get(session, "organisation", "harbour-police"), country="BE")
    out = kb(small.settings.home, "searches", "show", slug).out
    assert out.startswith("My harbour: harbour\n2 new or changed since ")
    assert out.index("[organisations/harbour-police]\n  changed, ") < out.index("[tools/crane]\n  new, ")
    assert "*Harbour*" in out or "*harbour*" in out


def test_notes_are_told(small: Workspace) -> None:
    slug = keep(small, "Gone", "harbour", "-f", "topic=no-such")
    for command in ((), ("show", slug)):
        assert 'there is no topic "no-such" on record now' in kb(small.settings.home, "searches", *command).out


def test_seen_makes_it_old(small: Workspace) -> None:
    slug = keep(small, "My harbour", "harbour")
    crane(small)
    done = kb(small.settings.home, "searches", "seen", slug)
    assert (done.code, done.out, done.err) == (0, "", "my-harbour is marked as seen.\n")
    assert kb(small.settings.home, "searches", "show", slug, "--json").json["new"] == 0


def test_seen_until_leaves_what_came_later(small: Workspace) -> None:
    slug, home = keep(small, "My harbour", "harbour"), small.settings.home
    until = kb(home, "searches", "show", slug, "--json").json["until"]
    crane(small)
    assert kb(home, "searches", "seen", slug, "--until", until).code == 0
    assert kb(home, "searches", "--json").json["searches"][0]["new"] == 1


def test_delete_deletes(small: Workspace) -> None:
    slug = keep(small, "My harbour", "harbour")
    assert kb(small.settings.home, "searches", "delete", slug).err == "my-harbour is deleted.\n"
    assert kb(small.settings.home, "searches").out == "0 saved searches\n"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("save", "", "harbour"), 2, "a search is kept under a title; write one"),
        (("save", "x" * 201), 2, "the title is 201 characters long; 200 fit"),
        (("save", "A", "-f", "colour=red"), 2, 'there is no facet "colour"'),
        (("save", "A", "--sort", "loudest"), 2, 'results cannot be sorted by "loudest"'),
        (("show", "nothing"), 1, 'There is no saved search "nothing"'),
        (("seen", "nothing"), 1, 'There is no saved search "nothing"'),
        (("delete", "nothing"), 1, 'There is no saved search "nothing"'),
        (("frobnicate",), 2, "No such command 'frobnicate'"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_message(small: Workspace, arguments: tuple[str, ...], code: int, words: str) -> None:
    done = kb(small.settings.home, "searches", *arguments)
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert done.err.count("Error: ") == 1


def test_a_moment_that_is_none_is_refused(small: Workspace) -> None:
    slug = keep(small, "My harbour")
    done = kb(small.settings.home, "searches", "seen", slug, "--until", "yesterday")
    assert (done.code, '"yesterday" is no moment' in done.err) == (2, True)
