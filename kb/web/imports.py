"""What came in from registers: the imports, and what each could not use."""

from __future__ import annotations

from flask import Blueprint

from kb.formats import plain
from kb.queries import imports
from kb.told import Told
from kb.web.reply import Answer, workspace
from kb.web.reply import answers as answering
from kb.web.views import given, most_rows

taken_in = Blueprint("imports", __name__)


@answering(taken_in, "/imports")
def all_imports() -> Answer:
    """List the imports."""
    given()
    with workspace().reading() as session:
        table = imports.all_imports(session)
    return Answer("imports.html", {"table": table}, lambda: plain.table(table), lambda: table)


@answering(taken_in, "/imports/<int:number>")
def problems(number: int) -> Answer:
    """List what an import could not use."""
    given()
    with workspace().reading() as session:
        table = imports.problems(session, number, limit=most_rows())
    lead = Told("Rows and values that could not be used, with the place they stand in. Everything else went in.")
    shown = {"title": Told("Problems of import %(number)s", number=number), "lead": lead, "table": table}
    return Answer("table.html", shown, lambda: plain.table(table), lambda: table)
