"""What the journeys ask for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright

from kb.web import create_app
from kb.workspace import Workspace
from tests.client import Server, kb, read_html, read_json, serving
from tests.web.markup import Markup

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Desk:
    """Somebody who asks the same question on the page, through the API and on the command line."""

    def __init__(self, client: FlaskClient, home: Path) -> None:
        """Take a browser, and the home that commands use."""
        self.client = client
        self.home = home

    def ask(self, address: str, *command: str) -> Any:
        """Ask an address for JSON; a command given beside it must answer the same."""
        path, mark, query = address.partition("?")
        found = read_json(self.client, f"{path}.json{mark}{query}")
        assert not command or kb(self.home, *command, "--json").json == found
        return found

    def read(self, address: str) -> str:
        """Read the text of the page at an address."""
        return Markup(read_html(self.client, address), address).text

    def told(self, *command: str) -> str:
        """Read what a command prints for people."""
        found = kb(self.home, *command)
        assert found.code == 0, found.err
        return found.out


@pytest.fixture(scope="module")
def desk(library: Workspace) -> Desk:
    """Give a desk on the shipped knowledge base."""
    return Desk(create_app(library).test_client(), library.settings.home)


@pytest.fixture
def own(seeded: Workspace) -> Desk:
    """Give a desk on a copy that a test may change."""
    return Desk(create_app(seeded).test_client(), seeded.settings.home)


@pytest.fixture(scope="module")
def chromium() -> str:
    """Name the browser on this machine; without one the tests that need it are passed over."""
    found = os.environ.get("KB_CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None and os.environ.get("CI"):
        pytest.fail(f"no browser: install one of {', '.join(NAMES)}, or name it in KB_CHROMIUM")
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is installed and KB_CHROMIUM is not set")
    return found


@pytest.fixture(scope="module")
def server(seeded_home: Path, chromium: str) -> Iterator[Server]:
    """Serve the shipped knowledge base."""
    with serving(seeded_home) as made:
        yield made


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Start a browser."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """Give the home page in a new window; whatever goes wrong in it fails the test."""
    wrong: list[str] = []
    opened = browser.new_page(base_url=server.address, viewport={"width": 1280, "height": 900})
    opened.on("console", lambda message: wrong.append(message.text))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    # A page that is left takes back what it had asked for; that is no fault.
    opened.on("requestfailed", lambda request: wrong.append(request.url) if request.failure != "net::ERR_ABORTED" else None)
    opened.on("response", lambda answer: wrong.append(answer.url) if answer.status >= HTTPStatus.BAD_REQUEST else None)
    opened.goto("/")
    yield opened
    opened.close()
    assert wrong == []
