"""Serving the pages with waitress."""

from __future__ import annotations

import signal
import sys
from types import FrameType

from waitress.server import create_server

from kb.errors import BadSetting
from kb.web import create_app
from kb.workspace import Workspace

THREADS = 8


def serve(workspace: Workspace, host: str, port: int) -> None:
    """Listen until stopped; print the address once it can be opened."""
    try:
        server = create_server(create_app(workspace), host=host, port=port, threads=THREADS, ident=None)
    except (OSError, ValueError, OverflowError) as error:
        raise BadSetting(name="KB_PORT", value=f"{host}:{port}", reason=f"it cannot be listened on ({error}); choose another") from error
    signal.signal(signal.SIGTERM, _stop)
    print(f"The knowledge base is at http://{host}:{server.effective_port}/", flush=True)  # noqa: T201 - the command's output
    try:
        server.run()
    finally:
        server.close()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
