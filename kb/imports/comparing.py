"""Comparing two knowledge bases record by record, field by field and link by link, whatever numbers their records have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import schema, snapshots
from kb.models import Record
from kb.schema import KINDS, Kind
from kb.snapshots import Snapshot


def differences(one: Session, other: Session) -> Iterator[str]:
    """Yield a line for everything in which two stores differ; none where they hold the same.

    Records are matched by kind and id. A line names record and field and gives both values, as in
    ``projects/x: title: 'a' / 'b'``; of a list it gives the rows that only one of them has.
    """
    for kind in KINDS.values():
        mine, theirs = _numbers(one, kind), _numbers(other, kind)
        for slug in sorted(mine.keys() ^ theirs.keys()):
            yield f"{kind.text.plural}/{slug}: only in the {'first' if slug in mine else 'second'}"
        both = sorted(mine.keys() & theirs.keys())
        left, right = (snapshots.read(held, [known[slug] for slug in both]) for held, known in ((one, mine), (other, theirs)))
        for pair in zip(left, right, strict=True):
            yield from _different(kind, *pair)


def _numbers(session: Session, kind: Kind) -> dict[str, int]:
    return {slug: number for number, slug in session.execute(select(Record.id, Record.slug).where(Record.kind == kind.name))}


def _different(kind: Kind, one: Snapshot, other: Snapshot) -> Iterator[str]:
    left, right = ({**schema.dump(record), "state": record.state} for record in (one, other))
    for name in dict.fromkeys((*left, *right)):
        mine, theirs = left.get(name), right.get(name)
        if mine != theirs:
            told = _rows(mine or [], theirs or []) if name in kind.links else f"{mine!r} / {theirs!r}"
            yield f"{kind.text.plural}/{one.slug}: {name}: {told}"


def _rows(mine: list[Any], theirs: list[Any]) -> str:
    first, second = [row for row in mine if row not in theirs], [row for row in theirs if row not in mine]
    return f"{first!r} / {second!r}" if first or second else "the same rows, in another order or number"
