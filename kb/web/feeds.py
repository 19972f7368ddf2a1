"""Any search as a feed of what came in or changed: for readers of news, which ask again and again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Any

from flask import Blueprint, Response, make_response, request

from kb import answers, following
from kb.formats import atom
from kb.formats.atom import Category, Entry, Feed
from kb.queries import news
from kb.schema import BY_PLURAL, KINDS
from kb.search.request import Request
from kb.web.explaining import asked
from kb.web.reply import workspace
from kb.web.views import PLURALS

feeds = Blueprint("feeds", __name__)
AUTHOR = "Research knowledge base"
TOLD = "What this search finds, by when it came in or last changed here."


@feeds.get("/search.atom")
def search_feed() -> Response:
    """Give a search of all records as a feed."""
    return _answered(asked(), "/search", "All records")


@feeds.get(f"/<any({PLURALS}):plural>.atom")
def list_feed(plural: str) -> Response:
    """Give a search among the records of a kind as a feed."""
    kind = BY_PLURAL[plural]
    return _answered(answers.narrowed(asked(), {"kind": kind.name}), f"/{plural}", kind.text.many, "kind")


def _answered(made: Request, path: str, name: str, *fixed: str) -> Response:
    with workspace().reading() as session:
        filters, notes = following.current(session, made.filters)
        found = following.newest(session, workspace().engine, replace(made, filters=filters))
        told = {facet: values for facet, values in filters.items() if facet not in fixed}
        words = [made.words, *following.choices(session, told, widened=made.widened)]
        updated = found["entries"][0]["updated"] if found["entries"] else following.second(news.earliest(session))
    base = request.url_root.rstrip("/")
    feed = Feed(
        address=base + following.place(f"{path}.atom", made, fixed=fixed),
        page=base + following.place(path, made, fixed=fixed),
        title=": ".join(text for text in (name, ", ".join(word for word in words if word)) if text),
        subtitle=" ".join([TOLD, *(f"{note[0].upper()}{note[1:]}." for note in (*notes, *found["notes"]))]),
        author=AUTHOR,
        updated=updated,
        entries=[_entry(base, entry) for entry in found["entries"]],
    )
    return _kept(atom.write(feed), datetime.fromisoformat(updated))


def _entry(base: str, found: Mapping[str, Any]) -> Entry:
    about = ": ".join(text for text in (KINDS[found["kind"]].text.one, found["about"]) if text)
    return Entry(
        page=base + found["url"],
        title=found["label"],
        summary=f"<p>{escape(about)}</p>{_passage(found)}",
        published=found["created"],
        updated=found["updated"],
        categories=_categories(base, found["kind"], found["topics"]),
    )


def _passage(found: Mapping[str, Any]) -> str:
    """Give the part of a record that answers, as HTML, and the place it stands in where that is another document."""
    place = found["snippet_from"]
    told = ", ".join(text for text in (place["title"], place["locator"]) if text) if place else ""
    return f"<p>{f'In {escape(told)}: ' if told else ''}{found['snippet']}</p>" if found["snippet"] else ""


def _categories(base: str, kind: str, topics: Sequence[Mapping[str, str]]) -> list[Category]:
    of_kind = Category(kind, f"{base}/help", KINDS[kind].text.one)
    return [of_kind, *(Category(topic["slug"], f"{base}/topics", topic["label"]) for topic in topics)]


def _kept(body: bytes, updated: datetime) -> Response:
    """Give a feed so that a reader that has it already is told so, and gets nothing more."""
    made = make_response(body)
    made.content_type = f"{atom.TYPE}; charset=utf-8"
    made.headers["Cache-Control"] = "no-cache"
    made.last_modified = updated
    made.set_etag(hashlib.blake2b(body, digest_size=16).hexdigest())
    return made.make_conditional(request)  # type: ignore[return-value] # Flask's own response


@feeds.app_template_global()
def feed_address() -> str:
    """Give the address of the feed of the search shown, whatever its order and wherever in it one is."""
    return following.place(f"{request.path}.atom", asked())
