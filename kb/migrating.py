"""Bringing the tables of a store to a version of the program, and an index beside them. Loaded by the few commands that do so."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine

from kb.db import WRITE, clear_errors, resource
from kb.records import Watch, silent
from kb.workspace import Workspace


def prepare(workspace: Workspace, watch: Watch = silent) -> None:
    """Bring tables and index up to date, so that both can be used."""
    upgrade(workspace.database)
    workspace.refresh_index(watch)


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the tables up to a revision, by default the newest."""
    with clear_errors(), _migrating(engine) as config:
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the tables back to a revision, by default to none at all."""
    with clear_errors(), _migrating(engine) as config:
        command.downgrade(config, revision)


def drift(engine: Engine) -> str | None:
    """Give what the tables lack against the models, or ``None`` when they agree."""
    with clear_errors(), _migrating(engine) as config:
        try:
            command.check(config)
        except CommandError as error:
            return str(error)
    return None


@contextmanager
def _migrating(engine: Engine) -> Iterator[Config]:
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(resource("migrations")).replace("%", "%%"))
    with engine.execution_options(**{WRITE: True}).begin() as connection:
        config.attributes["connection"] = connection
        yield config
