from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

from bibtexparser.entrypoint import parse_string
from playwright.sync_api import Browser

from tests.client import kb
from tests.journeys.conftest import Desk


def test_an_analyst_takes_the_recommendations_on_the_legal_framework_away(desk: Desk) -> None:
    address = "/recommendations{}?topic=legal-framework"
    listed = desk.ask(address.format(""), "recommendations", "-f", "topic=legal-framework")
    told = desk.client.get(address.format(".md")).text
    assert kb(desk.home, "recommendations", "-f", "topic=legal-framework", "--as", "md", "--address", "http://localhost").out == told
    assert told.count("\n## ") == listed["total"] + 1
    numbers = {number for line in told.splitlines() for number in re.findall(r"^- Source \\\[([0-9]+)\\\]", line)}
    sources = re.findall(r"^- \\\[([0-9]+)\\\] ", told, re.MULTILINE)
    assert sources == [str(number) for number in range(1, len(sources) + 1)]
    assert numbers == set(sources)

    cited = parse_string(desk.client.get(address.format(".bib")).text)
    assert [entry.key for entry in cited.entries][: listed["total"]] == [f"statement-{row['record']['slug']}" for row in listed["rows"]]
    assert len(cited.entries) == listed["total"] + len(sources)


def test_an_officer_takes_a_project_home_and_reads_it_without_a_network(desk: Desk, browser: Browser, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(desk.client.get("/projects/titanium/dossier.zip").data)) as found:
        found.extractall(tmp_path)
    folder = tmp_path / "titanium"
    with browser.new_context(offline=True, viewport={"width": 360, "height": 800}) as context:
        page, asked = context.new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((folder / "index.html").as_uri())
        assert page.title() == "Dossier: TITANIUM – Research knowledge base"
        page.get_by_role("link", name="Source 1", exact=True).first.click()
        assert page.url.endswith("#source-1")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert {url.partition("#")[0] for url in asked} == {(folder / "index.html").as_uri()}
    kept = json.loads((folder / "records.jsonld").read_text(encoding="utf-8"))["@graph"]
    assert kept[0]["schema:name"] == "TITANIUM"
