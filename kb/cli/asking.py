"""Commands that ask: search, show, list and the tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from kb import answers
from kb.cli.base import as_json, as_typed, choosing, dated, filters_of, paging, print_table, printed, workspace_of
from kb.cli.group import main
from kb.cli.takeaway import taken_away
from kb.formats import plain, terminal
from kb.queries import lists, numbers, pages
from kb.queries.find import get, named
from kb.queries.matrix import Asked, as_table, matrix
from kb.queries.shapes import ref
from kb.schema import BY_PLURAL
from kb.search import complete, explain, find, similar


@main.command()
@click.argument("words", nargs=-1)
@choosing
@paging(10)
@as_typed
@taken_away("/search")
@click.option("--explain", "explained", is_flag=True, help="Tell why each record is found, or which word finds nothing.")
@dated
@as_json
def search(words: tuple[str, ...], filters: tuple[str, ...], sort: str, json_wanted: bool, explained: bool, **place: Any) -> None:
    """Search all records for WORDS.

    Write words, "exact phrases", -without, beginning*, one OR other, topic:bitcoin.
    """
    workspace = workspace_of()
    request = find.ask(" ".join(words), filters_of(filters), sort=sort, **place)
    with workspace.reading() as session:
        found = find.find(session, workspace.engine, request)
        if explained:
            found |= explain.whole(session, workspace.engine, request, found)
    printed(found, lambda: "\n".join([terminal.search(found), *(explain.told(found) if explained else ())]), json_wanted=json_wanted)


@main.command("complete")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=complete.LIMIT, show_default=True, help="Records at most; words are half as many.")
@dated
@as_json
def complete_(words: tuple[str, ...], limit: int, json_wanted: bool) -> None:
    """Complete the beginning of a search: records called so, then words to search for."""
    workspace = workspace_of()
    with workspace.reading() as session:
        found = complete.complete(session, workspace.engine, " ".join(words), limit)
    printed(found, lambda: complete.told(found), json_wanted=json_wanted)


@main.command()
@click.argument("record")
@dated
@as_json
def show(record: str, json_wanted: bool) -> None:
    """Show a RECORD, named as in its address: people/van-oss-jaap, projects/titanium."""
    with workspace_of().reading() as session:
        found = pages.page(session, *named(record))
    printed(plain.page(found), lambda: terminal.page(found), json_wanted=json_wanted)


@main.command("similar")
@click.argument("record")
@choosing
@paging(10)
@dated
@as_json
def similar_(record: str, filters: tuple[str, ...], sort: str, json_wanted: bool, **place: Any) -> None:
    """List the records like a RECORD, with what each shares with it.

    For instance: kb similar projects/titanium -f kind=project
    """
    workspace = workspace_of()
    # A mark knows its own order.
    order = sort or ("" if place["after"] or place["before"] else "relevance")
    request = find.ask("", filters_of(filters), sort=order, **place)
    with workspace.reading() as session:
        one = get(session, *named(record))
        found = {"record": plain.ref(ref(one)), **similar.similar(session, workspace.engine, one, request)}
    printed(found, lambda: terminal.similar(found), json_wanted=json_wanted)


@main.command("list")
@click.argument("kind", type=click.Choice(list(BY_PLURAL)))
@click.argument("words", nargs=-1)
@choosing
@paging(answers.LIST_SIZE)
@as_typed
@taken_away()
@dated
@as_json
def list_(kind: str, words: tuple[str, ...], filters: tuple[str, ...], sort: str, json_wanted: bool, **place: Any) -> None:
    """List the records of a KIND, all or those found by WORDS."""
    workspace, name = workspace_of(), BY_PLURAL[kind].name
    # A mark knows its own order.
    order = sort or ("" if place["after"] or place["before"] else answers.default_order(name))
    request = find.ask(" ".join(words), filters_of(filters), sort=order, **place)
    with workspace.reading() as session:
        found = answers.listing(session, workspace.engine, name, request)
    printed(answers.listed(found), lambda: _told(found), json_wanted=json_wanted)


def _told(found: answers.Listing) -> str:
    return terminal.table(replace(found.table, notes=[*found.notes, *map(find.told, found.meanings)]))


@main.command("matrix")
@click.option("--project", help="Only this project's events, with all its partners.")
@click.option("--event", help="Only this event.")
@click.option("--organisation", help="Only this organisation.")
@click.option("--person", help="Only this person.")
@click.option("--by", default="organisation", show_default=True, help="Rows: organisation or person.")
@dated
@as_json
def matrix_(json_wanted: bool, **asked: str) -> None:
    """Show who presented what: organisations or people by event."""
    with workspace_of().reading() as session:
        found = as_table(matrix(session, Asked(**asked)))
    print_table(found, json_wanted=json_wanted)


@main.command()
@click.argument("words", nargs=-1)
@choosing
@taken_away("/recommendations")
@dated
@as_json
def recommendations(words: tuple[str, ...], filters: tuple[str, ...], sort: str, json_wanted: bool) -> None:
    """List recommendations, all or those found by WORDS, each with addressee, uptake, voices and sources.

    For instance: kb recommendations -f topic=legal-framework; kb recommendations -f addressee=not-stated
    """
    workspace = workspace_of()
    request = find.ask(" ".join(words), filters_of(filters), sort=sort)
    with workspace.reading() as session:
        found = answers.recommendations(session, workspace.engine, request)
        lacking = answers.topics_without(session, workspace.engine)
    printed(answers.recommended(found, lacking), lambda: _told(found), json_wanted=json_wanted)


@main.command()
@click.argument("record", required=False)
@click.option("--suggested", is_flag=True, help="Numbers that texts tell differently and nobody has recorded, as suggestions.")
@dated
@as_json
def disagreements(record: str | None, suggested: bool, json_wanted: bool) -> None:
    """List the values on which sources disagree, of all records or of one RECORD (events/ws-darkweb-2017)."""
    with workspace_of().reading() as session:
        found = (numbers.suggested if suggested else lists.disagreements)(session, record)
    print_table(found, json_wanted=json_wanted)


@main.command()
@click.option("--since", help="Only from this day on, as 2026-01-31.")
@click.option("--topic", help="Only records on this topic and those below it.")
@dated
@as_json
def changes(since: str | None, topic: str | None, json_wanted: bool) -> None:
    """List what changed in the knowledge base, newest first."""
    with workspace_of().reading() as session:
        found = lists.changes(session, since=since, topic=topic, limit=None)
    print_table(found, json_wanted=json_wanted)
