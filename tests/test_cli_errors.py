from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kb.cli import UNEXPECTED, Commands
from kb.workspace import Workspace
from tests.client import PATIENCE, PROGRAM, Done, environment, kb, program

READING = (
    ("stats",),
    ("search", "bitcoin"),
    ("list", "projects"),
    ("show", "projects/titanium"),
    ("matrix",),
    ("recommendations",),
    ("partners", "titanium"),
    ("disagreements",),
    ("changes",),
    ("index", "check"),
    ("db", "check"),
)


def clear(found: Done, code: int, *words: str) -> None:
    """Expect one clear message and no stack trace."""
    assert found.code == code, found
    assert found.out == ""
    assert found.err.count("Error: ") == 1
    assert "Traceback" not in found.err
    for word in words:
        assert word in found.err


@pytest.fixture
def home(seeded_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(seeded_home, tmp_path / "home"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("search", "-f", "colour=red"), 'there is no facet "colour"; use one of: kind, type, topic'),
        (("search", "-f", "colour"), '"colour" is not a choice; write facet=value'),
        (("search", "--sort", "loudest"), 'results cannot be sorted by "loudest"'),
        (("search", "--page", "0"), "pages are numbered from 1"),
        (("search", "--page", "first"), "'first' is not a valid integer"),
        (("search", "--size", "1000"), "a page holds from 1 to 200 results, not 1000"),
        (("list", "planets"), "'planets' is not one of 'projects'"),
        (("list", "tools", "-f", "kind=event"), 'in this list kind is always "tool"'),
        (("recommendations", "-f", "colour=red"), 'there is no facet "colour"'),
        (("show", "titanium"), '"titanium" names no record; write kind and id'),
        (("show", "planets/mars"), '"planets/mars" names no record'),
        (("show", "projects/"), '"projects/" names no record'),
        (("disagreements", "ws-darkweb-2017"), '"ws-darkweb-2017" names no record'),
        (("matrix", "--by", "colour"), "the matrix can be shown by organisation or person"),
        (("changes", "--since", "yesterday"), '"yesterday" is not a date; write 2017'),
        (("partners",), "name at least one project or organisation"),
        (("serve", "--port", "99999"), "99999 is not in the range 0<=x<=65535"),
        (("serve", "--port", "http"), "'http' is not a valid integer"),
        (("frobnicate",), "No such command 'frobnicate'"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_exit_code_2(seeded_home: Path, arguments: tuple[str, ...], words: str) -> None:
    clear(kb(seeded_home, *arguments), 2, words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "people/nobody"), 'There is no person called "nobody"'),
        (("partners", "titanium", "apollo"), 'There is no project called "apollo"'),
        (("matrix", "--event", "no-such"), 'There is no event called "no-such"'),
        (("disagreements", "events/no-such"), 'There is no event called "no-such"'),
        (("changes", "--topic", "no-such"), 'There is no topic called "no-such"'),
        (("erase", "people/nobody", "--yes"), 'There is no person called "nobody"'),
    ],
)
def test_an_unknown_record_is_told_with_exit_code_1(seeded_home: Path, arguments: tuple[str, ...], words: str) -> None:
    clear(kb(seeded_home, *arguments), 1, words)


def test_a_load_with_a_mistake_is_refused_with_exit_code_3_and_writes_nothing(home: Path, small_seed: Path) -> None:
    before = kb(home, "stats", "--json").json
    (small_seed / "tools.yaml").write_text("- slug: drill\n  label: Drill\n  colour: red\n- label: nameless\n", encoding="utf-8")
    found = kb(home, "seed", "load", str(small_seed))
    assert (found.code, found.out) == (3, "")
    assert "2 problems found, so nothing was written." in found.err
    assert "tools.yaml:3: drill colour: there is no such field" in found.err
    assert 'tools.yaml:4: ? slug: "Id" is needed' in found.err
    assert kb(home, "stats", "--json").json == before


def test_a_folder_that_is_not_there_is_refused(home: Path, tmp_path: Path) -> None:
    found = kb(home, "seed", "load", str(tmp_path / "nothing"))
    assert found.code != 0
    assert str(tmp_path / "nothing") in found.err
    assert "something unexpected" not in found.err


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_a_store_without_tables_is_told_with_exit_code_4_and_how_to_make_one(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    clear(kb(tmp_path, *arguments), 4, "it has no tables yet", 'Run "kb init"')


def test_a_store_of_another_version_is_told_with_exit_code_4(workspace: Workspace) -> None:
    with workspace.database.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    clear(kb(workspace.settings.home, "stats"), 4, "its tables are at revision 0000", '"kb db upgrade"')


@pytest.mark.parametrize("arguments", [("search", "bitcoin"), ("list", "projects"), ("recommendations",), ("index", "check")], ids=" ".join)
def test_a_missing_index_is_told_with_exit_code_5_and_how_to_make_one(home: Path, arguments: tuple[str, ...]) -> None:
    shutil.rmtree(home / "index")
    clear(kb(home, *arguments), 5, "there is none yet", '"kb index rebuild"')


def test_what_needs_no_index_is_answered_without_one(home: Path) -> None:
    shutil.rmtree(home / "index")
    for arguments in (("stats",), ("show", "projects/titanium"), ("matrix",), ("partners", "titanium"), ("disagreements",), ("changes",)):
        assert kb(home, *arguments, "--json").json


def test_a_damaged_index_is_told_and_mended_by_a_rebuild(home: Path) -> None:
    for path in (home / "index").glob("generation-*/*"):
        path.write_bytes(b"nonsense")
    clear(kb(home, "search", "bitcoin"), 5, "it is damaged", '"kb index rebuild"')
    assert kb(home, "index", "rebuild").code == 0
    assert kb(home, "search", "bitcoin", "--json").json["total"] > 0


@pytest.mark.parametrize("arguments", [("search", "x"), ("init",), ("serve",), ("stats",)], ids=" ".join)
@pytest.mark.parametrize(
    ("name", "value", "code", "words"),
    [
        ("KB_PORT", "abc", 2, 'The setting KB_PORT is "abc": give a number from 0 to 65535'),
        ("KB_PORT", "65536", 2, 'The setting KB_PORT is "65536"'),
        ("KB_SEARCH_URL", "elastic:x", 2, 'The setting KB_SEARCH_URL is "elastic:x"'),
        ("KB_DATABASE_URL", "nonsense", 2, "it cannot be read"),
        ("KB_DATABASE_URL", "nosuchdb://x/y", 2, "it cannot be read"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(
    tmp_path: Path, arguments: tuple[str, ...], name: str, value: str, code: int, words: str
) -> None:
    clear(kb(tmp_path, *arguments, **{name: value}), code, words)


@pytest.mark.parametrize("arguments", [*READING, ("init",), ("db", "upgrade"), ("serve", "--port", "0")], ids=" ".join)
def test_a_home_that_is_a_file_is_told(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("not a folder")
    clear(kb(tmp_path / "file", *arguments), 4, "its folder cannot be made")


@pytest.mark.parametrize("arguments", [*READING, ("init",), ("db", "upgrade"), ("serve", "--port", "0")], ids=" ".join)
def test_a_database_that_is_none_is_told_and_left_as_it_was(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "kb.sqlite").write_bytes(b"this is no database at all " * 500)
    found = kb(tmp_path, *arguments)
    assert (found.code, found.out) == (4, "")
    assert "file is not a database" in found.err
    assert "Traceback" not in found.err
    assert (tmp_path / "kb.sqlite").read_bytes() == b"this is no database at all " * 500


def test_a_database_with_damaged_pages_is_told(home: Path) -> None:
    path = home / "kb.sqlite"
    for beside in home.glob("kb.sqlite-*"):
        beside.unlink()
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    clear(kb(home, "list", "projects"), 4, "malformed")


def test_the_installed_program_shows_no_stack_trace(tmp_path: Path) -> None:
    clear(program(tmp_path, "stats"), 4, "it has no tables yet")


def test_output_that_nobody_reads_to_the_end_is_no_error(seeded_home: Path) -> None:
    command = [PROGRAM, "changes", "--json"]
    with subprocess.Popen(command, env=environment(seeded_home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "{\n"
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(PATIENCE) in (0, 1)


@click.group(cls=Commands)
@click.option("--debug", is_flag=True)
def broken(debug: bool) -> None:  # noqa: FBT001 - an option
    """Hold a command with a fault."""


@broken.command()
def fault() -> None:
    """Fail as no command should."""
    raise ZeroDivisionError("a fault of the program")


def test_a_fault_of_the_program_is_one_message_and_an_exit_code_of_its_own() -> None:
    found = CliRunner().invoke(broken, ["fault"])
    assert (found.exit_code, found.stdout) == (UNEXPECTED, "")
    assert "ZeroDivisionError: a fault of the program" in found.stderr
    assert "Repeat with --debug" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_fault_of_the_program_shows_where_it_came_from_when_asked() -> None:
    found = CliRunner().invoke(broken, ["--debug", "fault"])
    assert found.exit_code == UNEXPECTED
    assert "Traceback" in found.stderr
    assert "in fault" in found.stderr
