from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from kb import records, schema
from kb.errors import BadValue
from kb.models import Record
from kb.workspace import Workspace
from tests.helpers import EDITOR, found, get, history, make

LAB = {"label": "Nordic Lab", "identifiers": [{"scheme": "ror", "value": "https://ror.org/01bnjb948"}]}


@pytest.fixture
def merged(small: Workspace) -> Workspace:
    """Give the small knowledge base once a second record of the laboratory went into the first."""
    with small.writing() as session:
        names = [{"name": "NordLab", "type": "alias"}]
        evidence = [{"document": "harbour-report", "locator": "page 3"}]
        gone = make(session, "organisation", "nordic-lab-2", names=names, evidence=evidence, **LAB)
        make(session, "person", "holm-eva", label="Eva Holm", affiliations=[{"organisation": "nordic-lab-2", "role": "director"}])
        make(session, "programme", "lab-line", owner="nordic-lab-2")
        why = [{"verdict": "same", "other": "organisation/nordic-lab-2", "by": "editor", "why": "one address"}]
        make(session, "tool", "lens", developers=[{"organisation": "nordic-lab-2"}, {"organisation": "harbour-police"}], judgements=why)
        records.merge(session, get(session, "organisation", "nordic-lab"), gone, EDITOR)
    return small


def values(workspace: Workspace, kind: str, slug: str) -> dict[str, Any]:
    with workspace.reading() as session:
        return schema.dump(get(session, kind, slug))


def test_the_record_that_stays_takes_over_the_names(merged: Workspace) -> None:
    names = [row["name"] for row in values(merged, "organisation", "nordic-lab")["names"]]
    assert names == ["NordLab", "Nordic Lab"]


def test_the_record_that_stays_takes_over_the_identifiers(merged: Workspace) -> None:
    identifiers = values(merged, "organisation", "nordic-lab")["identifiers"]
    assert [row["value"] for row in identifiers] == ["999000111", "https://ror.org/01bnjb948"]


def test_the_record_that_stays_takes_over_the_evidence(merged: Workspace) -> None:
    assert {"document": "harbour-report", "locator": "page 3"} in values(merged, "organisation", "nordic-lab")["evidence"]


def test_the_record_that_stays_keeps_its_own_values(merged: Workspace) -> None:
    kept = values(merged, "organisation", "nordic-lab")
    assert (kept["label"], kept["country"]) == ("Nordic Laboratory", "NO")


@pytest.mark.parametrize(
    ("kind", "slug", "name", "wanted"),
    [
        ("person", "holm-eva", "affiliations", [{"organisation": "nordic-lab", "role": "director"}]),
        ("programme", "lab-line", "owner", "nordic-lab"),
        ("tool", "lens", "developers", [{"organisation": "nordic-lab"}, {"organisation": "harbour-police"}]),
    ],
)
def test_references_lead_to_the_record_that_stays(merged: Workspace, kind: str, slug: str, name: str, wanted: object) -> None:
    assert values(merged, kind, slug)[name] == wanted


def test_a_judgement_on_the_one_that_went_is_led_over_with_its_kind(merged: Workspace) -> None:
    assert values(merged, "tool", "lens")["judgements"][0]["other"] == "organisation/nordic-lab"


def test_a_reference_led_over_is_in_the_history_of_its_record(merged: Workspace) -> None:
    with merged.reading() as session:
        last = history(session, get(session, "programme", "lab-line"))[-1]
        assert last.changes == {"owner": ["nordic-lab-2", "nordic-lab"]}


def test_the_old_id_leads_to_the_record_that_stays(merged: Workspace) -> None:
    with merged.reading() as session:
        assert get(session, "organisation", "nordic-lab-2").slug == "nordic-lab"


def test_an_id_that_went_twice_leads_to_the_last(merged: Workspace) -> None:
    with merged.writing() as session:
        records.merge(session, get(session, "organisation", "harbour-police"), get(session, "organisation", "nordic-lab"), EDITOR)
        assert get(session, "organisation", "nordic-lab-2").slug == "harbour-police"


def test_a_new_reference_to_the_old_id_means_the_record_that_stays(merged: Workspace) -> None:
    with merged.writing() as session:
        make(session, "person", "lund-per", affiliations=[{"organisation": "nordic-lab-2"}])
    assert values(merged, "person", "lund-per")["affiliations"] == [{"organisation": "nordic-lab"}]


def test_a_merge_is_in_the_history_of_both(merged: Workspace) -> None:
    with merged.reading() as session:
        kept = get(session, "organisation", "nordic-lab")
        assert set(history(session, kept)[-1].changes) == {"names", "identifiers", "evidence"}
        gone = session.execute(select(Record).where(Record.slug == "nordic-lab-2")).scalar_one()
        last = history(session, gone)[-1]
        assert (last.action, last.changes["merged_into"]) == ("merged", [None, "nordic-lab"])


def test_the_search_finds_the_record_that_stays_alone(merged: Workspace) -> None:
    assert "nordic-lab" in found(merged, "NordLab")
    assert "nordic-lab-2" not in found(merged, "", filters={"kind": ("organisation",)})


def test_a_merge_leaves_store_and_index_in_step(merged: Workspace) -> None:
    assert not merged.compare()


def test_names_that_both_have_are_kept_once(workspace: Workspace) -> None:
    names = [{"name": "NL", "type": "acronym"}]
    with workspace.writing() as session:
        kept, gone = (
            make(session, "organisation", "a", label="Lab", names=names),
            make(session, "organisation", "b", label="Lab", names=names),
        )
        records.merge(session, kept, gone, EDITOR)
        assert schema.dump(kept)["names"] == names


@pytest.mark.parametrize(("one", "other"), [("dark-web", "dark-web"), ("dark-web", "nordic-lab")])
def test_only_two_records_of_one_kind_can_become_one(small: Workspace, one: str, other: str) -> None:
    with small.writing() as session:
        kept = get(session, "topic", one)
        gone = get(session, "topic" if one == other else "organisation", other)
        with pytest.raises(BadValue, match="only two different records of the same kind"):
            records.merge(session, kept, gone, EDITOR)
