"""The analyses: each reads its parameters, calls one function and names its template. Without parameters a page is its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, make_response, render_template, request
from sqlalchemy.orm import Session

from kb.errors import BadRequest, NotFound, Withdrawn
from kb.formats import analysis as formats
from kb.formats import plain
from kb.queries.analysis import SIZE, Report
from kb.queries.analysis_also import also
from kb.queries.analysis_kept import Kept
from kb.queries.analysis_overlap import overlap
from kb.queries.analysis_partners import partners
from kb.queries.analysis_portfolio import Asked, portfolio
from kb.queries.shapes import Ref, Table
from kb.web import reply
from kb.web.reply import Answer, workspace
from kb.web.reply import answers as answering
from kb.web.views import given, number, only

analyses = Blueprint("analyses", __name__)
KEPT = "kb-analyses"
YES = ("true", "yes", "1")
MARKS = ("page", "sort", "parts")
Values = Mapping[str, list[str]]


def _read(names: tuple[str, ...], read: Callable[[Session, Values], Any]) -> tuple[Values, Any]:
    """Give the parameters and, where somebody or something is named, what is found; a program that names nothing is told so."""
    values = given(*names)
    if not any(name not in MARKS for name in values) and not _for_programs():
        return values, None
    with workspace().reading() as session:
        return values, _kept(session, values, read)


def _kept(session: Session, values: Values, read: Callable[[Session, Values], Any]) -> Any:
    """Give an answer from those kept, but for a whole list, which is long and seldom asked for twice."""
    if request.path.endswith(".csv"):
        return read(session, values)
    kept: Kept = current_app.extensions.setdefault(KEPT, Kept())
    question = (request.path.removesuffix(".json").rstrip("/"), *((name, *found) for name, found in values.items()))
    return kept.get(session, question, lambda: read(session, values))


def _for_programs() -> bool:
    return request.path.endswith((".json", ".csv"))


def _page() -> int | None:
    """Read which page is meant; CSV holds them all."""
    return None if request.path.endswith(".csv") else number("page", 1)


def _listed(template: str, names: tuple[str, ...], read: Callable[[Session, Values], Table]) -> Answer:
    values, found = _read(names, read)
    return Answer(template, {"found": found, "given": values, "size": SIZE}, lambda: plain.table(found), lambda: found)


def _reported(template: str, names: tuple[str, ...], read: Callable[[Session, Values], Report]) -> Answer:
    values, found = _read(names, read)
    return Answer(template, {"found": found, "given": values, "size": SIZE}, lambda: formats.report(found), lambda: found.table)


@answering(analyses, "/analyses", forms=())
def ways() -> Answer:
    """Explain the analyses, each with its form."""
    return Answer("analyses.html", {"given": {}}, dict)


@answering(analyses, "/partners")
def partners_in_common() -> Answer:
    """List the organisations in all of some projects, or the partners of some organisations."""

    def read(session: Session, values: Values) -> Table:
        return partners(session, values.get("project", ()), values.get("organisation", ()), _page())

    return _listed("partners.html", ("project", "organisation", "page"), read)


@answering(analyses, "/portfolio")
def portfolio_of() -> Answer:
    """Show the work of an organisation or a country, or on a topic, in numbers and project by project."""

    def read(session: Session, values: Values) -> Report:
        chosen = only({name: found for name, found in values.items() if name not in ("parts", "page")})
        return portfolio(session, Asked(**chosen, parts=values.get("parts", [""])[0] in YES, page=_page()))

    return _reported("portfolio.html", ("organisation", "country", "topic", "parts", "sort", "page"), read)


@answering(analyses, "/overlap")
def overlap_of() -> Answer:
    """Compare two projects, or find those that share most with one."""
    return _reported("overlap.html", ("project",), lambda session, values: overlap(session, values.get("project", ())))


@answering(analyses, "/also")
def also_done() -> Answer:
    """List the other projects of some partners, on a topic or on any."""

    def read(session: Session, values: Values) -> Table:
        topic = values.get("topic", [None])[0]
        return also(session, values.get("project", ()), values.get("organisation", ()), topic, _page())

    return _listed("also.html", ("project", "organisation", "topic", "page"), read)


@analyses.errorhandler(NotFound)
@analyses.errorhandler(BadRequest)
def not_understood(error: NotFound | BadRequest) -> Response:
    """Tell people where to look for a name that nobody or more than one bears."""
    words, choices = error.details.get("slug"), error.details.get("choices")
    if request.path.endswith((".json", *reply.FILES)) or isinstance(error, Withdrawn) or not (words or choices):
        return reply.problem(error.status, error.title, error.told)
    shown = {"title": error.title, "detail": error.told, "status": error.status, "words": words, "kind": error.details.get("kind")}
    ways_on = [(choice, _instead(str(error.details["text"]), choice)) for choice in choices] if isinstance(choices, list) else []
    return make_response(render_template("choose.html", **shown, choices=ways_on), error.status)


def _instead(text: str, choice: Ref) -> str:
    """Give this address with the id of a record instead of a name that is not its alone."""
    pairs = list(request.args.items(multi=True))
    return f"{request.path}?" + urlencode([(name, choice.slug if (name, value) == (choice.kind, text) else value) for name, value in pairs])
