"""Registers into a workspace: the store, what its database knows of itself, and the index. Loaded by the few commands that do so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kb import db
from kb.imports import runs, undoing
from kb.imports.runs import Options, Phase, Summary
from kb.imports.undoing import Undone
from kb.records import Watch, silent
from kb.workspace import Workspace


def import_cordis(workspace: Workspace, paths: Sequence[Path], options: Options, phase: Phase) -> Summary:
    """Import files of the CORDIS register, then bring the index up to date; ``phase`` watches each part."""
    db.ready(workspace.database)
    reading, writing = (db.sessions(workspace.database, write=write) for write in (False, True))
    with db.clear_errors():
        summary = runs.run(reading, writing, paths, options, phase)
    workspace.analyse()
    with phase("Indexing") as watch:
        workspace.refresh_index(watch)
    return summary


def undo_import(workspace: Workspace, number: int, watch: Watch = silent) -> Undone:
    """Take an import back as a whole; what people have built on since stays."""
    with workspace.writing() as session:
        undone = undoing.undo(session, number, watch)
    workspace.analyse()
    return undone
