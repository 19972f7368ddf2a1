"""The pages of imports: what came in, and what could not be used."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient

from kb import importing
from kb.imports.runs import Options
from kb.web import create_app
from kb.workspace import Workspace
from tests.imports.running import unseen
from tests.web.markup import Markup

PROJECTS = "id;acronym;title;frameworkProgramme\n101000001;LAMP;Light for all;HORIZON\nnone;X;Y;HORIZON\n"


def client(workspace: Workspace, folder: Path) -> FlaskClient:
    """Import two rows, one of them without a number, and give a client."""
    file = folder / "project.csv"
    file.write_text(PROJECTS, encoding="utf-8")
    importing.import_cordis(workspace, [file], Options(), unseen)
    return create_app(workspace).test_client()


def test_without_an_import_the_page_says_how_to_make_one(small: Workspace) -> None:
    assert "No register was taken in yet" in create_app(small).test_client().get("/imports").text


def test_an_import_is_listed_with_what_it_did(small: Workspace, tmp_path: Path) -> None:
    row = client(small, tmp_path).get("/imports.json").get_json()["rows"][0]
    assert (row["number"], row["state"], row["files"], row["problems"]) == (1, "finished", "project.csv", 1)


def test_the_folder_of_an_import_is_not_told_to_readers(small: Workspace, tmp_path: Path) -> None:
    assert str(tmp_path) not in client(small, tmp_path).get("/imports").text


def test_the_list_leads_to_what_could_not_be_used(small: Workspace, tmp_path: Path) -> None:
    asked = client(small, tmp_path)
    assert "/imports/1" in {attrs.get("href") for _tag, attrs in Markup(asked.get("/imports").text).tags}
    page = asked.get("/imports/1").text
    assert "project.csv" in page
    assert "none" in page


def test_problems_are_also_csv(small: Workspace, tmp_path: Path) -> None:
    lines = client(small, tmp_path).get("/imports/1.csv").text.splitlines()
    assert lines[0].startswith("File,Line,Column,What is wrong")
    assert lines[1].startswith("project.csv,3,id,")


def test_an_import_that_is_not_there_is_not_found(small: Workspace) -> None:
    answer = create_app(small).test_client().get("/imports/9.json")
    assert answer.status_code == 404
    assert "There is no import 9" in answer.get_json()["detail"]
