"""Keeping the index in step with the store: draining marks, rebuilding, checking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from kb.among import among
from kb.db import Session, Sessions
from kb.models import IndexMark, Record
from kb.records import Watch, silent
from kb.search import documents
from kb.search.engine import Engine, Entry
from kb.snapshots import RECORD

# Past this share of all records a rebuild is quicker than an update.
REBUILD_SHARE = 0.1
REBUILD_FLOOR = 500


def drain(reading: Sessions, writing: Sessions, engine: Engine, watch: Watch = silent) -> int:
    """Take the marked records into the index; give how many. Marks left meanwhile stay for the next time."""
    with reading() as session:
        newest = session.execute(select(func.max(IndexMark.id))).scalar() or 0
        ids = session.execute(select(IndexMark.record_id).distinct().order_by(IndexMark.record_id)).scalars().all()
        if len(ids) > max(REBUILD_FLOOR, REBUILD_SHARE * _count(session)):
            _rebuild(session, engine, watch)
        elif ids:
            public = set(session.execute(select(Record.id).where(among(RECORD.c.id, ids), Record.state == "public")).scalars())
            engine.update(documents.entries(session, sorted(public)), [number for number in ids if number not in public])
    if newest:
        _forget(writing, newest)
    return len(ids)


def rebuild(reading: Sessions, writing: Sessions, engine: Engine, watch: Watch = silent) -> int:
    """Make the index anew from the store; give the number of entries."""
    with reading() as session:
        newest = session.execute(select(func.max(IndexMark.id))).scalar() or 0
        count = _rebuild(session, engine, watch)
    _forget(writing, newest)
    return count


def _rebuild(session: Session, engine: Engine, watch: Watch) -> int:
    total = _count(session)
    return engine.rebuild(documents.entries(session), lambda done: watch(done, total))


def _count(session: Session) -> int:
    return session.execute(select(func.count()).where(Record.state == "public").select_from(Record)).scalar_one()


def _forget(writing: Sessions, newest: int) -> None:
    with writing.begin() as session:
        session.execute(delete(IndexMark).where(IndexMark.id <= newest))


@dataclass(frozen=True)
class Difference:
    """Where index and store disagree, by record numbers."""

    missing: list[int]
    stale: list[int]
    surplus: list[int]

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.missing or self.stale or self.surplus)


def compare(reading: Sessions, engine: Engine) -> Difference:
    """Compare every entry of the index with what the store would make of its record now."""
    held = dict(engine.digests())
    with reading() as session:
        wanted = {entry.id: entry.digest for entry in documents.entries(session)}
    return Difference(
        missing=sorted(wanted.keys() - held.keys()),
        stale=sorted(number for number in wanted.keys() & held.keys() if wanted[number] != held[number]),
        surplus=sorted(held.keys() - wanted.keys()),
    )


def repair(reading: Sessions, engine: Engine, found: Difference) -> None:
    """Bring the entries that differ up to date."""
    with reading() as session:
        engine.update(_entries(session, found), found.surplus)


def _entries(session: Session, found: Difference) -> Iterator[Entry]:
    return documents.entries(session, [*found.missing, *found.stale])
