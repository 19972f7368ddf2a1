"""What the tests of the pages ask for."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kb.web import create_app
from kb.workspace import Workspace


@pytest.fixture(scope="module")
def client(library: Workspace) -> FlaskClient:
    """Give a browser on the shipped knowledge base. It keeps no cookies, for all tests of a module share it."""
    return create_app(library).test_client(use_cookies=False)


@pytest.fixture
def own(workspace: Workspace) -> FlaskClient:
    """Give a browser on the test's own knowledge base."""
    return create_app(workspace).test_client()
