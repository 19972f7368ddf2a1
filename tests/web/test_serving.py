from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import urllib.error
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.client import PATIENCE, Server, kb, program, serving
from tests.helpers import make, opened, settings_for


@pytest.fixture(scope="module")
def server(seeded_home: Path) -> Iterator[Server]:
    with serving(seeded_home) as made:
        yield made


@pytest.fixture
def home(seeded_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(seeded_home, tmp_path / "home"))


def test_a_served_search_finds_what_a_command_finds(server: Server, seeded_home: Path) -> None:
    assert json.loads(server.get("/search.json?q=bitcoin")) == kb(seeded_home, "search", "bitcoin", "--json").json


def test_a_server_names_an_address_that_can_be_opened(server: Server) -> None:
    assert "Research knowledge base" in server.get("/")


def test_a_server_does_not_say_what_it_is_made_of(server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        server.get("/no-such")
    with caught.value as answer:
        assert answer.code == 404
        assert "waitress" not in str(answer.headers).lower()


def test_many_readers_are_answered_at_once_and_alike(server: Server) -> None:
    addresses = ["/search.json?q=police", "/statements.json", "/matrix.json?project=media4sec", "/people/van-oss-jaap.json"] * 6
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(server.get, addresses))
    assert found == found[:4] * 6
    assert len(set(found)) == 4


def test_a_change_made_beside_a_running_server_is_served(home: Path) -> None:
    with serving(home) as server:
        assert json.loads(server.get("/search.json?q=zeppelin"))["total"] == 0
        with opened(settings_for(home)) as workspace, workspace.writing() as session:
            make(session, "topic", "zeppelin", label="Zeppelins")
        assert json.loads(server.get("/search.json?q=zeppelin"))["hits"][0]["slug"] == "zeppelin"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_server_told_to_stop_ends_well(seeded_home: Path, how: signal.Signals) -> None:
    with serving(seeded_home) as server:
        os.kill(server.process.pid, how)
        assert server.process.wait(PATIENCE) == 0


def test_a_killed_server_leaves_store_and_index_usable(home: Path) -> None:
    with serving(home) as server:
        server.get("/search?q=bitcoin")
        os.kill(server.process.pid, signal.SIGKILL)
        assert server.process.wait(PATIENCE) == -signal.SIGKILL
    assert kb(home, "index", "check").code == 0
    with opened(settings_for(home)) as workspace:
        with workspace.writing() as session:
            make(session, "topic", "zeppelin", label="Zeppelins")
        assert not workspace.compare()


def test_a_server_without_an_index_makes_one_first(home: Path) -> None:
    shutil.rmtree(home / "index")
    with serving(home) as server:
        assert json.loads(server.get("/search.json?q=bitcoin"))["total"] > 0
    assert kb(home, "index", "check").code == 0


def test_a_server_takes_in_what_was_left_marked(home: Path) -> None:
    with opened(settings_for(home)) as workspace, workspace._writing.begin() as session:  # noqa: SLF001 - as a killed writer leaves it
        make(session, "topic", "zeppelin", label="Zeppelins")
    assert kb(home, "search", "zeppelin", "--json").json["total"] == 0
    with serving(home) as server:
        assert json.loads(server.get("/search.json?q=zeppelin"))["total"] == 1


def test_a_port_in_use_is_said_clearly(seeded_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        found = program(seeded_home, "serve", "--port", port)
    assert found.code == 2
    assert f"127.0.0.1:{port}" in found.err
    assert "choose another" in found.err
    assert "Traceback" not in found.err


@pytest.mark.parametrize(("option", "value"), [("--host", "no.such.host.invalid"), ("--port", "99999"), ("--port", "-1")])
def test_an_address_that_cannot_be_listened_on_is_said_clearly(seeded_home: Path, option: str, value: str) -> None:
    found = program(seeded_home, "serve", "--port", "0", option, value)
    assert found.code == 2
    assert "Traceback" not in found.err
    assert value in found.err


def test_the_settings_give_address_and_port(seeded_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    found = program(seeded_home, "serve", KB_HOST="256.0.0.1", KB_PORT=port)
    assert found.code == 2
    assert f"256.0.0.1:{port}" in found.err


def test_serving_needs_a_store_and_says_how_to_make_one(tmp_path: Path) -> None:
    found = program(tmp_path / "nothing", "serve", "--port", "0")
    assert found.code == 4
    assert "it has no tables yet" in found.err
    assert '"kb init"' in found.err
    assert "Traceback" not in found.err
