"""Undoing an import as a whole: what it changed goes back, what it made goes, and what people have built on since stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from kb import eager, records, schema
from kb.among import among
from kb.errors import BadRequest, NoImport
from kb.imports.merging import name_of
from kb.models import Imported, ImportRun, Record, Revision
from kb.models.base import now, table_of
from kb.models.changes import mark
from kb.models.importing import UNDONE
from kb.records import Author, Watch, silent
from kb.schema import KINDS, LinkType, Plain, each_reference

BATCH = 500


@dataclass
class Undone:
    """What undoing did: records removed, records set back, and records kept because of later work on them."""

    removed: int = 0
    set_back: int = 0
    kept: int = 0


def undo(session: Session, number: int, watch: Watch = silent) -> Undone:
    """Take back an import, finished or not. Raises :class:`NoImport` where there is none, :class:`BadRequest` where it was undone before."""
    run = session.get(ImportRun, number)
    if run is None:
        raise NoImport(number=number)
    if run.state == UNDONE:
        raise BadRequest(reason=f'import {number} was undone already; "kb import list" shows what there is')
    made = _made(session, number)
    done = Undone(set_back=_set_back(session, number, made, watch))
    doomed = made - _later_work(session, number, made)
    doomed -= _needed(session, doomed)
    _remove(session, sorted(doomed), watch)
    done.removed, done.kept = len(doomed), len(made) - len(doomed)
    session.execute(delete(Imported).where(Imported.import_id == number))
    run.state, run.finished = UNDONE, now()
    run.counts = {**run.counts, "undone": asdict(done)}
    return done


def _made(session: Session, number: int) -> set[int]:
    query = select(Revision.record_id).where(Revision.import_id == number, Revision.action == "created")
    return set(session.execute(query).scalars())


def _later_work(session: Session, number: int, made: set[int]) -> set[int]:
    """Give the records that somebody else, or a later import, has changed."""
    query = select(Revision.record_id).where((Revision.import_id != number) | Revision.import_id.is_(None))
    return made & set(session.execute(query).scalars())


def _needed(session: Session, doomed: set[int]) -> set[int]:
    """Give the records that others refer to which stay, and those that these refer to."""
    pairs = [pair for pairs in _references(session) for pair in pairs if pair[1] in doomed]
    needed: set[int] = set()
    while fresh := {target for owner, target in pairs if owner not in doomed or owner in needed} - needed:
        needed |= fresh
    return needed


def _references(session: Session) -> Iterator[Iterable[tuple[int, int]]]:
    """Yield the pairs of record and record referred to, reference by reference."""
    for described, name, _declared in each_reference():
        table = table_of(described.model)
        owner, target = table.c[described.owner if isinstance(described, LinkType) else "id"], table.c[f"{name}_id"]
        yield [(int(one), int(other)) for one, other in session.execute(select(owner, target).where(target.is_not(None)))]
    merged = select(Record.id, Record.merged_into_id).where(Record.merged_into_id.is_not(None))
    yield [(one, other) for one, other in session.execute(merged) if other]


def _set_back(session: Session, number: int, made: set[int], watch: Watch) -> int:
    """Give records that were there before the values they had, where these are still those of the import."""
    query = select(Revision.record_id, Revision.changes).where(Revision.import_id == number, Revision.action != "created")
    changes: dict[int, list[dict[str, Any]]] = {}
    for record_id, changed in session.execute(query.order_by(Revision.version.desc())):
        if record_id not in made:
            changes.setdefault(record_id, []).append(changed)
    author = Author("CORDIS", why=f"import {number} undone", import_id=number)
    done = 0
    for start in range(0, len(changes), BATCH):
        numbers = list(changes)[start : start + BATCH]
        for record in eager.by_id(session, numbers):
            done += _one_back(session, record, changes[record.id], author)
        watch(min(start + BATCH, len(changes)), len(changes))
    return done


def _one_back(session: Session, record: Record, changes: Sequence[dict[str, Any]], author: Author) -> bool:
    stored = schema.dump(record)
    values: Plain = {}
    for changed in changes:
        for name, (old, new) in changed.items():
            held = values[name] if name in values else stored.get(name)
            if name in KINDS[record.kind].links:
                values[name] = _rows_back(KINDS[record.kind].links[name], held or [], old or [], new or [])
            elif held == new:
                values[name] = old
    cleaned, problems = schema.load(record.kind, values, partial=True)
    return not problems and records.update(session, record, cleaned, author)


def _rows_back(link: LinkType, held: Sequence[Any], old: Sequence[Any], new: Sequence[Any]) -> list[Any]:
    """Take out the rows an import added and put back those it took out or changed; rows that a person set or took out stay so."""
    if list(held) == list(new):
        return list(old)
    changed, lost = _told_apart(link, old, new)
    own = {name_of(link, row) for row in held if row not in old and row not in new}
    kept = [next((before for after, before in changed if after == row), row) for row in held]
    return [row for row in (*kept, *(row for row in lost if name_of(link, row) not in own)) if row is not None]


def _told_apart(link: LinkType, old: Sequence[Any], new: Sequence[Any]) -> tuple[list[tuple[Any, Any]], list[Any]]:
    """Give the rows that came, each with the one it came in place of or ``None``, and the rows that went without another in their place."""
    gone = [row for row in old if row not in new]
    came: list[tuple[Any, Any]] = []
    for row in new:
        if row not in old:
            before = next((one for one in gone if name_of(link, one) == name_of(link, row)), None)
            came.append((row, before))
            gone = [one for one in gone if one is not before]
    return came, gone


def _remove(session: Session, numbers: Sequence[int], watch: Watch) -> None:
    """Delete records with all that belongs to them, whatever they refer to among themselves."""
    chunks = [numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH)]
    for done, chunk in enumerate(chunks, start=1):
        _empty(session, chunk)
        watch(done, 2 * len(chunks))
    for done, chunk in enumerate(chunks, start=1):
        for kind in KINDS.values():
            table = table_of(kind.model)
            session.execute(delete(table).where(among(table.c.id, chunk)))
        session.execute(delete(table_of(Record)).where(among(Record.id, chunk)))
        watch(len(chunks) + done, 2 * len(chunks))
    mark(session, numbers)


def _empty(session: Session, chunk: Sequence[int]) -> None:
    """Delete the links of some records, and let go of what their fields refer to."""
    for link in {link.model: link for kind in KINDS.values() for link in kind.links.values()}.values():
        table = table_of(link.model)
        session.execute(delete(table).where(among(table.c[link.owner], chunk)))
    for kind in KINDS.values():
        table = table_of(kind.model)
        if kind.references:
            session.execute(update(table).where(among(table.c.id, chunk)).values({f"{name}_id": None for name in kind.references}))
