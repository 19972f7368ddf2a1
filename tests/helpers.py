"""Short words for what many tests do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import config, records, schema
from kb.config import Settings
from kb.models import IndexMark, Record, Revision
from kb.queries.shapes import Ref
from kb.records import Author, Directory
from kb.schema import Plain
from kb.search.engine import Entry
from kb.search.request import Request, parse
from kb.workspace import Workspace

EDITOR = Author("editor", why="a test", source="tests")


def settings_for(home: Path) -> Settings:
    """Give the settings of a knowledge base in a folder."""
    return config.read({"KB_HOME": str(home)})


@contextmanager
def opened(settings: Settings) -> Iterator[Workspace]:
    """Give a workspace and let go of its database afterwards."""
    workspace = Workspace(settings)
    try:
        yield workspace
    finally:
        workspace.close()


def cleaned(kind: str, values: Plain, *, partial: bool = False) -> Plain:
    """Give values as the schema lets them in."""
    found, problems = schema.load(kind, values, partial=partial)
    assert problems == []
    return found


def make(session: Session, kind: str, slug: str, **values: Any) -> Record:
    """Create a record; its label is its slug unless given."""
    return records.create(session, kind, cleaned(kind, {"slug": slug, "label": slug, **values}), EDITOR)


def change(session: Session, record: Record, **values: Any) -> bool:
    """Change some values of a record; give whether anything differed."""
    return records.update(session, record, cleaned(record.kind, values, partial=True), EDITOR)


def get(session: Session, kind: str, slug: str) -> Record:
    """Give a record that must be there."""
    found = Directory(session).find([kind], slug)
    assert found is not None
    return found


def all_refs(session: Session, kind: str) -> list[Ref]:
    """Name every public record of a kind, by label."""
    query = select(Record.slug, Record.label).where(Record.kind == kind, Record.state == "public").order_by(Record.label)
    return [Ref(kind, slug, label) for slug, label in session.execute(query)]


def history(session: Session, record: Record) -> list[Revision]:
    """Give the revisions of a record, the first one first."""
    query = select(Revision).where(Revision.record_id == record.id).order_by(Revision.version)
    return list(session.execute(query).scalars())


def marked(session: Session) -> set[int]:
    """Give the numbers of the records that are marked for the index."""
    return set(session.execute(select(IndexMark.record_id)).scalars())


def request(words: str = "", **rest: Any) -> Request:
    """Make a request from words as typed."""
    tree, notes = parse(words)
    return Request(words, tree, notes=notes, **rest)


def found(workspace: Workspace, words: str, **rest: Any) -> set[str]:
    """Give the ids of the records that a search finds."""
    numbers = workspace.engine.find_all(request(words, **rest))
    with workspace.reading() as session:
        return set(session.execute(select(Record.slug).where(Record.id.in_(numbers))).scalars())


def program(text: str, *arguments: str) -> subprocess.Popen[str]:
    """Start another Python program that can be written to and read from."""
    command = [sys.executable, "-W", "ignore", "-c", text, *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Give size and time of change of every file below a folder."""
    found = {str(path.relative_to(folder)): path.stat() for path in folder.rglob("*")}
    return {name: (stat.st_size, stat.st_mtime_ns) for name, stat in found.items()}


def entry(
    number: int,
    label: str,
    date: int = 0,
    *,
    called: tuple[str, ...] = (),
    facets: Mapping[str, tuple[str, ...]] | None = None,
    **texts: str,
) -> Entry:
    """Make an index entry by hand; further words go to the field of the index they name."""
    return Entry(number, label, (label, *called), {"label": label, **texts}, facets or {}, date, f"digest {number}")
