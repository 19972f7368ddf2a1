from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.errors import BadRequest, NotFound
from kb.queries.analysis import Report
from kb.queries.analysis_also import also
from kb.queries.analysis_overlap import overlap, percent
from kb.queries.shapes import Ref, Table
from kb.workspace import Workspace
from tests.client import counted
from tests.consortia import cells, named, register
from tests.helpers import make


@pytest.fixture(scope="module")
def store(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with register(empty_home, tmp_path_factory.mktemp("overlap")) as workspace:
        yield workspace


def of(store: Workspace, *projects: str) -> Report:
    with store.reading() as session:
        return overlap(session, projects)


def other_work(store: Workspace, *projects: str, **asked: Any) -> Table:
    with store.reading() as session:
        return also(session, projects, **asked)


def test_two_projects_share_organisations_counted_among_all_of_them(store: Workspace) -> None:
    found = of(store, "alpha", "beta")
    assert {name: value for name, (_label, value) in found.figures.items()} == {"shared": 2, "either": 4, "share": "50.0 %"}


def test_those_in_both_stand_before_those_in_one_each_with_its_roles(store: Workspace) -> None:
    found = of(store, "alpha", "beta").table
    assert named(found) == ["lab", "police", "firm", "institute"]
    assert [cells(row, "where", "first", "second") for row in found.rows] == [
        ("both", "coordinator", "participant"),
        ("both", "participant", "coordinator"),
        ("only alpha", "participant", ""),
        ("only beta", "", "participant"),
    ]


def test_the_order_of_two_projects_turns_the_columns_and_nothing_else(store: Workspace) -> None:
    one, other = of(store, "alpha", "beta"), of(store, "beta", "alpha")
    assert one.figures == other.figures
    assert [row["first"] for row in one.table.rows if row["where"] == "both"] == [
        row["second"] for row in other.table.rows if row["where"] == "both"
    ]


def test_countries_and_topics_in_both_are_named(store: Workspace) -> None:
    parts = of(store, "alpha", "delta").parts
    assert [row["country"] for row in parts["countries"].table.rows] == ["Netherlands"]
    assert named(parts["topics"].table) == ["cyber"]
    assert of(store, "alpha", "beta").parts["topics"].table.rows == []


def test_two_projects_of_one_name_are_told_apart(workspace: Workspace) -> None:
    with workspace.writing() as session:
        for slug in ("mars-1", "mars-2"):
            make(session, "organisation", f"of-{slug}")
            make(session, "project", slug, label="MARS", participations=[{"organisation": f"of-{slug}", "role": "participant"}])
    found = of(workspace, "mars-1", "mars-2").table
    assert [row["where"] for row in found.rows] == ["only MARS", "only mars-2"]
    assert cells(found.columns, "first", "second") == ("MARS", "mars-2")


def test_projects_without_partners_have_no_overlap_to_speak_of(store: Workspace) -> None:
    assert of(store, "zeta", "mars-1").figures["share"] == ("Overlap", "")
    assert of(store, "zeta").table.rows == []


def test_the_closest_projects_share_most_and_the_smaller_ones_stand_first(store: Workspace) -> None:
    found = of(store, "alpha").table
    assert [(row["record"].slug, *cells(row, "shared", "size", "share")) for row in found.rows] == [  # type: ignore[union-attr] # a reference
        ("gamma", 2, 2, "66.7 %"),
        ("theta", 2, 2, "66.7 %"),
        ("beta", 2, 3, "50.0 %"),
        ("twice", 1, 1, "33.3 %"),
        ("delta", 1, 2, "25.0 %"),
    ]


def test_the_overlap_told_for_one_project_is_that_of_the_comparison(store: Workspace) -> None:
    for row in of(store, "alpha").table.rows:
        assert isinstance(row["record"], Ref)
        assert of(store, "alpha", row["record"].slug).figures["share"] == ("Overlap", row["share"])


@pytest.mark.parametrize("projects", [(), ("alpha", "beta", "gamma")])
def test_one_project_or_two_are_compared(store: Workspace, projects: tuple[str, ...]) -> None:
    with pytest.raises(BadRequest, match="name one project or two"):
        of(store, *projects)


def test_an_unknown_project_is_not_found(store: Workspace) -> None:
    with pytest.raises(NotFound, match='no project called "apollo"'):
        of(store, "alpha", "apollo")


def test_a_share_of_nothing_is_left_empty() -> None:
    assert (percent(0, 7), percent(7, 7), percent(0, 0)) == ("0.0 %", "100.0 %", "")


def test_other_projects_of_the_partners_stand_by_their_number_then_newest_first(store: Workspace) -> None:
    found = other_work(store, "alpha")
    assert [(row["record"].slug, row["count"]) for row in found.rows] == [  # type: ignore[union-attr] # a reference
        ("theta", 2),
        ("gamma", 2),
        ("beta", 2),
        ("twice", 1),
        ("delta", 1),
    ]
    assert (found.total, found.about["partners"]) == (5, 3)


def test_the_partners_in_each_project_are_named(store: Workspace) -> None:
    found = other_work(store, "alpha")
    told = {row["record"].slug: [who.slug for who in row["partners"]] for row in found.rows}  # type: ignore[union-attr] # references
    assert told["gamma"] == ["firm", "lab"]
    assert told["twice"] == ["lab"]


def test_a_topic_keeps_the_projects_about_it_or_a_narrower_one(store: Workspace) -> None:
    assert named(other_work(store, "alpha", topic="cyber")) == ["beta", "delta"]
    assert named(other_work(store, "alpha", topic="crypto")) == ["beta"]


def test_organisations_may_be_followed_instead_of_a_project_also_as_units(store: Workspace) -> None:
    found = other_work(store, organisations=["lab-unit"])
    assert named(found) == ["epsilon", "gamma"]
    assert [row["partners"] for row in found.rows] == [[Ref("organisation", "lab-unit", "lab-unit")]] * 2


def test_several_projects_are_all_left_out_and_all_their_partners_followed(store: Workspace) -> None:
    found = other_work(store, "alpha", "epsilon")
    assert not {"alpha", "epsilon"} & set(named(found))
    assert found.about["partners"] == 5


def test_the_partners_of_a_project_without_any_did_nothing_else(store: Workspace) -> None:
    found = other_work(store, "zeta")
    assert (found.rows, found.total, found.about["partners"]) == ([], 0, 0)


def test_nobody_to_follow_is_refused(store: Workspace) -> None:
    with pytest.raises(BadRequest, match="name a project whose partners to follow"):
        other_work(store, topic="cyber")


def test_other_projects_take_as_many_statements_however_many_there_are(store: Workspace) -> None:
    with counted(store) as few:
        other_work(store, "epsilon")
    with counted(store) as many:
        other_work(store, "alpha")
    assert len(few) == len(many) <= 14
