"""Commands about time: the history of a record, and what changed between two days."""

from __future__ import annotations

from contextlib import ExitStack

import click

from kb.asof import read_moment
from kb.cli.base import as_json, dated, printed, workspace_of
from kb.cli.group import main
from kb.errors import BadRequest
from kb.formats import changed, plain
from kb.models.base import now
from kb.past import Past
from kb.queries import differences, pages
from kb.queries.find import get, named
from kb.queries.shapes import ref
from kb.snapshots import Want


@main.command()
@click.argument("record")
@dated
@as_json
def history(record: str, json_wanted: bool) -> None:
    """Show the history of a RECORD (topics/bitcoin): who changed what, when, why and from which source.

    Words that were taken out stand in [-...-], words that were put in in {+...+}.
    """
    with workspace_of().reading() as session:
        one = get(session, *named(record), Want((), ()))
        found = pages.history_of(session, one)
    told = {"record": plain.ref(ref(one)), "history": plain.changes(found)}
    printed(told, lambda: changed.history(found), json_wanted=json_wanted)


@main.command("differences")
@click.option("--from", "since", required=True, metavar="DATE", help="The day, or moment in UTC, to compare with; a day means its end.")
@click.option("--to", "until", default="", metavar="DATE", help="A later day or moment; without it now.")
@click.option("--topic", help="Only what is on this topic or those below it.")
@click.option("--project", help="Only this project and what is linked to it.")
@click.option("--organisation", help="Only this organisation and what is linked to it.")
@as_json
def differences_(since: str, until: str, json_wanted: bool, **about: str | None) -> None:
    """List what came, changed and went between two days, of all records or of those linked to one.

    For instance: kb differences --from 2026-01-31 --topic legal-framework
    """
    chosen = {name: text for name, text in about.items() if text}
    if len(chosen) > 1:
        raise BadRequest(reason=f"choose one of {', '.join(differences.SCOPES)}, not several")
    workspace, first = workspace_of(), read_moment(since, now())
    last = read_moment(until, now()) if until else None
    if last and last.at < first.at:
        raise BadRequest(reason=f"--from ({first.text}) is later than --to ({last.text}); exchange them")
    with ExitStack() as open_until:
        then = open_until.enter_context(Past(workspace, first).reading())
        later = open_until.enter_context((Past(workspace, last) if last else workspace).reading())
        found = differences.between(then, later, chosen)
    printed(changed.as_json(found, first, last), lambda: changed.told(found), json_wanted=json_wanted)
