"""Commands for sources: their texts kept version by version, and the passages that records rest on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from kb import evidence, texts
from kb.adding import Described, added
from kb.anchors import Place
from kb.cli.base import as_json, by_whom, dated, printed, workspace_of
from kb.cli.group import main
from kb.errors import BadRequest
from kb.evidence import Said
from kb.formats import annotations as web_annotations
from kb.formats import plain
from kb.models import Document, Record
from kb.models.vocabularies import EVIDENCE_MODE
from kb.queries import passages
from kb.queries.find import get, named
from kb.queries.passages import Passage
from kb.queries.shapes import ref
from kb.records import Author
from kb.snapshots import Snapshot


def document_of(session: Session, slug: str) -> Snapshot:
    """Give a document by its id, with or without "documents/" before it."""
    return get(session, *named(slug if "/" in slug else f"documents/{slug}"))


def record_of(session: Session, name: str) -> Record:
    """Give a record to be changed, named as in its address."""
    return session.get_one(Record, get(session, *named(name)).id)


@main.group()
def document() -> None:
    """Keep the texts of sources, and see what rests on them."""


@document.command("add")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--id", "slug", default=None, help="The document's id; a new document is made where there is none. By default made from the title."
)
@click.option("--title", default=None, help="By default what the file declares.")
@click.option("--publisher", default=None)
@click.option("--date", default=None, help="When it was published: a year, a month or a day.")
@click.option("--language", default=None, help="Two letters, such as en or el; by default what the file declares.")
@click.option("--licence", default=None, help="Such as CC BY 4.0. It decides whether the text may be shown.")
@click.option("--url", default=None, help="Where it stands on the web.")
@click.option("--type", "type_", default=None, help="Such as press release.")
@click.option("--retrieved", default=None, help="The day it was read; today by default.")
@click.option(
    "--public/--private", default=None, help="Whether the text may be shown; by default as the licence says, and private without one."
)
@by_whom
@as_json
def add_(file: Path, by: str, why: str | None, json_wanted: bool, public: bool | None, **described: str | None) -> None:
    """Keep the text of FILE (plain text, HTML, PDF or DOCX; - reads from standard input) as that of a document.

    The text is normalised and hashed, and the furniture of the page is told apart. A text that
    changed is a new version beside the old one; passages that rested on the old one are looked for in it.
    """
    data = sys.stdin.buffer.read() if str(file) == "-" else _read(file)
    told = Described(
        public=public, origin=None if str(file) == "-" else file.name, **{name.rstrip("_"): value for name, value in described.items()}
    )
    workspace = workspace_of()
    with workspace.writing() as session:
        found = added(session, data, told, Author(by, why, told.origin or "standard input"))
    printed(found, lambda: "\n".join(_added(found)), json_wanted=json_wanted)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadRequest(reason=f'the file "{file}" cannot be read: {error.strerror}') from error


def _added(found: dict[str, Any]) -> Iterator[str]:
    state = "is new" if found["new"] else "said so already, so nothing changed"
    yield f"documents/{found['slug']}: version {found['version']} of its text {state}"
    yield f"  {found['characters']:,} characters, {found['furniture']:,} of them page furniture; {'public' if found['public'] else 'not public'}"
    yield f"  sha256 {found['sha256']}"
    if found["passages"]:
        yield f"  {found['passages']} passages rest on it, {found['orphans']} of them lost; see kb document passages {found['slug']}"


@document.command("text")
@dated
@click.argument("slug")
@click.option("--version", "number", type=int, default=None, help="By default the newest.")
@click.option("--told", is_flag=True, help="Leave out the furniture of the page.")
def text_(slug: str, number: int | None, told: bool) -> None:
    """Print the text of the document SLUG. One that may not be shown to others is printed too: this is your own copy."""
    with workspace_of().reading() as session:
        found = texts.version(session, document_of(session, slug), number)
        printed_text = texts.told(found) if told else found.text
    click.echo(printed_text)
    if not found.public:
        click.echo("This text is not public: its licence does not let it be shown.", err=True)


@document.command("versions")
@dated
@click.argument("slug")
@as_json
def versions_(slug: str, json_wanted: bool) -> None:
    """List the versions of the text of the document SLUG, the newest first."""
    with workspace_of().reading() as session:
        found = [texts.described(one) for one in texts.versions(session, document_of(session, slug).id)]
    words = (
        f"version {one['version']}, read {one['retrieved'] or 'on a day not on record'}, {one['characters']:,} characters, "
        f"{'public' if one['public'] else 'not public'}, sha256 {one['sha256']}"
        for one in found
    )
    printed(found, lambda: "\n".join(words) or "No text is kept.", json_wanted=json_wanted)


@document.command("passages")
@dated
@click.argument("slug")
@click.option("--orphans", is_flag=True, help="Only those that are lost, with what they may be.")
@as_json
def passages_(slug: str, orphans: bool, json_wanted: bool) -> None:
    """List the passages of the document SLUG that records rest on, and whether each is found in its newest text.

    Where no text is kept, they are the words on record, which stand in the source itself.
    """
    with workspace_of().reading() as session:
        held = document_of(session, slug)
        found = passages.in_document(session, held, texts.version_if_kept(session, held))
    found = [one for one in found if not orphans or one.state == "orphan"]
    printed(
        [plain.passage(one) for one in found],
        lambda: "\n".join(line for one in found for line in _passage(one)) or "None.",
        json_wanted=json_wanted,
    )


def _passage(one: Passage) -> Iterator[str]:
    where = f"{one.place.start}-{one.place.end}" if one.place else "not found" if one.kept else "text not kept"
    yield f'{one.number}  {one.state:<6}  {where}  {one.holder.path.lstrip("/")}: "{one.exact}"'
    for place, candidate in enumerate(one.candidates, start=1):
        yield f'        {place}) alike to {candidate.alike:.0f} %: "{candidate.text}"'


@document.command("forget")
@click.argument("slug")
@click.confirmation_option(prompt="All versions of the text will be gone for good. Go on?")
@by_whom
def forget_(slug: str, by: str, why: str | None) -> None:
    """Remove the text of the document SLUG, all versions of it, for good. The document and what rests on it stay."""
    with workspace_of().writing() as session:
        count = texts.forget(session, session.get_one(Document, document_of(session, slug).id), Author(by, why))
    click.echo(f"{count} version{'s' if count != 1 else ''} of the text removed.", err=True)


@document.command("annotations")
@dated
@click.argument("slug")
@click.option("--base", default="http://127.0.0.1:8000", show_default=True, help="Where the pages are, for the addresses in it.")
def annotations_(slug: str, base: str) -> None:
    """Print the passages of the document SLUG as Web Annotations (JSON-LD)."""
    with workspace_of().reading() as session:
        held = document_of(session, slug)
        text = texts.version_if_kept(session, held)
        found = web_annotations.page(base.rstrip("/"), ref(held), text, passages.in_document(session, held, text))
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


@main.group("evidence")
def evidence_() -> None:
    """Have records rest on passages of stored texts."""


@evidence_.command("add")
@click.argument("record")
@click.argument("slug", metavar="DOCUMENT")
@click.option("--quote", required=True, help="The words, as they stand in the text.")
@click.option("--mode", type=click.Choice(list(EVIDENCE_MODE.terms)), default=None, help="Whose words they are.")
@click.option("--locator", default=None, help="The place in words, such as paragraph 5.")
@click.option("--field", default=None, help="The field it speaks of; by default the whole record.")
@click.option("--value", default=None, help="The value it gives for that field.")
@click.option("--note", default=None)
@by_whom
def evidence_add(record: str, slug: str, quote: str, by: str, why: str | None, **said: str | None) -> None:
    """Have RECORD rest on a passage of DOCUMENT, quoted as it stands in the newest text of it."""
    with workspace_of().writing() as session:
        source = session.get_one(Document, document_of(session, slug).id)
        evidence.add(session, record_of(session, record), source, quote, Said(**said), Author(by, why, source.slug))
    click.echo(f"{record} rests on it.", err=True)


@evidence_.command("settle")
@click.argument("record")
@click.argument("number", type=int)
@click.option("--candidate", type=int, default=None, help="The number of the candidate that is meant, as kb document passages lists them.")
@click.option("--quote", default=None, help="Other words that are meant, as they stand in the text.")
@by_whom
def settle_(record: str, number: int, candidate: int | None, quote: str | None, by: str, why: str | None) -> None:
    """Say where the lost passage NUMBER of RECORD stands in the newest text."""
    with workspace_of().writing() as session:
        changed = record_of(session, record)
        place = _settled(session, changed, number, candidate, quote)
        evidence.settle(session, changed, number, place, Author(by, why, datetime.now(UTC).date().isoformat()))
    click.echo("The passage is settled.", err=True)


def _settled(session: Session, record: Record, number: int, candidate: int | None, quote: str | None) -> Place:
    row = next((row for row in record.evidence if row.id == number), None)
    if row is None:
        raise BadRequest(reason=f'the record "{record.slug}" has no passage {number}; list them with "kb document passages"')
    return evidence.chosen(texts.version(session, row.document, None), row, candidate, quote)
