"""Asking as people and programs do: over HTTP, on the command line, and a server of its own."""

from __future__ import annotations

import csv
import io
import json
import os
import select
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import event

from kb.cli import main
from kb.workspace import Workspace

PROGRAM = str(Path(sys.executable).with_name("kb"))
PATIENCE = 60
SETTINGS = ("KB_HOME", "KB_DATABASE_URL", "KB_SEARCH_URL", "KB_HOST", "KB_PORT")


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, read as JSON."""
        assert self.code == 0, self.err
        return json.loads(self.out)


def kb(home: Path, *arguments: str, **environ: str) -> Done:
    """Run a command inside this process."""
    settings = {**dict.fromkeys(SETTINGS), "KB_HOME": str(home), **environ}
    found = CliRunner().invoke(main, list(arguments), env=settings)
    return Done(found.exit_code, found.stdout, found.stderr)


def commands(command: click.Command = main, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words that call each command, those of the whole program none."""
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from commands(command.get_command(context, name) or command, (*path, name))


def environment(home: Path, **environ: str) -> dict[str, str]:
    """Give the environment of a program that uses a knowledge base."""
    others = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return {**others, "KB_HOME": str(home), "PYTHONWARNINGS": "ignore", **environ}


def program(home: Path, *arguments: str, **environ: str) -> Done:
    """Run a command as a program of its own."""
    command = [PROGRAM, *arguments]
    found = subprocess.run(command, env=environment(home, **environ), capture_output=True, text=True, timeout=PATIENCE, check=False)
    return Done(found.returncode, found.stdout, found.stderr)


@dataclass(frozen=True)
class Answer:
    """What an address answered; ``text`` of a file that is no text is of no use."""

    status: int
    type: str
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        """Its body, read as JSON."""
        return json.loads(self.text)


def ask(client: FlaskClient, address: str, method: str = "GET") -> Answer:
    """Open an address, whatever it answers."""
    answer = client.open(address, method=method)
    try:
        return Answer(answer.status_code, answer.content_type, dict(answer.headers), answer.get_data().decode(errors="replace"))
    finally:
        answer.close()


def _well(client: FlaskClient, address: str, kind: str) -> Answer:
    answer = ask(client, address)
    assert (answer.status, answer.type.partition(";")[0]) == (200, kind), (address, answer.text)
    return answer


def read_json(client: FlaskClient, address: str) -> Any:
    """Open an address that must answer with JSON."""
    return _well(client, address, "application/json").json


def read_html(client: FlaskClient, address: str) -> str:
    """Open an address that must answer with a page."""
    return _well(client, address, "text/html").text


def read_csv(client: FlaskClient, address: str) -> list[dict[str, str]]:
    """Open an address that must answer with CSV; give its rows by heading."""
    return list(csv.DictReader(io.StringIO(_well(client, address, "text/csv").text, newline="")))


def slugs(rows: list[Mapping[str, Any]]) -> list[str]:
    """Give the ids of the records of some rows, or of some hits."""
    return [row["record"]["slug"] if "record" in row else row["slug"] for row in rows]


def places(row: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Give the documents and places a row or a page rests on."""
    found = row["sources"] if "sources" in row else row["evidence"]
    return {(place["document"], place["locator"]) for place in found}


@contextmanager
def counted(workspace: Workspace) -> Iterator[list[str]]:
    """Collect the statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(workspace.database, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(workspace.database, "before_cursor_execute", note)


@dataclass(frozen=True)
class Server:
    """A server of its own, and its address without the last slash."""

    process: subprocess.Popen[str]
    address: str

    def get(self, path: str) -> str:
        """Open one of its addresses."""
        with urllib.request.urlopen(f"{self.address}{path}", timeout=PATIENCE) as answer:  # noqa: S310 - the test's own server
            return str(answer.read().decode())


@contextmanager
def serving(home: Path, *arguments: str, **environ: str) -> Iterator[Server]:
    """Start ``kb serve`` on a free port and stop it afterwards, however it fares."""
    command = [PROGRAM, "serve", "--port", "0", *arguments]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment(home, **environ), stdout=subprocess.PIPE, stderr=quiet, text=True) as process:
        try:
            assert process.stdout is not None
            assert select.select([process.stdout], [], [], PATIENCE)[0], "the server said nothing"
            said = process.stdout.readline()
            assert said.startswith("The knowledge base is at http"), said
            yield Server(process, said.split()[-1].rstrip("/"))
        finally:
            process.kill()
