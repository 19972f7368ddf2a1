"""Loading records with all their links, to be changed, in a fixed number of statements, however many records there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from kb.models import Record
from kb.schema import KINDS

BATCH = 500


def options(kind: str) -> list[ORMOption]:
    """Give the loader options that bring a kind's links, and the records these and its fields refer to."""
    described = KINDS[kind]
    found: list[ORMOption] = [selectinload(getattr(described.model, name)) for name in described.references]
    for name, link in described.links.items():
        loaded = selectinload(getattr(described.model, name))
        found.append(loaded)
        found.extend(loaded.selectinload(getattr(link.model, ref)) for ref in link.references)
    return found


def by_id(session: Session, ids: Iterable[int]) -> Iterator[Record]:
    """Yield records of any kind by their numbers, with their links, in no set order."""
    wanted = list(ids)
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        kinds: dict[str, list[int]] = {}
        for number, kind in session.execute(select(Record.id, Record.kind).where(Record.id.in_(batch))):
            kinds.setdefault(kind, []).append(number)
        for kind, numbers in kinds.items():
            yield from _load(session, kind, Record.id.in_(numbers))


def by_slug(session: Session, kind: str, slugs: list[str]) -> Iterator[Record]:
    """Yield records of one kind by their ids, with their links, in no set order."""
    for start in range(0, len(slugs), BATCH):
        yield from _load(session, kind, (Record.kind == kind) & Record.slug.in_(slugs[start : start + BATCH]))


def _load(session: Session, kind: str, condition: ColumnElement[Any]) -> Iterable[Record]:
    return session.execute(select(KINDS[kind].model).where(condition).options(*options(kind))).scalars()
