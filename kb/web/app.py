"""The Flask application: made from a workspace, with headers, errors and template helpers in one place."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import HTTPException, InternalServerError

from kb import __version__
from kb.errors import KBError
from kb.schema import KINDS
from kb.search.request import FACETS, SORT_WORDS, SORTS
from kb.variants import differences
from kb.web import (
    analysis,
    assets,
    comparing,
    completing,
    covering,
    differing,
    explaining,
    feeds,
    following,
    imports,
    language,
    reply,
    similar,
    takeaway,
    texts,
    timely,
    views,
)
from kb.web.links import here_with, place_link, toggled, twin, whole
from kb.workspace import Workspace

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
STATIC_AGE = 86400
# A form holds a title and a search, in bytes.
LONGEST_FORM = 1 << 16

# The pages by what they are about; what reads the moment asked for comes first.
ROOMS = (
    timely.timely,
    assets.assets,
    views.pages,
    analysis.analyses,
    covering.covered,
    differing.differing,
    imports.taken_in,
    explaining.explained,
    similar.likenesses,
    completing.completed,
    comparing.compared,
    texts.texted,
    takeaway.taken,
    feeds.feeds,
    following.followed,
)
# What templates may use.
HELPERS = {
    "asset_url": assets.asset_url,
    "language": language.spoken,
    "kinds": KINDS,
    "differences": differences,
    "facet_names": FACETS,
    "sorts": SORTS,
    "sort_words": SORT_WORDS,
    "version": __version__,
    "here_with": here_with,
    "place_link": place_link,
    "toggled": toggled,
    "twin": twin,
    "whole": whole,
}


def create_app(workspace: Workspace | None = None) -> Flask:
    """Make the application on a workspace, by default that of the settings."""
    app = Flask(__name__)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_AGE
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_FORM
    app.extensions["kb"] = workspace or Workspace()
    app.json.sort_keys = False  # type: ignore[attr-defined] # a documented setting of Flask's provider
    app.json.ensure_ascii = False  # type: ignore[attr-defined] # the same
    app.url_map.strict_slashes = False
    language.speak(app)
    for pages in ROOMS:
        app.register_blueprint(pages)
    app.register_error_handler(KBError, _known_error)
    app.register_error_handler(HTTPException, _http_error)
    app.after_request(_headers)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(HELPERS)
    return app


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _known_error(error: KBError) -> Response:
    return reply.problem(error.status, error.title, str(error))


def _http_error(error: HTTPException) -> Response:
    status = error.code or InternalServerError.code
    made = reply.problem(status, error.name, WORDS.get(status, error.description or ""))
    made.headers.update({name: value for name, value in error.get_headers() if name == "Allow"})
    return made


WORDS: dict[int, Any] = {
    404: "There is no page at this address. Look for the record with the search, or begin at the home page.",
    405: "This address does not answer to such a request. Nothing was changed. Open it in a browser to see what it offers.",
    413: "What was sent is longer than any search. Nothing was changed. Shorten it.",
    500: "Something went wrong on our side and was written to the log. Nothing was changed. Please try again.",
}
