"""What is not there: how many of which records lack something, and the list behind each number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from kb import anchors, texts
from kb.errors import NoGap
from kb.queries.analysis import SIZE, paged, place_of
from kb.queries.coverage_gaps import GAPS, Gap, Rows
from kb.queries.coverage_lists import listed
from kb.queries.coverage_scope import RESTS, Scope, scope
from kb.queries.shapes import Row, Table
from kb.snapshots import RECORD
from kb.told import told_each

COLUMNS = told_each(
    {
        "name": "Id",
        "group": "About",
        "label": "What is lacking",
        "lacking": "Lacking",
        "whole": "Out of",
        "of": "Of what",
        "url": "List",
    }
)
# What the home page tells of: gaps that people can close.
BRIEF = (
    "topics-without-recommendation",
    "recommendations-without-addressee",
    "recommendations-without-status",
    "statements-on-one-origin",
    "partners-without-contribution",
)
ANCHOR = ("document_id", "exact", "prefix", "suffix", "start", "end", "text_sha256")


def coverage(session: Session, project: str | None = None, topic: str | None = None) -> Table:
    """Give every gap with its number, out of how many: of all records, of a project, on a topic. Raises as :func:`kb.queries.analysis.one`."""
    return _told(session, list(GAPS.values()), _scope(session, project, topic))


def in_brief(session: Session) -> Sequence[Row]:
    """Give the gaps that the home page tells of, with their numbers, among all records."""
    return _told(session, [GAPS[name] for name in BRIEF], scope(session, None, None)).rows


def _told(session: Session, gaps: Sequence[Gap], asked: Scope) -> Table:
    counts = {name: (lacking or 0, whole) for name, lacking, whole in session.execute(union_all(*(_counted(gap, asked) for gap in gaps)))}
    rows: list[Row] = [_line(gap, asked, *counts[gap.name]) for gap in gaps]
    return Table(COLUMNS, rows, len(rows), about=asked.about)


def lacking(session: Session, name: str, project: str | None = None, topic: str | None = None, page: int | None = None) -> Table:
    """List what one gap counts, by label, one page of it or all. Raises :class:`NoGap`, and as :func:`coverage`."""
    if name not in GAPS:
        raise NoGap(name=name)
    gap, asked = GAPS[name], _scope(session, project, topic)
    _name, count, whole = session.execute(_counted(gap, asked)).one()
    numbers = _numbers(session, gap.rows(asked), page)
    found = listed(session, gap.shows, numbers)
    told = {"name": name, "label": gap.label, "of": gap.of, "whole": whole, **asked.about, **paged(page)}
    return Table(found.columns, found.rows, count or 0, about=told)


def _scope(session: Session, project: str | None, topic: str | None) -> Scope:
    return replace(scope(session, project, topic), lost=_lost(session))


def _lost(session: Session) -> list[int]:
    """Give the numbers of the evidence whose passage is no longer found in the newest text of its document."""
    query = select(RESTS.id, *(RESTS[name] for name in ANCHOR)).where(RESTS.exact.is_not(None))
    rows = session.execute(query).all()
    held = texts.current(session, {row.document_id for row in rows})
    return [row.id for row in rows if row.document_id in held and not anchors.found(held[row.document_id].text, anchors.of(row))]


def _counted(gap: Gap, asked: Scope) -> Any:
    rows = gap.rows(asked).subquery()
    return select(literal(gap.name), func.sum(rows.c.lacking), func.count()).select_from(rows)


def _line(gap: Gap, asked: Scope, count: int, whole: int) -> Row:
    chosen = urlencode({name: found.slug for name, found in asked.about.items()})
    url = f"/coverage/{gap.name}" + (f"?{chosen}" if chosen else "")
    return {"name": gap.name, "group": gap.group, "label": gap.label, "lacking": count, "whole": whole, "of": gap.of, "url": url}


def _numbers(session: Session, rows: Rows, page: int | None) -> Sequence[int]:
    """Give the rows that lack something, in the order of the labels of their records."""
    asked = rows.subquery()
    query = select(asked.c.id).join(RECORD, RECORD.c.id == asked.c.record).where(asked.c.lacking == 1)
    query = query.order_by(RECORD.c.label, asked.c.id)
    return session.execute(query.limit(None if page is None else SIZE).offset(place_of(page))).scalars().all()
