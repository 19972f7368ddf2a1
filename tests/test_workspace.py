from __future__ import annotations

import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from kb import migrating
from kb.config import Settings
from kb.errors import IndexUnavailable, StoreNotReady
from kb.models import Record, Revision
from kb.workspace import Workspace
from tests.helpers import change, found, get, make, marked, opened, program, request

# Each stops itself the hard way at one moment of its work.
DIES = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from kb import config
from kb.db import Session
from kb.workspace import Workspace

workspace = Workspace(config.read({"KB_HOME": sys.argv[1]}))
folder = Path(sys.argv[2])

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
"""
IN_THE_MIDDLE_OF_WRITING = """
sent = []
def count(_connection, _cursor, statement, *_rest):
    sent.append(statement.startswith("INSERT"))
    if sum(sent) == 12:
        die()
event.listen(workspace.database, "after_cursor_execute", count)
workspace.load_seed(folder)
"""
BEFORE_THE_COMMIT = """
event.listen(Session, "before_commit", die)
workspace.load_seed(folder)
"""
AFTER_THE_COMMIT = """
event.listen(Session, "after_commit", die)
workspace.load_seed(folder)
"""
IN_THE_MIDDLE_OF_A_REBUILD = """
workspace.rebuild(lambda done, total: die() if done == 5 else None)
"""


def killed(text: str, settings: Settings, folder: Path) -> None:
    """Run a program that dies by itself, without a chance to clean up."""
    with program(DIES + text, str(settings.home), str(folder)) as process:
        process.communicate()
    assert process.returncode == -signal.SIGKILL


def count(workspace: Workspace, model: type[Record | Revision]) -> int:
    with workspace.reading() as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()


def damage(workspace: Workspace) -> None:
    """Take away every file that holds words."""
    for path in (workspace.settings.home / "index").rglob("*.trm"):
        path.unlink()


def test_a_new_home_is_made_ready(settings: Settings) -> None:
    with opened(settings) as workspace:
        migrating.prepare(workspace)
        assert count(workspace, Record) == 0
        assert workspace.engine.find(request()).total == 0


def test_preparing_again_loses_nothing(small: Workspace) -> None:
    migrating.prepare(small)
    assert count(small, Record) == 10
    assert not small.compare()


@pytest.mark.parametrize("what", ["reading", "writing"])
def test_a_store_without_tables_is_not_opened(settings: Settings, what: str) -> None:
    def enter() -> None:
        with getattr(workspace, what)():
            pass

    with opened(settings) as workspace, pytest.raises(StoreNotReady, match="it has no tables yet"):
        enter()


@pytest.mark.parametrize("what", ["rebuild", "compare", "load_seed"])
def test_work_on_a_store_without_tables_says_so(settings: Settings, what: str) -> None:
    with opened(settings) as workspace, pytest.raises(StoreNotReady, match="it has no tables yet"):
        getattr(workspace, what)()


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KB_HOME", str(tmp_path))
    workspace = Workspace()
    workspace.close()
    assert workspace.settings.home == tmp_path


def test_a_change_is_found_at_once(small: Workspace) -> None:
    with small.writing() as session:
        change(session, get(session, "statement", "s-share"), label="Lend instruments abroad.")
    assert found(small, "instruments") == {"s-share"}


def test_a_change_that_fails_is_neither_kept_nor_found(small: Workspace) -> None:
    def fail() -> None:
        with small.writing() as session:
            change(session, get(session, "statement", "s-share"), label="Lend instruments abroad.")
            raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - it is the one above
        fail()
    assert found(small, "borders") == {"s-share"}
    assert count(small, Revision) == 10


def test_the_seed_that_ships_is_loaded_by_default(library: Workspace) -> None:
    assert count(library, Record) > 500


def test_a_change_is_kept_and_marked_while_there_is_no_index(small: Workspace) -> None:
    shutil.rmtree(small.settings.home / "index")
    with small.writing() as session:
        number = make(session, "topic", "forum", label="Forums").id
    with small.reading() as session:
        assert marked(session) == {number}


def test_a_change_is_kept_and_marked_while_the_index_is_damaged(small: Workspace) -> None:
    damage(small)
    with small.writing() as session:
        number = make(session, "topic", "forum", label="Forums").id
    with small.reading() as session:
        assert marked(session) == {number}


def test_catching_up_waits_where_the_store_cannot_be_used(settings: Settings) -> None:
    with opened(settings) as workspace:
        workspace.catch_up()
        with pytest.raises(StoreNotReady):
            workspace.drain()


@pytest.mark.parametrize("what", ["find", "compare"])
def test_a_damaged_index_says_how_to_make_it_anew(small: Workspace, what: str) -> None:
    damage(small)
    with opened(small.settings) as fresh, pytest.raises(IndexUnavailable, match='Run "kb index rebuild"'):
        fresh.compare() if what == "compare" else fresh.engine.find(request("dark"))


def test_refreshing_makes_a_missing_index(small: Workspace) -> None:
    shutil.rmtree(small.settings.home / "index")
    small.refresh_index()
    assert found(small, "borders") == {"s-share"}


def test_refreshing_makes_a_damaged_index_anew(small: Workspace) -> None:
    damage(small)
    with opened(small.settings) as fresh:
        fresh.refresh_index()
        assert found(fresh, "borders") == {"s-share"}
        assert not fresh.compare()


def test_refreshing_takes_in_what_was_marked_meanwhile(small: Workspace) -> None:
    hidden = small.settings.home / "aside"
    (small.settings.home / "index").rename(hidden)
    with small.writing() as session:
        make(session, "topic", "forum", label="Forums")
    shutil.rmtree(small.settings.home / "index")
    hidden.rename(small.settings.home / "index")
    small.refresh_index()
    assert found(small, "forums") == {"forum"}
    with small.reading() as session:
        assert marked(session) == set()


def test_refreshing_leaves_an_index_in_step_alone(small: Workspace) -> None:
    before = (small.settings.home / "index" / "current").read_text()
    small.refresh_index()
    assert (small.settings.home / "index" / "current").read_text() == before


@pytest.mark.parametrize("moment", [IN_THE_MIDDLE_OF_WRITING, BEFORE_THE_COMMIT], ids=["writing", "committing"])
def test_a_load_killed_before_its_end_writes_nothing(workspace: Workspace, small_seed: Path, moment: str) -> None:
    killed(moment, workspace.settings, small_seed)
    assert (count(workspace, Record), count(workspace, Revision)) == (0, 0)
    assert workspace.load_seed(small_seed).created == 10
    assert not workspace.compare()


def test_a_load_killed_before_the_index_follows_is_taken_in_later(workspace: Workspace, small_seed: Path) -> None:
    killed(AFTER_THE_COMMIT, workspace.settings, small_seed)
    assert count(workspace, Record) == 10
    assert len(workspace.compare().missing) == 10
    workspace.refresh_index()
    assert not workspace.compare()
    assert found(workspace, "borders") == {"s-share"}


def test_a_killed_rebuild_leaves_the_old_index_in_use(small: Workspace, small_seed: Path) -> None:
    killed(IN_THE_MIDDLE_OF_A_REBUILD, small.settings, small_seed)
    assert found(small, "borders") == {"s-share"}
    assert not small.compare()


def test_what_a_killed_rebuild_left_is_swept_by_the_next(small: Workspace, small_seed: Path) -> None:
    killed(IN_THE_MIDDLE_OF_A_REBUILD, small.settings, small_seed)
    assert len(list((small.settings.home / "index").glob("generation-*"))) == 2
    assert small.rebuild() == 10
    (left,) = (small.settings.home / "index").glob("generation-*")
    assert (small.settings.home / "index" / "current").read_text() == left.name


def test_an_edit_after_a_killed_rebuild_is_found(small: Workspace, small_seed: Path) -> None:
    killed(IN_THE_MIDDLE_OF_A_REBUILD, small.settings, small_seed)
    with small.writing() as session:
        make(session, "topic", "forum", label="Forums")
    assert found(small, "forums") == {"forum"}


def test_many_writers_at_once_lose_nothing(small: Workspace) -> None:
    def write(number: int) -> None:
        with opened(small.settings) as own, own.writing() as session:
            make(session, "topic", f"forum-{number}", label=f"Forum {number}")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(12)))
    small.drain()
    assert found(small, "forum") == {f"forum-{number}" for number in range(12)}
    assert not small.compare()


def test_the_database_knows_what_it_holds_once_much_was_taken_in(library: Workspace) -> None:
    with library.reading() as session:
        rows = session.execute(text("SELECT tbl, max(CAST(stat AS INTEGER)) AS most FROM sqlite_stat1 GROUP BY tbl"))
        told = {row.tbl: row.most for row in rows}
        held = session.execute(select(func.count()).select_from(Record)).scalar_one()
    assert told["record"] == held
    assert {"evidence", "participation", "record_topic", "revision"} <= told.keys()
