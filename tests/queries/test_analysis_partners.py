from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from kb import records
from kb.errors import BadRequest, NotFound
from kb.queries.analysis_partners import partners
from kb.queries.shapes import Source, Table
from kb.workspace import Workspace
from tests.client import counted
from tests.consortia import cells, named, register
from tests.helpers import EDITOR, get, make


@pytest.fixture(scope="module")
def store(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with register(empty_home, tmp_path_factory.mktemp("partners")) as workspace:
        yield workspace


def of(store: Workspace, projects: Sequence[str] = (), organisations: Sequence[str] = (), page: int | None = None) -> Table:
    with store.reading() as session:
        return partners(session, projects, organisations, page)


def test_partners_in_common_stand_with_role_amount_and_sources_in_each_project(library: Workspace) -> None:
    found = of(library, ["titanium", "asgard"])
    row = found.rows[named(found).index("vicomtech")]
    assert (row["titanium"], row["asgard"]) == ("participant, €345,416.25", "coordinator, €1,230,465.17")
    places = [(place.document.slug, place.locator) for place in row["sources"] if isinstance(place, Source)]  # type: ignore[union-attr] # a list
    assert places.index(("cordis-register-2020", "project 740558, participant 955552336")) < places.index(("futurism-asgard", "line 4,11"))


def test_partners_of_projects_stand_by_name_with_their_country(store: Workspace) -> None:
    found = of(store, ["alpha", "beta"])
    assert list(found.columns.items()) == [("record", "Organisation"), ("country", "Country"), ("alpha", "alpha"), ("beta", "beta")]
    assert [(row["record"].label, row["country"]) for row in found.rows] == [  # type: ignore[union-attr] # a reference
        ("Nordic Laboratory", "Norway"),
        ("police", "Netherlands"),
    ]


def test_a_project_named_twice_counts_once(library: Workspace) -> None:
    assert of(library, ["titanium", "TITANIUM"]) == of(library, ["titanium"])


def test_an_amount_that_nobody_states_is_not_nought(store: Workspace) -> None:
    assert of(store, ["gamma"]).rows[0]["gamma"] == "coordinator, amount not stated"


def test_two_parts_in_one_project_are_both_told_and_the_partner_counts_once(store: Workspace) -> None:
    found = of(store, ["twice"])
    assert [row["twice"] for row in found.rows] == ["coordinator, €5.00; participant, €7.00"]


def test_projects_without_a_partner_in_common_have_no_rows(store: Workspace) -> None:
    found = of(store, ["alpha", "epsilon"])
    assert (found.rows, found.total) == ([], 0)


def test_the_partners_of_an_organisation_stand_by_the_number_of_projects_shared(store: Workspace) -> None:
    found = of(store, organisations=["lab"])
    assert [(row["record"].slug, row["shared"]) for row in found.rows] == [  # type: ignore[union-attr] # a reference
        ("police", 3),
        ("firm", 2),
        ("institute", 1),
    ]
    assert found.columns == {"record": "Organisation", "country": "Country", "shared": "Projects shared"}


def test_partners_of_several_have_worked_with_each_of_them(store: Workspace) -> None:
    found = of(store, organisations=["lab", "institute"])
    assert named(found) == ["police"]
    assert cells(found.rows[0], "shared", "lab", "institute") == (4, 3, 2)
    assert list(found.columns.values())[2:] == ["Projects shared", "Shared with Nordic Laboratory", "Shared with institute"]


def test_projects_and_organisations_may_be_mixed(store: Workspace) -> None:
    found = of(store, ["alpha"], ["institute"])
    assert named(found) == ["police", "lab"]
    assert [cells(row, "alpha", "shared") for row in found.rows] == [("participant, €399.75", 2), ("coordinator, €600.25", 1)]


def test_an_organisation_is_not_its_own_partner_in_its_units_work(store: Workspace) -> None:
    assert named(of(store, organisations=["lab-unit"])) == ["firm", "nowhere"]
    assert "lab-unit" not in named(of(store, organisations=["lab"]))


def test_withdrawn_projects_and_organisations_are_left_out(store: Workspace) -> None:
    assert "gone" not in named(of(store, organisations=["lab"]))
    assert named(of(store, ["twice"])) == ["lab"]


def test_work_in_a_withdrawn_project_is_not_shared(workspace: Workspace) -> None:
    with workspace.writing() as session:
        for slug in ("one", "other"):
            make(session, "organisation", slug)
        both = [{"organisation": slug, "role": "participant"} for slug in ("one", "other")]
        project = make(session, "project", "past", participations=both)
        records.withdraw(session, project, EDITOR)
    assert of(workspace, organisations=["one"]).total == 0


def test_a_project_called_like_a_column_has_one_of_its_own(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "organisation", "lab", country="NO")
        for slug in ("country", "lab"):
            make(session, "project", slug, participations=[{"organisation": "lab", "role": "participant"}])
    row = of(workspace, ["country", "lab"]).rows[0]
    assert cells(row, "country", "projects/country", "lab") == (
        "Norway",
        "participant, amount not stated",
        "participant, amount not stated",
    )


def test_a_page_holds_fifty_partners(workspace: Workspace) -> None:
    with workspace.writing() as session:
        for n in range(53):
            make(session, "organisation", f"o-{n:02}")
        parts = [{"organisation": f"o-{n:02}", "role": "participant"} for n in range(53)]
        make(session, "project", "crowd", participations=parts)
    second = of(workspace, organisations=["o-00"], page=2)
    assert (named(second), second.total) == (["o-51", "o-52"], 52)
    assert of(workspace, ["crowd"]).total == len(of(workspace, ["crowd"]).rows) == 53


def test_partners_need_a_project_or_an_organisation(store: Workspace) -> None:
    with pytest.raises(BadRequest, match="name at least one project or organisation"):
        of(store)


def test_partners_of_an_unknown_project_or_organisation_are_not_found(library: Workspace) -> None:
    with pytest.raises(NotFound, match='no project called "apollo"'):
        of(library, ["titanium", "apollo"])
    with pytest.raises(NotFound, match='no organisation called "apollo"'):
        of(library, organisations=["apollo"])


def test_partners_take_as_many_statements_however_many_there_are(library: Workspace) -> None:
    with library.reading() as session:
        small, large = get(session, "project", "media4sec").slug, get(session, "project", "asgard").slug
    with counted(library) as few:
        of(library, [small])
    with counted(library) as many:
        of(library, [large])
    assert len(few) == len(many) <= 15
