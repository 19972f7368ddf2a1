"""The records as they stood at a moment: which were not there yet, and the rows of those that have changed since.

Every change leaves a revision with old and new values, so the past is the present with the later revisions taken back, newest
first. What was erased, or taken back together with its import, is gone from the past too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from kb.among import among
from kb.errors import BadRequest, BadValue
from kb.models import Revision
from kb.models.base import table_of
from kb.models.fields import Field
from kb.models.types import REFERENCE
from kb.schema import KINDS, Kind, LinkType, Plain
from kb.snapshots import RECORD
from kb.told import Number, Told, day

# Of more records that have changed since, the past is not worked out while somebody waits.
MOST = 5000
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
TOLD_OF_REVISIONS: Table = Revision.metadata.tables["revision"]
Row = dict[str, Any]


@dataclass(frozen=True)
class Moment:
    """A moment in UTC as it stands in an address, ``text``. A day means its end."""

    text: str
    at: datetime

    @property
    def words(self) -> str:
        """Say it as people write it.

        >>> read_moment("2020-01-31", datetime(2021, 1, 1, tzinfo=UTC)).words
        '31 January 2020'
        """
        if DAY.fullmatch(self.text):
            return day(self.at)
        return Told("%(day)s at %(time)s UTC", day=day(self.at), time=f"{self.at:%H:%M:%S}")


def read_moment(text: str, now: datetime) -> Moment:
    """Read a day or a moment; raise :class:`BadRequest` for what is neither, or lies in the future."""
    text = text.strip()
    try:
        if DAY.fullmatch(text):
            day = date.fromisoformat(text)
            found, begins = Moment(text, datetime.combine(day, time.max, UTC)), datetime.combine(day, time.min, UTC)
        else:
            begins = _in_utc(datetime.fromisoformat(text))
            found = Moment(begins.replace(tzinfo=None).isoformat() + "Z", begins)
    except (ValueError, OverflowError) as error:
        reason = Told('"%(typed)s" is neither a day nor a moment; write 2026-01-31 or 2026-01-31T12:00:00Z', typed=text)
        raise BadRequest(reason=reason) from error
    if begins > now:
        raise BadRequest(
            reason=Told("%(words)s is still to come; what was on record can be shown for today and earlier", words=found.words)
        )
    return found


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@dataclass(frozen=True)
class Past:
    """What differs between now and ``at``: the numbers of the records that were not there yet, and of those that have changed since.

    ``rows`` are those of the changed records as they were then, by table; ``stamp`` names the present they were worked out from.
    """

    at: datetime
    stamp: tuple[Any, ...]
    missing: frozenset[int]
    changed: frozenset[int]
    rows: Mapping[str, Sequence[Row]]


def stamp(session: Session) -> tuple[Any, ...]:
    """Tell one present from another: by the newest revision and by how many there are, as some may be erased."""
    latest = select(func.max(Revision.id), func.max(Revision.at), func.count(Revision.id))
    return tuple(session.execute(latest).one())


def read(session: Session, at: datetime) -> Past:
    """Work out what differs from the present; raise :class:`BadRequest` where too many records have changed since."""
    made_since = select(Revision.record_id).where(Revision.version == 1, Revision.at > at)
    missing = frozenset(session.execute(made_since).scalars())
    since = (Revision.at > at, Revision.record_id.not_in(made_since))
    changed = frozenset(session.execute(select(Revision.record_id).where(*since).distinct()).scalars())
    if len(changed) > MOST:
        reason = Told(
            "%(value)s records have changed since %(at)s, which is more than can be taken back at once (%(most)s)",
            value=Number(len(changed)),
            at=day(at),
            most=Number(MOST),
        )
        raise BadRequest(reason=Told("%(reason)s; ask for a later day, or open the history of one record", reason=reason))
    taken_back = _taken_back(session, changed, at)
    rows = _rows(session, taken_back, missing, at) if changed else {}
    return Past(at, stamp(session), missing, changed, rows)


def _taken_back(session: Session, changed: Collection[int], at: datetime) -> dict[int, Plain]:
    """Give for each changed record the old values of what later revisions changed."""
    query = select(Revision.record_id, Revision.changes).where(Revision.at > at, among(TOLD_OF_REVISIONS.c.record_id, changed))
    found: dict[int, Plain] = {number: {} for number in changed}
    for number, changes in session.execute(query.order_by(Revision.record_id, Revision.version.desc())):
        found[number] |= {name: pair[0] for name, pair in changes.items()}
    return found


def _rows(session: Session, taken_back: Mapping[int, Plain], missing: Collection[int], at: datetime) -> dict[str, list[Row]]:
    kinds = _kinds(session, taken_back)
    known = Known(session, _named(taken_back, kinds), missing)
    heads = _heads(session, taken_back, at)
    used = [kind for kind in KINDS.values() if kind in kinds.values()]
    found = {
        table.name: [_own_row(row, table, kinds, taken_back, known) for row in _stored(session, table, "id", taken_back)]
        for table in (RECORD, *(table_of(kind.model) for kind in used))
    }
    found[RECORD.name] = [row | heads[row["id"]] | _state(taken_back[row["id"]]) for row in found[RECORD.name]]
    for link in {link.model: link for kind in used for link in kind.links.values()}.values():
        found[link.model.__tablename__] = list(_link_rows(session, link, taken_back, known))
    return found


def _own_row(row: Row, table: Table, kinds: Mapping[int, Kind], taken_back: Mapping[int, Plain], known: Known) -> Row:
    """Give a row of a record as it was, of the table that all records share or that of its kind."""
    kind = kinds[row["id"]]
    given = {name: value for name, value in taken_back[row["id"]].items() if name in kind.fields}
    return row | {name: value for name, value in known.cells(kind, given, given).items() if name in table.c}


def _kinds(session: Session, numbers: Collection[int]) -> dict[int, Kind]:
    found = session.execute(select(RECORD.c.id, RECORD.c.kind).where(among(RECORD.c.id, numbers)))
    return {number: KINDS[kind] for number, kind in found}


def _stored(session: Session, table: Table, owner: str, numbers: Collection[int]) -> Iterator[Row]:
    query = select(table).where(among(table.c[owner], numbers))
    yield from (dict(row) for row in session.execute(query.order_by(table.c.id)).mappings())


def _state(told: Plain) -> Row:
    """Give the state before a record was merged or withdrawn, where that came later."""
    return {"state": told["state"], "merged_into_id": None} if "state" in told else {}


def _heads(session: Session, numbers: Collection[int], at: datetime) -> dict[int, Row]:
    """Give version and last change of records at a moment."""
    latest = select(Revision.record_id, func.max(Revision.version), func.max(Revision.at))
    mine = latest.where(Revision.at <= at, among(TOLD_OF_REVISIONS.c.record_id, numbers)).group_by(Revision.record_id)
    return {number: {"version": version, "updated": updated} for number, version, updated in session.execute(mine)}


def _link_rows(session: Session, link: LinkType, taken_back: Mapping[int, Plain], known: Known) -> Iterator[Row]:
    """Yield the rows of a list of links as they were. A row that is still there keeps its number."""
    table = table_of(link.model)
    stored: dict[int, list[Row]] = {}
    for row in _stored(session, table, link.owner, taken_back):
        stored.setdefault(row[link.owner], []).append(row)
    number = session.execute(select(func.max(table.c.id))).scalar() or 0
    for owner, told in taken_back.items():
        if link.name not in told:
            yield from stored.get(owner, ())
            continue
        for position, cells in enumerate(known.links(link, told[link.name] or ())):
            held = next((row for row in stored.get(owner, ()) if cells.items() <= row.items()), None)
            number += 1
            yield cells | {"id": held["id"] if held else number, link.owner: owner, "position": position}


def _named(taken_back: Mapping[int, Plain], kinds: Mapping[int, Kind]) -> set[str]:
    """Give the ids of all records that old values refer to."""
    found: set[str] = set()
    for number, told in taken_back.items():
        kind = kinds[number]
        for name, value in told.items():
            if name in kind.references and value:
                found.add(value)
            elif name in kind.links:
                link = kind.links[name]
                found |= {row[key] for row in _mappings(link, value or ()) for key in link.references if row.get(key)}
    return {ref.rpartition("/")[2] for ref in found}


def _mappings(link: LinkType, rows: Iterable[Any]) -> Iterator[Plain]:
    yield from ({link.bare: row} if link.bare else row for row in rows)


class Known:
    """The records that old values refer to, and these values as columns hold them."""

    def __init__(self, session: Session, slugs: Collection[str], missing: Collection[int]) -> None:
        """Read the numbers of some records by their ids; those of ``missing`` were not there then."""
        self.numbers: dict[tuple[str, str], int] = {}
        wanted = sorted(slugs)
        for start in range(0, len(wanted), MOST):
            query = select(RECORD.c.kind, RECORD.c.slug, RECORD.c.id).where(RECORD.c.slug.in_(wanted[start : start + MOST]))
            self.numbers |= {(kind, slug): number for kind, slug, number in session.execute(query) if number not in missing}

    def cells(self, described: Kind | LinkType, values: Plain, names: Iterable[str]) -> Row:
        """Give plain values of some fields as their columns hold them."""
        return {
            f"{name}_id" if name in described.references else name: self._value(described.fields[name], values.get(name)) for name in names
        }

    def links(self, link: LinkType, rows: Iterable[Any]) -> Iterator[Row]:
        """Yield plain rows of a list as their table holds them, without those whose other record is gone for good."""
        needed = {f"{name}_id" for name, declared in link.references.items() if declared.required}
        for values in _mappings(link, rows):
            cells = self.cells(link, values, link.fields)
            if all(cells[name] is not None for name in needed):
                yield cells

    def _value(self, declared: Field, value: Any) -> Any:
        if value is None:
            return None
        if declared.type is not REFERENCE:
            with suppress(BadValue):
                return declared.type.clean(value)
            return None
        kind, _slash, slug = value.rpartition("/")
        kinds = (kind,) if kind else declared.kinds
        return next((self.numbers[one, slug] for one in kinds if (one, slug) in self.numbers), None)
