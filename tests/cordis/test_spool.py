"""Rows in any order come out as records in one order, each whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from kb.cordis.rows import Row
from kb.cordis.spool import BATCH, Spool
from tests.cordis.test_mapping import basis, field, partner, row


@pytest.fixture
def spool() -> Iterator[Spool]:
    made = Spool()
    yield made
    made.close()


def filled(spool: Spool, rows: Iterable[Row]) -> Spool:
    """Put rows by and make them ready."""
    for one in rows:
        spool.take(one)
    spool.finish()
    return spool


def of_project(grant: str, **cells: str) -> Row:
    """Make the row of a project."""
    return row("project", id=grant, acronym=f"P{grant}", **cells)


def named(grant: str, pic: str, name: str, **cells: str) -> Row:
    """Make the row of an organisation in a project."""
    values = {**partner(pic, "1").values, "projectID": grant, "name": name, **cells}
    return Row("organization", values, f"{grant}.csv", 3)


def ror(pic: str, number: str, confidence: str = "high") -> Row:
    """Make a row of the map."""
    return row("picRor", pic=pic, ror_id=number, confidence=confidence)


def test_projects_come_in_the_order_of_their_numbers(spool: Spool) -> None:
    filled(spool, [of_project("101000001"), of_project("99"), of_project("700281")])
    assert [found.key[1] for found in spool.projects()] == ["99", "700281", "101000001"]


def test_rows_of_a_project_come_together_however_far_apart_they_stood(spool: Spool) -> None:
    others = [of_project(str(1000 + number)) for number in range(BATCH + 10)]
    filled(spool, [partner("999000001", "1"), *others, of_project("1000001"), field("/29", "/a", "a")._replace()])
    found = next(one for one in spool.projects() if one.key[1] == "1000001")
    assert (found.values["label"], len(found.values["participations"])) == ("P1000001", 1)
    assert spool.count(results=False) == BATCH + 12


def test_what_was_put_by_can_be_read_more_than_once(spool: Spool) -> None:
    filled(spool, [of_project("1"), of_project("2")])
    assert list(spool.projects()) == list(spool.projects())


def test_a_reading_can_begin_in_the_middle(spool: Spool) -> None:
    filled(spool, [of_project(str(number)) for number in range(1, 6)])
    assert [found.key[1] for found in list(spool.projects())[3:]] == ["4", "5"]


def test_results_come_in_the_order_of_their_projects_each_once(spool: Spool) -> None:
    def deliverable(number: str, project: str, title: str) -> Row:
        return row("projectDeliverables", id=number, projectID=project, title=title)

    filled(spool, [deliverable("b", "2", "B"), deliverable("a", "1", "old"), deliverable("a", "1", "new")])
    assert [(found.key[1], found.values["label"]) for found in spool.results()] == [("a", "new"), ("b", "B")]
    assert (spool.count(results=True), spool.count(results=False)) == (3, 0)


def test_an_organisation_has_of_each_column_the_cell_of_its_newest_grant(spool: Spool) -> None:
    rows = [named("5", "991", "NEW", city=""), named("3", "991", "OLD", city="Oslo", country="NO")]
    for given in (rows, rows[::-1]):
        other = Spool()
        (found,) = filled(other, given).organisations()
        assert (found.values["label"], found.values["city"], found.values["country"]) == ("NEW", "Oslo", "NO")
        assert (found.place.file, found.stamp) == ("5.csv", "000000005 991")
        other.close()


def test_organisations_come_in_the_order_of_their_numbers(spool: Spool) -> None:
    filled(spool, [named("1", "993", "C"), named("1", "991", "A"), named("1", "992", "B")])
    assert [found.key[1] for found in spool.organisations()] == ["991", "992", "993"]
    assert spool.count_organisations() == 3


def test_numbers_that_the_map_leads_to_one_organisation_are_one(spool: Spool) -> None:
    rows = [named("2", "992", "THE HOSPITAL"), named("1", "991", "THE UNIVERSITY"), ror("991", "abc"), ror("992", "https://ror.org/abc")]
    (found,) = filled(spool, rows).organisations()
    assert found.key == ("pic", "991")
    assert found.values["label"] == "THE HOSPITAL"
    assert found.values["names"] == [{"name": "THE UNIVERSITY", "type": "registered"}]
    assert [one["value"] for one in found.values["identifiers"]] == ["991", "992", "https://ror.org/abc"]
    assert spool.count_organisations() == 1


@pytest.mark.parametrize("confidence", ["low", "medium", ""])
def test_a_map_that_is_not_sure_leads_nowhere(spool: Spool, confidence: str) -> None:
    filled(spool, [named("1", "991", "A"), named("1", "992", "B"), ror("991", "abc", confidence), ror("992", "abc", confidence)])
    assert [len(found.values["identifiers"]) for found in spool.organisations()] == [1, 1]


def test_the_map_makes_no_organisations_of_its_own(spool: Spool) -> None:
    filled(spool, [ror("991", "abc")])
    assert list(spool.organisations()) == []
    assert list(spool.projects()) == []


def test_programmes_are_those_of_legal_bases_and_of_projects(spool: Spool) -> None:
    filled(spool, [of_project("1", frameworkProgramme="HORIZON"), basis("FP7-SECURITY", "Security")])
    assert [found.key[1] for found in spool.programmes()] == ["FP7", "HORIZON", "FP7-SECURITY"]


def test_topics_come_broader_ones_first(spool: Spool) -> None:
    filled(spool, [field("/23/53", "/natural sciences/optics", "optics"), field("/29", "/social sciences", "social sciences")])
    assert [found.key[1] for found in spool.topics()] == ["23", "29", "53"]


def test_a_spool_leaves_no_file_behind(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("SQLITE_TMPDIR", str(folder))
    made = filled(Spool(), [of_project(str(number), objective="long " * 500) for number in range(1, 4000)])
    made.close()
    assert list(folder.iterdir()) == []
