from __future__ import annotations

import json
import os
import pty
import subprocess
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.queries import news
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import PATIENCE, PROGRAM, environment, kb, program

ADDRESS = ("--address", "http://localhost")


@pytest.fixture(scope="module")
def client(library: Workspace) -> FlaskClient:
    return create_app(library).test_client()


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("/search.{}?q=bitcoin&kind=statement", ("search", "bitcoin", "-f", "kind=statement")),
        ("/events.{}", ("list", "events")),
        ("/recommendations.{}?topic=legal-framework", ("recommendations", "-f", "topic=legal-framework")),
    ],
)
@pytest.mark.parametrize(("option", "ending"), [("md", "md"), ("html", "html"), ("bib", "bib"), ("ris", "ris"), ("csl", "csl.json")])
def test_a_command_gives_what_the_page_gives(
    library: Workspace, client: FlaskClient, address: str, command: tuple[str, ...], option: str, ending: str
) -> None:
    assert kb(library.settings.home, *command, "--as", option, *ADDRESS).out == client.get(address.format(ending)).text


def test_a_briefing_is_written_to_a_file(library: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "answer.docx"
    done = kb(library.settings.home, "search", "bitcoin", "--as", "docx", "-o", str(file))
    assert (done.code, done.out) == (0, "")
    assert "is written" in done.err
    assert zipfile.is_zipfile(file)


def test_links_lead_to_the_server_of_this_machine_unless_told_otherwise(library: Workspace) -> None:
    assert "<http://127.0.0.1:8000/topics/bitcoin>" in kb(library.settings.home, "list", "topics", "bitcoin", "--as", "md").out


def test_a_file_goes_through_a_pipe_as_it_is(library: Workspace) -> None:
    done = program(library.settings.home, "cite", "documents/kemea-athens-el", "--as", "csl")
    assert done.json[0]["title"].startswith("Ημερίδα")


def test_a_file_is_not_thrown_at_a_screen(library: Workspace) -> None:
    screen, shown = pty.openpty()
    command = [PROGRAM, "dossier", "projects/titanium"]
    done = subprocess.run(
        command, env=environment(library.settings.home), stdout=shown, stderr=subprocess.PIPE, text=True, timeout=PATIENCE, check=False
    )
    os.close(screen)
    os.close(shown)
    assert (done.returncode, "name one with -o FILE" in done.stderr) == (2, True)


def test_an_answer_of_a_day_says_so_and_leads_back_to_it(library: Workspace) -> None:
    with library.reading() as session:
        day = news.latest(session).date().isoformat()
    found = kb(library.settings.home, "list", "topics", "bitcoin", "--as", "md", "--asof", day).out
    assert "- As recorded on " in found
    assert f"/topics?q=bitcoin&asof={day}>" in found


def test_a_record_is_cited_in_words(library: Workspace) -> None:
    found = kb(library.settings.home, "cite", "documents/seed-tno").out
    assert found.startswith("“International Workshop Policing the Dark Web” (news article). TNO")


def test_a_record_is_cited_as_of_a_day(library: Workspace) -> None:
    assert kb(library.settings.home, "cite", "documents/seed-tno", "--asof", "1999-01-01").code == 1


def test_a_dossier_is_that_of_the_page(library: Workspace, client: FlaskClient, tmp_path: Path) -> None:
    file = tmp_path / "titanium.zip"
    assert kb(library.settings.home, "dossier", "projects/titanium", "-o", str(file), *ADDRESS).code == 0
    assert file.read_bytes() == client.get("/projects/titanium/dossier.zip").data


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("search", "--as", "pdf"), "'pdf' is not one of"),
        (("search", "x", "--as", "md", "--address", "kb.example"), '"kb.example" is not a web address'),
        (("search", "x", "--as", "md", "-o", "/no/such/folder/x.md"), "cannot be written (No such file or directory)"),
        (("dossier", "people/van-oss-jaap"), "there are dossiers of projects and topics"),
        (("cite", "bitcoin"), "names no record"),
    ],
)
def test_what_cannot_be_taken_away_is_said(library: Workspace, command: tuple[str, ...], said: str) -> None:
    done = kb(library.settings.home, *command)
    assert done.code == 2
    assert said in done.err


def test_a_search_without_a_form_is_told_as_ever(library: Workspace) -> None:
    assert json.loads(kb(library.settings.home, "search", "bitcoin", "--json").out)["total"] > 0
