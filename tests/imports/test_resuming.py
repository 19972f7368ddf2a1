"""An import that is killed leaves everything usable, and goes on where it stopped."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from kb.importing import import_cordis
from kb.imports.runs import Options
from kb.records import Watch
from kb.workspace import Workspace
from tests.client import PATIENCE, PROGRAM, Done, environment, kb
from tests.helpers import opened, settings_for
from tests.imports import writers
from tests.imports.running import bring_in, different, dumped, edited, values
from tests.imports.samples import Tables, partner

PROJECTS, ORGANISATIONS = 1700, 300
PROJECT_STAGE = 4


def large() -> Tables:
    """Make a register of some thousand projects, with a wrong value here and there."""
    projects, partners = [], []
    for number in range(PROJECTS):
        grant = str(101_000_000 + number)
        amount = "a lot" if number % 400 == 0 else str(number)
        words = {"acronym": f"P{number}", "title": f"Project {number} on lamps", "objective": "Light. " * 20}
        dates = {"startDate": "2020-01-01", "contentUpdateDate": "2024-01-01 10:00:00", "rcn": str(number + 1)}
        projects.append({"id": grant, **words, **dates, "ecMaxContribution": amount, "frameworkProgramme": "HORIZON"})
        for order in (1, 2, 3):
            pic = str(900_000_000 + (number * 7 + order) % ORGANISATIONS)
            row = partner(grant, "999000002", order, "coordinator" if order == 1 else "participant", str(order))
            partners.append({**row, "organisationID": pic, "name": f"Organisation {pic}", "shortName": "", "rcn": pic})
    return {"project": projects, "organization": partners, "topics": [], "legalBasis": []}


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the register once."""
    return writers.as_csv(tmp_path_factory.mktemp("large") / "export", large())


@pytest.fixture(scope="module")
def killed_home(empty_home: Path, export: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Begin an import and kill it without warning in the middle of the projects; to be copied."""
    home = Path(shutil.copytree(empty_home, tmp_path_factory.mktemp("killed") / "home"))
    with importing(home, export) as process:
        wait_until(lambda: in_the_middle(home) or process.poll() is not None)
        assert process.poll() is None, "the import ended before it could be killed"
        process.kill()
    return home


def wait_until(ready: Callable[[], bool]) -> None:
    """Wait for something to happen; fail where it never does."""
    until = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < until, "nothing happened for a long time"
        time.sleep(0.01)


@contextmanager
def importing(home: Path, export: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run an import as a program of its own; it is gone afterwards."""
    # Less of the processor than the test has, so that the test sees each batch before the next is in.
    command = ["nice", PROGRAM, "import", "cordis", str(export)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment(home), stdout=quiet, stderr=quiet) as process:
        try:
            yield process
        finally:
            process.kill()


def in_the_middle(home: Path, beyond: int = 0) -> bool:
    """Tell whether more projects than so many are in, and others are not."""
    with closing(sqlite3.connect(home / "kb.sqlite", timeout=PATIENCE)) as store:
        rows = store.execute("SELECT stage, position FROM import_run").fetchall()
    return bool(rows) and rows[0][0] == PROJECT_STAGE and rows[0][1] > beyond


@pytest.fixture
def home(killed_home: Path, tmp_path: Path) -> Path:
    """Give a copy of the knowledge base whose import was killed."""
    return Path(shutil.copytree(killed_home, tmp_path / "home"))


@pytest.fixture(scope="module")
def resumed_home(killed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the place of a knowledge base whose import goes on."""
    return Path(shutil.copytree(killed_home, tmp_path_factory.mktemp("resumed") / "home"))


@pytest.fixture(scope="module")
def resumed(resumed_home: Path, export: Path) -> Any:
    """Give the killed command once more; give what it printed."""
    return kb(resumed_home, "import", "cordis", str(export), "--json").json


@pytest.fixture(scope="module")
def whole(empty_home: Path, export: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Give a knowledge base whose import was never interrupted."""
    home = Path(shutil.copytree(empty_home, tmp_path_factory.mktemp("whole") / "home"))
    with opened(settings_for(home)) as workspace:
        bring_in(workspace, export)
        yield workspace


def projects(home: Path) -> int:
    """Count the projects."""
    found: int = kb(home, "stats", "--json").json["records"]["project"]
    return found


def test_a_killed_import_leaves_whole_batches(home: Path) -> None:
    assert 0 < projects(home) < PROJECTS
    assert projects(home) % 500 == 0


def test_a_killed_import_is_listed_as_unfinished(home: Path) -> None:
    (told,) = kb(home, "import", "list", "--json").json["rows"]
    assert (told["number"], told["state"], told["finished"]) == (1, "unfinished", None)


def test_after_a_kill_search_works_and_the_index_can_be_put_right(home: Path) -> None:
    assert kb(home, "search", "lamps").code == 0
    assert kb(home, "index", "check").code == 1
    assert kb(home, "index", "check", "--repair").code == 0
    assert kb(home, "index", "check").code == 0
    assert kb(home, "search", "lamps", "--json").json["total"] == projects(home)


def test_after_a_kill_the_next_change_brings_the_index_up_to_date(home: Path) -> None:
    with opened(settings_for(home)) as workspace:
        workspace.catch_up()
        assert not workspace.compare()


def test_another_import_is_refused_while_one_is_unfinished(home: Path, exported: Path) -> None:
    found = kb(home, "import", "cordis", str(exported))
    assert (found.code, found.out) == (2, "")
    assert "import 1 of " in found.err
    assert "was not finished. Give its command again to finish it, or take it back with: kb import undo 1" in found.err


def test_the_same_command_finishes_it_under_the_same_number(resumed: Any, resumed_home: Path) -> None:
    assert (resumed["import"], resumed["resumed"]) == (1, True)
    assert resumed["records"]["project"] == {"created": PROJECTS, "changed": 0, "unchanged": 0, "kept": 0}
    (told,) = kb(resumed_home, "import", "list", "--json").json["rows"]
    assert (told["state"], told["created"]) == ("finished", PROJECTS + ORGANISATIONS + 2)


def test_a_resumed_import_gives_what_an_uninterrupted_one_gives(resumed: Any, resumed_home: Path, whole: Workspace) -> None:
    with opened(settings_for(resumed_home)) as workspace:
        assert different(whole, workspace) == []
        assert not workspace.compare()


def test_a_resumed_import_tells_all_problems_once(resumed: Any, resumed_home: Path, whole: Workspace) -> None:
    wanted = kb(whole.settings.home, "import", "problems", "1", "--json").json
    assert resumed["problems"] == wanted["total"] == 5
    assert kb(resumed_home, "import", "problems", "1", "--json").json == wanted


def test_an_import_can_be_killed_again_and_says_in_words_that_it_was_taken_up(home: Path, export: Path, whole: Workspace) -> None:
    before = projects(home)
    with importing(home, export) as process:
        wait_until(lambda: in_the_middle(home, before) or process.poll() is not None)
        assert process.poll() is None, "the import ended before it could be killed"
        process.kill()
    assert kb(home, "import", "cordis", str(export)).out.startswith("Import 1 (taken up where it stopped)\n")
    with opened(settings_for(home)) as workspace:
        assert different(whole, workspace) == []


def test_what_a_person_edits_before_an_import_goes_on_stays(home: Path, export: Path) -> None:
    with opened(settings_for(home)) as workspace:
        edited(workspace, "project", "p0-101000000", title="My title")
        bring_in(workspace, export)
        assert values(workspace, "project", "p0-101000000")["title"] == "My title"


def test_files_that_changed_in_between_are_refused(home: Path, export: Path) -> None:
    path = export / "project.csv"
    text = path.read_bytes()
    path.write_bytes(text.replace(b"Project 1699 on lamps", b"Project 1699 on ropes"))
    try:
        found = kb(home, "import", "cordis", str(export))
    finally:
        path.write_bytes(text)
    assert found.code == 2
    assert "was not finished" in found.err
    assert projects(home) < PROJECTS


def test_other_options_are_refused_while_one_is_unfinished(home: Path, export: Path) -> None:
    assert kb(home, "import", "cordis", "--without-results", str(export)).code == 2


def test_an_unfinished_import_can_be_taken_back(home: Path, export: Path) -> None:
    assert kb(home, "import", "undo", "1").code == 0
    with opened(settings_for(home)) as workspace:
        assert dumped(workspace) == {}
        assert not workspace.compare()


def test_after_taking_an_unfinished_import_back_another_begins(home: Path, exported: Path) -> None:
    assert kb(home, "import", "undo", "1").code == 0
    found = kb(home, "import", "cordis", str(exported), "--json").json
    assert (found["import"], found["resumed"]) == (2, False)


def test_two_imports_at_once_do_not_mix(empty_home: Path, tmp_path: Path, exported: Path, export: Path) -> None:
    home = Path(shutil.copytree(empty_home, tmp_path / "home"))
    refused: list[Done] = []

    @contextmanager
    def watched(label: str) -> Iterator[Watch]:
        def watch(done: int, total: int) -> None:
            if label == "Entering" and done < total and not refused:
                refused.append(kb(home, "import", "cordis", str(export)))

        yield watch

    with opened(settings_for(home)) as workspace:
        summary = import_cordis(workspace, [exported], Options(), watched)
    assert (refused[0].code, refused[0].out) == (2, "")
    assert "was not finished" in refused[0].err
    assert summary.number == 1
    assert [one["state"] for one in kb(home, "import", "list", "--json").json["rows"]] == ["finished"]
