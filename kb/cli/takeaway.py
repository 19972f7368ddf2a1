"""Taking answers away: options of the commands that list, and commands for citations and dossiers."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from kb import answers, briefing, dossier
from kb.briefing import CITATIONS, FORMS, Where
from kb.cli.base import ASOF, Command, dated, filters_of, workspace_of
from kb.cli.group import main
from kb.config import Settings
from kb.errors import BadRequest
from kb.formats import citations
from kb.queries.find import named
from kb.schema import BY_PLURAL
from kb.search import find
from kb.search.request import Request

ENDINGS: Mapping[str, str] = {("csl" if name == "csl.json" else name): name for name in FORMS}
output_option = click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write to this file instead of the screen.")
address_option = click.option("--address", default="", help="Address of the knowledge base for links, as https://kb.example.org.")


def where(settings: Settings, address: str) -> Where:
    """Tell where and when an answer is taken: at the address given, or that of the server on this machine."""
    if address and not address.startswith(("https://", "http://")):
        raise BadRequest(reason=f'"{address}" is not a web address; begin with https://')
    return Where(address.rstrip("/") or f"http://{settings.host}:{settings.port}", asof=click.get_current_context().meta.get(ASOF))


def written(content: bytes, output: str | None) -> None:
    """Write what is taken away to a file, or to standard output; raise :class:`BadRequest` for what no screen shows."""
    if output and output != "-":
        _keep(Path(output), content)
        click.echo(f"{output} is written.", err=True)
    elif sys.stdout.isatty() and content.startswith(b"PK"):
        raise BadRequest(reason="this is a file and no text; name one with -o FILE")
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()


def _keep(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BadRequest(reason=f"{path} cannot be written ({error.strerror}); name another file with -o") from error


def taken_away(path: str = "") -> Callable[[Command], Command]:
    """Add the options by which a command's answer is taken away as a briefing of the list at ``path``, by default that of its kind."""

    def add(command: Command) -> Command:
        @functools.wraps(command)
        def wrapped(*, form: str | None, output: str | None, address: str, **given: Any) -> None:
            if form:
                _take(path or f"/{given['kind']}", form, output, address, given)
            else:
                command(**given)

        wrapped = address_option(output_option(wrapped))
        help_text = "Take the whole answer away as a briefing with passages and numbered sources, or as citations."
        return click.option("--as", "form", type=click.Choice(list(ENDINGS)), help=help_text)(wrapped)

    return add


def _take(path: str, form: str, output: str | None, address: str, given: Mapping[str, Any]) -> None:
    workspace = workspace_of()
    request = _asked(path, given)
    with workspace.reading() as session:
        found = briefing.of_list(session, workspace.engine, path, request, where(workspace.settings, address))
    written(FORMS[ENDINGS[form]].write(found), output)


def _asked(path: str, given: Mapping[str, Any]) -> Request:
    kind = BY_PLURAL.get(path.strip("/"))
    order = given["sort"] or (answers.default_order(kind.name) if kind else "")
    return find.ask(" ".join(given["words"]), filters_of(given["filters"]), sort=order, widened=given.get("widened", True))


@main.command()
@click.argument("record")
@click.option(
    "--as",
    "form",
    type=click.Choice([name for name, ending in ENDINGS.items() if ending in CITATIONS]),
    help="A file for reference managers.",
)
@output_option
@address_option
@dated
def cite(record: str, form: str | None, output: str | None, address: str) -> None:
    """Cite a RECORD in words, or for a reference manager.

    For instance: kb cite documents/seed-tno --as bib
    """
    workspace = workspace_of()
    with workspace.reading() as session:
        found = briefing.of_record(session, *named(record), where(workspace.settings, address))
    plain = f"{citations.plain(citations.references(found)[0])}\n".encode()
    written(FORMS[ENDINGS[form]].write(found) if form else plain, output)


@main.command("dossier")
@click.argument("record")
@output_option
@address_option
@dated
def dossier_(record: str, output: str | None, address: str) -> None:
    """Put all that is on record about a project or topic RECORD into one zip file: pages, tables, JSON-LD and checksums.

    For instance: kb dossier projects/titanium -o titanium.zip
    """
    workspace = workspace_of()
    with workspace.reading() as session:
        made = dossier.zipped(session, workspace.engine, *named(record), where(workspace.settings, address))
    written(made, output)
