"""Commands for saved searches: listed, kept, shown with what is new, marked as seen, deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from kb import saved
from kb.cli.base import as_json, as_typed, choosing, filters_of, printed, workspace_of
from kb.cli.group import main
from kb.formats import terminal
from kb.search import find

Json = Mapping[str, Any]


@main.group(invoke_without_command=True)
@as_json
@click.pass_context
def searches(ctx: click.Context, json_wanted: bool) -> None:
    """List the saved searches: how much each finds, and how much is new or changed since it was marked as seen."""
    if ctx.invoked_subcommand is None:
        workspace = workspace_of()
        with workspace.reading() as session:
            found = saved.every(session, workspace.engine)
        printed(saved.listed(found), lambda: "\n".join(_list(found)), json_wanted=json_wanted)


@searches.command("save")
@click.argument("title")
@click.argument("words", nargs=-1)
@choosing
@as_typed
def save_(title: str, words: tuple[str, ...], filters: tuple[str, ...], sort: str, widened: bool) -> None:
    """Save a search for WORDS under a TITLE, and print its id.

    For instance: kb searches save "Legal framework" legal framework -f kind=statement
    """
    request = find.ask(" ".join(words), filters_of(filters), sort=sort, widened=widened)
    with workspace_of().writing() as session:
        slug = saved.save(session, title, request, sort)
    click.echo(slug)


@searches.command("show")
@click.argument("search")
@as_json
def show_(search: str, json_wanted: bool) -> None:
    """Show what a saved SEARCH finds, by its id: what is new or changed since it was marked as seen stands first."""
    workspace = workspace_of()
    with workspace.reading() as session:
        found = saved.show(session, workspace.engine, search)
    printed(found, lambda: "\n".join(_shown(found)), json_wanted=json_wanted)


@searches.command()
@click.argument("search")
@click.option("--until", default="", metavar="MOMENT", help="Only what an answer knew of, which gave this moment as its until.")
def seen(search: str, until: str) -> None:
    """Mark a saved SEARCH as seen, so that only later changes count as new."""
    with workspace_of().writing() as session:
        saved.seen(session, search, until)
    click.echo(f"{search} is marked as seen.", err=True)


@searches.command()
@click.argument("search")
def delete(search: str) -> None:
    """Delete a saved SEARCH. What it finds stays."""
    with workspace_of().writing() as session:
        saved.forget(session, search)
    click.echo(f"{search} is deleted.", err=True)


def _list(found: Sequence[Json]) -> Iterator[str]:
    yield f"{len(found)} saved search{'es' if len(found) != 1 else ''}"
    for one in found:
        yield f"\n{one['title']}  [{one['slug']}]"
        yield f"  {_question(one)}"
        yield f"  {one['new']:,} new or changed, {one['total']:,} in all"
        yield from (f"  {note}" for note in one["notes"])


def _question(one: Json) -> str:
    return ", ".join(text for text in (one["words"], *one["choices"]) if text) or "all records"


def _shown(found: Json) -> Iterator[str]:
    yield f"{found['title']}: {_question(found)}"
    yield from found["notes"]
    yield f"{found['new']:,} new or changed since {_moment(found['looked'])}, {found['total']:,} in all"
    for entry in found["entries"]:
        yield f"\n{entry['label']}  [{entry['url'].lstrip('/')}]"
        yield "  " + ", ".join(text for text in (entry["news"], _moment(entry["updated"]), entry["about"]) if text)
        if entry["snippet"]:
            yield f"  {terminal.unmarked(entry['snippet'])}"


def _moment(text: str) -> str:
    return f"{text[:10]} {text[11:16]} UTC"
