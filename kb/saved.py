"""Searches kept under a title: listed, shown with what is new in them, kept, marked as seen, deleted.

A saved search belongs to everybody, as there are no accounts. It is a question and no record, so it is written here and leaves no
revision and no mark for the index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import following
from kb.errors import BadValue, NoSearch
from kb.models import SavedSearch
from kb.models.types import clean_line, slugified
from kb.queries import news
from kb.queries.shapes import Row, Table
from kb.search import find
from kb.search.engine import Engine
from kb.search.request import SORTS, Request
from kb.search.text import PART, fold
from kb.told import Told

Json = dict[str, Any]
LONGEST_TITLE, LONGEST_SLUG = 200, 100
COLUMNS = {
    "slug": "Id",
    "title": "Title",
    "words": "Words",
    "choices": "Choices",
    "total": "Records",
    "new": "New or changed",
    "looked": "Seen up to",
    "results": "Results",
    "feed": "Feed",
}
# So long a part of a name is a sign that somebody may be meant.
TELLING = 3


def asked(session: Session, saved: SavedSearch) -> tuple[Request, list[str]]:
    """Give the request a saved search stands for today, and what has to be said about it."""
    filters, notes = following.current(session, saved.filters)
    sort = saved.sort if saved.sort in SORTS else ""
    return find.ask(saved.words, filters, sort=sort, widened=saved.widened), notes


def every(session: Session, engine: Engine) -> list[Json]:
    """List the saved searches by title: how many records each finds now, and how many of them are new or changed since last looked at."""
    saved = session.execute(select(SavedSearch).order_by(SavedSearch.title, SavedSearch.id)).scalars().all()
    changed = {moment: news.changed_since(session, moment) for moment in {one.looked for one in saved}}
    return [_counted(session, engine, one, changed[one.looked]) for one in saved]


def _counted(session: Session, engine: Engine, saved: SavedSearch, changed: Collection[int]) -> Json:
    request, notes = asked(session, saved)
    ids = engine.find_all(request)
    return {**_told(session, saved, request), "total": len(ids), "new": following.count(ids, changed), "notes": [*notes, *request.notes]}


def _told(session: Session, saved: SavedSearch, request: Request) -> Json:
    return {
        "slug": saved.slug,
        "title": saved.title,
        "url": f"/searches/{saved.slug}",
        "words": saved.words,
        "filters": {name: list(values) for name, values in request.filters.items()},
        "choices": following.choices(session, request.filters, widened=request.widened),
        "sort": saved.sort or None,
        "widened": saved.widened,
        "created": following.second(saved.created),
        "looked": following.second(saved.looked),
        "results": following.place("/search", request, saved.sort),
        "feed": following.place("/search.atom", request),
    }


def listed(found: Sequence[Json]) -> Json:
    """Give the list of saved searches as JSON holds it."""
    return {"total": len(found), "searches": list(found)}


def table(found: Sequence[Json]) -> Table:
    """Give the list of saved searches as a table, for CSV."""
    rows: list[Row] = [{name: _cell(one[name]) for name in COLUMNS} for one in found]
    return Table(COLUMNS, rows, len(rows))


def _cell(value: Any) -> str | int:
    return "; ".join(value) if isinstance(value, list) else value


def get(session: Session, slug: str) -> SavedSearch:
    """Give a saved search; raise :class:`NoSearch` where there is none of that id."""
    found = session.execute(select(SavedSearch).where(SavedSearch.slug == slug)).scalar_one_or_none()
    if found is None:
        raise NoSearch(slug=slug)
    return found


def show(session: Session, engine: Engine, slug: str) -> Json:
    """Give a saved search together with what is new in it, as :func:`kb.following.newest` tells it."""
    saved = get(session, slug)
    request, notes = asked(session, saved)
    found = following.newest(session, engine, request, saved.looked)
    return {**_told(session, saved, request), **found, "notes": [*notes, *found["notes"]]}


def fault(title: str, request: Request) -> str:
    """Say why a search cannot be kept under a title, in one sentence; empty where it can."""
    try:
        line = clean_line(title)
        clean_line(request.words)
    except BadValue as error:
        return str(error)
    if not line:
        return Told("a search is kept under a title; write one")
    if len(line) > LONGEST_TITLE:
        return Told("the title is %(number)s characters long; %(most)s fit", number=len(line), most=LONGEST_TITLE)
    return ""


def save(session: Session, title: str, request: Request, sort: str = "") -> str:
    """Keep a search under a title and give its id; the same search under the same title is kept once.

    What is there already counts as looked at. Raises :class:`BadValue` for a title that cannot be used.
    """
    wrong = fault(title, request)
    if wrong:
        raise BadValue(reason=wrong)
    line, filters = clean_line(title), {name: list(values) for name, values in request.filters.items()}
    told = {"title": line, "words": clean_line(request.words), "sort": sort, "widened": request.widened}
    same = session.execute(select(SavedSearch).filter_by(**told)).scalars()
    kept = next((one.slug for one in same if one.filters == filters), None)
    if kept:
        return kept
    made = SavedSearch(slug=_free_slug(session, line), filters=filters, looked=news.latest(session), **told)
    session.add(made)
    session.flush()
    return made.slug


def _free_slug(session: Session, title: str) -> str:
    wanted = slugified(title)[:LONGEST_SLUG].strip("-") or "search"
    taken = set(session.execute(select(SavedSearch.slug)).scalars())
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)


def seen(session: Session, slug: str, until: str = "") -> None:
    """Mark a saved search as looked at, up to the moment an answer knew of; by default up to now. Raises :class:`BadValue`."""
    saved, last = get(session, slug), news.latest(session)
    saved.looked = max(saved.looked, min(last, _moment(until))) if until else last


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadValue(reason=Told('"%(typed)s" is no moment; give "until" as an answer gave it', typed=text)) from error


def forget(session: Session, slug: str) -> None:
    """Delete a saved search."""
    session.delete(get(session, slug))


def naming(session: Session, names: Iterable[str]) -> list[str]:
    """Give the ids of the saved searches that hold a telling part of one of some names, for one who erases a person."""
    parts = [found for name in names if (found := _parts(name))]
    saved = session.execute(select(SavedSearch).order_by(SavedSearch.title)).scalars()
    return [one.slug for one in saved if any(_names(part, _words(one)) for part in parts)]


def _parts(text: str) -> set[str]:
    return set(PART.findall(fold(text)))


def _words(saved: SavedSearch) -> set[str]:
    return _parts(" ".join([saved.slug, saved.title, saved.words, *(value for values in saved.filters.values() for value in values)]))


def _names(parts: set[str], words: set[str]) -> bool:
    return parts <= words or any(len(part) >= TELLING for part in parts & words)
