"""What the journeys ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.web import create_app
from kb.workspace import Workspace
from tests.client import kb, read_html, read_json
from tests.web.markup import Markup


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
