"""Commands that take in whole registers, list what was taken in, and take it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kb import importing
from kb.cli.base import as_json, print_table, printed, progress, workspace_of
from kb.cli.group import main
from kb.formats import terminal
from kb.imports.runs import Options
from kb.queries import imports

WORDS = "Where a file, row or value could not be used, the rest goes in all the same; kb import problems N lists each with file, line and reason."


@main.group("import")
def import_() -> None:
    """Take in registers: whole, again and again, and back out."""


@import_.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Write nothing at all if any row or value cannot be used.")
@click.option("--without-results", is_flag=True, help="Leave out deliverables and report summaries.")
@as_json
def cordis(paths: tuple[Path, ...], strict: bool, without_results: bool, json_wanted: bool) -> None:
    """Import files of the CORDIS register: folders, zip, tar, gz, CSV, XLSX or XML of any generation, told apart by what they hold.

    What is on record already is found by grant number, PIC or ROR and brought
    up to date; what people set is never overwritten: where CORDIS says
    something else, both values stand on the record's page. Repeating an import
    changes nothing. One that was interrupted goes on when its command is given
    again. A file pic_mapping.csv among the PATHS leads from PIC to ROR.
    """
    options = Options(strict=strict, results=not without_results)
    summary = importing.import_cordis(workspace_of(), paths, options, progress)
    told: dict[str, Any] = imports.told(summary)
    printed(told, lambda: terminal.imported(told), json_wanted=json_wanted)


@import_.command("list")
@as_json
def list_imports(json_wanted: bool) -> None:
    """List the imports, newest first: what they read and what they did."""
    with workspace_of().reading() as session:
        found = imports.all_imports(session)
    print_table(found, json_wanted=json_wanted)


@import_.command()
@click.argument("number", type=int)
@as_json
def problems(number: int, json_wanted: bool) -> None:
    """List what import NUMBER could not use, each with file, line, column and reason."""
    with workspace_of().reading() as session:
        found = imports.problems(session, number)
    print_table(found, json_wanted=json_wanted)


@import_.command()
@click.argument("number", type=int)
@as_json
def undo(number: int, json_wanted: bool) -> None:
    """Take import NUMBER back as a whole: records it made go, values it changed go back.

    Records that people or later imports have changed since stay, and so does
    what other records refer to. All or nothing.
    """
    workspace = workspace_of()
    with progress("Undoing") as watch:
        done = importing.undo_import(workspace, number, watch)
    words = f"{done.removed} removed, {done.set_back} set back, {done.kept} kept because of later work"
    printed(vars(done), lambda: words, json_wanted=json_wanted)
