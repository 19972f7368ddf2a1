"""Commands that look after the knowledge base: setting up, loading, erasing, index, database, server."""

from __future__ import annotations

from pathlib import Path

import click

from kb import db, migrating, records, saved, texts
from kb.cli.base import as_json, printed, progress, workspace_of
from kb.cli.group import main
from kb.formats import terminal
from kb.models import Record
from kb.queries import lists
from kb.queries.find import get, named


@main.command()
def init() -> None:
    """Set everything up: tables, seed and search index. Repeating it does no harm."""
    workspace = workspace_of()
    migrating.upgrade(workspace.database)
    with progress("Loading the seed") as watch:
        counts = workspace.load_seed(watch=watch)
    with progress("Indexing") as watch:
        workspace.refresh_index(watch)
    click.echo(terminal.counts(counts), err=True)
    click.echo(f"Ready in {workspace.settings.home}", err=True)


@main.group()
def seed() -> None:
    """Load data from seed files."""


@seed.command("load")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@as_json
def seed_load(folder: Path | None, json_wanted: bool) -> None:
    """Load the seed files of FOLDER, by default those that ship with the program.

    All or nothing: a single mistake in a file stops the load, and every mistake
    is listed with file, line and field. A second load changes nothing.
    """
    with progress("Loading") as watch:
        counts = workspace_of().load_seed(folder, watch)
    printed(vars(counts), lambda: terminal.counts(counts), json_wanted=json_wanted)


@main.command()
@click.argument("record")
@click.confirmation_option(prompt="The record, its history and every link to it will be gone for good. Go on?")
def erase(record: str) -> None:
    """Erase a RECORD for good, for a person who asks for it: people/van-oss-jaap."""
    workspace = workspace_of()
    with workspace.writing() as session:
        gone = session.get_one(Record, get(session, *named(record)).id)
        names = [gone.label, *(row.name for row in gone.names)]
        naming, telling = saved.naming(session, [*names, gone.slug]), texts.naming(session, names)
        records.erase(session, gone)
    with progress("Indexing") as watch:
        # An index keeps what it deleted until it is made anew.
        workspace.rebuild(watch)
    click.echo(f"{record} is erased.", err=True)
    for search in naming:
        click.echo(f'The saved search "{search}" may name it still; if so: kb searches delete {search}', err=True)
    for slug in telling:
        click.echo(f'The text of "{slug}" names it still; to remove that text: kb document forget {slug}', err=True)


@main.command()
@as_json
def stats(json_wanted: bool) -> None:
    """Count records by kind, links by type, revisions and marks that wait for the index."""
    with workspace_of().reading() as session:
        found = lists.stats(session)
    printed(found, lambda: terminal.stats(found), json_wanted=json_wanted)


@main.group()
def index() -> None:
    """Look after the search index."""


@index.command()
@as_json
def rebuild(json_wanted: bool) -> None:
    """Make the index anew from the store; the old one serves until the new one is whole."""
    with progress("Indexing") as watch:
        count = workspace_of().rebuild(watch)
    printed({"entries": count}, lambda: f"{count} entries", json_wanted=json_wanted)


@index.command("check")
@click.option("--repair", is_flag=True, help="Put right what differs.")
@as_json
def index_check(repair: bool, json_wanted: bool) -> None:
    """Compare the index with the store; exit with 1 where they differ and nothing was repaired."""
    workspace = workspace_of()
    found = workspace.compare()
    if found and repair:
        workspace.repair(found)
    printed(
        {**vars(found), "repaired": bool(found) and repair}, lambda: terminal.difference(found, repaired=repair), json_wanted=json_wanted
    )
    if found and not repair:
        click.get_current_context().exit(1)


@main.group("db")
def database() -> None:
    """Look after the database."""


@database.command()
def upgrade() -> None:
    """Bring the tables up to date."""
    migrating.upgrade(workspace_of().database)
    click.echo("The tables are up to date.", err=True)


@database.command("check")
def database_check() -> None:
    """Compare the tables with the models; exit with 1 where they differ."""
    workspace = workspace_of()
    db.ready(workspace.database)
    found = migrating.drift(workspace.database)
    click.echo(found or "The tables are those of this version.")
    click.get_current_context().exit(1 if found else 0)
