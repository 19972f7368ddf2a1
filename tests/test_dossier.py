from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date

import pytest

from kb import dossier
from kb.briefing import Where
from kb.errors import BadRequest, NotFound
from kb.workspace import Workspace
from tests.client import counted
from tests.helpers import change, get, make

HERE = Where("https://kb.example.org")


def zipped(workspace: Workspace, kind: str, slug: str, where: Where = HERE) -> bytes:
    with workspace.reading() as session:
        return dossier.zipped(session, workspace.engine, kind, slug, where)


def files(workspace: Workspace, kind: str, slug: str) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(zipped(workspace, kind, slug))) as found:
        return {name.removeprefix(f"{slug}/"): found.read(name).decode() for name in found.namelist()}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_project_comes_with_partners_parts_statements_and_sources(small: Workspace) -> None:
    found = files(small, "project", "lantern")
    assert [row["Partner"] for row in rows(found["partners.csv"])] == ["Nordic Laboratory", "Harbour Police"]
    keynotes = [row for row in rows(found["who-presented-what.csv"]) if row["Role"] == "keynote"]
    assert [(row["Person"], row["Event"]) for row in keynotes] == [("Anna Berg", "Harbour workshop")]
    assert [row["id"] for row in rows(found["events.csv"])] == ["harbour-workshop"]
    assert [row["id"] for row in rows(found["contributions.csv"])] == ["c-keynote"]


def test_a_topic_comes_with_what_is_about_it_and_who_has_to_do_with_it(small: Workspace) -> None:
    found = files(small, "topic", "dark-web")
    assert [row["id"] for row in rows(found["statements.csv"])] == ["s-share"]
    assert [(row["Source"], row["Places cited"]) for row in rows(found["sources.csv"])] == [("Report on the harbour workshop", "page 2")]
    assert "Share tools across borders." in found["index.html"]
    assert 'id="source-1"' in found["index.html"]


def test_organisations_of_a_topic_come_with_the_most_records_first(library: Workspace) -> None:
    found = rows(files(library, "topic", "dark-web")["partners.csv"])
    numbers = [int(row["Records on this topic"]) for row in found]
    assert len(numbers) > 5
    assert numbers == sorted(numbers, reverse=True)


def test_records_and_passages_come_as_json_ld(small: Workspace) -> None:
    with small.writing() as session:
        change(session, get(session, "statement", "s-share"), evidence=[{"document": "harbour-report", "exact": "share your tools"}])
    found = files(small, "topic", "dark-web")
    kept = {node["@id"] for node in json.loads(found["records.jsonld"])["@graph"]}
    assert {f"https://kb.example.org/{path}" for path in ("topics/dark-web", "statements/s-share", "documents/harbour-report")} <= kept
    (passage,) = json.loads(found["annotations.jsonld"])["items"]
    assert passage["target"]["selector"] == [{"type": "TextQuoteSelector", "exact": "share your tools"}]


def test_the_readme_names_every_file_and_the_state_it_tells_of(small: Workspace) -> None:
    found = files(small, "project", "lantern")
    assert [name for name in found if f"{name}:" not in found["README.txt"] and name != "README.txt"] == []
    assert "Project on record in the research knowledge base at https://kb.example.org/projects/lantern" in found["README.txt"]


def test_the_same_state_gives_the_same_bytes_whenever_it_is_taken(small: Workspace) -> None:
    assert zipped(small, "project", "lantern") == zipped(small, "project", "lantern", Where(HERE.base, date(2031, 1, 1)))


def test_a_change_gives_other_bytes(small: Workspace) -> None:
    before = zipped(small, "project", "lantern")
    with small.writing() as session:
        change(session, get(session, "project", "lantern"), summary="Light for harbours.")
    assert zipped(small, "project", "lantern") != before


def test_the_page_takes_nothing_from_elsewhere_and_escapes_what_it_tells(small: Workspace) -> None:
    with small.writing() as session:
        change(session, get(session, "project", "lantern"), summary="<img src=x>")
        change(session, get(session, "event", "harbour-workshop"), label="<script>alert(1)</script>")
    page = files(small, "project", "lantern")["index.html"]
    assert "<img" not in page
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_cells_that_a_spreadsheet_would_run_are_disarmed(small: Workspace) -> None:
    with small.writing() as session:
        change(session, get(session, "event", "harbour-workshop"), label="=1+1")
    assert [row["Event"] for row in rows(files(small, "project", "lantern")["events.csv"])] == ["'=1+1"]


def test_a_long_table_is_cut_and_says_so(small: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossier, "MOST", 1)
    found = files(small, "project", "lantern")
    assert len(rows(found["partners.csv"])) == 1
    assert "partners.csv: Partners, the first 1 of 2 rows, as a table" in found["README.txt"]
    assert "The first 1 of 2." in found["index.html"]


def test_other_kinds_have_no_dossier(small: Workspace) -> None:
    with pytest.raises(BadRequest, match="dossiers of projects and topics, not of people"):
        zipped(small, "person", "berg-anna")


def test_a_project_that_is_not_there_has_none(small: Workspace) -> None:
    with pytest.raises(NotFound):
        zipped(small, "project", "nothing")


def test_a_large_dossier_takes_as_many_statements_as_a_small_one(small: Workspace) -> None:
    sent = []
    for start in (0, 20):
        with small.writing() as session:
            for n in range(start, start + 20):
                make(session, "document", f"d-{n}")
                make(session, "statement", f"s-{n}", type="finding", project="lantern", evidence=[{"document": f"d-{n}"}])
        with counted(small) as statements:
            zipped(small, "project", "lantern")
        sent.append(len(statements))
    assert sent[0] == sent[1] < 150
