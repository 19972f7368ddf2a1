"""Saved searches: the only pages that write. Each form is taken from pages of this application alone."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request

from kb import saved
from kb.errors import FromElsewhere
from kb.search import find
from kb.search.request import FACETS, Request
from kb.web.reply import Answer, workspace
from kb.web.reply import answers as answering
from kb.web.views import given

followed = Blueprint("following", __name__)
UNUSABLE = 422
Pairs = list[tuple[str, str]]


@followed.before_request
def from_here() -> None:
    """Refuse a form that a page of another site sends in a reader's name.

    Such a page might change what a cookie of this site keeps, or reach a
    server that it cannot reach itself. Browsers say where a form comes from;
    pages cannot change what they say.
    """
    if request.method == "POST" and not _sent_from_here():
        raise FromElsewhere


def _sent_from_here() -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "")
    return site == "same-origin" if site else bool(origin) and origin.partition("://")[2] == request.host


@answering(followed, "/searches")
def searches() -> Answer:
    """List the saved searches with how much each finds, and how much of it is new."""
    given()
    with workspace().reading() as session:
        found = saved.every(session, workspace().engine)
    table = saved.table(found)
    return Answer("searches.html", {"found": found}, lambda: saved.listed(found), lambda: table)


@followed.post("/searches")
def save() -> Response:
    """Keep a search under a title."""
    title, sort = request.form.get("title", ""), request.form.get("sort", "")
    made = _posted(sort)
    wrong = saved.fault(title, made)
    if wrong:
        pairs = [(name, value) for name, value in request.form.items(multi=True) if name != "title"]
        return make_response(render_template("unsaved.html", title=title, pairs=pairs, wrong=wrong), UNUSABLE)
    with workspace().writing() as session:
        slug = saved.save(session, title, made, sort)
    return _see(f"/searches/{slug}")


def _posted(sort: str) -> Request:
    """Read a search from a form; raise :class:`BadRequest` for a name that is no facet."""
    filters = {name: request.form.getlist(name) for name in request.form if name not in ("q", "sort", "title", "widen")}
    return find.ask(request.form.get("q", ""), filters, sort=sort, widened=request.form.get("widen") != "no")


@answering(followed, "/searches/<slug>", forms=("json",))
def one_search(slug: str) -> Answer:
    """Show what a saved search finds, what is new in it first. To look at it changes nothing."""
    given()
    with workspace().reading() as session:
        found = saved.show(session, workspace().engine, slug)
    return Answer("saved.html", {"found": found}, lambda: found)


@followed.post("/searches/<slug>")
def seen(slug: str) -> Response:
    """Mark a saved search as seen, up to what its page knew of."""
    with workspace().writing() as session:
        saved.seen(session, slug, request.form.get("until", ""))
    return _see(f"/searches/{slug}")


@answering(followed, "/searches/<slug>/delete", forms=())
def confirm(slug: str) -> Answer:
    """Ask before a saved search is deleted."""
    given()
    with workspace().reading() as session:
        title = saved.get(session, slug).title
    return Answer("unfollow.html", {"slug": slug, "title": title}, dict)


@followed.post("/searches/<slug>/delete")
def forget(slug: str) -> Response:
    """Delete a saved search."""
    with workspace().writing() as session:
        saved.forget(session, slug)
    return _see("/searches")


def _see(address: str) -> Response:
    return redirect(address, 303)  # type: ignore[return-value] # Flask's own response


@followed.app_template_global()
def to_follow(kind: str = "") -> Pairs:
    """Give words, choices and order of the search shown, for a form that keeps it; a list of one ``kind`` chooses that besides."""
    told = [(name, value) for name in ("q", *FACETS, "widen", "sort") for value in request.args.getlist(name) if value]
    return [*(pair for pair in told if not (kind and pair[0] == "kind")), *([("kind", kind)] if kind else [])]
