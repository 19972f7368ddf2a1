"""The sample press reports, all added: the right groups and the right conflicts, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kb import migrating
from kb.quantities import quantities
from kb.queries import numbers, origins
from kb.workspace import Workspace
from tests.helpers import make, opened, settings_for
from tests.telling import PRESS, add_press

GOLD: dict[str, Any] = yaml.safe_load((PRESS / "gold.yaml").read_text(encoding="utf-8"))
ABOUT = {"hidden-markets": "hidden markets", "quiet-anchor": "Quiet Anchor"}
COUNTED = {"people": "people", "containers": "containers", "cost": "euros", "workers": "workers", "companies": "companies"}


def stem(name: str) -> str:
    return Path(name).stem


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Add all reports, and the two events they tell of with the reports that count something there."""
    with opened(settings_for(tmp_path_factory.mktemp("press"))) as workspace:
        migrating.prepare(workspace)
        with workspace.writing() as session:
            add_press(session)
            for slug, words in ABOUT.items():
                telling = {stem(one["file"]): None for told in GOLD["quantities"] if words in told["of"] for one in told["told"]}
                make(session, "event", slug, evidence=[{"document": name} for name in telling])
        yield workspace


def test_just_the_right_reports_are_suggested_as_copies(press: Workspace) -> None:
    with press.reading() as session:
        found = origins.groups(session)
    expected = {frozenset(map(stem, group["files"])) for group in GOLD["origins"] if len(group["files"]) > 1}
    assert {frozenset(one.slug for one in group.documents) for group in found} == expected
    assert {group.state for group in found} == {"suggested"}


@pytest.mark.parametrize("group", [group for group in GOLD["origins"] if "shared" in group], ids=lambda group: str(group["name"]))
def test_the_shared_block_holds_the_words_that_were_copied(press: Workspace, group: dict[str, Any]) -> None:
    with press.reading() as session:
        found = next(one for one in origins.groups(session) if stem(group["files"][0]) in [document.slug for document in one.documents])
    shared = [block.first for pair in found.pairs for block in pair.blocks]
    assert any(group["shared"].rstrip(".") in block for block in shared)


def test_just_the_right_numbers_are_suggested_as_conflicts(press: Workspace) -> None:
    with press.reading() as session:
        rows = numbers.suggested(session).rows
    found = {(row["record"].slug, row["counted"]) for row in rows}  # type: ignore[union-attr] # records are named
    expected = {
        (slug, COUNTED[told["of"].split()[0]])
        for slug, words in ABOUT.items()
        for told in GOLD["quantities"]
        if words in told["of"] and told["conflict"]
    }
    assert found == expected


@pytest.mark.parametrize("told", GOLD["quantities"], ids=lambda told: str(told["of"]))
def test_each_number_is_read_as_a_careful_reader_reads_it(press: Workspace, told: dict[str, Any]) -> None:
    for one in told["told"]:
        found = quantities(one["words"])[0]
        assert (found.low, found.noun, found.about) == (one["value"], COUNTED[told["of"].split()[0]], one.get("about", False)), one
