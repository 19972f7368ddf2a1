"""Short words for running imports and for looking at what they left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from kb import importing, schema, snapshots
from kb.imports.comparing import differences
from kb.imports.runs import Options, Summary
from kb.models import Base, Record, Revision
from kb.records import Author, Watch, silent
from kb.schema import Plain
from kb.workspace import Workspace
from tests.helpers import change, get
from tests.imports import writers
from tests.imports.samples import Tables

Dump = dict[str, Plain]
PERSON = Author("editor", why="a test", source="tests")


@contextmanager
def unseen(_label: str) -> Iterator[Watch]:
    """Watch nothing."""
    yield silent


def bring_in(workspace: Workspace, *paths: Path, strict: bool = False, results: bool = True) -> Summary:
    """Import some files."""
    return importing.import_cordis(workspace, paths, Options(strict=strict, results=results), unseen)


def bring_in_tables(workspace: Workspace, tables: Tables) -> Summary:
    """Write some tables as CSV beside the knowledge base and import them."""
    folder = workspace.settings.home.parent / "exports"
    folder.mkdir(exist_ok=True)
    return bring_in(workspace, writers.as_csv(folder / f"export {len(list(folder.iterdir())) + 1}", tables))


def different(one: Workspace, other: Workspace) -> list[str]:
    """Compare two knowledge bases record by record."""
    with one.reading() as first, other.reading() as second:
        return list(differences(first, second))


def dumped(workspace: Workspace) -> Dump:
    """Give every record whole, by kind and id."""
    with workspace.reading() as session:
        ids = session.execute(select(Record.id)).scalars().all()
        return {f"{record.kind}/{record.slug}": {**schema.dump(record), "state": record.state} for record in snapshots.read(session, ids)}


def tables(workspace: Workspace, *without: str) -> dict[str, list[tuple[object, ...]]]:
    """Give every row of every table but those named."""
    with workspace.database.connect() as connection:
        wanted = [table for table in Base.metadata.sorted_tables if table.name not in without]
        return {table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))] for table in wanted}


def values(workspace: Workspace, kind: str, slug: str) -> Plain:
    """Give the values of one record."""
    with workspace.reading() as session:
        return schema.dump(get(session, kind, slug))


def edited(workspace: Workspace, kind: str, slug: str, **changes: object) -> None:
    """Change a record as a person does."""
    with workspace.writing() as session:
        assert change(session, get(session, kind, slug), **changes)


def revisions(workspace: Workspace, kind: str, slug: str) -> list[Revision]:
    """Give the history of a record, the first change first."""
    with workspace.reading() as session:
        query = select(Revision).where(Revision.record_id == get(session, kind, slug).id)
        found = list(session.execute(query.order_by(Revision.version)).scalars())
        session.expunge_all()
        return found


def claims(workspace: Workspace, kind: str, slug: str) -> list[tuple[str, str, bool, str]]:
    """Give the values that stand against one another: property, value, whether it is in use, and whose it is."""
    rows = values(workspace, kind, slug).get("evidence", [])
    return [(row["field"], row["value"], row["preferred"], row["document"]) for row in rows if "field" in row]
