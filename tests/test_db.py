from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, inspect, text
from sqlalchemy.exc import IntegrityError

from kb import db, migrating
from kb.errors import BadSetting, StoreNotReady
from kb.models import Base, IndexMark
from kb.texts import hash_of
from tests.helpers import make


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Give a database without tables."""
    made = db.connect(f"sqlite:///{tmp_path / 'new folder' / 'kb.sqlite'}")
    yield made
    made.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version", "sqlite_sequence"}


def revisions() -> list[str]:
    found = ScriptDirectory(str(db.resource("migrations"))).walk_revisions()
    return [script.revision for script in found][::-1]


def test_migrations_build_every_table_of_the_models(engine: Engine) -> None:
    migrating.upgrade(engine)
    assert tables(engine) == set(Base.metadata.tables)


def test_migrated_tables_are_those_of_the_models_to_the_column(engine: Engine) -> None:
    migrating.upgrade(engine)
    assert migrating.drift(engine) is None


def test_tables_that_lag_behind_the_models_are_noticed(engine: Engine) -> None:
    migrating.upgrade(engine, revisions()[0])
    assert "not up to date" in (migrating.drift(engine) or "")


def test_a_changed_table_is_noticed(engine: Engine) -> None:
    migrating.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE person ADD COLUMN telephone TEXT"))
    assert "telephone" in (migrating.drift(engine) or "")


def test_a_second_upgrade_changes_nothing(engine: Engine) -> None:
    migrating.upgrade(engine)
    migrating.upgrade(engine)
    db.ready(engine)
    assert tables(engine) == set(Base.metadata.tables)


def test_a_downgrade_to_base_leaves_no_table(engine: Engine) -> None:
    migrating.upgrade(engine)
    migrating.downgrade(engine)
    assert tables(engine) == set()


def test_after_a_downgrade_the_tables_can_be_made_again(engine: Engine) -> None:
    migrating.upgrade(engine)
    migrating.downgrade(engine)
    migrating.upgrade(engine)
    assert migrating.drift(engine) is None


def test_each_migration_can_be_taken_back_alone(engine: Engine) -> None:
    before: list[set[str]] = []
    for revision in revisions():
        before.append(tables(engine))
        migrating.upgrade(engine, revision)
    for wanted in reversed(before):
        migrating.downgrade(engine, "-1")
        assert tables(engine) == wanted


def test_the_step_to_imports_and_back_keeps_what_the_tables_hold(engine: Engine) -> None:
    migrating.upgrade(engine, "0003")
    rows = (
        "INSERT INTO record (id, kind, state, version, created, updated, slug, label) VALUES (1, 'project', 'public', 2, :at, :at, 'a', 'A')",
        "INSERT INTO project (id, title) VALUES (1, 'Title')",
        "INSERT INTO revision (id, record_id, version, action, at, by, changes) VALUES (7, 1, 1, 'created', :at, 'editor', '{}')",
    )
    with engine.begin() as connection:
        for row in rows:
            connection.execute(text(row), {"at": "2020-01-01 00:00:00"})
    before = held(engine, "record", "project", "revision")
    migrating.upgrade(engine, "0004")
    assert held(engine, "record", "project", "revision") == [row + ((None,) * added) for row, added in zip(before, (0, 3, 1), strict=True)]
    with engine.begin() as connection:
        values = "(1, 'cordis', '[]', '{}', '', 'finished', 0, 0, :at, '{}')"
        columns = "(id, source, files, options, fingerprint, state, stage, position, started, counts)"
        connection.execute(text(f"INSERT INTO import_run {columns} VALUES {values}"), {"at": "2020-01-01 00:00:00"})  # noqa: S608 - own names
        connection.execute(text("UPDATE revision SET import_id = 1"))
    migrating.downgrade(engine, "0003")
    assert held(engine, "record", "project", "revision") == before


def test_the_step_to_texts_and_back_keeps_the_text_of_a_document(engine: Engine) -> None:
    migrating.upgrade(engine, "0005")
    record = "INSERT INTO record (id, kind, state, version, created, updated, slug, label) VALUES (1, 'document', 'public', 1, :at, :at, 'a', 'A')"
    with engine.begin() as connection:
        connection.execute(text(record), {"at": "2020-01-01 00:00:00"})
        connection.execute(text("INSERT INTO document (id, content) VALUES (1, 'Boats were counted: ναι.')"))
    migrating.upgrade(engine, "0006")
    with engine.begin() as connection:
        held_now = connection.execute(text("SELECT document_id, version, text, sha256, furniture, public FROM source_text")).all()
        assert held_now == [(1, 1, "Boats were counted: ναι.", hash_of("Boats were counted: ναι."), "[]", 1)]
        more = "INSERT INTO source_text SELECT 9, 1, 2, 'h', 'Secret.', '[]', 'text/plain', NULL, NULL, 0, added FROM source_text"
        connection.execute(text(more))
    migrating.downgrade(engine, "0005")
    with engine.begin() as connection:
        assert connection.execute(text("SELECT content, sha256 FROM document")).all() == [
            ("Boats were counted: ναι.", hash_of("Boats were counted: ναι."))
        ]


def test_the_step_to_saved_searches_and_back_leaves_all_else_as_it_was(engine: Engine) -> None:
    migrating.upgrade(engine, "0004")
    with engine.begin() as connection:
        values = "(1, 'topic', 'public', 1, '2020-01-01', '2020-01-01', 'a', 'A')"
        connection.execute(text(f"INSERT INTO record (id, kind, state, version, created, updated, slug, label) VALUES {values}"))  # noqa: S608 - own names
    before = held(engine, "record")
    migrating.upgrade(engine, "0005")
    with engine.begin() as connection:
        values = "('a', 'A', '', '{}', '', 1, '2020-01-01', '2020-01-01')"
        columns = "(slug, title, words, filters, sort, widened, created, looked)"
        connection.execute(text(f"INSERT INTO saved_search {columns} VALUES {values}"))  # noqa: S608 - own names
    with engine.begin() as connection, pytest.raises(IntegrityError, match="UNIQUE"):
        connection.execute(text(f"INSERT INTO saved_search {columns} VALUES {values}"))  # noqa: S608 - own names
    migrating.downgrade(engine, "0004")
    assert held(engine, "record") == before


def held(engine: Engine, *tables: str) -> list[tuple[object, ...]]:
    """Give all rows of some tables, the cells of columns added later last."""
    with engine.connect() as connection:
        return [tuple(row) for table in tables for row in connection.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608 - own names


def test_a_store_without_tables_says_so(engine: Engine) -> None:
    with pytest.raises(StoreNotReady, match=f"it has no tables yet, revision {revisions()[-1]} is needed"):
        db.ready(engine)


def test_an_older_store_names_both_revisions(engine: Engine) -> None:
    first, last = revisions()[0], revisions()[-1]
    migrating.upgrade(engine, first)
    with pytest.raises(StoreNotReady, match=f"its tables are at revision {first}, revision {last} is needed"):
        db.ready(engine)


def test_a_damaged_store_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "kb.sqlite").write_bytes(b"this is no database, whatever its name says. " * 50)
    engine = db.connect(f"sqlite:///{tmp_path / 'kb.sqlite'}")
    with pytest.raises(StoreNotReady, match="not a database"):
        db.ready(engine)
    with pytest.raises(StoreNotReady, match="not a database"):
        migrating.upgrade(engine)
    engine.dispose()


def test_a_missing_table_in_the_middle_of_work_is_said_plainly(engine: Engine) -> None:
    session = db.sessions(engine, write=False)()
    with session, pytest.raises(StoreNotReady, match="it has no tables yet"), db.clear_errors():
        session.get(IndexMark, 1)


@pytest.mark.parametrize("url", ["", "no address at all", "nosuchdatabase://host/kb", "postgresql+nodriver://host/kb"])
def test_an_address_that_cannot_be_read_names_the_setting(url: str) -> None:
    with pytest.raises(BadSetting, match=r"KB_DATABASE_URL.*it cannot be read"):
        db.connect(url)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreNotReady, match="its folder cannot be made"):
        db.connect(f"sqlite:///{tmp_path / 'file' / 'deeper' / 'kb.sqlite'}")


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 15000)])
def test_every_connection_is_set_up_for_many_users(engine: Engine, pragma: str, value: object) -> None:
    with engine.connect() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_the_database_enforces_references(engine: Engine) -> None:
    migrating.upgrade(engine)
    with engine.begin() as connection, pytest.raises(IntegrityError, match="FOREIGN KEY"):
        connection.execute(text("INSERT INTO person (id) VALUES (77)"))


def test_a_reader_is_not_disturbed_by_a_writer(engine: Engine) -> None:
    migrating.upgrade(engine)
    reading, writing = db.sessions(engine, write=False), db.sessions(engine, write=True)
    with reading() as reader:
        assert reader.query(IndexMark).count() == 0
        with writing.begin() as writer:
            make(writer, "topic", "dark-web")
        assert reader.query(IndexMark).count() == 0
    with reading() as reader:
        assert reader.query(IndexMark).count() == 1


def test_a_second_writer_waits_for_the_first(engine: Engine) -> None:
    migrating.upgrade(engine)
    writing = db.sessions(engine, write=True)
    order: list[str] = []

    def second() -> None:
        with writing.begin() as session:
            make(session, "topic", "second")
            order.append("second")

    with writing.begin() as session:
        make(session, "topic", "first")
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(timeout=0.3)
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]


def test_a_store_that_stays_locked_is_said_plainly(tmp_path: Path) -> None:
    engine = db.connect(f"sqlite:///{tmp_path / 'kb.sqlite'}")
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=20"))
    migrating.upgrade(engine)
    writing = db.sessions(engine, write=True)
    with writing.begin() as session, writing() as other:
        make(session, "topic", "first")
        with pytest.raises(StoreNotReady, match="another program has been writing to it"), db.clear_errors():
            make(other, "topic", "second")
    engine.dispose()


@pytest.mark.parametrize(("name", "held"), [("migrations", "env.py"), ("seed", "projects.yaml")])
def test_folders_that_ship_are_found(name: str, held: str) -> None:
    assert (db.resource(name) / held).is_file()
