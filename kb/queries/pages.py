"""Everything one page shows of a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import schema, texts
from kb.models import Revision, SourceText
from kb.models.vocabularies import ACTION
from kb.queries import history, origins, passages, related
from kb.queries.cells import UNNAMED, cell, nobody_named, row_key, sources, whole
from kb.queries.find import get
from kb.queries.history import Difference
from kb.queries.leading import Leading, leading
from kb.queries.origins import Pair
from kb.queries.passages import Passage
from kb.queries.shapes import Cell, Ref, Row, Source, Table, ref, table
from kb.schema import KINDS, Kind, LinkType, Plain
from kb.snapshots import ALL, LinkRow, Snapshot, Want
from kb.told import Joined, Told, told_many

# Shown at the head of a page, or in a part of its own.
HEAD_FIELDS = ("slug", "label", "summary", "note")
HEAD_LINKS = ("topics", "evidence", "gaps")
EVERY_KIND = ("names", "identifiers", "judgements")
# In the number that orders records by their support each count takes so many bits; a larger one counts as the largest.
COUNT_BITS = 10
# A page for people shows the first of a long list; its evidence is read whole, because every row may have some.
SHOWN = Want(most=related.LIMIT, whole=HEAD_LINKS)


@dataclass(frozen=True)
class Claim:
    """One value of a property, with the places that give it. ``preferred`` is ``None`` where nothing disagrees."""

    value: str
    preferred: bool | None
    sources: Sequence[Source]
    notes: Sequence[str]


@dataclass(frozen=True)
class Fact:
    """A field with its value; without one it is not stated. ``claims`` are all values on record where sources disagree."""

    name: str
    label: str
    value: Cell
    sources: Sequence[Source]
    claims: Sequence[Claim]


@dataclass(frozen=True)
class Section:
    """A list under a heading: links of the record, or records that refer to it. A long one is ``about`` where ``all`` of it stands."""

    name: str
    label: str
    help: str
    table: Table


@dataclass(frozen=True)
class Support:
    """How widely a record is supported, counted by independent origin.

    Documents of one origin group are one origin. A document without a group has
    not been judged, so there may be as many more origins as there are such documents.
    """

    documents: int
    fewest: int
    most: int
    voices: int

    @property
    def words(self) -> str:
        """Say it in a sentence."""
        documents = told_many("%(num)s document", "%(num)s documents", self.documents)
        voices = told_many("%(num)s named voice", "%(num)s named voices", self.voices) if self.voices else Told("no named voices")
        return Joined(", ", (documents, self._origins(), voices))

    def _origins(self) -> str:
        if self.fewest == self.most:
            return told_many("%(num)s independent origin", "%(num)s independent origins", self.most)
        return told_many(
            "at least %(fewest)s, at most %(num)s independent origin",
            "at least %(fewest)s, at most %(num)s independent origins",
            self.most,
            fewest=self.fewest,
        )

    @property
    def strength(self) -> int:
        """Give a number that is larger the better the record is supported: the origins there are at least, then at most, then the voices."""
        found = 0
        for count in (self.fewest, self.most, self.voices) if self.documents else ():
            found = found << COUNT_BITS | min(count, (1 << COUNT_BITS) - 1)
        return found


@dataclass(frozen=True)
class Change:
    """One entry of a record's history."""

    version: int
    action: str
    at: datetime
    by: str
    why: str | None
    source: str | None
    fields: Sequence[tuple[str, Any, Any]]
    differences: Sequence[Difference] = ()


@dataclass(frozen=True)
class Page:
    """A record with all that is linked to it."""

    ref: Ref
    kind_label: str
    summary: str | None
    note: str | None
    updated: datetime
    version: int
    topics: Sequence[Ref]
    leading: Sequence[Leading]
    facts: Sequence[Fact]
    properties: Sequence[Fact]
    sections: Sequence[Section]
    inverse: Sequence[Section]
    evidence: Sequence[Source]
    gaps: Sequence[tuple[str, Ref | None, str | None]]
    support: Support | None
    alike: Sequence[Pair]
    history: Sequence[Change]
    values: Plain
    passages: Sequence[Passage]
    texts: Sequence[SourceText]


def page(session: Session, kind: str, slug: str, want: Want = ALL) -> Page:
    """Read a record's page, by default with all its links. Raises :class:`NotFound` or :class:`Withdrawn`."""
    record = get(session, kind, slug, want)
    described = KINDS[record.kind]
    claims = claims_of(record)
    return Page(
        ref=ref(record),
        kind_label=described.text.one,
        summary=record.summary,
        note=record.note,
        updated=record.updated,
        version=record.version,
        topics=[ref(row.topic) for row in record.topics],
        leading=leading(record),
        facts=[*_facts(record, claims), *_speaker(record)],
        properties=list(_properties(record, claims)),
        sections=[_section(record, link) for link in _own_first(described) if getattr(record, link.name)],
        inverse=[Section(found.name, found.label, "", found.table) for found in related.inverse(session, record)],
        evidence=sources(whole(record)),
        gaps=[(gap.missing, ref(gap.closed_by) if gap.closed_by else None, gap.note) for gap in record.gaps],
        support=support(record) if record.kind == "statement" else None,
        alike=origins.among_sources(session, {row.document_id for row in whole(record)}) if record.kind == "statement" else (),
        history=history_of(session, record),
        values=schema.dump(record),
        passages=list(passages.of_record(session, record).values()),
        texts=texts.versions(session, record.id) if record.kind == "document" else (),
    )


def rows(session: Session, kind: str, slug: str, name: str, *, after: int = 0, limit: int | None = None) -> tuple[Ref, Section]:
    """Read one list of a record as a whole: its own links, or the records that point to it, ``limit`` of these from a number on."""
    link = KINDS[kind].links.get(name)
    if link:
        record = get(session, kind, slug, Want((), (name, "evidence")))
        return ref(record), _section(record, link)
    record = get(session, kind, slug)
    found = related.whole(session, record, name, after, limit)
    return ref(record), Section(found.name, found.label, "", found.table)


def _own_first(kind: Kind) -> list[LinkType]:
    """Give the lists that have a section of their own, those of this kind before those that every kind has."""
    found = [link for name, link in kind.links.items() if name not in HEAD_LINKS]
    return sorted(found, key=lambda link: link.name in EVERY_KIND)


def support(record: Snapshot) -> Support:
    """Count documents and origins of a record, and the voices of a statement."""
    documents = {row.document_id: row.document for row in whole(record)}
    groups = {document.origin_group for document in documents.values() if document.origin_group}
    unjudged = sum(not document.origin_group for document in documents.values())
    said = record.voicings if record.kind == "statement" else ()
    voices = {(row.person_id or 0, row.person_id is None and row.organisation_id) for row in said if row.person_id or row.organisation_id}
    return Support(len(documents), max(len(groups), min(1, unjudged)), len(groups) + unjudged, len(voices))


def claims_of(record: Snapshot) -> dict[str, list[Claim]]:
    """Group the evidence for single values by property, then by value."""
    grouped: dict[str, dict[str, list[LinkRow]]] = {}
    for row in record.evidence:
        if row.field and row.value is not None and row.field not in KINDS[record.kind].links:
            grouped.setdefault(row.field, {}).setdefault(row.value, []).append(row)
    return {name: [_claim(value, rows) for value, rows in values.items()] for name, values in grouped.items()}


def _claim(value: str, rows: list[LinkRow]) -> Claim:
    flags = [row.preferred for row in rows if row.preferred is not None]
    return Claim(value, flags[0] if flags else None, sources(rows), list(dict.fromkeys(row.note for row in rows if row.note)))


def disputed(claims: Sequence[Claim]) -> bool:
    """Tell whether the values of one property disagree: there are several, and one is not used."""
    return len(claims) > 1 and any(claim.preferred is False for claim in claims)


def _facts(record: Snapshot, claims: dict[str, list[Claim]]) -> list[Fact]:
    kind, found = KINDS[record.kind], []
    for name, declared in kind.fields.items():
        value = getattr(record, name)
        if name in HEAD_FIELDS or (declared.quiet and value is None and name not in claims):
            continue
        mine = claims.get(name, [])
        found.append(Fact(name, declared.label, cell(declared, value), _joined(mine), mine if disputed(mine) else ()))
    return found


def _speaker(record: Snapshot) -> list[Fact]:
    """Say of a quotation without a speaker that it has none."""
    quoted = record.kind == "statement" and nobody_named(record)
    return [Fact("speaker", Told("Speaker"), UNNAMED, (), ())] if quoted else []


def _properties(record: Snapshot, claims: dict[str, list[Claim]]) -> list[Fact]:
    """Give the properties that sources state and that have no field of their own."""
    kind, found = KINDS[record.kind], []
    for name, mine in claims.items():
        if name not in kind.fields or name in HEAD_FIELDS:
            used = [claim.value for claim in mine if claim.preferred is not False] or [claim.value for claim in mine]
            found.append(Fact(name, kind.label_of(name), "; ".join(used) or None, _joined(mine), mine if disputed(mine) else ()))
    return found


def _joined(claims: Sequence[Claim]) -> list[Source]:
    return list(dict.fromkeys(place for claim in claims for place in claim.sources))


def _section(record: Snapshot, link: LinkType) -> Section:
    columns = {name: declared.label for name, declared in link.fields.items()} | {"sources": Told("Sources")}
    by_value: dict[str | None, list[LinkRow]] = {}
    for row in record.evidence:
        if row.field == link.name:
            by_value.setdefault(row.value, []).append(row)
    rows: list[Row] = [_row(link, row, by_value) for row in getattr(record, link.name)]
    made, total = table(columns, rows), record.totals[link.name]
    about = {"all": f"{ref(record).path}/{link.name}"} if total > len(rows) else {}
    return Section(link.name, link.declared.label, link.declared.help, Table(made.columns, rows, total, about=about))


def _row(link: LinkType, row: LinkRow, by_value: dict[str | None, list[LinkRow]]) -> Row:
    cells: dict[str, Cell] = {name: cell(declared, getattr(row, name)) for name, declared in link.fields.items()}
    return {**cells, "sources": sources(by_value.get(row_key(link, row), []))}


def history_of(session: Session, record: Snapshot) -> list[Change]:
    """Give every change of a record, the newest first, with what each took out and put in."""
    shown = (Revision.version, Revision.action, Revision.at, Revision.by, Revision.why, Revision.source, Revision.changes)
    query = select(*shown).where(Revision.record_id == record.id).order_by(Revision.version.desc())
    revisions = session.execute(query).all()
    known = history.names(session, record.kind, [revision.changes for revision in revisions])
    told = (history.differences(record.kind, revision.changes, known) for revision in revisions)
    return [replace(change(record.kind, revision), differences=found) for revision, found in zip(revisions, told, strict=True)]


def change(kind: str, revision: Any) -> Change:
    """Give a row of the revisions with the names of fields as people read them."""
    fields = [(KINDS[kind].label_of(name), pair[0], pair[1]) for name, pair in revision.changes.items()]
    return Change(revision.version, ACTION.label(revision.action), revision.at, revision.by, revision.why, revision.source, fields)
