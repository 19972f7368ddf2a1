from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.client import Done, kb, program
from tests.helpers import change, get, opened, settings_for
from tests.imports import samples, writers


@pytest.fixture
def home(small_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_home, tmp_path / "home"))


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return writers.as_csv(tmp_path / "export", samples.REGISTER)


def refused(found: Done, code: int, *words: str) -> None:
    """Expect one clear message and nothing on standard output."""
    assert (found.code, found.out) == (code, "")
    assert found.err.count("Error: ") == 1
    assert "Traceback" not in found.err
    for word in words:
        assert word in found.err


def test_an_import_says_in_words_what_it_did(home: Path, export: Path) -> None:
    found = kb(home, "import", "cordis", str(export))
    assert found.code == 0
    lines = found.out.splitlines()
    assert lines[0] == "Import 1"
    assert "  projects: 6 created, 0 changed, 0 unchanged, 0 kept" in lines
    assert "  organisations: 7 created, 1 changed, 0 unchanged, 0 kept" in lines


def test_an_import_prints_json(home: Path, export: Path) -> None:
    found = kb(home, "import", "cordis", str(export), "--json").json
    assert (found["import"], found["resumed"], found["problems"], found["first_problems"]) == (1, False, 0, [])
    assert found["records"]["topic"] == {"created": 5, "changed": 0, "unchanged": 0, "kept": 0}
    assert {one["name"]: one["rows"] for one in found["files"]}["export/organization.csv"] == len(samples.PARTNERS)


def test_an_import_tells_what_it_could_not_use_and_where_all_of_it_stands(home: Path, tmp_path: Path) -> None:
    wrong = samples.register()
    samples.row(wrong, "project", id=samples.LAMP)["status"] = "ASLEEP"
    found = kb(home, "import", "cordis", str(writers.as_csv(tmp_path / "wrong", wrong)))
    assert found.code == 0
    assert "kb import problems 1" in found.out
    assert 'wrong/project.csv:7: status: "ASLEEP" is not a project status' in found.out


def test_an_import_tells_how_many_values_differ_from_what_people_set(home: Path, export: Path) -> None:
    assert "differ from what people set" not in kb(home, "import", "cordis", str(export)).out
    with opened(settings_for(home)) as workspace, workspace.writing() as session:
        change(session, get(session, "project", "lamp-101000001"), title="Mine", end="2026")
    assert (
        "  2 values differ from what people set here; both are kept, see kb disagreements" in kb(home, "import", "cordis", str(export)).out
    )
    assert kb(home, "import", "cordis", str(export), "--json").json["differing_values"] == 2


def test_a_file_of_another_kind_is_passed_over_and_said_to_be(home: Path, export: Path) -> None:
    (export / "readme.txt").write_text("Nothing for a register.\n", encoding="utf-8")
    found = kb(home, "import", "cordis", str(export))
    assert found.code == 0
    assert "passed over: export/readme.txt (no table that is known begins with the columns Nothing for a register.)" in found.out


def test_progress_is_told_on_standard_error_alone(home: Path, export: Path) -> None:
    found = program(home, "import", "cordis", str(export), "--json")
    assert found.json["import"] == 1
    assert [word for word in ("Reading", "Entering", "Indexing") if word not in found.err] == []


def test_results_can_be_left_out(home: Path, export: Path) -> None:
    found = kb(home, "import", "cordis", "--without-results", str(export), "--json").json
    assert found["records"]["document"]["created"] == 1
    assert kb(home, "show", "documents/cordis-101000001-1-delivhorizon").code == 1


def test_several_paths_make_one_import(home: Path, export: Path) -> None:
    paths = [str(export / name) for name in ("organization.csv", "project.csv")]
    assert kb(home, "import", "cordis", *paths, "--json").json["records"]["project"]["created"] == 6


def test_what_was_imported_is_there_for_the_next_command(home: Path, export: Path) -> None:
    assert kb(home, "import", "cordis", str(export)).code == 0
    assert kb(home, "search", "LAMP", "--json").json["hits"][0]["slug"] == "lamp-101000001"
    assert "Light for all" in kb(home, "show", "projects/lamp-101000001").out


def test_a_path_that_is_not_there_is_named(home: Path, tmp_path: Path) -> None:
    refused(kb(home, "import", "cordis", str(tmp_path / "nothing")), 2, f"There is no file or folder {tmp_path / 'nothing'}")


def test_an_empty_folder_is_told(home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused(kb(home, "import", "cordis", str(tmp_path / "empty")), 2, "There are no files to read here")


def test_files_of_which_none_can_be_read_are_told(home: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear reader,\n", encoding="utf-8")
    refused(kb(home, "import", "cordis", str(tmp_path / "letter.txt")), 2, "There is nothing here that could be read", "letter.txt")


def test_no_path_at_all_is_told(home: Path) -> None:
    assert kb(home, "import", "cordis").code == 2


def test_a_refused_import_leaves_no_trace(home: Path, tmp_path: Path) -> None:
    before = kb(home, "stats", "--json").json
    kb(home, "import", "cordis", str(tmp_path / "nothing"))
    assert kb(home, "stats", "--json").json == before
    assert kb(home, "import", "list", "--json").json["rows"] == []


def test_an_import_needs_a_store(tmp_path: Path, export: Path) -> None:
    refused(kb(tmp_path / "new", "import", "cordis", str(export)), 4, "it has no tables yet")


def test_an_import_makes_an_index_where_there_is_none(home: Path, export: Path) -> None:
    shutil.rmtree(home / "index")
    assert kb(home, "import", "cordis", str(export)).code == 0
    assert kb(home, "index", "check").code == 0


def test_a_missing_list_is_no_error(home: Path) -> None:
    assert kb(home, "import", "list").code == 0


def test_imports_are_listed_newest_first(home: Path, export: Path) -> None:
    for _time in range(2):
        kb(home, "import", "cordis", str(export))
    rows = kb(home, "import", "list", "--json").json["rows"]
    assert [(one["number"], one["state"], one["files"]) for one in rows] == [(2, "finished", "export"), (1, "finished", "export")]
    assert "finished" in kb(home, "import", "list").out


def test_an_import_without_problems_has_an_empty_list(home: Path, export: Path) -> None:
    kb(home, "import", "cordis", str(export))
    assert kb(home, "import", "problems", "1", "--json").json["rows"] == []


def test_an_undo_tells_what_it_did(home: Path, export: Path) -> None:
    kb(home, "import", "cordis", str(export))
    found = kb(home, "import", "undo", "1")
    assert (found.code, found.out) == (0, "31 removed, 1 set back, 0 kept because of later work\n")


def test_an_undo_prints_json(home: Path, export: Path) -> None:
    kb(home, "import", "cordis", str(export))
    assert kb(home, "import", "undo", "1", "--json").json == {"removed": 31, "set_back": 1, "kept": 0}
    assert kb(home, "index", "check").code == 0


@pytest.mark.parametrize("command", ["problems", "undo"])
def test_an_unknown_import_is_named(home: Path, command: str) -> None:
    found = kb(home, "import", command, "7")
    refused(found, 1, "no import", "7", "kb import list")


def test_a_second_undo_is_refused(home: Path, export: Path) -> None:
    kb(home, "import", "cordis", str(export))
    kb(home, "import", "undo", "1")
    refused(kb(home, "import", "undo", "1"), 2, "import 1 was undone already")


def test_what_cannot_be_a_number_is_refused(home: Path) -> None:
    assert kb(home, "import", "undo", "last").code == 2
