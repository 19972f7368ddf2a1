"""The sample press reports are read as their gold answers say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kb import anchors
from kb.extracting import Extracted, read
from tests.extracting.reading import content, furniture

PRESS = Path(__file__).parent / "samples" / "press"
GOLD: dict[str, Any] = yaml.safe_load((PRESS / "gold.yaml").read_text(encoding="utf-8"))
FILES = list(GOLD["files"])


def sample(name: str) -> Extracted:
    """Read one of the reports."""
    return read((PRESS / name).read_bytes(), name)


def test_every_report_has_its_gold_answers() -> None:
    assert sorted(FILES) == sorted(path.name for path in PRESS.iterdir() if path.suffix != ".yaml")
    assert sorted(FILES) == sorted(name for origin in GOLD["origins"] for name in origin["files"])


@pytest.mark.parametrize("name", FILES)
def test_furniture_is_told_apart(name: str) -> None:
    assert furniture(sample(name)) == GOLD["files"][name]["furniture"]


@pytest.mark.parametrize("name", FILES)
def test_content_begins_and_ends_where_it_should(name: str) -> None:
    told = content(sample(name))
    assert told[0].startswith(GOLD["files"][name]["first"])
    assert told[-1].endswith(GOLD["files"][name]["last"])
    assert any(block.startswith(GOLD["files"][name]["title"]) for block in told)


@pytest.mark.parametrize("name", FILES)
def test_what_a_file_declares_is_read_and_nothing_more(name: str) -> None:
    found = sample(name)
    assert {"title": found.title, "language": found.language, "date": found.date} == GOLD["files"][name]["declared"]


@pytest.mark.parametrize("name", FILES)
def test_every_passage_is_found_by_its_words(name: str) -> None:
    text = sample(name).text
    for passage in GOLD["files"][name]["passages"]:
        place = anchors.found(text, anchors.Anchor(passage["exact"]))
        assert place is not None, passage["exact"]
        assert text[place.start : place.end] == passage["exact"]


@pytest.mark.parametrize("origin", [one for one in GOLD["origins"] if "shared" in one], ids=lambda one: str(one["name"]))
def test_copies_share_their_words(origin: dict[str, Any]) -> None:
    assert [name for name in origin["files"] if origin["shared"] not in sample(name).text] == []


@pytest.mark.parametrize("quantity", GOLD["quantities"], ids=lambda one: str(one["of"]))
def test_quantities_stand_in_their_texts(quantity: dict[str, Any]) -> None:
    assert [one for one in quantity["told"] if one["words"] not in sample(one["file"]).text] == []
    assert (len({one["value"] for one in quantity["told"]}) > 1) is quantity["conflict"]
