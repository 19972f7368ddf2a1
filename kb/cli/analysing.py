"""Commands that analyse: partners in common, portfolios, overlap of consortia, what else partners do."""

from __future__ import annotations

from typing import Any

import click

from kb.cli.base import as_json, dated, print_table, printed, workspace_of
from kb.cli.group import main
from kb.formats import analysis as formats
from kb.queries.analysis import Report
from kb.queries.analysis_also import also
from kb.queries.analysis_overlap import overlap
from kb.queries.analysis_partners import partners
from kb.queries.analysis_portfolio import SORTS, Asked, portfolio

on_page = click.option("--page", default=1, show_default=True, help="Which page of 50 rows.")


def _print_report(found: Report, *, json_wanted: bool) -> None:
    printed(formats.report(found), lambda: formats.told(found), json_wanted=json_wanted)


@main.command("partners")
@click.argument("projects", nargs=-1)
@click.option("--organisation", "organisations", multiple=True, help="Only those that worked with this organisation; may be repeated.")
@on_page
@dated
@as_json
def partners_(projects: tuple[str, ...], organisations: tuple[str, ...], page: int, json_wanted: bool) -> None:
    """List the organisations that sit in all of some PROJECTS.

    With --organisation, those that have worked with each of these, the most
    projects shared first. Names or ids may be given, as everywhere here.
    """
    with workspace_of().reading() as session:
        found = partners(session, projects, organisations, page)
    print_table(found, json_wanted=json_wanted)


@main.command("portfolio")
@click.option("--organisation", help="Whose work: an organisation.")
@click.option("--country", help="Whose work: the organisations of a country, as NO or Norway.")
@click.option("--topic", help="Only work on this topic and those below it.")
@click.option("--parts", is_flag=True, help="Count the parts of the organisation in.")
@click.option("--sort", default=SORTS[0], show_default=True, help=f"Order of the projects, one of: {', '.join(SORTS)}.")
@on_page
@dated
@as_json
def portfolio_(json_wanted: bool, **asked: Any) -> None:
    """Show the work of an organisation or a country, or on a topic, in numbers and project by project."""
    with workspace_of().reading() as session:
        found = portfolio(session, Asked(**asked))
    _print_report(found, json_wanted=json_wanted)


@main.command("overlap")
@click.argument("projects", nargs=-1, required=True)
@dated
@as_json
def overlap_(projects: tuple[str, ...], json_wanted: bool) -> None:
    """Compare the consortia of two PROJECTS; for one, list the projects that share most with it."""
    with workspace_of().reading() as session:
        found = overlap(session, projects)
    _print_report(found, json_wanted=json_wanted)


@main.command("also")
@click.argument("projects", nargs=-1)
@click.option("--organisation", "organisations", multiple=True, help="Follow this organisation too; may be repeated.")
@click.option("--topic", help="Only projects on this topic and those below it.")
@on_page
@dated
@as_json
def also_(projects: tuple[str, ...], organisations: tuple[str, ...], topic: str | None, page: int, json_wanted: bool) -> None:
    """List the other projects in which partners of some PROJECTS take part, most of them first."""
    with workspace_of().reading() as session:
        found = also(session, projects, organisations, topic, page)
    print_table(found, json_wanted=json_wanted)
