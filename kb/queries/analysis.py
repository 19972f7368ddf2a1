"""What the analyses share: names to records, topics with those below them, what is left out, and the shape of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union
from sqlalchemy.orm import Session

from kb import snapshots
from kb.errors import BadRequest, NotFound, Withdrawn
from kb.models import Name, Organisation, Participation, Project, Record, RecordTopic
from kb.queries.find import below, get
from kb.queries.pointers import HIDDEN
from kb.queries.shapes import Cell, Ref, Table, ref
from kb.schema import KINDS
from kb.snapshots import Snapshot
from kb.told import Joined, Lowered, Told

# A page shows this many rows; the table to take away has them all.
SIZE = 50
# Of a ranking, this many are shown.
TOP = 20
NOT_STATED = Told("not stated")
# The columns of single tables: asked by themselves, they spare the join with the table of all records.
PROJECT, ORGANISATION = Project.__table__.c, Organisation.__table__.c
PART, ABOUT = Participation.__table__.c, RecordTopic.__table__.c


@dataclass(frozen=True)
class Part:
    """One table of a report, under its heading."""

    label: str
    table: Table


@dataclass(frozen=True)
class Bar:
    """What a picture of numbers draws for one year."""

    label: str
    projects: int
    coordinated: int
    amount: Decimal | None


@dataclass(frozen=True)
class Report:
    """An answer of several tables. ``main`` names the one that stands for the whole as CSV.

    ``figures`` are single numbers by name, each with its label; ``about`` is what was asked for,
    ``bars`` what a picture of it draws.
    """

    about: Mapping[str, Any]
    figures: Mapping[str, tuple[str, Cell]]
    parts: Mapping[str, Part]
    main: str
    notes: Sequence[str] = ()
    bars: Sequence[Bar] = ()

    @property
    def table(self) -> Table:
        """The table that stands for the whole."""
        return self.parts[self.main].table


def one(session: Session, kind: str, text: str) -> Snapshot:
    """Give the head of the public record that an id or an exact name stands for.

    A merged record leads to the one it went into. Raises :class:`NotFound`, :class:`Withdrawn`, or
    :class:`BadRequest` with the records to choose from (``details["choices"]``) where several have this name.
    """
    words = " ".join(text.split())
    try:
        return get(session, kind, words)
    except Withdrawn:
        raise
    except NotFound:
        found = _by_name(session, kind, words)
        if not found:
            raise
    if len(found) > 1:
        reason = Told(
            '"%(words)s" is the name of several %(value)s; write the id of one of them: ', words=words, value=Lowered(KINDS[kind].text.many)
        )
        choices = [Ref(kind, slug, label) for slug, label in found]
        listed = Joined("", (reason, ", ".join(choice.slug for choice in choices)))
        raise BadRequest(reason=listed, text=text, choices=choices)
    return get(session, kind, found[0][0])


def several(session: Session, kind: str, texts: Iterable[str]) -> list[Snapshot]:
    """Give the heads of the records that some ids or names stand for, each once; raises as :func:`one`."""
    found = [one(session, kind, text) for text in texts]
    return list({record.id: record for record in found}.values())


def _by_name(session: Session, kind: str, words: str) -> list[tuple[str, str]]:
    """Give id and label of the public records with this name in any of the places where a name stands, capital or small."""
    wanted, own = func.lower(words), KINDS[kind].model.__table__.c
    called = [select(Record.id).where(func.lower(Record.label) == wanted), select(Name.record_id).where(func.lower(Name.name) == wanted)]
    called += [select(own.id).where(func.lower(own.short_name) == wanted)] if "short_name" in own else []
    query = select(Record.slug, Record.label).where(Record.kind == kind, Record.state == "public", Record.id.in_(union(*called)))
    return [(slug, label) for slug, label in session.execute(query.order_by(Record.label, Record.slug).limit(TOP))]


def shown(column: Any) -> ColumnElement[bool]:
    """Leave out rows whose record was merged or withdrawn. These are few, so they are looked up once."""
    found: ColumnElement[bool] = column.not_in(HIDDEN)
    return found


def about(topic: int) -> Select[Any]:
    """Select the numbers of the records about a topic or a narrower one."""
    start: Select[Any] = select(Record.id).where(Record.id == topic)
    return select(RecordTopic.record_id).where(RecordTopic.topic_id.in_(below(start)))


def refs(session: Session, ids: Iterable[int | None]) -> dict[int | None, Ref]:
    """Name records by their numbers."""
    found = snapshots.heads(session, {number for number in ids if number is not None})
    return {number: ref(record) for number, record in found.items()}


def page_of(rows: Sequence[Any], page: int | None) -> Sequence[Any]:
    """Take the rows of one page, numbered from 1, or all of them for no page; raise :class:`BadRequest` below 1."""
    start = place_of(page)
    return rows if page is None else rows[start : start + SIZE]


def place_of(page: int | None) -> int:
    """Give how many rows stand before a page; raise :class:`BadRequest` below 1."""
    if page is not None and page < 1:
        raise BadRequest(reason=Told("pages are numbered from 1"))
    return 0 if page is None else (page - 1) * SIZE


def paged(page: int | None) -> dict[str, int]:
    """Say which page a table is, for programs."""
    return {} if page is None else {"page": page, "size": SIZE}


def country_name(code: str | None) -> str:
    """Give the name of a country by its code, or that it is not stated."""
    return KINDS["organisation"].fields["country"].show(code) or NOT_STATED


def money(amount: Any) -> str | None:
    """Give an amount of euro in words; nothing where none is stated."""
    return KINDS["project"].fields["ec_contribution"].show(amount) or None


def date_words(date: str | None) -> str | None:
    """Give a date in words; nothing where none is stated."""
    return KINDS["project"].fields["start"].show(date) or None
