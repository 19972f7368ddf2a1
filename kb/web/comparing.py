"""Sources and statements side by side: who shares text with whom, and which words differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from kb.formats import comparing as formats
from kb.formats import plain
from kb.queries import comparing, numbers, origins, variants
from kb.queries.find import get, named
from kb.queries.shapes import Ref, ref
from kb.search import meant
from kb.told import Told
from kb.web.reply import Answer, workspace
from kb.web.reply import answers as answering
from kb.web.views import given, moved, only

compared = Blueprint("compared", __name__)
LETTERS = ("a", "b", "c", "d")


@answering(compared, "/documents/<slug>/copies")
def copies(slug: str) -> Answer | Response:
    """Show who shares what with a source."""
    given()
    with workspace().reading() as session:
        document = get(session, "document", slug)
        found = origins.copies_of(session, document)
    if document.slug != slug:
        return moved(f"{found.document.path}/copies")
    return Answer("copies.html", {"found": found}, lambda: formats.copies(found), lambda: origins.pairs_table(found))


@answering(compared, "/origins")
def groups() -> Answer:
    """List the sources of one origin: what the machine suggests, and what people have judged."""
    given()
    with workspace().reading() as session:
        found = origins.groups(session)
    return Answer("origins.html", {"found": found}, lambda: formats.groups(found), lambda: origins.groups_table(found))


@answering(compared, "/compare")
def compare() -> Answer:
    """Show records side by side; until there are two, what was chosen so far and a box to choose another."""
    texts = [text for texts in given("r", *LETTERS).values() for text in texts]
    if request.path == "/compare":
        with workspace().reading() as session:
            chosen = _chosen(session, texts)
            if chosen.unclear or len(chosen.names) < comparing.FEWEST:
                return Answer("compare.html", {"found": None, "chosen": chosen, "refs": _refs(session, chosen.names)}, dict)
            texts = chosen.names
    return _compared(texts)


def _compared(texts: list[str]) -> Answer:
    with workspace().reading() as session:
        names = [meant.one(session, workspace().engine, text) for text in texts]
        found = comparing.compare(session, names)
    shown = {"found": found, "chosen": Chosen(names), "refs": found.records}
    return Answer("compare.html", shown, lambda: formats.compared(found), lambda: comparing.as_table(found))


@dataclass(frozen=True)
class Chosen:
    """Records to set side by side, as in their addresses, and what was typed that may mean several or none."""

    names: list[str]
    unclear: str = ""
    offered: Sequence[meant.Json] = ()


def _chosen(session: Session, texts: list[str]) -> Chosen:
    names: list[str] = []
    for text in texts:
        name, offered = meant.meant(session, workspace().engine, text)
        if name is None:
            return Chosen([*names, *(rest for rest in texts[texts.index(text) + 1 :] if "/" in rest)], text, offered)
        names.append(name)
    return Chosen(names)


def _refs(session: Session, names: list[str]) -> list[Ref]:
    """Name the records that are chosen so far; raise :class:`NotFound` where one is not there."""
    return [ref(get(session, *named(name))) for name in names]


@compared.app_template_global()
def comparing_address(names: Sequence[str]) -> str:
    """Give the address that sets some records side by side."""
    return "/compare" + (f"?{urlencode([('r', name) for name in names], safe='/')}" if names else "")


@answering(compared, "/variants")
def suggested() -> Answer:
    """List how statements may stand to one another, as suggestions."""
    given()
    with workspace().reading() as session:
        found = variants.suggested(session)
    table = variants.as_table(found)
    return Answer("variants.html", {"found": found, "table": table}, lambda: plain.table(table), lambda: table)


@answering(compared, "/disagreements/suggested")
def numbers_told() -> Answer:
    """List the numbers that sources of one record tell differently, as suggestions."""
    chosen = only(given("record"))
    with workspace().reading() as session:
        table = numbers.suggested(session, chosen.get("record"))
    lead = Told(
        "Suggestions, which nobody has judged: numbers of the same thing, read in the sources of one record, that do not agree. "
        "A person records each beside the other with “kb claim”; then they stand under “Where sources disagree”."
    )
    shown = {"title": Told("Numbers told differently"), "lead": lead, "table": table}
    return Answer("table.html", shown, lambda: plain.table(table), lambda: table)
