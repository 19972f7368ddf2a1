"""The command line: thin commands on a workspace. Data goes to standard output, everything else to standard error."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from kb import __version__, answers, db, records
from kb.config import MAX_PORT
from kb.errors import BadRequest, KBError
from kb.formats import plain, terminal
from kb.queries import lists, pages
from kb.queries.find import get, named
from kb.queries.matrix import Asked, as_table, matrix
from kb.queries.shapes import Table
from kb.records import Watch
from kb.schema import BY_PLURAL
from kb.search import find
from kb.search.request import FACETS, SORTS
from kb.workspace import Workspace

UNEXPECTED = 70
as_json = click.option("--json", "json_wanted", is_flag=True, help="Print JSON, the same as the web page gives.")


class Commands(click.Group):
    """A group whose errors are one clear message and an exit code, never a stack trace."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except KBError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - the last resort: a message instead of a stack trace
            if ctx.params.get("debug"):
                traceback.print_exc()
            click.echo(
                f"Error: something unexpected went wrong ({type(error).__name__}: {error}). Repeat with --debug to see where.", err=True
            )
            ctx.exit(UNEXPECTED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kb")
@click.option("--debug", is_flag=True, help="Show where an unexpected error came from.")
@click.pass_context
def main(ctx: click.Context, debug: bool) -> None:  # noqa: ARG001 - read by Commands
    """Keep a research knowledge base of projects, partners and findings.

    Settings are read from the environment: KB_HOME, KB_DATABASE_URL,
    KB_SEARCH_URL, KB_HOST, KB_PORT.
    """
    ctx.obj = Workspace


def _workspace() -> Workspace:
    made: Workspace = click.get_current_context().obj()
    click.get_current_context().call_on_close(made.close)
    return made


@contextmanager
def progress(label: str) -> Iterator[Watch]:
    """Show a bar on standard error while something long runs."""
    with click.progressbar(length=1, label=label, file=sys.stderr, show_pos=True) as bar:

        def watch(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield watch


def _print(found: Any, words: Callable[[], str], *, json_wanted: bool) -> None:
    if json_wanted:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        click.echo(words())


def _print_table(table: Table, *, json_wanted: bool) -> None:
    _print(plain.table(table), lambda: terminal.table(table), json_wanted=json_wanted)


@main.command()
def init() -> None:
    """Set everything up: tables, seed and search index. Repeating it does no harm."""
    workspace = _workspace()
    db.upgrade(workspace.database)
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
        counts = _workspace().load_seed(folder, watch)
    _print(vars(counts), lambda: terminal.counts(counts), json_wanted=json_wanted)


def _filters(given: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals:
            raise BadRequest(reason=f'"{pair}" is not a choice; write facet=value, as in --filter kind=statement')
        found.setdefault(name, []).append(value)
    return found


Command = Callable[..., None]


def choosing(command: Command) -> Command:
    """Add the options that every search has."""
    help_text = f"Choose a facet's value, as kind=statement; may be repeated. Facets: {', '.join(FACETS)}."
    command = click.option("--filter", "-f", "filters", multiple=True, metavar="FACET=VALUE", help=help_text)(command)
    return click.option("--sort", default="", help=f"One of: {', '.join(SORTS)}.")(command)


def paging(size: int) -> Callable[[Command], Command]:
    """Add the options of what is shown a page at a time."""

    def add(command: Command) -> Command:
        command = click.option("--page", default=1, show_default=True, help="Which page.")(command)
        return click.option("--size", default=size, show_default=True, help="Results a page.")(command)

    return add


@main.command()
@click.argument("words", nargs=-1)
@choosing
@paging(10)
@as_json
def search(words: tuple[str, ...], filters: tuple[str, ...], sort: str, page: int, size: int, json_wanted: bool) -> None:
    """Search all records for WORDS.

    Write words, "exact phrases", -without, beginning*, one OR other, topic:bitcoin.
    """
    workspace = _workspace()
    request = find.ask(" ".join(words), _filters(filters), page=page, size=size, sort=sort)
    with workspace.reading() as session:
        found = find.find(session, workspace.engine, request)
    _print(found, lambda: terminal.search(found), json_wanted=json_wanted)


@main.command()
@click.argument("record")
@as_json
def show(record: str, json_wanted: bool) -> None:
    """Show a RECORD, named as in its address: people/van-oss-jaap, projects/titanium."""
    with _workspace().reading() as session:
        found = pages.page(session, *named(record))
    _print(plain.page(found), lambda: terminal.page(found), json_wanted=json_wanted)


@main.command("list")
@click.argument("kind", type=click.Choice(list(BY_PLURAL)))
@click.argument("words", nargs=-1)
@choosing
@paging(answers.LIST_SIZE)
@as_json
def list_(kind: str, words: tuple[str, ...], filters: tuple[str, ...], sort: str, page: int, size: int, json_wanted: bool) -> None:
    """List the records of a KIND, all or those found by WORDS."""
    workspace, name = _workspace(), BY_PLURAL[kind].name
    request = find.ask(" ".join(words), _filters(filters), page=page, size=size, sort=sort or answers.default_order(name))
    with workspace.reading() as session:
        found = answers.listing(session, workspace.engine, name, request)
    _print(answers.listed(found), lambda: _told(found), json_wanted=json_wanted)


def _told(found: answers.Listing) -> str:
    return terminal.table(replace(found.table, notes=found.notes))


@main.command("matrix")
@click.option("--project", help="Only this project's events, with all its partners.")
@click.option("--event", help="Only this event.")
@click.option("--organisation", help="Only this organisation.")
@click.option("--person", help="Only this person.")
@click.option("--by", default="organisation", show_default=True, help="Rows: organisation or person.")
@as_json
def matrix_(json_wanted: bool, **asked: str) -> None:
    """Show who presented what: organisations or people by event."""
    with _workspace().reading() as session:
        found = as_table(matrix(session, Asked(**asked)))
    _print_table(found, json_wanted=json_wanted)


@main.command()
@click.argument("words", nargs=-1)
@choosing
@as_json
def recommendations(words: tuple[str, ...], filters: tuple[str, ...], sort: str, json_wanted: bool) -> None:
    """List recommendations, all or those found by WORDS, each with addressee, uptake, voices and sources.

    For instance: kb recommendations -f topic=legal-framework; kb recommendations -f addressee=not-stated
    """
    workspace = _workspace()
    request = find.ask(" ".join(words), _filters(filters), sort=sort)
    with workspace.reading() as session:
        found = answers.recommendations(session, workspace.engine, request)
        lacking = answers.topics_without(session, workspace.engine)
    _print(answers.recommended(found, lacking), lambda: _told(found), json_wanted=json_wanted)


@main.command()
@click.argument("projects", nargs=-1, required=True)
@as_json
def partners(projects: tuple[str, ...], json_wanted: bool) -> None:
    """List the organisations that sit in all of some PROJECTS."""
    with _workspace().reading() as session:
        found = lists.partners(session, projects)
    _print_table(found, json_wanted=json_wanted)


@main.command()
@click.argument("record", required=False)
@as_json
def disagreements(record: str | None, json_wanted: bool) -> None:
    """List the values on which sources disagree, of all records or of one RECORD (events/ws-darkweb-2017)."""
    with _workspace().reading() as session:
        found = lists.disagreements(session, record)
    _print_table(found, json_wanted=json_wanted)


@main.command()
@click.option("--since", help="Only from this day on, as 2026-01-31.")
@click.option("--topic", help="Only records on this topic and those below it.")
@as_json
def changes(since: str | None, topic: str | None, json_wanted: bool) -> None:
    """List what changed in the knowledge base, newest first."""
    with _workspace().reading() as session:
        found = lists.changes(session, since=since, topic=topic, limit=None)
    _print_table(found, json_wanted=json_wanted)


@main.command()
@click.argument("record")
@click.confirmation_option(prompt="The record, its history and every link to it will be gone for good. Go on?")
def erase(record: str) -> None:
    """Erase a RECORD for good, for a person who asks for it: people/van-oss-jaap."""
    workspace = _workspace()
    with workspace.writing() as session:
        records.erase(session, get(session, *named(record)))
    with progress("Indexing") as watch:
        # An index keeps what it deleted until it is made anew.
        workspace.rebuild(watch)
    click.echo(f"{record} is erased.", err=True)


@main.command()
@as_json
def stats(json_wanted: bool) -> None:
    """Count records by kind, links by type, revisions and marks that wait for the index."""
    with _workspace().reading() as session:
        found = lists.stats(session)
    _print(found, lambda: terminal.stats(found), json_wanted=json_wanted)


@main.group()
def index() -> None:
    """Look after the search index."""


@index.command()
@as_json
def rebuild(json_wanted: bool) -> None:
    """Make the index anew from the store; the old one serves until the new one is whole."""
    with progress("Indexing") as watch:
        count = _workspace().rebuild(watch)
    _print({"entries": count}, lambda: f"{count} entries", json_wanted=json_wanted)


@index.command("check")
@click.option("--repair", is_flag=True, help="Put right what differs.")
@as_json
def index_check(repair: bool, json_wanted: bool) -> None:
    """Compare the index with the store; exit with 1 where they differ and nothing was repaired."""
    workspace = _workspace()
    found = workspace.compare()
    if found and repair:
        workspace.repair(found)
    _print(
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
    db.upgrade(_workspace().database)
    click.echo("The tables are up to date.", err=True)


@database.command("check")
def database_check() -> None:
    """Compare the tables with the models; exit with 1 where they differ."""
    workspace = _workspace()
    db.ready(workspace.database)
    found = db.drift(workspace.database)
    click.echo(found or "The tables are those of this version.")
    click.get_current_context().exit(1 if found else 0)


@main.command()
@click.option("--host", help="Address to listen on instead of KB_HOST.")
@click.option("--port", type=click.IntRange(0, MAX_PORT), help="Port to listen on instead of KB_PORT; 0 takes any free one.")
def serve(host: str | None, port: int | None) -> None:
    """Serve the pages with a production server, until stopped with Ctrl-C."""
    from kb import serving  # noqa: PLC0415 - the web is loaded only where it is served

    workspace = _workspace()
    db.ready(workspace.database)
    with progress("Checking the index") as watch:
        workspace.refresh_index(watch)
    serving.serve(workspace, host or workspace.settings.host, workspace.settings.port if port is None else port)
