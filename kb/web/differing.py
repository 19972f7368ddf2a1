"""What changed between two days, about a topic, a project or an organisation: as a page, JSON, CSV and a feed."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, make_response, request

from kb.asof import Moment, read_moment
from kb.errors import BadRequest
from kb.formats import atom, changed
from kb.past import Pasts
from kb.queries import differences, lists
from kb.queries.differences import SCOPES, Differences
from kb.told import Told
from kb.web.reply import Answer, workspace
from kb.web.reply import answers as answering
from kb.web.views import given, only

differing = Blueprint("differing", __name__)
# So many records are shown on a page, and told in a feed.
SHOWN = 200


@dataclass(frozen=True)
class Asked:
    """Two moments, the later one ``None`` for the present, and what the records must be linked to."""

    since: Moment
    until: Moment | None
    about: dict[str, str]

    @property
    def words(self) -> str:
        """Say the span."""
        return Told("from %(since)s to %(until)s", since=self.since.words, until=self.until.words if self.until else Told("now"))


def asked() -> Asked | None:
    """Read the question from the address, ``None`` where no day is given; raise :class:`BadRequest` where it cannot be answered."""
    chosen = only(given("from", "to", *SCOPES))
    about = {name: chosen[name] for name in SCOPES if name in chosen}
    if len(about) > 1:
        raise BadRequest(reason=Told("choose one of %(known)s, not several", known=", ".join(SCOPES)))
    if "from" not in chosen:
        return None
    now = datetime.now(UTC)
    since, until = read_moment(chosen["from"], now), read_moment(chosen["to"], now) if "to" in chosen else None
    if until and until.at < since.at:
        raise BadRequest(
            reason=Told('"from" (%(since)s) is later than "to" (%(until)s); exchange them', since=since.text, until=until.text)
        )
    return Asked(since, until, about)


def found(made: Asked) -> Differences:
    """Answer the question."""
    pasts: Pasts = current_app.extensions["kb_pasts"]
    with ExitStack() as open_until:
        then = open_until.enter_context(pasts.at(made.since).reading())
        later = open_until.enter_context((pasts.at(made.until) if made.until else workspace()).reading())
        return differences.between(then, later, made.about)


def _needed() -> Asked:
    made = asked()
    if made is None:
        raise BadRequest(reason=Told('say from which day on, as in ?from=2026-01-31; "to" is a later day, without it now'))
    return made


@answering(differing, "/differences")
def differences_page() -> Answer:
    """Show what came, changed and went between two days."""
    made = _needed() if request.path.endswith((".json", ".csv")) else asked()
    told = found(made) if made else None
    with workspace().reading() as session:
        topics = lists.topics_in_use(session)
    shown = {
        "asked": made,
        "found": told,
        "chosen": only(given("from", "to", *SCOPES)),
        "topics": topics,
        "most": SHOWN,
        "words": changed.WORDS,
    }
    if made is None or told is None:
        return Answer("differences.html", shown, dict)
    return Answer("differences.html", shown, lambda: changed.as_json(told, made.since, made.until), lambda: differences.table(told))


@differing.get("/differences.atom")
def differences_feed() -> Response:
    """Give what changed since a day as a feed; without a last day it goes on."""
    made = _needed()
    told = found(made)
    told = Differences(told.about, told.found[:SHOWN])
    query = urlencode([(name, value) for name, value in request.args.items() if value])
    title = f"What changed: {told.about.label if told.about else 'all records'}, {made.words}"
    feed = changed.feed(told, request.url_root.rstrip("/"), f"/differences.atom?{query}", f"/differences?{query}", title)
    made_of = make_response(atom.write(feed))
    made_of.content_type = f"{atom.TYPE}; charset=utf-8"
    return made_of
