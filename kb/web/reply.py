"""What a view gives back: one answer, as a page, as JSON or as CSV, by the ending of the address."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, make_response, render_template, request

from kb.formats import csv
from kb.queries.shapes import Table
from kb.workspace import Workspace

View = Callable[..., "Answer | Response"]


@dataclass(frozen=True)
class Answer:
    """A template with what it shows, and the same as JSON and, for a list, as a table."""

    template: str
    shown: Mapping[str, Any]
    json: Callable[[], Any]
    table: Callable[[], Table] | None = None


def workspace() -> Workspace:
    """Give the workspace of the running application, as of the moment the page is asked for (see :mod:`kb.web.timely`)."""
    found: Workspace = g.get("past") or current_app.extensions["kb"]
    return found


def answers(pages: Blueprint, rule: str, forms: tuple[str, ...] = ("json", "csv")) -> Callable[[View], View]:
    """Register a view under an address and, with an ending each, under its twins."""

    def register(view: View) -> View:
        @functools.wraps(view)
        def answered(*, form: str = "html", **args: Any) -> Response:
            found = view(**args)
            return found if isinstance(found, Response) else _as(form, found)

        pages.add_url_rule(rule, view_func=answered)
        for form in forms:
            pages.add_url_rule(f"{rule}.{form}", endpoint=f"{view.__name__}_{form}", view_func=answered, defaults={"form": form})
        return view

    return register


def _as(form: str, found: Answer) -> Response:
    if form == "json":
        told = found.json()
        return jsonify({"asof": g.asof.text, **told} if "asof" in g and isinstance(told, Mapping) else told)
    if form == "csv" and found.table:
        made = make_response(csv.write(found.table()))
        made.headers["Content-Type"] = "text/csv; charset=utf-8; header=present"
        name = request.path.strip("/").replace("/", "-")
        made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return made
    return make_response(render_template(found.template, **found.shown))


# A program that takes a table or a file away reads what went wrong as plain text.
FILES = (".csv", ".md", ".docx", ".bib", ".ris", ".zip", ".svg", ".png")


def problem(status: int, title: str, detail: str) -> Response:
    """Say what went wrong: as problem details (RFC 9457) to programs, as plain text for files, as a page to people."""
    if request.path.endswith(".json"):
        made = jsonify({"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": request.path})
        made.headers["Content-Type"] = "application/problem+json"
    elif request.path.endswith(FILES):
        made = make_response(f"{title}\n{detail}\n")
        made.headers["Content-Type"] = "text/plain; charset=utf-8"
    else:
        made = make_response(render_template("error.html", status=status, title=title, detail=detail))
    made.status_code = status
    return made
