from __future__ import annotations

import pytest

from kb.queries.matrix import Asked, matrix
from kb.queries.matrix_folds import OTHERS, PARTNERS, Folded, folded
from kb.workspace import Workspace
from tests.helpers import make


def read(workspace: Workspace, *folds: str, **asked: str) -> Folded:
    with workspace.reading() as session:
        return folded(session, matrix(session, Asked(**asked)), folds)


@pytest.fixture
def busy(workspace: Workspace) -> Workspace:
    """Give a partner and somebody else who took part in two events of a project, one of them part of a third, and one of no project."""
    with workspace.writing() as session:
        for slug in ("yard", "crew"):
            make(session, "organisation", slug)
        make(session, "project", "boat", participations=[{"organisation": "yard", "role": "coordinator"}])
        make(session, "event", "fair", start="2018", projects=["boat"])
        make(session, "event", "talk", start="2019", projects=["boat"], part_of="fair")
        make(session, "event", "walk", start="2020", projects=["boat"], adjacent_to="talk")
        make(session, "event", "else", start="2021")
        for place, event in enumerate(("fair", "talk", "walk", "else")):
            parties = [{"organisation": "yard"}, {"organisation": "crew"}]
            make(session, "contribution", f"spoke-{place}", role="keynote", event=event, parties=parties)
    return workspace


def test_events_stand_in_groups_by_project(busy: Workspace) -> None:
    groups = [(group.name, wide, fold) for group, wide, fold in read(busy).groups]
    assert groups == [("boat", 3, False), ("no-project", 1, False)]


def test_events_of_one_project_stand_in_groups_by_how_they_stand_to_others(busy: Workspace) -> None:
    assert [(group.name, wide) for group, wide, _fold in read(busy, project="boat").groups] == [("own", 1), ("part", 1), ("beside", 1)]


def test_a_folded_group_of_events_is_one_column_with_all_its_parts(busy: Workspace) -> None:
    found = read(busy, "boat")
    assert [(len(column.events), column.folded) for column in found.columns] == [(3, True), (1, False)]
    assert [[len(cell) for cell in row.cells] for row in found.rows] == [[3, 1], [3, 1]]


def test_rows_stand_as_partners_and_others_and_can_be_folded(busy: Workspace) -> None:
    found = read(busy, OTHERS, project="boat")
    assert [(row.group.name, row.folded, len(row.lines)) for row in found.rows if row.group] == [(PARTNERS, False, 1), (OTHERS, True, 1)]


def test_all_folded_is_one_number(busy: Workspace) -> None:
    found = read(busy, PARTNERS, OTHERS, "own", "part", "beside", project="boat")
    assert [[len(cell) for cell in row.cells] for row in found.rows] == [[1, 1, 1], [1, 1, 1]]


def test_folding_loses_no_part(library: Workspace) -> None:
    whole, fold = read(library), read(library, "media4sec", "titanium", "asgard", "no-project")
    assert len(fold.columns) < len(whole.columns)
    assert sum(len(cell) for row in fold.rows for cell in row.cells) == sum(len(cell) for row in whole.rows for cell in row.cells)
