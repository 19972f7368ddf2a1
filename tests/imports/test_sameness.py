from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kb import records
from kb.workspace import Workspace
from tests.helpers import get
from tests.imports import samples, writers
from tests.imports.running import PERSON, bring_in, bring_in_tables, different, dumped

Make = Callable[[], Workspace]

FORMS = {
    "CSV with commas, few quotes, a mark and CRLF": writers.with_commas,
    "a zip of CSV files": writers.as_zip,
    "CSV files packed one by one": writers.as_gz,
    "workbooks": writers.as_xlsx,
    "XML": writers.as_xml,
    "XML in a namespace": writers.as_live_xml,
    "XML in a packed archive": writers.as_tar,
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_the_register_gives_the_same_knowledge_base(imported: Workspace, fresh: Make, tmp_path: Path, form: str) -> None:
    other = fresh()
    summary = bring_in(other, FORMS[form](tmp_path / "other", samples.REGISTER))
    assert summary.problems == []
    assert different(imported, other) == []


def test_the_map_makes_the_same_organisations_of_either_form(fresh: Make, tmp_path: Path) -> None:
    table, record = fresh(), fresh()
    ror = writers.pic_map(tmp_path / "pic_mapping.csv")
    bring_in(table, ror, writers.as_csv(tmp_path / "csv", samples.REGISTER))
    bring_in(record, writers.as_xml(tmp_path / "xml", samples.REGISTER), ror)
    assert different(table, record) == []
    assert len([name for name in dumped(table) if name.startswith("organisation/")]) == len(samples.PICS) - 1


def test_an_old_export_brought_up_to_date_equals_the_newer_one(fresh: Make, imported: Workspace, exported: Path, tmp_path: Path) -> None:
    other = fresh()
    assert bring_in(other, writers.as_old_pair(tmp_path / "old", samples.REGISTER)).problems == []
    assert different(imported, other)
    bring_in(other, exported)
    assert different(imported, other) == []


def test_a_project_without_a_row_in_one_of_the_files_is_missing_and_said_to_be(imported: Workspace, fresh: Make) -> None:
    other, less = fresh(), samples.register()
    less["project"] = [row for row in less["project"] if row["id"] != samples.SILENT]
    bring_in_tables(other, less)
    assert different(imported, other) == ["projects/bridge-190100003: only in the first"]
    assert different(other, imported) == ["projects/bridge-190100003: only in the second"]


def test_a_field_that_differs_is_told_with_both_values(imported: Workspace, fresh: Make) -> None:
    other, changed = fresh(), samples.register()
    samples.row(changed, "project", id=samples.LAMP)["title"] = "Darkness for all"
    bring_in_tables(other, changed)
    assert different(imported, other) == ["projects/lamp-101000001: title: 'Light for all' / 'Darkness for all'"]


def test_a_link_that_differs_is_told_with_the_rows_of_both(imported: Workspace, fresh: Make) -> None:
    other, changed = fresh(), samples.register()
    samples.row(changed, "organization", projectID=samples.BRIDGE)["role"] = "participant"
    bring_in_tables(other, changed)
    (line,) = different(imported, other)
    assert line.startswith("projects/bridge-101000002: participations: [{'organisation': 'kb-999000004', 'role': 'coordinator'")


def test_links_in_another_order_differ(imported: Workspace, fresh: Make) -> None:
    other, changed = fresh(), samples.register()
    samples.row(changed, "organization", projectID=samples.DARIUS, order="1")["order"] = "3"
    bring_in_tables(other, changed)
    assert different(imported, other) == ["projects/darius-284851: participations: the same rows, in another order or number"]


def test_a_withdrawn_record_differs_from_a_public_one(imported: Workspace, fresh: Make, exported: Path) -> None:
    other = fresh()
    bring_in(other, exported)
    with other.writing() as session:
        records.withdraw(session, get(session, "topic", "euroscivoc-53"), PERSON)
    assert different(imported, other) == ["topics/euroscivoc-53: state: 'public' / 'withdrawn'"]
