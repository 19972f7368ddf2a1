"""Records that a reader collects: of any kind, in an order of their own, each named as in its address.

A collection is a question and no record: it stands in an address, or in a cookie of the reader's browser, and nothing of it is stored here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import Session

from kb.among import among
from kb.errors import BadRequest
from kb.models import Record
from kb.queries import lists
from kb.queries.find import named
from kb.queries.shapes import Ref, Row, Table
from kb.schema import KINDS
from kb.search import find
from kb.search.engine import Engine, Result
from kb.search.request import Request
from kb.told import Told, told_each

Json = dict[str, Any]
# So many records fit, and so many signs of what is kept of them: browsers keep 4,096 bytes with name and all.
MOST, LONGEST = 100, 3800
FULL = Told("a basket holds %(most)s records, or fewer with long names; take some out, or take this collection away first", most=MOST)
COLUMNS = told_each({"record": "Record", "summary": "Summary"})


@dataclass(frozen=True)
class Collected:
    """Records as they were collected: their numbers and names of today, and the names that stand for no public record."""

    ids: Sequence[int]
    refs: Sequence[Ref]
    gone: Sequence[str]

    @property
    def address(self) -> str:
        """The address that shows this collection to anybody."""
        return address(one.path.lstrip("/") for one in self.refs)


def address(names: Iterable[str]) -> str:
    """Give the address of a collection.

    >>> address(["statements/a", "tools/b"])
    '/basket?r=statements/a&r=tools/b'
    """
    query = urlencode([("r", name) for name in names], safe="/")
    return f"/basket?{query}" if query else "/basket"


def checked(names: Iterable[str]) -> list[str]:
    """Give names of records as in their addresses, each once; raise :class:`BadRequest` for what names none, or for too many."""
    pairs = dict.fromkeys(named(name) for name in names)
    if len(pairs) > MOST:
        raise BadRequest(reason=FULL)
    return [f"{KINDS[kind].text.plural}/{slug}" for kind, slug in pairs]


def packed(names: Iterable[str]) -> str:
    """Write names as a short text, a kind only where it changes; raise :class:`BadRequest` where it gets too long.

    >>> packed(["statements/a", "statements/b", "tools/c"])
    'statements/a.b.tools/c'
    """
    parts, before = [], ""
    for name in names:
        plural, _, slug = name.partition("/")
        parts.append(slug if plural == before else name)
        before = plural
    made = ".".join(parts)
    if len(made) > LONGEST:
        raise BadRequest(reason=FULL)
    return made


def unpacked(text: str) -> list[str]:
    """Read what :func:`packed` wrote; what cannot be read is nothing.

    >>> unpacked("statements/a.b.tools/c"), unpacked("nonsense")
    (['statements/a', 'statements/b', 'tools/c'], [])
    """
    try:
        return checked(_named(text)) if len(text) <= LONGEST else []
    except BadRequest:
        return []


def _named(text: str) -> Iterator[str]:
    plural = ""
    for part in text.split(".") if text else ():
        before, slash, slug = part.rpartition("/")
        plural = before if slash else plural
        yield f"{plural}/{slug}"


def moved(names: Sequence[str], name: str, by: int) -> list[str]:
    """Give names with one of them some places further on; beyond either end it stays there.

    >>> moved(["a", "b", "c"], "c", -1)
    ['a', 'c', 'b']
    """
    rest = [one for one in names if one != name]
    if len(rest) == len(names):
        return rest
    place = max(0, names.index(name) + by)
    return [*rest[:place], name, *rest[place:]]


def collect(session: Session, names: Sequence[str]) -> Collected:
    """Find the records of some names, in their order; a merged one leads to where it went."""
    pairs = [named(name) for name in names]
    known = _known(session, pairs)
    found = {known[pair].id: known[pair] for pair in pairs if pair in known and known[pair].state == "public"}
    gone = [name for name, pair in zip(names, pairs, strict=True) if pair not in known or known[pair].state != "public"]
    return Collected(list(found), [Ref(one.kind, one.slug, one.label) for one in found.values()], gone)


COLUMNS_READ = (Record.id, Record.kind, Record.slug, Record.label, Record.state, Record.merged_into_id)


def _known(session: Session, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    slugs: dict[str, list[str]] = {}
    for kind, slug in pairs:
        slugs.setdefault(kind, []).append(slug)
    wanted = or_(false(), *(and_(Record.kind == kind, Record.slug.in_(some)) for kind, some in slugs.items()))
    known = {(one.kind, one.slug): one for one in session.execute(select(*COLUMNS_READ).where(wanted))}
    while merged := {pair: one.merged_into_id for pair, one in known.items() if one.merged_into_id}:
        into = {one.id: one for one in session.execute(select(*COLUMNS_READ).where(among(Record.id, merged.values())))}
        known |= {pair: into[number] for pair, number in merged.items()}
    return known


def told(session: Session, engine: Engine, found: Collected) -> Json:
    """Give collected records as a search gives its hits, with the address that shows them to anybody."""
    result = Result(len(found.ids), [(number, 0.0) for number in found.ids], {}, Request())
    hits = [{name: value for name, value in hit.items() if name != "score"} for hit in find.hits(session, engine, result)]
    return {"total": len(hits), "address": found.address, "records": hits, "gone": list(found.gone)}


def table(session: Session, found: Collected) -> Table:
    """Give collected records as a table, for CSV."""
    shown = lists.brief(session, found.ids)
    rows: list[Row] = [{"record": shown[number][0], "summary": shown[number][1]} for number in found.ids]
    return Table(COLUMNS, rows, len(rows), [Told("not on record: %(names)s", names=", ".join(found.gone))] if found.gone else ())
