"""Commands for what pages offer beside a list: all values of a facet, and collected records."""

from __future__ import annotations

from collections.abc import Iterator

import click

from kb import basket, briefing
from kb.cli.base import as_json, as_typed, choosing, dated, filters_of, printed, workspace_of
from kb.cli.group import main
from kb.cli.takeaway import ENDINGS, address_option, output_option, where, written
from kb.formats import terminal
from kb.search import find, values
from kb.search.request import FACETS


@main.command("values")
@click.argument("facet", type=click.Choice(list(FACETS)))
@click.argument("words", nargs=-1)
@click.option("--named", default="", metavar="TEXT", help="Only values whose names have this text.")
@click.option("--page", default=1, show_default=True, help=f"Which page, of {values.MOST:,} values each.")
@choosing
@as_typed
@dated
@as_json
def values_(
    facet: str, words: tuple[str, ...], named: str, page: int, filters: tuple[str, ...], sort: str, widened: bool, json_wanted: bool
) -> None:
    """List all values of a FACET over what WORDS find, with how many records have each.

    For instance: kb values organisation -f kind=statement --named police
    """
    workspace = workspace_of()
    request = find.ask(" ".join(words), filters_of(filters), page=page, sort=sort, widened=widened)
    with workspace.reading() as session:
        found = values.of_facet(session, workspace.engine, request, facet, named, values.MOST)
    printed(found, lambda: terminal.table(values.table(found)), json_wanted=json_wanted)


@main.command("basket")
@click.argument("records", nargs=-1, required=True)
@click.option("--as", "form", type=click.Choice(list(ENDINGS)), help="Take them away as a briefing with numbered sources, or as citations.")
@output_option
@address_option
@dated
@as_json
def basket_(records: tuple[str, ...], form: str | None, output: str | None, address: str, json_wanted: bool) -> None:
    """Show some RECORDS of any kind together, in this order, or take them away as one briefing.

    For instance: kb basket statements/f-countries-together tools/graphsense --as md
    """
    workspace, names = workspace_of(), basket.checked(records)
    with workspace.reading() as session:
        if form:
            found = briefing.of_collected(session, names, where(workspace.settings, address))
            written(briefing.FORMS[ENDINGS[form]].write(found), output)
            return
        told = basket.told(session, workspace.engine, basket.collect(session, names))
    printed(told, lambda: "\n".join(_lines(told)), json_wanted=json_wanted)


def _lines(told: basket.Json) -> Iterator[str]:
    for hit in told["records"]:
        yield f"{hit['label']}  [{hit['url'].lstrip('/')}]"
        yield f"  {terminal.unmarked(hit['snippet'])}"
    if told["gone"]:
        yield f"Not on record: {', '.join(told['gone'])}"
    yield f"All of them: {told['address']}"
