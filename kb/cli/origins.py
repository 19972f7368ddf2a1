"""Commands that compare and judge: copied text, origins, statements side by side, and what sources claim."""

from __future__ import annotations

import getpass

import click
from sqlalchemy.orm import Session

from kb import judging
from kb.cli.base import as_json, dated, print_table, printed, workspace_of
from kb.cli.documents import document, document_of, record_of
from kb.cli.group import main
from kb.errors import BadRequest
from kb.formats import comparing as formats
from kb.models import Document, Statement
from kb.models.vocabularies import STATEMENT_RELATION
from kb.queries import comparing, origins, variants
from kb.records import Author
from kb.search import meant

why = click.option("--why", required=True, help="The reason; it is kept with the decision.")
by_whom = click.option("--by", default=getpass.getuser, show_default="your user name", help="Who decides.")


def _source(session: Session, slug: str) -> Document:
    return session.get_one(Document, document_of(session, slug).id)


def _statement(session: Session, name: str) -> Statement:
    found = record_of(session, name if "/" in name else f"statements/{name}")
    if not isinstance(found, Statement):
        raise BadRequest(reason=f'"{name}" is no statement; relations stand between statements')
    return found


@document.command("copies")
@dated
@click.argument("slug", required=False)
@as_json
def copies_(slug: str | None, json_wanted: bool) -> None:
    """Show which sources share text with the document SLUG; without one, all groups of sources of one origin.

    What nobody has judged is marked as suggested. Of a text that may not be shown
    only a few words of each block are.
    """
    with workspace_of().reading() as session:
        if slug is None:
            groups = origins.groups(session)
            printed(formats.groups(groups), lambda: formats.told_groups(groups), json_wanted=json_wanted)
            return
        found = origins.copies_of(session, document_of(session, slug))
    printed(formats.copies(found), lambda: formats.told_copies(found), json_wanted=json_wanted)


@document.command("same-origin")
@click.argument("slugs", nargs=-1, required=True)
@why
@click.option("--group", default=None, help="The name of their origin; by default the one that some have already, else the first id.")
@by_whom
def same_origin_(slugs: tuple[str, ...], why: str, group: str | None, by: str) -> None:
    """Judge that the documents SLUGS carry one text, so that they count as one origin."""
    with workspace_of().writing() as session:
        name = judging.same_origin(session, [_source(session, slug) for slug in slugs], why, group, Author(by, why))
    click.echo(f"They are of one origin: {name}", err=True)


@document.command("own-origin")
@click.argument("slug")
@why
@by_whom
def own_origin_(slug: str, why: str, by: str) -> None:
    """Judge that the document SLUG is an origin of its own, whatever it shares with others."""
    with workspace_of().writing() as session:
        name = judging.own_origin(session, _source(session, slug), why, Author(by, why))
    click.echo(f"It is an origin of its own: {name}", err=True)


@main.command("compare")
@dated
@click.argument("records", nargs=-1, required=True)
@as_json
def compare_(records: tuple[str, ...], json_wanted: bool) -> None:
    """Set two to four RECORDS of one kind side by side, with the words that differ: statements/x statements/y, or by their names."""
    workspace = workspace_of()
    with workspace.reading() as session:
        found = comparing.compare(session, [meant.one(session, workspace.engine, record) for record in records])
    printed(formats.compared(found), lambda: formats.told_compared(found), json_wanted=json_wanted)


@main.command("variants")
@dated
@as_json
def variants_(json_wanted: bool) -> None:
    """List how statements may stand to one another: suggestions, which nobody has judged. Set one with kb relate."""
    with workspace_of().reading() as session:
        found = variants.suggested(session)
    print_table(variants.as_table(found), json_wanted=json_wanted)


@main.command("relate")
@click.argument("one")
@click.argument("relation", type=click.Choice(list(STATEMENT_RELATION.terms)))
@click.argument("other")
@why
@by_whom
def relate_(one: str, relation: str, other: str, why: str, by: str) -> None:
    """Set how the statement ONE stands to the statement OTHER: kb relate statements/x narrower statements/y --why "..."."""
    with workspace_of().writing() as session:
        first, second = _statement(session, one), _statement(session, other)
        judging.relate(session, first, relation, second, Author(by, why))
        told = f"{first.slug} {STATEMENT_RELATION.label(relation)} {second.slug}"
    click.echo(told, err=True)


@main.command("claim")
@click.argument("record")
@click.argument("field")
@click.argument("value")
@click.option("--document", "source", required=True, help="The source that gives the value.")
@click.option("--locator", default=None, help="The place in the source, such as paragraph 2.")
@click.option(
    "--preferred", type=click.Choice(["yes", "no"]), default=None, help="Whether the record uses it; by default no where it differs."
)
@click.option("--note", default=None)
@click.option("--why", default=None, help="Why: kept in the history.")
@by_whom
def claim_(record: str, field: str, value: str, source: str, preferred: str | None, by: str, why: str | None, **said: str | None) -> None:
    """Keep what a source says of a FIELD of a RECORD beside what others say: kb claim events/x attendance 65 --document y."""
    with workspace_of().writing() as session:
        held = _source(session, source)
        flag = {"yes": "true", "no": "false", None: None}[preferred]
        row = {"field": field, "value": value, "document": held.slug, "preferred": flag, **said}
        judging.claim(session, record_of(session, record), row, Author(by, why, held.slug))
    click.echo(f"{record}: {field} is {value} in {source}.", err=True)
