"""Sources and statements side by side: who shares text with whom, and which words differ."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kb.formats import comparing as formats
from kb.formats import plain
from kb.queries import comparing, numbers, origins, variants
from kb.queries.find import get
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
    """Show records side by side; without any, the form to name them."""
    chosen = only(given(*LETTERS))
    if not chosen and request.path == "/compare":
        return Answer("compare.html", {"found": None, "chosen": chosen}, dict)
    with workspace().reading() as session:
        found = comparing.compare(session, list(chosen.values()))
    shown = {"found": found, "chosen": chosen}
    return Answer("compare.html", shown, lambda: formats.compared(found), lambda: comparing.as_table(found))


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
    lead = (
        "Suggestions, which nobody has judged: numbers of the same thing, read in the sources of one record, that do not agree. "
        "A person records each beside the other with “kb claim”; then they stand under “Where sources disagree”."
    )
    shown = {"title": "Numbers told differently", "lead": lead, "table": table}
    return Answer("table.html", shown, lambda: plain.table(table), lambda: table)
