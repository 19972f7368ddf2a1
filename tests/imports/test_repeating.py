"""An import that brings nothing new writes nothing, whatever the form and the order of its files."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.workspace import Workspace
from tests.imports import samples, writers
from tests.imports.running import bring_in, edited, tables

# An import is noted even where it changed nothing.
NOTES = ("import_run",)


def test_a_repeat_writes_nothing(imported: Workspace, exported: Path) -> None:
    before = tables(imported, *NOTES)
    summary = bring_in(imported, exported)
    assert tables(imported, *NOTES) == before
    assert {outcome for counted in summary.kinds.values() for outcome, number in counted.items() if number} == {"unchanged"}


def test_a_repeat_onto_a_seed_writes_nothing(founded: Workspace, exported: Path) -> None:
    bring_in(founded, exported)
    before = tables(founded, *NOTES)
    bring_in(founded, exported)
    assert tables(founded, *NOTES) == before


def test_a_repeat_with_the_map_writes_nothing(founded: Workspace, exported: Path, tmp_path: Path) -> None:
    ror = writers.pic_map(tmp_path / "pic_mapping.csv")
    bring_in(founded, exported, ror)
    before = tables(founded, *NOTES)
    bring_in(founded, ror, exported)
    assert tables(founded, *NOTES) == before


def test_a_repeat_leaves_no_mark_for_the_index(imported: Workspace, exported: Path) -> None:
    index = {path.name: path.stat().st_mtime_ns for path in (imported.settings.home / "index").rglob("*")}
    bring_in(imported, exported)
    assert tables(imported)["index_mark"] == []
    assert {path.name: path.stat().st_mtime_ns for path in (imported.settings.home / "index").rglob("*")} == index


def test_a_repeat_has_a_number_of_its_own(imported: Workspace, exported: Path) -> None:
    assert [bring_in(imported, exported).number for _time in range(2)] == [2, 3]


@pytest.mark.parametrize(
    "form", [writers.as_xml, writers.as_live_xml, writers.as_tar, writers.as_xlsx, writers.with_commas], ids=lambda form: form.__name__
)
def test_the_same_in_another_form_writes_nothing(imported: Workspace, tmp_path: Path, form: writers.Form) -> None:
    before = tables(imported, *NOTES)
    bring_in(imported, form(tmp_path / "again", samples.REGISTER))
    assert tables(imported, *NOTES) == before


def test_files_in_another_order_write_nothing(imported: Workspace, exported: Path) -> None:
    before = tables(imported, *NOTES)
    bring_in(imported, *sorted(exported.iterdir(), reverse=True))
    assert tables(imported, *NOTES) == before


def test_rows_in_another_order_write_nothing(imported: Workspace, tmp_path: Path) -> None:
    before = tables(imported, *NOTES)
    turned = {name: rows[::-1] for name, rows in samples.REGISTER.items()}
    bring_in(imported, writers.as_csv(tmp_path / "turned", turned))
    assert tables(imported, *NOTES) == before


def test_the_same_twice_in_one_import_is_taken_once(imported: Workspace, exported: Path, tmp_path: Path) -> None:
    before = tables(imported, *NOTES)
    bring_in(imported, exported, writers.as_xml(tmp_path / "xml", samples.REGISTER))
    assert tables(imported, *NOTES) == before


def test_a_repeat_after_an_edit_writes_what_differs_once(imported: Workspace, exported: Path) -> None:
    edited(imported, "project", "lamp-101000001", title="Light for some", end=None)
    bring_in(imported, exported)
    before = tables(imported, *NOTES)
    bring_in(imported, exported)
    assert tables(imported, *NOTES) == before


def test_an_old_export_after_the_newer_one_writes_nothing(imported: Workspace, tmp_path: Path) -> None:
    before = tables(imported, *NOTES)
    bring_in(imported, writers.as_old_pair(tmp_path / "old", samples.REGISTER))
    assert tables(imported, *NOTES) == before
