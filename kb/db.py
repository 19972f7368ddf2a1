"""The database: engine, sessions, and whether its tables are those of this version."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, String, column, create_engine, event, select, table
from sqlalchemy import exc as sqlalchemy_exc
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session as BaseSession
from sqlalchemy.orm import sessionmaker

from kb.errors import BadSetting, StoreNotReady
from kb.models import changes

WRITE = "kb_write"
# What is erased must not stay readable in free pages: secure_delete.
PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000", "synchronous=NORMAL", "secure_delete=ON")
# So many rows of an index are looked at to know what it holds.
SAMPLE = 1000
# Where Alembic keeps the revision of the tables. Every page asks for it, and asked through Alembic it takes five times as long.
REVISION = select(column("version_num", String())).select_from(table("alembic_version"))


class Session(BaseSession):
    """A session whose changes leave marks for the search index."""


changes.watch(Session)
Sessions = sessionmaker[Session]


def resource(name: str) -> Path:
    """Find a folder that ships with the package: inside it when installed, beside it in a checkout.

    >>> resource("migrations").name
    'migrations'
    """
    here = Path(__file__).parent
    inside = here / {"seed": "seed_data"}.get(name, name)
    return inside if inside.is_dir() else here.parent / name


def connect(url: str) -> Engine:
    """Make an engine. For SQLite: write-ahead log, foreign keys, patience with other writers."""
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address)
    except (sqlalchemy_exc.ArgumentError, sqlalchemy_exc.NoSuchModuleError, ModuleNotFoundError) as error:
        # The value may hold a password, so it is not repeated.
        raise BadSetting(name="KB_DATABASE_URL", value="…", reason=f"it cannot be read ({error})") from error
    except OSError as error:
        raise StoreNotReady(reason=f"its folder cannot be made ({error})") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def sessions(engine: Engine, *, write: bool) -> Sessions:
    """Make sessions that read, or that write.

    A writer takes SQLite's lock at its first statement: to take it later, after
    having read, fails at once when somebody else wrote in between.
    """
    return sessionmaker(engine.execution_options(**{WRITE: write}), class_=Session)


@contextmanager
def clear_errors() -> Iterator[None]:
    """Say what is wrong with a store that cannot be used, instead of what the driver says."""
    try:
        yield
    except sqlalchemy_exc.DBAPIError as error:
        raise StoreNotReady(reason=_driver_words(error)) from error


def analyse(engine: Engine) -> None:
    """Let the database look at a sample of what its tables hold; its ways to an answer are chosen by that. Takes some milliseconds, however much there is.

    Connections that are open keep to the old ways, so those at rest are closed.
    """
    with clear_errors(), engine.execution_options(**{WRITE: True}).begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA analysis_limit={SAMPLE}")
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def ready(engine: Engine) -> None:
    """Raise :class:`StoreNotReady` unless the tables are those of this version."""
    with clear_errors(), engine.connect() as connection:
        found = connection.execute(REVISION).scalar()
    if found != _newest():
        raise StoreNotReady(reason=f"its tables are at revision {found}, revision {_newest()} is needed" if found else _no_tables())


def _no_tables() -> str:
    return f"it has no tables yet, revision {_newest()} is needed"


@cache
def _newest() -> str:
    """Give the newest revision: the file of each begins with its number. Alembic tells it too, but takes a tenth of a second to load."""
    return max(path.name.partition("_")[0] for path in (resource("migrations") / "versions").glob("[0-9]*.py"))


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _driver_words(error: sqlalchemy_exc.DBAPIError) -> str:
    words = str(error.orig)
    if "no such table" in words or ('relation "' in words and "does not exist" in words):
        return _no_tables()
    if "locked" in words:
        return "another program has been writing to it for a long time"
    return words
