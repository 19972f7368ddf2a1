"""Which record a person means by a name, an id or an address."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.errors import BadRequest
from kb.models import Record
from kb.queries.find import named
from kb.search import complete
from kb.search.engine import Engine
from kb.search.text import fold
from kb.told import Told

Json = dict[str, Any]


def meant(session: Session, engine: Engine, text: str) -> tuple[str | None, list[Json]]:
    """Give the record that is meant, as in its address, if only one is called so; else those that may be meant.

    A text in the form of an address is taken as one, whether or not there is such a record.
    """
    try:
        named(text)
    except BadRequest:
        return _by_name(session, engine, text.strip())
    return text.strip("/"), []


def _by_name(session: Session, engine: Engine, text: str) -> tuple[str | None, list[Json]]:
    query = select(Record.kind, Record.slug).where(Record.slug == text, Record.state == "public")
    held = [f"{kind}/{slug}" for kind, slug in session.execute(query)]
    if len(held) == 1:
        return held[0], []
    offered: list[Json] = complete.complete(session, engine, text)["records"]
    called = [one for one in offered if fold(text) in (fold(one["label"]), fold(one["name"] or ""))]
    return (called[0]["url"].strip("/"), []) if len(called) == 1 else (None, offered)


def one(session: Session, engine: Engine, text: str) -> str:
    """Give the record that is meant; raise :class:`BadRequest` where none or several may be."""
    found, offered = meant(session, engine, text)
    if found:
        return found
    if not offered:
        raise BadRequest(reason=Told('no record is called "%(text)s"; write another name, or kind and id, as in statements/one', text=text))
    may = ", ".join(offer["url"].strip("/") for offer in offered)
    raise BadRequest(reason=Told('"%(text)s" may mean several records; name one of: %(may)s', text=text, may=may))
