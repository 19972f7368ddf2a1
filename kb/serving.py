"""Serving the pages with waitress."""

from __future__ import annotations

import gc
import signal
import sys
from types import FrameType
from typing import Any

from waitress.server import create_server

from kb.errors import BadSetting
from kb.search import find
from kb.web import create_app
from kb.workspace import Workspace

THREADS = 8


def serve(workspace: Workspace, host: str, port: int) -> None:
    """Listen until stopped; print the address once it can be opened, and answers come at once."""
    _read_once(workspace)
    try:
        server = create_server(create_app(workspace), host=host, port=port, threads=THREADS, ident=None)
    except (OSError, ValueError, OverflowError) as error:
        raise BadSetting(name="KB_PORT", value=f"{host}:{port}", reason=f"it cannot be listened on ({error}); choose another") from error
    for how in (signal.SIGTERM, signal.SIGINT):
        signal.signal(how, _stop)
    print(f"The knowledge base is at {_address(server, host)}", flush=True)  # noqa: T201 - the command's output
    # What is loaded by now stays; the garbage collector need not go through it again and again.
    gc.freeze()
    try:
        server.run()
    finally:
        server.close()


def _read_once(workspace: Workspace) -> None:
    """Ask for everything: what is read once and kept, of the index and of the names of countries, is no matter for the first visitor."""
    with workspace.reading() as session:
        find.find(session, workspace.engine, find.ask())


def _address(server: Any, host: str) -> str:
    """Give the address to open. A name with several addresses, such as localhost, has several sockets; the first will do."""
    several = getattr(server, "effective_listen", None)
    port = several[0][1] if several else server.effective_port
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
