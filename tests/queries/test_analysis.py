from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.errors import BadRequest, NotFound, Withdrawn
from kb.queries import analysis
from kb.workspace import Workspace
from tests.consortia import register


@pytest.fixture(scope="module")
def store(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with register(empty_home, tmp_path_factory.mktemp("names")) as workspace:
        yield workspace


def one(store: Workspace, kind: str, text: str) -> str:
    with store.reading() as session:
        return analysis.one(session, kind, text).slug


@pytest.mark.parametrize("text", ["lab", "Nordic Laboratory", "nordic laboratory", "  Nordic   Laboratory ", "NL-LAB", "nolab"])
def test_a_record_is_known_by_id_name_short_name_and_further_names_capital_or_small(store: Workspace, text: str) -> None:
    assert one(store, "organisation", text) == "lab"


@pytest.mark.parametrize("text", ["old-lab", "OLD-LAB"])
def test_a_merged_record_leads_to_the_one_it_went_into(store: Workspace, text: str) -> None:
    assert one(store, "organisation", text) == "lab"


def test_a_name_is_of_one_kind(store: Workspace) -> None:
    assert one(store, "project", "Alpha") == "alpha"
    with pytest.raises(NotFound, match='There is no organisation called "Alpha"'):
        one(store, "organisation", "Alpha")


@pytest.mark.parametrize("text", ["nobody", "", "%", "lab'", "Nordic Lab"])
def test_an_unknown_name_is_not_found(store: Workspace, text: str) -> None:
    with pytest.raises(NotFound, match="There is no organisation called"):
        one(store, "organisation", text)


def test_a_withdrawn_record_says_so_by_its_id_and_is_not_found_by_its_name(store: Workspace) -> None:
    with pytest.raises(Withdrawn, match='The project "hidden" was withdrawn'):
        one(store, "project", "hidden")
    with pytest.raises(NotFound, match='There is no project called "HIDDEN"'):
        one(store, "project", "HIDDEN")


def test_a_name_of_several_records_is_refused_with_those_to_choose_from(store: Workspace) -> None:
    with pytest.raises(BadRequest, match='"mars" is the name of several projects; write the id of one of them: mars-1, mars-2') as raised:
        one(store, "project", "mars")
    assert [choice.slug for choice in raised.value.details["choices"]] == ["mars-1", "mars-2"]  # type: ignore[attr-defined] # references


def test_the_same_record_named_twice_counts_once(store: Workspace) -> None:
    with store.reading() as session:
        found = analysis.several(session, "organisation", ["lab", "Nolab", "old-lab", "firm"])
    assert [record.slug for record in found] == ["lab", "firm"]


def test_pages_are_cut_and_numbered_from_one() -> None:
    rows = list(range(120))
    assert analysis.page_of(rows, 3) == rows[100:]
    assert analysis.page_of(rows, 4) == []
    assert analysis.page_of(rows, None) is rows
    with pytest.raises(BadRequest, match="pages are numbered from 1"):
        analysis.page_of(rows, 0)
