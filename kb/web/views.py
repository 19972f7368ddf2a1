"""The pages. Each view reads its parameters, calls one function below and names its template."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from sqlalchemy.orm import Session

from kb import answers, snapshots
from kb.errors import BadRequest
from kb.formats import plain
from kb.queries import coverage, front, imports, lists, matrix, numbers
from kb.queries import pages as record_pages
from kb.queries.matrix import Asked
from kb.queries.matrix_folds import folded
from kb.queries.shapes import Table
from kb.schema import BY_PLURAL, KINDS, Kind
from kb.search import find
from kb.search.find import Json
from kb.search.request import Request
from kb.search.within import both
from kb.told import Told
from kb.web.links import PLACE, here_with
from kb.web.reply import Answer, workspace
from kb.web.reply import answers as answering

pages = Blueprint("pages", __name__)
PLURALS = ",".join(BY_PLURAL)
PAGE_SIZE = 10
# Rows of a table that goes on on further pages, for people and for programs.
ROWS, MOST_ROWS = 500, 10_000
# What the home page offers to begin with: the topics and projects of recommendations.
BEGINNINGS = {"type": ["recommendation"]}
NOT_FACETS = ("q", "widen", "sort", "size", "asof", "lang", *PLACE)


def number(name: str, default: int) -> int:
    """Read a parameter that is a whole number; raise :class:`BadRequest` where it is not."""
    text = request.args.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 9):  # noqa: PLR2004 - any real number fits
        raise BadRequest(reason=Told('"%(typed)s" is not a whole number; correct %(name)s in the address', typed=text, name=name))
    return int(text)


def widened() -> bool:
    """Read whether names stand for other names too, as they do unless told otherwise; raise :class:`BadRequest` for what is neither yes nor no."""
    text = request.args.get("widen") or "yes"
    if text not in ("yes", "no"):
        raise BadRequest(reason=Told('"widen" takes yes or no, not "%(typed)s"', typed=text))
    return text == "yes"


def asked(size: int, order: str = "", beside: tuple[str, ...] = ()) -> Request:
    """Read a search from the address: words, facet values, page, size and order. A name that is no facet, nor stands ``beside``, is refused."""
    given = [name for name in request.args if name not in (*NOT_FACETS, *beside)]
    filters = {name: [value for value in request.args.getlist(name) if value] for name in given}
    words, sort = request.args.get("q", ""), request.args.get("sort") or order
    place = {name: request.args.get(name, "") for name in ("after", "before")}
    return find.ask(words, filters, page=number("page", 1), size=number("size", size), sort=sort, widened=widened(), **place)


def given(*names: str) -> dict[str, list[str]]:
    """Read the parameters a table knows, empty ones left out; raise :class:`BadRequest` for any other, instead of passing it over."""
    for name in request.args:
        if name not in (*names, "asof", "lang"):
            raise BadRequest(reason=Told('there is no parameter "%(name)s" here; use one of: %(known)s', name=name, known=", ".join(names)))
    return {name: values for name in names if (values := [value for value in request.args.getlist(name) if value])}


def first_of(made: Request) -> int | None:
    """Give the place of the first record of a page in its list, as far as the address tells it."""
    return number("from", 0) or (None if made.after or made.before else (made.page - 1) * made.size + 1)


def most_rows() -> int:
    """Give how many rows of a long table go into one answer: fewer for people than for programs."""
    return MOST_ROWS if request.path.endswith((".csv", ".json")) else ROWS


def only(values: dict[str, list[str]]) -> dict[str, str]:
    """Take one value a parameter, the first."""
    return {name: found[0] for name, found in values.items()}


@answering(pages, "/", forms=())
def home() -> Answer:
    """Show the ways in, what there is and what is not, and what is new."""
    with workspace().reading() as session:
        shown = {
            "counts": lists.public(session),
            "news": front.news(session),
            "latest": imports.latest(session),
            "lacking": coverage.in_brief(session),
            "facets": _beginnings(session),
        }
    return Answer("home.html", shown, lambda: shown)


def _beginnings(session: Session) -> Json:
    made, engine = find.ask("", BEGINNINGS), workspace().engine
    return find.facets(session, made, engine.find(made))


@answering(pages, "/search")
def search() -> Answer | Response:
    """Search all records; words to search ``within`` what was found lead to the search for both."""
    if "within" in request.args:
        return _within(request.args.get("q", ""), request.args["within"])
    made = asked(PAGE_SIZE)
    with workspace().reading() as session:
        found = find.find(session, workspace().engine, made)
    return Answer("search.html", {"found": found, "first": first_of(made)}, lambda: found, lambda: _all_hits(made))


def _within(words: str, more: str) -> Response:
    return redirect(here_with(q=(both(words, more) if more.strip() else words) or None, within=None), 303)  # type: ignore[return-value] # Flask's own response


def _all_hits(made: Request) -> Table:
    with workspace().reading() as session:
        return answers.all_hits(session, workspace().engine, made)


@answering(pages, f"/<any({PLURALS}):plural>")
def records(plural: str) -> Answer:
    """List the records of a kind, with the facets of the search."""
    kind = BY_PLURAL[plural]
    made = asked(answers.LIST_SIZE, answers.default_order(kind.name))
    with workspace().reading() as session:
        found = answers.listing(session, workspace().engine, kind.name, made)
    shown = {"kind": kind, "found": found, "first": first_of(made)}
    shown["years"] = answers.by_year(found.table) if kind.name == "event" else None
    return Answer("list.html", shown, lambda: answers.listed(found), lambda: _whole(kind, made))


def _whole(kind: Kind, made: Request) -> Table:
    with workspace().reading() as session:
        return answers.whole_list(session, workspace().engine, kind.name, made)


@answering(pages, f"/<any({PLURALS}):plural>/<slug>", forms=("json",))
def record(plural: str, slug: str) -> Answer | Response:
    """Show a record; one that was merged leads to where it went."""
    want = snapshots.ALL if request.path.endswith(".json") else record_pages.SHOWN
    with workspace().reading() as session:
        found = record_pages.page(session, BY_PLURAL[plural].name, slug, want)
    if found.ref.slug != slug:
        return moved(found.ref.path)
    return Answer("record.html", {"page": found, "kind": KINDS[found.ref.kind]}, lambda: plain.page(found))


def moved(path: str) -> Response:
    """Lead to where a merged record went, in the form asked for."""
    ending = next((form for form in (".json", ".csv") if request.path.endswith(form)), "")
    return redirect(f"{path}{ending}", 301)  # type: ignore[return-value] # Flask's own response


@answering(pages, f"/<any({PLURALS}):plural>/<slug>/<name>")
def rows(plural: str, slug: str, name: str) -> Answer | Response:
    """Show a list of a record as a whole, where its page shows only the first rows."""
    given("after")
    with workspace().reading() as session:
        holder, found = record_pages.rows(session, BY_PLURAL[plural].name, slug, name, after=number("after", 0), limit=most_rows())
    if holder.slug != slug:
        return moved(f"{holder.path}/{name}")
    shown = {
        "title": Told("%(record)s: %(list)s", record=holder.label, list=found.label),
        "holder": holder,
        "table": found.table,
        "most": MOST_ROWS,
    }
    return Answer("rows.html", shown, lambda: plain.table(found.table), lambda: found.table)


@answering(pages, "/matrix")
def who_presented_what() -> Answer:
    """Show organisations or people by event."""
    chosen = given("by", "project", "event", "organisation", "person", "fold")
    folds = chosen.pop("fold", [])
    with workspace().reading() as session:
        found = matrix.matrix(session, Asked(**only(chosen)))
        shown = {"matrix": found, "shown": folded(session, found, folds), "projects": matrix.with_parts(session), "quoted": matrix.QUOTED}
    table = matrix.as_table(found)
    return Answer("matrix.html", {**shown, "table": table}, lambda: plain.table(table), lambda: table)


@answering(pages, "/recommendations")
def recommendations() -> Answer:
    """List recommendations by topic, addressee and status, and count them by topic and year."""
    made = asked(answers.LIST_SIZE)
    with workspace().reading() as session:
        found = answers.recommendations(session, workspace().engine, made)
        lacking = answers.topics_without(session, workspace().engine)
    pivot = answers.by_topic_and_year(found.table)
    shown = {"found": found, "pivot": pivot, "lacking": lacking, "cited": answers.numbered(found.table)}
    return Answer("recommendations.html", shown, lambda: answers.recommended(found, lacking), lambda: found.table)


@answering(pages, "/disagreements")
def disagreements() -> Answer:
    """List the values on which sources disagree."""
    chosen = only(given("record"))
    with workspace().reading() as session:
        table = lists.disagreements(session, chosen.get("record"))
        suggested = numbers.suggested(session, chosen.get("record"))
    shown = {"table": table, "suggested": suggested}
    return Answer("disagreements.html", shown, lambda: plain.table(table), lambda: table)


@answering(pages, "/changes")
def changes() -> Answer:
    """List what changed in the knowledge base."""
    chosen = only(given("since", "topic", "before"))
    since, topic = chosen.get("since"), chosen.get("topic")
    with workspace().reading() as session:
        table = lists.changes(session, since=since, topic=topic, limit=most_rows(), before=number("before", 0) or None)
        topics = lists.topics_in_use(session)
    shown = {"title": Told("What changed"), "table": table, "topics": topics, "chosen": chosen, "most": MOST_ROWS}
    return Answer("changes.html", shown, lambda: plain.table(table), lambda: table)


@answering(pages, "/help", forms=())
def help_page() -> Answer:
    """Explain how to search and what the marks mean."""
    return Answer("help.html", {}, dict)


@pages.get("/favicon.ico")
def favicon() -> Response:
    """Lead browsers that ask for it to the icon."""
    return redirect(url_for("static", filename="icon.svg"), 301)  # type: ignore[return-value] # Flask's own response
