"""More like this: the records like the one at an address."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kb.errors import BadRequest
from kb.formats import plain
from kb.queries.find import get
from kb.queries.shapes import Table, ref
from kb.schema import BY_PLURAL
from kb.search.request import Request
from kb.search.similar import all_similar, similar
from kb.snapshots import Snapshot
from kb.told import Told
from kb.web.reply import Answer, workspace
from kb.web.reply import answers as answering
from kb.web.views import PAGE_SIZE, PLURALS, asked, first_of, moved

likenesses = Blueprint("likenesses", __name__)


@answering(likenesses, f"/<any({PLURALS}):plural>/<slug>/similar")
def like(plural: str, slug: str) -> Answer | Response:
    """Show the records like one, and what each shares with it."""
    if request.args.get("q"):
        raise BadRequest(
            reason=Told('there is no parameter "q" here; records are compared by all they say, and narrowed by choosing from facets')
        )
    made = asked(PAGE_SIZE, "relevance")
    with workspace().reading() as session:
        record = get(session, BY_PLURAL[plural].name, slug)
        found = similar(session, workspace().engine, record, made)
    named = ref(record)
    if record.slug != slug:
        return moved(f"{named.path}/similar")
    shown = {"record": named, "found": found, "first": first_of(made)}
    return Answer("similar.html", shown, lambda: {"record": plain.ref(named), **found}, lambda: _all(record, made))


def _all(record: Snapshot, made: Request) -> Table:
    with workspace().reading() as session:
        return all_similar(session, workspace().engine, record, made)
