"""Settings: one table of name, default and help, read from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from kb.errors import BadSetting

MAX_PORT = 65535
# In megabytes: a terabyte, more than any machine that this runs on.
MAX_CACHE = 1 << 20


@dataclass(frozen=True)
class Setting:
    """One setting: the variable that holds it, its default in words and what it does."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting("KB_HOME", "the user's data folder", "Folder that holds the database and the search index."),
    Setting("KB_DATABASE_URL", "sqlite:///KB_HOME/kb.sqlite", "SQLAlchemy address of the database."),
    Setting("KB_SEARCH_URL", "whoosh:KB_HOME/index", "Search engine and, after the colon, the folder of its index."),
    Setting("KB_SEARCH_CACHE", "64", "Megabytes of memory that search may take to keep words it has read from the index; 0 keeps none."),
    Setting("KB_HOST", "127.0.0.1", "Address the web server listens on."),
    Setting("KB_PORT", "8000", "Port the web server listens on; 0 takes any free one."),
)


@dataclass(frozen=True)
class Settings:
    """The settings in force; ``search_cache`` is in bytes."""

    home: Path
    database_url: str
    search_url: str
    search_cache: int
    host: str
    port: int


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from ``KB_*`` variables.

    Raises :class:`BadSetting` for a value that cannot be meant.
    """
    home = Path(environ.get("KB_HOME") or platformdirs.user_data_path("kb")).expanduser().resolve()
    return Settings(
        home=home,
        database_url=environ.get("KB_DATABASE_URL") or f"sqlite:///{home / 'kb.sqlite'}",
        search_url=_search_url(environ.get("KB_SEARCH_URL") or f"whoosh:{home / 'index'}"),
        search_cache=_number(environ, "KB_SEARCH_CACHE", "64", MAX_CACHE) << 20,
        host=environ.get("KB_HOST") or "127.0.0.1",
        port=_number(environ, "KB_PORT", "8000", MAX_PORT),
    )


def _number(environ: Mapping[str, str], name: str, default: str, most: int) -> int:
    value = environ.get(name) or default
    if value.isascii() and value.isdigit() and len(value) <= len(str(most)) and int(value) <= most:
        return int(value)
    raise BadSetting(name=name, value=value, reason=f"give a number from 0 to {most}")


def _search_url(value: str) -> str:
    engine, _, folder = value.partition(":")
    if engine == "whoosh" and folder:
        return value
    raise BadSetting(name="KB_SEARCH_URL", value=value, reason='give "whoosh:" and a folder')
