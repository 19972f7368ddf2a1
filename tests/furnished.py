"""The shipped knowledge base with what people and registers add to it: a stored text, a saved search, an import with problems."""

from __future__ import annotations

from pathlib import Path

from kb import saved, texts
from kb.models import Document
from kb.search import find
from kb.texts import New
from kb.workspace import Workspace
from tests.helpers import EDITOR, get
from tests.imports import running, samples, writers

TEXT = "Policing the Dark Web\n\nOne legal framework is needed across countries. Investigators share tools.\n\nWe promise six workshops."


def furnish(workspace: Workspace, folder: Path) -> None:
    """Put a text, a saved search and an import beside what the seed brings."""
    with workspace.writing() as session:
        document = get(session, "document", "seed-tno")
        assert isinstance(document, Document)
        texts.add(session, document, New(TEXT, public=True), EDITOR)
        saved.save(session, "Bitcoin", find.ask("bitcoin", {}))
    wrong = samples.register()
    samples.row(wrong, "project", id=samples.LAMP)["status"] = "ASLEEP"
    running.bring_in(workspace, writers.as_csv(folder, wrong))
