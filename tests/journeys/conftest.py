"""What the journeys ask for."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kb.web import create_app
from kb.workspace import Workspace


@pytest.fixture(scope="module")
def client(library: Workspace) -> FlaskClient:
    """Give a browser on the shipped knowledge base."""
    return create_app(library).test_client()


@pytest.fixture
def own(workspace: Workspace) -> FlaskClient:
    """Give a browser on the test's own knowledge base."""
    return create_app(workspace).test_client()
