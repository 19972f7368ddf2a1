"""Imports as tables: which there were, what they did, and what they could not use."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.errors import NoImport
from kb.imports.runs import Summary
from kb.models import ImportProblem, ImportRun
from kb.models.importing import UNDONE
from kb.queries.shapes import Row, Table
from kb.told import told_each

OUTCOMES = told_each({"created": "Created", "changed": "Changed", "unchanged": "Unchanged", "kept": "Kept"})
STATES = told_each({"finished": "finished", "unfinished": "unfinished", "undone": "undone"})
SHOWN = 20


def told(summary: Summary) -> dict[str, Any]:
    """Give what an import did as JSON holds it."""
    return {
        "import": summary.number,
        "resumed": summary.resumed,
        "records": summary.kinds,
        "differing_values": summary.claims,
        "problems": len(summary.problems) + summary.more_problems,
        "first_problems": [str(problem) for problem in summary.problems[:SHOWN]],
        "files": [{"name": file.name, "layout": file.layout, "rows": file.rows, "passed_over": file.reason} for file in summary.files],
    }


def all_imports(session: Session) -> Table:
    """List the imports, newest first."""
    columns = told_each({"number": "Import", "state": "State", "started": "Started", "finished": "Finished", "files": "Files"})
    columns |= OUTCOMES | told_each({"claims": "Differing values", "problems": "Problems"})
    rows = [_row(run) for run in session.execute(select(ImportRun).order_by(ImportRun.id.desc())).scalars()]
    return Table(columns, rows, len(rows))


def latest(session: Session) -> Row | None:
    """Give the newest import that was not undone, if there is one."""
    query = select(ImportRun).where(ImportRun.state != UNDONE).order_by(ImportRun.id.desc())
    run = session.execute(query).scalars().first()
    return _row(run) if run else None


def _row(run: ImportRun) -> Row:
    counted = run.counts.get("records", {}).values()
    sums = {name: sum(one[name] for one in counted) for name in OUTCOMES}
    when = {"started": f"{run.started:%Y-%m-%d %H:%M}", "finished": f"{run.finished:%Y-%m-%d %H:%M}" if run.finished else None}
    more = {"claims": run.counts.get("claims", 0), "problems": run.counts.get("problems", 0)}
    return {
        "number": run.id,
        "state": STATES.get(run.state, run.state),
        **when,
        "files": ", ".join(PurePath(file).name for file in run.files),
        **sums,
        **more,
    }


def problems(session: Session, number: int, limit: int | None = None) -> Table:
    """List what an import could not use. Raises :class:`NoImport` where there is no such import."""
    run = session.get(ImportRun, number)
    if run is None:
        raise NoImport(number=number)
    query = select(ImportProblem).where(ImportProblem.import_id == number).order_by(ImportProblem.id).limit(limit)
    rows: list[Row] = [
        {"file": one.file, "line": one.line, "field": one.field, "message": one.message} for one in session.execute(query).scalars()
    ]
    return Table(
        told_each({"file": "File", "line": "Line", "field": "Column", "message": "What is wrong"}),
        rows,
        run.counts.get("problems", len(rows)),
    )
