"""The command that draws pictures of what is on record."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import click

from kb.cli.base import as_json, dated, printed, workspace_of
from kb.cli.group import main
from kb.cli.takeaway import address_option, where, written
from kb.errors import BadRequest
from kb.formats import csv, terminal
from kb.pictures import dressing, kinds

FORMS = (".svg", ".png", ".csv")


@main.command("picture")
@click.argument("name", required=False)
@click.option("--project", help="Only what belongs to this project.")
@click.option("--topic", help="Only what is about this topic or a narrower one.")
@click.option("--organisation", help="Only what this organisation takes part in.")
@click.option("--person", help="Only what this person takes part in.")
@click.option("--event", help="Only this event.")
@click.option("--statement", help="The statement whose evidence is drawn.")
@click.option("--by", help="What the rows are, or how it is counted; the page of the picture names the choices.")
@click.option("--show", help="How many are drawn; the page of the picture names the choices.")
@click.option("--to", "output", type=click.Path(dir_okay=False), help=f"Write to this file: {', '.join(FORMS)}.")
@address_option
@dated
@as_json
def picture_(name: str | None, output: str | None, address: str, json_wanted: bool, **chosen: str | None) -> None:
    """Draw the picture NAME, or tell its table: kb picture timeline --project titanium --to titanium.svg. Without a NAME: which there are."""
    if not name:
        click.echo("\n".join(f"{kind.name:<16} {kind.explained}" for kind in kinds.KINDS.values()))
        return
    ending = _ending(output)
    kind, workspace = kinds.named(name), workspace_of()
    asked = {parameter: value for parameter, value in chosen.items() if value}
    with workspace.reading() as session:
        found = kinds.drawn(kind, session, workspace.engine, asked)
    if ending == ".csv":
        written(csv.write(found.table).encode(), output)
    elif ending:
        place = where(workspace.settings, address)
        here = f"/pictures/{kind.name}" + (f"?{urlencode(asked)}" if asked else "")
        svg = dressing.alone(found, kind.name, place.led, place.led(here))
        written(svg.encode() if ending == ".svg" else dressing.png(svg), output)
    else:
        words = "\n".join([found.title, found.description, *found.notes, "", terminal.table(found.table)])
        printed(dressing.plain(kind.name, found), lambda: words, json_wanted=json_wanted)


def _ending(output: str | None) -> str:
    """Give the ending of the file to write, empty for the screen; raise :class:`BadRequest` for one that no picture has."""
    ending = Path(output).suffix.lower() if output else ""
    if output and ending not in FORMS:
        raise BadRequest(reason=f'"{output}" does not end in {", ".join(FORMS)}')
    return ending
