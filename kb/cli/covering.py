"""Commands that tell what is not there and what became of what was recommended and promised."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from kb import uptake
from kb.asof import Moment
from kb.cli.analysing import on_page
from kb.cli.base import ASOF, as_json, by_whom, dated, print_table, printed, workspace_of
from kb.cli.documents import document_of, record_of
from kb.cli.group import main
from kb.formats import analysis, covering, plain
from kb.models.vocabularies import FOLLOWED
from kb.queries.coverage import coverage, lacking
from kb.queries.follow_up import Asked, follow_up
from kb.records import Author
from kb.uptake import Change


@main.command("coverage")
@click.argument("name", required=False)
@click.option("--project", help="Only what belongs to this project.")
@click.option("--topic", help="Only what is about this topic or a narrower one.")
@on_page
@dated
@as_json
def coverage_(name: str | None, page: int, json_wanted: bool, **asked: str | None) -> None:
    """Count what is lacking, or list it: kb coverage recommendations-without-addressee."""
    with workspace_of().reading() as session:
        found = lacking(session, name, **asked, page=page) if name else coverage(session, **asked)
    if name:
        print_table(found, json_wanted=json_wanted)
    else:
        printed(plain.table(found), lambda: covering.told(found), json_wanted=json_wanted)


@main.command("follow-up")
@click.option("--type", "type", help=f"One of: {', '.join(FOLLOWED)}.")
@click.option("--status", help="Only what is in this state, such as unknown, implemented or kept.")
@click.option("--project", help="Only what was said for this project.")
@click.option("--topic", help="Only what is about this topic or a narrower one.")
@click.option("--addressee", help="Only what this addressee should do; not-stated for what names nobody.")
@on_page
@dated
@as_json
def follow_up_(json_wanted: bool, **asked: Any) -> None:
    """Tell what became of recommendations and commitments: the state of each, since when, and on what evidence."""
    with workspace_of().reading() as session:
        found = follow_up(session, Asked(**asked, today=_today()))
    printed(analysis.report(found), lambda: analysis.told(found), json_wanted=json_wanted)


def _today() -> date | None:
    """Give the day on which something is due or not: this one, or that of the past that is asked for."""
    moment: Moment | None = click.get_current_context().meta.get(ASOF)
    return moment.at.date() if moment else None


@main.command("status")
@click.argument("record")
@click.argument("status")
@click.option("--date", required=True, help="The day, month or year the source tells of.")
@click.option("--document", required=True, help="The id of the document that shows it.")
@click.option("--locator", default=None, help="The place in it, such as page 3.")
@by_whom
def status_(record: str, status: str, document: str, by: str, why: str | None, **place: str) -> None:
    """Put on record that RECORD, a recommendation or commitment, is in the state STATUS.

    The record then has the latest state by date; earlier ones stay beside it.
    For instance: kb status statements/f-central-training "partly implemented" --date 2019-03 --document titanium-risk
    """
    with workspace_of().writing() as session:
        shown = document_of(session, document)
        told = Change(status, place["date"], shown.slug, place["locator"], why)
        held = uptake.change(session, record_of(session, record), told, Author(by, why, shown.slug))
    click.echo(f'{record}: the state "{status}" of {told.date} is on record; the state that holds is "{held}".', err=True)
