"""The pictures: each on a page with its table, and as files that stand alone."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, make_response, request
from markupsafe import Markup

from kb.errors import BadRequest, NotFound
from kb.pictures import dressing, kinds
from kb.pictures.kind import Kind
from kb.pictures.picture import Picture
from kb.queries import lists, matrix
from kb.queries.shapes import Row, Table
from kb.told import Told
from kb.web.analysis import not_understood
from kb.web.links import twin
from kb.web.reply import Answer, workspace
from kb.web.reply import answers as answering
from kb.web.timely import dated, moment
from kb.web.views import given, only

pictured = Blueprint("pictured", __name__)
pictured.register_error_handler(NotFound, not_understood)
pictured.register_error_handler(BadRequest, not_understood)
# Rows of the table that a page shows; the files have them all. A table with no more than the second number stands open.
ROWS, SHORT = 25, 12
# A picture that stands alone has one style inside, and nothing else that acts or is fetched.
HASH = base64.b64encode(hashlib.sha256(dressing.ALONE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@answering(pictured, "/pictures")
def all_pictures() -> Answer:
    """Name the kinds of pictures, each with what one sees."""
    given()
    rows: list[Row] = [
        {"picture": kind.label, "shows": kind.explained, "address": f"/pictures/{kind.name}"} for kind in kinds.KINDS.values()
    ]
    table = Table({"picture": "Picture", "shows": "What one sees", "address": "Address"}, rows, len(rows))
    return Answer("pictures.html", {"pictures": list(kinds.KINDS.values())}, lambda: {"total": len(rows), "rows": rows}, lambda: table)


@answering(pictured, "/pictures/<name>")
def picture_page(name: str) -> Answer:
    """Show a picture with the table behind it; without what it needs, the form to choose it."""
    kind, chosen = _chosen(name)
    found = _drawn(kind, chosen) if kinds.ready(kind, chosen) or request.path.endswith((".json", ".csv")) else None
    shown = {"kind": kind, "given": chosen, "picture": found, "short": SHORT, **_offered(kind)}
    if not found:
        return Answer("picture.html", shown, dict)
    shown["table"] = replace(found.table, rows=found.table.rows[:ROWS])
    return Answer("picture.html", shown, lambda: dressing.plain(kind.name, found), lambda: found.table)


@pictured.get("/pictures/<name>.svg")
def picture_alone(name: str) -> Response:
    """Give a picture as a file of its own."""
    return _file(name, "svg", "image/svg+xml; charset=utf-8", str.encode)


@pictured.get("/pictures/<name>.png")
def picture_dots(name: str) -> Response:
    """Give a picture in dots."""
    return _file(name, "png", "image/png", dressing.png)


def _file(name: str, ending: str, media_type: str, made: Callable[[str], bytes]) -> Response:
    kind, chosen = _chosen(name)
    svg = dressing.alone(_drawn(kind, chosen), kind.name, _whole, _found_at(ending))
    answer = make_response(made(svg))
    answer.content_type = media_type
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Content-Disposition"] = f'inline; filename="{"-".join([kind.name, *chosen.values()])[:80]}.{ending}"'
    return answer


def _chosen(name: str) -> tuple[Kind, dict[str, str]]:
    kind = kinds.named(name)
    return kind, only(given(*kind.asks))


def _drawn(kind: Kind, chosen: dict[str, str]) -> Picture:
    with workspace().reading() as session:
        return kinds.drawn(kind, session, workspace().engine, chosen)


def _offered(kind: Kind) -> dict[str, object]:
    """Give what the form offers, of the kinds of records of which there are few."""
    with workspace().reading() as session:
        read = {"project": matrix.with_parts, "topic": lists.topics_in_use}
        return {"offered": {name: found(session) for name, found in read.items() if name in kind.asks}}


def _whole(address: str) -> str:
    """Give an address of this site as one that leads here from anywhere, of the same moment."""
    found = moment()
    return request.url_root.rstrip("/") + (dated(address, found) if found else address)


def _found_at(ending: str) -> str:
    """Say where a picture is found, and as of when."""
    found = moment()
    there = f"{request.url_root.rstrip('/')}{twin('')}".replace(f".{ending}.", "")
    return Told("As recorded on %(day)s: %(address)s", day=found.words, address=there) if found else there


@pictured.app_template_global()
def drawing(picture: Picture, name: str) -> Markup:
    """Give a picture as an element of the page, in its language."""
    return Markup(dressing.inline(picture, name))  # noqa: S704 - written by the element tree, which escapes


@pictured.app_template_global()
def shared_address() -> str:
    """Give the whole address of the page, to be passed on."""
    return request.url
