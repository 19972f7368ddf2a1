"""What is offered while somebody types; the script of the search boxes asks for it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from kb.search import complete
from kb.web.reply import workspace
from kb.web.views import given, number

completed = Blueprint("completing", __name__)


@completed.get("/complete.json")
def completion() -> Response:
    """Offer records and words for what was typed so far."""
    typed = given("q", "limit").get("q", [""])[0]
    with workspace().reading() as session:
        return jsonify(complete.complete(session, workspace().engine, typed, number("limit", complete.LIMIT)))
