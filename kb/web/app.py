"""The Flask application: made from a workspace, with headers, errors and template helpers in one place."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response
from werkzeug.exceptions import HTTPException, InternalServerError

from kb import __version__
from kb.errors import KBError
from kb.schema import KINDS
from kb.search.request import FACETS, SORT_WORDS, SORTS
from kb.told import told_each
from kb.variants import differences
from kb.web import (
    analysis,
    assets,
    basket,
    choosing,
    comparing,
    completing,
    covering,
    differing,
    explaining,
    feeds,
    following,
    imports,
    language,
    navigation,
    packing,
    picturing,
    reply,
    similar,
    takeaway,
    texts,
    timely,
    views,
)
from kb.web.links import cleared, here_with, left_out, place_link, toggled, twin, whole
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

# The pages by what they are about; what packs answers comes first, for it is the last to see them, then what reads the moment asked for.
ROOMS = (
    packing.packing,
    timely.timely,
    assets.assets,
    navigation.navigation,
    choosing.chosen,
    views.pages,
    analysis.analyses,
    covering.covered,
    differing.differing,
    imports.taken_in,
    explaining.explained,
    similar.likenesses,
    completing.completed,
    comparing.compared,
    basket.collected,
    texts.texted,
    picturing.pictured,
    takeaway.taken,
    feeds.feeds,
    following.followed,
)
# What templates may use.
HELPERS = {
    "asset_url": assets.asset_url,
    "kinds": KINDS,
    "differences": differences,
    "facet_names": FACETS,
    "sorts": SORTS,
    "sort_words": SORT_WORDS,
    "version": __version__,
    "here_with": here_with,
    "place_link": place_link,
    "toggled": toggled,
    "left_out": left_out,
    "cleared": cleared,
    "twin": twin,
    "whole": whole,
}


def create_app(workspace: Workspace | None = None, catalogues: Path = language.CATALOGUES) -> Flask:
    """Make the application on a workspace, by default that of the settings; what it says in other languages stands in catalogues."""
    app = Flask(__name__)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_AGE
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_FORM
    app.extensions["kb"] = workspace or Workspace()
    app.json.sort_keys = False  # type: ignore[attr-defined] # a documented setting of Flask's provider
    app.json.ensure_ascii = False  # type: ignore[attr-defined] # the same
    app.url_map.strict_slashes = False
    for pages in ROOMS:
        app.register_blueprint(pages)
    language.speak(app, catalogues)
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
    return reply.problem(error.status, error.title, error.told)


def _http_error(error: HTTPException) -> Response:
    status = error.code or InternalServerError.code
    made = reply.problem(status, TITLES.get(status, error.name), WORDS.get(status, error.description or ""))
    made.headers.update({name: value for name, value in error.get_headers() if name == "Allow"})
    return made


TITLES: dict[int, str] = told_each(
    {404: "Not Found", 405: "Method Not Allowed", 413: "Request Entity Too Large", 500: "Internal Server Error"}
)
WORDS: dict[int, str] = told_each(
    {
        404: "There is no page at this address. Look for the record with the search, or begin at the home page.",
        405: "This address does not answer to such a request. Nothing was changed. Open it in a browser to see what it offers.",
        413: "What was sent is longer than any search. Nothing was changed. Shorten it.",
        500: "Something went wrong on our side and was written to the log. Nothing was changed. Please try again.",
    }
)
