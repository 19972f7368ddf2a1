"""The pages of what is not there, and of what became of what was recommended and promised."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, g, request

from kb.formats import analysis as formats
from kb.formats import plain
from kb.models.vocabularies import FOLLOWED
from kb.queries import lists, matrix
from kb.queries.analysis import SIZE
from kb.queries.coverage import coverage, lacking
from kb.queries.follow_up import NOBODY, Asked, addressees, follow_up
from kb.told import Told, told_each
from kb.web.reply import Answer, workspace
from kb.web.reply import answers as answering
from kb.web.views import given, number, only

covered = Blueprint("covered", __name__)
TYPES = told_each({"recommendation": "recommendations", "commitment": "commitments"})
STATE_WORDS = {key: words for _field, vocabulary in FOLLOWED.values() for key, words in vocabulary.terms.items()}


def _page() -> int | None:
    """Read which page is meant; CSV holds them all."""
    return None if request.path.endswith(".csv") else number("page", 1)


def _today() -> date | None:
    """Give the day on which something is due or not: this one, or that of the past that is asked for."""
    return g.asof.at.date() if "asof" in g else None


@answering(covered, "/coverage")
def what_is_lacking() -> Answer:
    """Count what is lacking: everywhere, in a project, on a topic."""
    chosen = only(given("project", "topic"))
    with workspace().reading() as session:
        found = coverage(session, **chosen)
        offered = {"projects": matrix.with_parts(session), "topics": lists.topics_in_use(session)}
    return Answer("coverage.html", {"found": found, "given": chosen, **offered}, lambda: plain.table(found), lambda: found)


@answering(covered, "/coverage/<name>")
def one_gap(name: str) -> Answer:
    """List what one of the numbers counts."""
    chosen = only(given("project", "topic", "page"))
    chosen.pop("page", None)
    with workspace().reading() as session:
        found = lacking(session, name, **chosen, page=_page())
    return Answer("gap.html", {"table": found, "given": chosen, "size": SIZE}, lambda: plain.table(found), lambda: found)


@answering(covered, "/follow-up")
def what_became_of_it() -> Answer:
    """List recommendations and commitments with their states, and count them by state."""
    chosen = only(given("type", "status", "project", "topic", "addressee", "page"))
    chosen.pop("page", None)
    with workspace().reading() as session:
        found = follow_up(session, Asked(**chosen, page=_page(), today=_today()))
        offered = {"projects": matrix.with_parts(session), "topics": lists.topics_in_use(session)}
        named = {NOBODY: Told("nobody named")} | {name: name for name in addressees(session)}
    shown = {"found": found, "given": chosen, "size": SIZE, "types": TYPES, "states": STATE_WORDS}
    shown |= {**offered, "addressees": named}
    return Answer("follow-up.html", shown, lambda: formats.report(found), lambda: found.table)
