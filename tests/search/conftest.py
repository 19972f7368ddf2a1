"""What tests of the search share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Name the folder of an index."""
    return tmp_path / "index"
