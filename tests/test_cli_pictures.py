from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.pictures import kinds
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import kb, read_json


@pytest.fixture(scope="module")
def client(library: Workspace) -> FlaskClient:
    return create_app(library).test_client()


def test_without_a_name_the_kinds_are_listed(seeded_home: Path) -> None:
    said = kb(seeded_home, "picture").out
    assert [line.split()[0] for line in said.splitlines()] == list(kinds.KINDS)


@pytest.mark.parametrize("arguments", [("timeline", "--project", "titanium"), ("recommendations", "--by", "status"), ("matrix",)])
def test_the_command_tells_what_the_page_tells(seeded_home: Path, client: FlaskClient, arguments: tuple[str, ...]) -> None:
    query = f"?{arguments[1].removeprefix('--')}={arguments[2]}" if len(arguments) > 1 else ""
    assert kb(seeded_home, "picture", *arguments, "--json").json == read_json(client, f"/pictures/{arguments[0]}.json{query}")


def test_in_words_the_table_stands_below_the_description(seeded_home: Path) -> None:
    said = kb(seeded_home, "picture", "timeline", "--project", "titanium").out
    assert said.startswith("Timeline: TITANIUM\n7 events and 1 project from 2017 to 2020.")
    assert "[events/" in said


def test_a_picture_is_written_as_a_file_that_leads_to_the_address_given(seeded_home: Path, tmp_path: Path) -> None:
    to = tmp_path / "a.svg"
    done = kb(seeded_home, "picture", "timeline", "--project", "titanium", "--to", str(to), "--address", "https://kb.example.org")
    assert (done.code, done.out) == (0, "")
    written = to.read_text(encoding="utf-8")
    assert 'href="https://kb.example.org/projects/titanium"' in written
    assert "https://kb.example.org/pictures/timeline?project=titanium" in written


def test_a_picture_of_the_past_leads_to_the_past(seeded_home: Path, tmp_path: Path) -> None:
    to, day = tmp_path / "a.svg", f"{datetime.now(UTC):%Y-%m-%d}"
    kb(seeded_home, "picture", "timeline", "--asof", day, "--to", str(to))
    assert f"/projects/titanium?asof={day}" in to.read_text(encoding="utf-8")


def test_a_picture_is_written_in_dots_and_its_table_as_csv(seeded_home: Path, tmp_path: Path) -> None:
    dots, table = tmp_path / "a.PNG", tmp_path / "a.csv"
    assert kb(seeded_home, "picture", "timeline", "--project", "titanium", "--to", str(dots)).code == 0
    assert kb(seeded_home, "picture", "timeline", "--project", "titanium", "--to", str(table)).code == 0
    assert dots.read_bytes().startswith(b"\x89PNG")
    assert table.read_text(encoding="utf-8").startswith("kind,id,Record,")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("sunset",), "There is no picture called"),
        (("timeline", "--to", "a.gif"), "does not end in .svg, .png, .csv"),
        (("timeline", "--statement", "x"), 'takes no "statement"'),
        (("evidence",), "needs one of these"),
    ],
)
def test_what_cannot_be_drawn_is_refused(seeded_home: Path, arguments: tuple[str, ...], words: str) -> None:
    done = kb(seeded_home, "picture", *arguments)
    assert done.code != 0
    assert words in done.err
