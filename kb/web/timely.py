"""Every page as of a moment: the parameter ``asof`` is read before any view, and kept in the links of what the view gives."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape, unescape
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Blueprint, Response, current_app, g, request

from kb.asof import Moment, read_moment
from kb.errors import BadRequest
from kb.past import Pasts
from kb.told import Told

timely = Blueprint("timely", __name__)
PARAMETER = "asof"
# What tells of the present alone: saved searches and feeds of what is new, imports, and what is not of the knowledge base.
PRESENT = re.compile(r"/(searches|imports|differences|static|assets|favicon\.ico)(?![^/.])|.*\.atom$")
LINK = re.compile(r'(?<!data-present) href="(/(?!/)[^"]*)"')
FORM = re.compile(r'<form\b(?![^>]*\bmethod="post")[^>]*\saction="(/[^"]*)"[^>]*>', re.IGNORECASE)


def moment() -> Moment | None:
    """Give the moment the page is asked for, ``None`` for the present."""
    found: Moment | None = g.get(PARAMETER)
    return found


@timely.record_once
def _keep(state: object) -> None:
    """Keep the moments asked for last beside the workspace."""
    app = state.app  # type: ignore[attr-defined] # Flask's setup state
    app.extensions["kb_pasts"] = Pasts(app.extensions["kb"])


@timely.before_app_request
def read() -> None:
    """Read the moment; raise :class:`BadRequest` where it is none, or the page has no past."""
    text = request.args.get(PARAMETER, "").strip()
    if not text or request.endpoint in ("static", "assets.asset"):
        return
    if PRESENT.match(request.path):
        reason = Told(
            '%(path)s shows the present alone; leave out "%(parameter)s", or ask for a record, a list or the search as of that day',
            path=request.path,
            parameter=PARAMETER,
        )
        raise BadRequest(reason=reason)
    found = read_moment(text, datetime.now(UTC))
    pasts: Pasts = current_app.extensions["kb_pasts"]
    g.asof, g.past = found, pasts.at(found)


@timely.after_app_request
def keep(response: Response) -> Response:
    """Keep the moment in the links, forms and redirects of a page."""
    found = moment()
    if found and "Location" in response.headers:
        response.headers["Location"] = dated(response.headers["Location"], found)
    if found and response.mimetype == "text/html" and not response.is_streamed:
        response.set_data(_in_page(response.get_data(as_text=True), found))
    return response


def dated(address: str, found: Moment) -> str:
    """Give an address of this site with a moment in it; one that has none, or has a moment, as it is.

    >>> dated("/search?q=a#top", Moment("2020-01-31", datetime.now(UTC)))
    '/search?q=a&asof=2020-01-31#top'
    """
    parts = urlsplit(address)
    if not parts.path.startswith("/") or PRESENT.match(parts.path) or PARAMETER in parse_qs(parts.query):
        return address
    pair = urlencode({PARAMETER: found.text})
    return parts._replace(query=f"{parts.query}&{pair}" if parts.query else pair).geturl()


def _in_page(page: str, found: Moment) -> str:
    linked = LINK.sub(lambda link: f' href="{escape(dated(unescape(link[1]), found))}"', page)
    field = f'<input type="hidden" name="{PARAMETER}" value="{escape(found.text)}">'
    return FORM.sub(lambda form: form[0] if PRESENT.match(unescape(form[1])) or "data-dated" in form[0] else form[0] + field, linked)


@timely.app_context_processor
def shown() -> dict[str, object]:
    """Tell templates of the moment, and whether the page may be asked for another one."""
    return {PARAMETER: moment(), "dateable": request.method in ("GET", "HEAD") and not PRESENT.match(request.path)}
