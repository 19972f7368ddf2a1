"""The command that serves the pages."""

from __future__ import annotations

import click

from kb import db, serving
from kb.cli.base import progress, workspace_of
from kb.cli.group import main
from kb.config import MAX_PORT


@main.command()
@click.option("--host", help="Address to listen on instead of KB_HOST.")
@click.option("--port", type=click.IntRange(0, MAX_PORT), help="Port to listen on instead of KB_PORT; 0 takes any free one.")
def serve(host: str | None, port: int | None) -> None:
    """Serve the pages with a production server, until stopped with Ctrl-C."""
    workspace = workspace_of()
    db.ready(workspace.database)
    with progress("Checking the index") as watch:
        workspace.refresh_index(watch)
    serving.serve(workspace, host or workspace.settings.host, workspace.settings.port if port is None else port)
