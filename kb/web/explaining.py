"""Why a record was found, and why nothing was: asked for with a link, so that other searches cost no more."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from kb.search import explain, find
from kb.search.addresses import address
from kb.search.request import FACETS, Request
from kb.web.reply import Answer, workspace
from kb.web.reply import answers as answering
from kb.web.views import widened

explained = Blueprint("explaining", __name__)
# What a search page has in its address beside words and facets; it tells nothing of why a record is found.
ASIDE = ("sort", "size", "page", "after", "before", "from", "asof", "lang")


def asked() -> Request:
    """Read words and facet values from the address, wherever in the list one is; raise :class:`BadRequest` for any other name."""
    names = [name for name in request.args if name not in ("q", "record", "widen", *ASIDE)]
    filters = {name: [value for value in request.args.getlist(name) if value] for name in names}
    return find.ask(request.args.get("q", ""), filters, widened=widened())


@answering(explained, "/search/why", forms=("json",))
def search_why() -> Answer:
    """Tell why a search finds a ``record``; without one, what each condition of the search leaves."""
    made, record = asked(), request.args.get("record", "")
    with workspace().reading() as session:
        engine = workspace().engine
        found = explain.why(session, engine, made, record) if record else explain.why_not(session, engine, made)
    shown = {"found": found, "search": address("/search", made.words, made.filters, widened=made.widened)}
    return Answer("explain.html", shown, lambda: found)


@explained.app_template_global()
def why(record: str = "", **fixed: str) -> str:
    """Give the address that explains a hit of the search shown, or the search itself; ``fixed`` are values that hold on its page."""
    chosen = {name: tuple(request.args.getlist(name)) for name in FACETS if request.args.get(name)}
    chosen |= {name: (value,) for name, value in fixed.items()}
    more = {"record": (record.strip("/"),)} if record else {}
    return address("/search/why", request.args.get("q", ""), {**chosen, **more}, widened=widened())


@explained.app_template_global()
def why_not() -> dict[str, Any]:
    """Give what each condition of the search shown leaves; for a page that has nothing else to show."""
    with workspace().reading() as session:
        return explain.why_not(session, workspace().engine, asked())
