"""What a statement rests on: who said it, the sources it stands in, which of these are of one origin, and the statements beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import snapshots
from kb.models import StatementRelation
from kb.queries.cells import UNNAMED, nobody_named, whole
from kb.queries.find import get
from kb.queries.pages import Support, support
from kb.queries.pointers import PUBLIC
from kb.queries.shapes import Ref, ref
from kb.schema import KINDS
from kb.snapshots import RECORD, LinkRow, Snapshot, Want
from kb.told import Told

RELATION = StatementRelation.__table__.c
LINKS = ("voicings", "evidence", "relations")


@dataclass(frozen=True)
class Voice:
    """Somebody who said it: a record, or a group in words; for whom, and in which documents, each with the place in it.

    ``known`` is false where nobody is named.
    """

    who: Ref | str
    body: Ref | None
    heard: Sequence[tuple[Ref | None, str | None]]
    known: bool = True


@dataclass(frozen=True)
class Place:
    """A place in a source, with whose words stand there: the key and the words of the mode, ``None`` where nobody has said."""

    document: Ref
    locator: str | None
    mode: str | None
    told: str


@dataclass(frozen=True)
class Origin:
    """Documents of one origin, as judged under a name; without a name the one document has not been judged."""

    name: str | None
    documents: Sequence[Ref]


@dataclass(frozen=True)
class Related:
    """A statement that stands beside this one: how, in words, and whether it is the other that says so."""

    other: Ref
    relation: str
    named_there: bool
    note: str | None


@dataclass(frozen=True)
class EvidenceGraph:
    """A statement with all that it rests on, each list in the order of the record."""

    statement: Ref
    type: str
    voices: Sequence[Voice]
    places: Sequence[Place]
    origins: Sequence[Origin]
    related: Sequence[Related]
    support: Support

    @property
    def documents(self) -> list[Ref]:
        """The sources, each once, those of one origin side by side."""
        return [document for origin in self.origins for document in origin.documents]


def evidence_graph(session: Session, slug: str) -> EvidenceGraph:
    """Read a statement with what it rests on. Raises :class:`NotFound` or :class:`Withdrawn`."""
    record = get(session, "statement", slug, Want(("type",), LINKS))
    related = [*_named_here(record), *_named_there(session, record)]
    kind = KINDS["statement"].fields["type"].show(record.type)
    places = [_place(row) for row in whole(record)]
    return EvidenceGraph(ref(record), kind, list(_voices(record)), places, list(_origins(record)), related, support(record))


def _voices(record: Snapshot) -> Iterator[Voice]:
    heard: dict[tuple[Ref | str, Ref | None], list[tuple[Ref | None, str | None]]] = {}
    for row in record.voicings:
        body = ref(row.organisation) if row.organisation else None
        who = ref(row.person) if row.person else body or row.group or UNNAMED
        place = ref(row.document) if row.document else None, row.locator
        heard.setdefault((who, body if row.person else None), []).append(place)
    yield from (Voice(who, body, places, known=who != UNNAMED) for (who, body), places in heard.items())
    if (nobody_named(record) or not heard) and (UNNAMED, None) not in heard:
        yield Voice(UNNAMED, None, (), known=False)


def _place(row: LinkRow) -> Place:
    told = KINDS["statement"].links["evidence"].fields["mode"].show(row.mode) if row.mode else Told("whose words: not stated")
    return Place(ref(row.document), row.locator, row.mode, told)


def _origins(record: Snapshot) -> Iterator[Origin]:
    """Yield the origins that people have judged, then the documents that nobody has judged, one by one."""
    documents = {row.document_id: row.document for row in whole(record)}
    named = dict.fromkeys(document.origin_group for document in documents.values() if document.origin_group)
    for name in named:
        yield Origin(name, [ref(document) for document in documents.values() if document.origin_group == name])
    yield from (Origin(None, [ref(document)]) for document in documents.values() if not document.origin_group)


def _named_here(record: Snapshot) -> Iterator[Related]:
    for row in record.relations:
        if row.other.state == "public":
            yield Related(ref(row.other), _relation(row.relation), named_there=False, note=row.note)


def _named_there(session: Session, record: Snapshot) -> Iterator[Related]:
    """Yield the statements that name this one."""
    query = select(RELATION.statement_id, RELATION.relation, RELATION.note).join(RECORD, RECORD.c.id == RELATION.statement_id)
    rows = session.execute(query.where(RELATION.other_id == record.id, PUBLIC).order_by(RECORD.c.label)).all()
    known = snapshots.heads(session, [row.statement_id for row in rows])
    for row in rows:
        yield Related(ref(known[row.statement_id]), _relation(row.relation), named_there=True, note=row.note)


def _relation(key: str) -> str:
    return KINDS["statement"].links["relations"].fields["relation"].show(key)
