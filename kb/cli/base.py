"""What all commands share: the group with its errors, the workspace, the progress bar, output and the options of a search."""

from __future__ import annotations

import functools
import getpass
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from kb.asof import Moment, read_moment
from kb.errors import BadRequest
from kb.formats import plain, terminal
from kb.models.base import now
from kb.models.vocabularies import EVIDENCE_MODE
from kb.past import Past
from kb.queries.shapes import Table
from kb.records import Watch
from kb.search.request import FACETS, SORTS
from kb.workspace import Workspace

ASOF = "kb.asof"
as_typed = click.option("--widen/--as-typed", "widened", default=True, help="Search for other names of what was typed too, or not.")
as_json = click.option("--json", "json_wanted", is_flag=True, help="Print JSON, the same as the web page gives.")


def workspace_of() -> Workspace:
    """Give a workspace that is closed when the command ends; where ``--asof`` is given, as it was then."""
    context = click.get_current_context()
    made = Workspace()
    context.call_on_close(made.close)
    return Past(made, context.meta[ASOF]) if ASOF in context.meta else made


def _moment(context: click.Context, _parameter: click.Parameter, text: str) -> None:
    if text:
        context.meta[ASOF] = read_moment(text, now())


dated = click.option(
    "--asof",
    default="",
    metavar="DATE",
    expose_value=False,
    callback=_moment,
    help="Answer from what was on record on a day (2026-01-31), or at a moment in UTC (2026-01-31T12:00:00Z).",
)


@contextmanager
def progress(label: str) -> Iterator[Watch]:
    """Show a bar on standard error while something long runs: how far, how long still, and how fast."""
    start = time.monotonic()
    with click.progressbar(length=1, label=f"{label:<9}", file=sys.stderr, item_show_func=lambda told: told) as bar:

        def watch(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos, f"{done:,} of {total:,}, {done / max(time.monotonic() - start, 0.1):,.0f} a second")

        yield watch


def printed(found: Any, words: Callable[[], str], *, json_wanted: bool) -> None:
    """Print an answer in words, or as JSON; an answer of the past says so."""
    moment: Moment | None = click.get_current_context().meta.get(ASOF)
    if json_wanted:
        told = {"asof": moment.text, **found} if moment and isinstance(found, Mapping) else found
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo((f"As recorded on {moment.words}\n\n" if moment else "") + words())


def print_table(table: Table, *, json_wanted: bool) -> None:
    """Print a table in words, or as JSON."""
    printed(plain.table(table), lambda: terminal.table(table), json_wanted=json_wanted)


def filters_of(given: tuple[str, ...]) -> dict[str, list[str]]:
    """Read choices written as facet=value; raise :class:`BadRequest` for any other."""
    found: dict[str, list[str]] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals:
            raise BadRequest(reason=f'"{pair}" is not a choice; write facet=value, as in --filter kind=statement')
        found.setdefault(name, []).append(value)
    return found


Command = Callable[..., None]


def user_name() -> str:
    """Give the name of the user who runs the command, for the history; a system that knows none has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"


def by_whom(command: Command) -> Command:
    """Add the options that say who makes a change and why."""
    command = click.option("--why", default=None, help="Why: kept in the history.")(command)
    return click.option("--by", default=user_name, show_default="your user name", help="Who makes the change.")(command)


def choosing(command: Command) -> Command:
    """Add the options that every search has."""
    command = _with_mode(command)
    help_text = (
        "Choose a facet's value, as kind=statement, leave one out, as topic=-bitcoin, or take a span of years, as year=2016..2018; "
        f"may be repeated. Facets: {', '.join(FACETS)}."
    )
    command = click.option("--filter", "-f", "filters", multiple=True, metavar="FACET=VALUE", help=help_text)(command)
    return click.option("--sort", default="", help=f"One of: {', '.join(SORTS)}.")(command)


def _with_mode(command: Command) -> Command:
    """Add a short way to choose whose words to find."""

    @functools.wraps(command)
    def chosen(*arguments: Any, modes: tuple[str, ...], filters: tuple[str, ...], **others: Any) -> None:
        command(*arguments, filters=(*filters, *(f"mode={mode}" for mode in modes)), **others)

    help_text = f"Only with words of this kind, the same as -f mode=...: {', '.join(EVIDENCE_MODE.terms)}."
    return click.option("--mode", "modes", multiple=True, metavar="MODE", help=help_text)(chosen)


def paging(size: int) -> Callable[[Command], Command]:
    """Add the options of what is shown a page at a time."""

    def add(command: Command) -> Command:
        command = click.option("--before", default="", metavar="MARK", help="The page before a mark (previous in the JSON).")(command)
        command = click.option("--after", default="", metavar="MARK", help="The page after a mark (next in the JSON), at any depth.")(
            command
        )
        command = click.option("--page", default=1, show_default=True, help="Which page.")(command)
        return click.option("--size", default=size, show_default=True, help="Results a page.")(command)

    return add
