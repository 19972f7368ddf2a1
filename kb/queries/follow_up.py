"""What became of recommendations and commitments: the state of each, since when, on what evidence, and what is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from kb import snapshots
from kb.errors import BadRequest
from kb.models import Addressee
from kb.models.dates import bounds, words
from kb.models.vocabularies import FOLLOWED, UPTAKE
from kb.queries.analysis import SIZE, Part, Report, paged, place_of
from kb.queries.cells import listed, sources
from kb.queries.coverage_scope import SAID, Conditions, Scope, scope
from kb.queries.pointers import HIDDEN
from kb.queries.shapes import Row, Source, Table, ref
from kb.snapshots import RECORD, LinkRow, Snapshot, Want
from kb.told import Joined, Told, told_each

ACTS = Addressee.__table__.c
UNKNOWN, NOBODY = "unknown", "not-stated"
# What is kept or is not kept is due no more.
NO_DAY = Told("a day not on record")
SETTLED = ("kept", "not kept")
STATES = tuple(dict.fromkeys(state for _field, vocabulary in FOLLOWED.values() for state in vocabulary.terms))
STATE = func.coalesce(case((SAID.type == "recommendation", SAID.uptake), else_=SAID.fulfilment), UNKNOWN)
WANT = Want(("type", "date", "due", "uptake", "fulfilment", "project"), ("addressees", "status_changes", "evidence"), general=True)
COLUMNS = told_each(
    {
        "record": "Statement",
        "type": "Type",
        "status": "State",
        "told": "Since when",
        "addressees": "Addressed to",
        "due": "Due",
        "date": "Stated",
        "project": "Project",
        "shown_by": "Last evidence",
        "sources": "Sources",
    }
)


@dataclass(frozen=True)
class Asked:
    """What to follow up: all, or only a type, a state, a project, a topic with narrower ones, an addressee (``not-stated`` for nobody).

    ``page`` takes one page, by default all; ``today`` is the day on which something is due or not, by default this one.
    """

    type: str | None = None
    status: str | None = None
    project: str | None = None
    topic: str | None = None
    addressee: str | None = None
    page: int | None = None
    today: date | None = None


def follow_up(session: Session, asked: Asked) -> Report:
    """Give the recommendations and commitments asked for with their states, and how many are in each.

    The numbers by state leave the state asked for out of account, so that the others can be chosen instead. Raises
    :class:`BadRequest` for a type or state that there is not, and as :func:`kb.queries.analysis.one`.
    """
    _check(asked)
    within = scope(session, asked.project, asked.topic)
    conditions = list(_conditions(asked, within))
    counts = session.execute(select(SAID.type, STATE, func.count()).where(*conditions).group_by(SAID.type, STATE)).all()
    shown = [STATE.in_((asked.status,))] if asked.status else []
    total = sum(count for _type, state, count in counts if asked.status in (None, state))
    today = asked.today or datetime.now(UTC).date()
    rows = [_row(record, today) for record in snapshots.read(session, _ids(session, [*conditions, *shown], asked.page), WANT)]
    chosen = {name: value for name in ("type", "status", "addressee") if (value := getattr(asked, name))}
    parts = {"states": Part(Told("By state"), _states(counts, asked.type)), "list": Part(Told("Statements"), Table(COLUMNS, rows, total))}
    return Report({**within.about, **chosen, **paged(asked.page)}, {}, parts, "list", (UPTAKE.source,))


def _check(asked: Asked) -> None:
    for name, known in (("type", tuple(FOLLOWED)), ("status", STATES)):
        value = getattr(asked, name)
        if value and value not in known:
            raise BadRequest(
                reason=Told(
                    'there is no %(name)s "%(value)s" to follow up; use one of: %(known)s', name=name, value=value, known=", ".join(known)
                )
            )


def _conditions(asked: Asked, within: Scope) -> Iterator[Any]:
    yield SAID.type == asked.type if asked.type else SAID.type.in_(FOLLOWED)
    yield from within.records(SAID.id)
    if asked.addressee:
        stated = select(ACTS.statement_id).where(ACTS.inferred.is_(False))
        yield SAID.id.not_in(stated) if asked.addressee == NOBODY else SAID.id.in_(stated.where(ACTS.addressee == asked.addressee))


def _ids(session: Session, conditions: Conditions, page: int | None) -> Sequence[int]:
    """Give the statements by type and state, the latest first within these."""
    order = [*(case({name: place for place, name in enumerate(found)}, value=by) for found, by in ((FOLLOWED, SAID.type), (STATES, STATE)))]
    query = select(SAID.id).join(RECORD, RECORD.c.id == SAID.id).where(*conditions)
    query = query.order_by(*order, SAID.due.is_(None), SAID.due, SAID.date.desc(), RECORD.c.label)
    return session.execute(query.limit(None if page is None else SIZE).offset(place_of(page))).scalars().all()


def _states(counts: Sequence[Any], only: str | None) -> Table:
    """Give every state there is with its number, also of those that nothing is in."""
    numbers = {(kind, state): count for kind, state, count in counts}
    rows: list[Row] = [
        {"type": kind, "status": vocabulary.label(state), "name": state, "count": numbers.get((kind, state), 0)}
        for kind, (_field, vocabulary) in FOLLOWED.items()
        for state in vocabulary.terms
        if only in (None, kind)
    ]
    return Table(told_each({"type": "Type", "status": "State", "name": "Id", "count": "Number"}), rows, len(rows))


def _row(record: Snapshot, today: date) -> Row:
    field, vocabulary = FOLLOWED[record.type]
    state = getattr(record, field) or UNKNOWN
    changes = sorted(record.status_changes, key=lambda row: (bounds(row.date)[0] or date.min, row.position))
    shown = _since(changes, state)
    return {
        "record": ref(record),
        "type": record.type,
        "status": vocabulary.label(state),
        "told": _told(record, changes, shown, state, today),
        "addressees": listed(record, "addressees"),
        "due": listed(record, "due"),
        "date": listed(record, "date"),
        "project": listed(record, "project"),
        "shown_by": _place(shown[-1]) if shown else "",
        "sources": sources(record.evidence),
    }


def _since(changes: Sequence[LinkRow], state: str) -> list[LinkRow]:
    """Give the changes at the end that led to a state and to no other since."""
    return list(takewhile(lambda row: row.status == state, reversed(changes)))[::-1]


def _place(row: LinkRow) -> Source | str:
    return Source(ref(row.document), row.locator, None, row.note, row.document.url) if row.document else row.note or ""


def _told(record: Snapshot, changes: Sequence[LinkRow], shown: Sequence[LinkRow], state: str, today: date) -> str:
    """Say since when a state holds, what is due, and what nothing is known of."""
    last = bounds(record.due)[1]
    passed = last is not None and last < today
    due = [] if not record.due or state in SETTLED else [_due(words(record.due), passed=passed)]
    if shown:
        return Joined("; ", [_shown(shown), *due])
    if changes:
        return Joined("; ", [Told("nothing on record shows this state"), *due])
    if due:
        return Told("%(due)s, nothing on record", due=due[0])
    if record.date:
        return Told("no update since %(date)s, when it was stated", date=words(record.date))
    return Told("no update on record, and no day on which it was stated")


def _due(date: str, *, passed: bool) -> str:
    return Told("due since %(date)s", date=date) if passed else Told("due %(date)s", date=date)


def _shown(shown: Sequence[LinkRow]) -> str:
    first, last = (words(row.date) if row.date else NO_DAY for row in (shown[0], shown[-1]))
    return Told("since %(first)s, last told of %(last)s", first=first, last=last) if first != last else Told("since %(first)s", first=first)


def addressees(session: Session) -> list[str]:
    """Name those to whom a source addresses a recommendation."""
    query = select(ACTS.addressee).where(ACTS.inferred.is_(False), ACTS.statement_id.not_in(HIDDEN)).distinct()
    return list(session.execute(query.order_by(ACTS.addressee)).scalars())
