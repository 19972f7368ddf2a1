from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kb.errors import BadRequest, BadValue, NotFound, Withdrawn
from kb.queries.analysis import Report
from kb.queries.analysis_portfolio import Asked, portfolio
from kb.queries.shapes import Table
from kb.workspace import Workspace
from tests.client import counted
from tests.consortia import cells, named, register
from tests.helpers import make

NUMBERS = ("projects", "participations", "coordinated", "ec_contribution", "not_stated")


@pytest.fixture(scope="module")
def store(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with register(empty_home, tmp_path_factory.mktemp("portfolio")) as workspace:
        yield workspace


def of(store: Workspace, **asked: Any) -> Report:
    with store.reading() as session:
        return portfolio(session, Asked(**asked))


def figures(found: Report) -> dict[str, Any]:
    return {name: value for name, (_label, value) in found.figures.items()}


def table(found: Report, name: str) -> Table:
    return found.parts[name].table


def test_an_organisation_is_told_in_numbers_with_what_is_not_stated_counted_apart(store: Workspace) -> None:
    found = of(store, organisation="lab")
    assert figures(found) == dict(zip(NUMBERS, (5, 6, 2, "€762.25", 1), strict=True))
    assert found.notes == ["1 of 6 amounts are not stated; the sum is that of the others"]


def test_a_portfolio_stands_by_year_of_start_and_no_amount_at_all_is_not_nought(store: Workspace) -> None:
    rows = table(of(store, organisation="lab"), "years").rows
    assert [cells(row, "year", *NUMBERS) for row in rows] == [
        ("2019", 2, 2, 1, "€700.25", 0),
        ("2020", 1, 2, 1, "€12.00", 0),
        ("2021", 1, 1, 0, "€50.00", 0),
        ("2022", 1, 1, 0, None, 1),
    ]


def test_the_picture_draws_the_numbers_of_the_table_by_year(store: Workspace) -> None:
    found = of(store, organisation="lab")
    assert [(bar.label, bar.projects, bar.coordinated, bar.amount) for bar in found.bars] == [
        ("2019", 2, 1, Decimal("700.25")),
        ("2020", 1, 1, Decimal("12.00")),
        ("2021", 1, 0, Decimal("50.00")),
        ("2022", 1, 0, None),
    ]


def test_a_project_without_a_start_stands_apart_after_the_years(store: Workspace) -> None:
    rows = table(of(store, country="NL"), "years").rows
    assert [cells(row, "year", "projects", "participations") for row in rows] == [
        ("2019", 2, 3),
        ("2021", 1, 1),
        ("2022", 1, 1),
        ("not stated", 1, 1),
    ]


def test_a_project_with_two_roles_counts_in_both_and_once_in_all(store: Workspace) -> None:
    rows = table(of(store, organisation="lab"), "roles").rows
    assert [cells(row, "role", "projects", "participations", "ec_contribution", "not_stated") for row in rows] == [
        ("participant", 4, 4, "€157.00", 1),
        ("coordinator", 2, 2, "€605.25", 0),
    ]


def test_projects_without_a_programme_are_told_as_not_stated(store: Workspace) -> None:
    rows = table(of(store, organisation="lab"), "programmes").rows
    told = [(getattr(row["record"], "slug", row["record"]), row["projects"], row["ec_contribution"]) for row in rows]
    assert told == [("not stated", 3, "€62.00"), ("frame", 2, "€700.25")]


def test_what_a_unit_does_counts_for_the_unit_and_for_the_whole(store: Workspace) -> None:
    unit = of(store, organisation="lab-unit")
    assert figures(unit) == dict(zip(NUMBERS, (2, 2, 0, "€60.00", 0), strict=True))
    assert named(unit.table) == ["epsilon", "gamma"]
    assert "gamma" in named(of(store, organisation="lab").table)


def test_the_parts_of_an_organisation_are_named_and_counted_only_where_asked(store: Workspace) -> None:
    without, including = of(store, organisation="lab"), of(store, organisation="lab", parts=True)
    assert [part.slug for part in without.about["parts"]] == ["lab-unit"]
    assert (without.about["parts_counted"], including.about["parts_counted"]) == ("no", "yes")
    assert figures(including) == dict(zip(NUMBERS, (6, 7, 2, "€772.25", 1), strict=True))
    assert "parts" not in of(store, organisation="firm").about


def test_the_organisations_counted_are_told_apart_where_there_are_several(store: Workspace) -> None:
    assert "organisations" not in of(store, organisation="lab").parts
    rows = table(of(store, organisation="lab", parts=True), "organisations").rows
    assert [(row["record"].slug, row["projects"]) for row in rows] == [("lab", 5), ("lab-unit", 1)]  # type: ignore[union-attr] # a reference


def test_a_country_is_the_sum_of_its_organisations(store: Workspace) -> None:
    found = of(store, country="NL")
    assert figures(found) == dict(zip(NUMBERS, (5, 6, 2, "€735.25", 2), strict=True))
    rows = table(found, "organisations").rows
    assert [(row["record"].slug, *cells(row, *NUMBERS)) for row in rows] == [  # type: ignore[union-attr] # a reference
        ("police", 4, 4, 1, "€735.25", 0),
        ("firm", 2, 2, 1, None, 2),
    ]


@pytest.mark.parametrize("country", ["NL", "nl", " Netherlands", "netherlands"])
def test_a_country_is_known_by_its_code_and_by_its_name(store: Workspace, country: str) -> None:
    found = of(store, country=country)
    assert (found.about["country"], found.about["code"]) == ("Netherlands", "NL")
    assert found.table.total == 5


def test_a_topic_takes_the_narrower_ones_in_and_the_amounts_of_the_projects(store: Workspace) -> None:
    cyber = of(store, topic="cyber")
    assert figures(cyber) == {"projects": 3, "participations": 8, "ec_contribution": "€1,580.50", "not_stated": 0}
    assert sorted(named(cyber.table)) == ["alpha", "beta", "delta"]
    assert figures(of(store, topic="crypto"))["ec_contribution"] == "€500.50"


def test_a_project_without_partners_counts_in_its_topic(store: Workspace) -> None:
    found = of(store, topic="security")
    assert figures(found) == {"projects": 4, "participations": 8, "ec_contribution": "€1,650.50", "not_stated": 0}
    assert "zeta" in named(found.table)


def test_projects_that_state_no_amount_are_counted_beside_the_sum_of_a_topic(store: Workspace) -> None:
    found = of(store, topic="health")
    assert figures(found) == {"projects": 3, "participations": 6, "ec_contribution": "€12.00", "not_stated": 2}
    assert found.notes == ["2 of 3 amounts are not stated; the sum is that of the others"]


def test_country_and_topic_meet(store: Workspace) -> None:
    found = of(store, country="NL", topic="cyber")
    assert figures(found) == dict(zip(NUMBERS, (3, 4, 1, "€730.25", 1), strict=True))
    assert "topics" not in found.parts


def test_organisation_and_topic_meet(store: Workspace) -> None:
    assert named(of(store, organisation="lab", topic="health").table) == ["theta", "gamma", "twice"]


def test_a_broad_topic_is_counted_as_a_narrow_one_is(store: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = of(store, country="NL", topic="security")
    monkeypatch.setattr("kb.queries.analysis_scope.BROAD", 2)
    assert of(store, country="NL", topic="security") == narrow


def test_partners_stand_by_country_without_whoever_was_asked_for(store: Workspace) -> None:
    rows = table(of(store, organisation="lab"), "countries").rows
    assert [cells(row, "country", "code", "projects", "participations") for row in rows] == [
        ("Netherlands", "NL", 4, 5),
        ("Germany", "DE", 1, 1),
    ]
    others = [row["code"] for row in table(of(store, country="NL"), "countries").rows]
    assert others == ["NO", "DE"]


def test_partners_without_a_country_are_told_as_not_stated(store: Workspace) -> None:
    rows = table(of(store, organisation="lab-unit"), "countries").rows
    assert [cells(row, "country", "code", "projects") for row in rows] == [("not stated", None, 1), ("Netherlands", "NL", 1)]


def test_topics_stand_by_their_number_of_projects(store: Workspace) -> None:
    found = table(of(store, organisation="lab"), "topics")
    assert [(row["record"].slug, row["projects"]) for row in found.rows] == [  # type: ignore[union-attr] # a reference
        ("health", 3),
        ("cyber", 1),
        ("crypto", 1),
    ]


def test_the_projects_stand_newest_first_or_largest_first_and_what_is_not_stated_last(store: Workspace) -> None:
    assert named(of(store, organisation="lab").table) == ["theta", "gamma", "twice", "beta", "alpha"]
    assert named(of(store, organisation="lab", sort="largest").table) == ["alpha", "beta", "gamma", "twice", "theta"]
    assert named(of(store, country="NL").table)[-1] == "delta"


def test_a_project_is_listed_with_roles_amount_and_dates(store: Workspace) -> None:
    found = of(store, organisation="lab").table
    rows = dict(zip(named(found), found.rows, strict=True))
    assert cells(rows["alpha"], "role", "ec_contribution", "start", "end") == ("coordinator", "€600.25", "1 January 2019", "December 2021")
    assert cells(rows["twice"], "role", "participations", "ec_contribution") == ("coordinator, participant", 2, "€12.00")
    assert cells(rows["theta"], "ec_contribution", "not_stated", "end") == (None, 1, None)


def test_several_partners_of_a_country_with_one_role_are_counted(store: Workspace) -> None:
    row = next(row for row in of(store, country="NL").table.rows if row["start"] == "1 January 2019")
    assert row["role"] == "participant (2)"


def test_a_page_holds_fifty_projects_and_the_numbers_are_those_of_all(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "organisation", "busy")
        for n in range(53):
            make(session, "project", f"p-{n:02}", start=str(1950 + n), participations=[{"organisation": "busy", "role": "participant"}])
    first, second = of(workspace, organisation="busy", page=1), of(workspace, organisation="busy", page=2)
    assert (len(first.table.rows), first.table.total, first.about["page"], first.about["size"]) == (50, 53, 1, 50)
    assert named(second.table) == ["p-02", "p-01", "p-00"]
    assert figures(second)["projects"] == 53
    assert len(of(workspace, organisation="busy").table.rows) == 53


def test_somebody_without_projects_has_an_empty_portfolio(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "organisation", "idle")
    found = of(workspace, organisation="idle")
    assert figures(found) == dict(zip(NUMBERS, (0, 0, 0, None, 0), strict=True))
    assert (found.table.rows, found.bars, found.notes) == ([], [], [])


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ({}, BadRequest, "name an organisation, a country or a topic"),
        ({"organisation": "nobody"}, NotFound, 'There is no organisation called "nobody"'),
        ({"organisation": "gone"}, Withdrawn, 'The organisation "gone" was withdrawn'),
        ({"topic": "cooking"}, NotFound, 'There is no topic called "cooking"'),
        ({"country": "Atlantis"}, BadValue, '"Atlantis" is not a country'),
        ({"country": "NO", "sort": "loudest"}, BadRequest, 'sorted by newest or largest, not by "loudest"'),
        ({"country": "NO", "page": 0}, BadRequest, "pages are numbered from 1"),
    ],
)
def test_what_cannot_be_meant_is_refused(store: Workspace, asked: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        of(store, **asked)


def test_a_portfolio_takes_as_many_statements_however_many_projects_there_are(store: Workspace) -> None:
    with counted(store) as few:
        of(store, organisation="firm", page=1)
    with counted(store) as many:
        of(store, organisation="police", page=1)
    assert len(few) == len(many) <= 16
