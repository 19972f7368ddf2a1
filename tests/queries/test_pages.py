from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from kb.queries import related
from kb.queries.pages import SHOWN, Page, Support, page, rows
from kb.workspace import Workspace
from tests.helpers import change, get, make


def read(workspace: Workspace, kind: str, slug: str) -> Page:
    with workspace.reading() as session:
        return page(session, kind, slug)


def claims(found: Page, name: str) -> list[tuple[str, bool | None]]:
    fact = next(fact for fact in (*found.facts, *found.properties) if fact.name == name)
    return [(claim.value, claim.preferred) for claim in fact.claims]


def test_a_page_outlives_the_session_it_was_read_in(library: Workspace) -> None:
    found = read(library, "person", "van-oss-jaap")
    assert [place.document.label for place in found.evidence] == ["International Workshop Policing the Dark Web"]


def test_values_on_which_sources_disagree_stand_side_by_side(library: Workspace) -> None:
    assert claims(read(library, "event", "ws-darkweb-2017"), "attendance") == [("70", True), ("65", False)]


def test_a_value_on_which_sources_agree_has_its_sources_and_no_claims(library: Workspace) -> None:
    fact = next(fact for fact in read(library, "event", "csw-2017").facts if fact.name == "attendance")
    assert fact.claims == ()
    assert [place.document.slug for place in fact.sources] == ["convene-csw"]


def test_a_property_without_a_field_of_its_own_is_shown_too(library: Workspace) -> None:
    found = {fact.name: fact for fact in read(library, "event", "csw-2017").properties}
    assert found["meetings"].value == "80 independent meetings, each with its own organiser"
    assert found["dates"].value == "25-29 September 2017"
    assert claims(read(library, "event", "csw-2017"), "dates") == [("25-29 September 2017", True), ("25-28 September 2017", False)]


def test_a_link_row_carries_the_evidence_that_names_it(library: Workspace) -> None:
    section = next(s for s in read(library, "project", "titanium").sections if s.name == "participations")
    row = next(row for row in section.table.rows if getattr(row["organisation"], "slug", "") == "vicomtech")
    assert isinstance(row["sources"], list)
    assert [(place.document.slug, place.locator) for place in row["sources"]] == [
        ("cordis-register-2020", "project 740558, participant 955552336"),
        ("koopint-titanium", "line 18"),
    ]


def test_lists_without_rows_are_left_out(library: Workspace) -> None:
    assert "status_changes" not in [section.name for section in read(library, "statement", "f-legal-framework").sections]


def test_the_history_stands_newest_first_with_the_names_people_read(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "event", "fair", attendance=3)
    with workspace.writing() as session:
        change(session, get(session, "event", "fair"), attendance=4)
    history = read(workspace, "event", "fair").history
    assert [(entry.version, entry.action, entry.by) for entry in history] == [(2, "changed", "editor"), (1, "created", "editor")]
    assert history[0].fields == [("Attendance", 3, 4)]


def test_what_was_looked_for_and_not_found_names_what_closed_it(library: Workspace) -> None:
    gaps = read(library, "project", "media4sec").gaps
    assert any(closed_by and closed_by.slug == "cordis-register-2020" for _missing, closed_by, _note in gaps)


def supported(session: Session, groups: list[str | None], **values: Any) -> None:
    for number, group in enumerate(groups):
        make(session, "document", f"document-{number}", **({"origin_group": group} if group else {}))
    evidence = [{"document": f"document-{number}"} for number in range(len(groups))]
    make(session, "statement", "said", type="finding", evidence=evidence, **values)


@pytest.mark.parametrize(
    ("groups", "documents", "fewest", "most"),
    [
        (["a"], 1, 1, 1),
        (["a", "a"], 2, 1, 1),
        (["a", "b"], 2, 2, 2),
        ([None], 1, 1, 1),
        (["a", None], 2, 1, 2),
        ([None, None, None], 3, 1, 3),
        (["a", "b", None], 3, 2, 3),
        ([], 0, 0, 0),
    ],
)
def test_support_counts_origins_and_not_copies(
    workspace: Workspace, groups: list[str | None], documents: int, fewest: int, most: int
) -> None:
    with workspace.writing() as session:
        supported(session, groups)
    assert read(workspace, "statement", "said").support == Support(documents, fewest, most, 0)


def test_a_document_that_is_named_twice_supports_once(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "document", "one")
        places = [{"document": "one", "locator": "page 1"}, {"document": "one", "locator": "page 2"}]
        make(session, "statement", "said", type="finding", evidence=places)
    assert read(workspace, "statement", "said").support == Support(1, 1, 1, 0)


def test_evidence_for_one_value_does_not_support_the_statement(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "document", "one")
        make(session, "statement", "said", type="finding", evidence=[{"document": "one", "field": "date", "value": "2017"}])
    assert read(workspace, "statement", "said").support == Support(0, 0, 0, 0)


def test_a_person_quoted_in_two_documents_is_one_voice(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "person", "anna")
        make(session, "organisation", "lab")
        voicings = [{"person": "anna"}, {"person": "anna", "organisation": "lab"}, {"organisation": "lab"}, {"group": "participants"}]
        supported(session, ["a"], voicings=voicings)
    assert read(workspace, "statement", "said").support == Support(1, 1, 1, 2)


@pytest.mark.parametrize(
    ("support", "words"),
    [
        (Support(1, 1, 1, 0), "1 document, 1 independent origin, no named voices"),
        (Support(2, 1, 2, 1), "2 documents, at least 1, at most 2 independent origins, 1 named voice"),
        (Support(2, 2, 2, 3), "2 documents, 2 independent origins, 3 named voices"),
        (Support(0, 0, 0, 0), "0 documents, 0 independent origins, no named voices"),
    ],
)
def test_support_is_said_in_a_sentence(support: Support, words: str) -> None:
    assert support.words == words


@pytest.mark.parametrize("kind", ["project", "person", "event", "topic"])
def test_only_statements_have_support(workspace: Workspace, kind: str) -> None:
    with workspace.writing() as session:
        make(session, kind, "one")
    assert read(workspace, kind, "one").support is None


def large(workspace: Workspace, number: int) -> None:
    with workspace.writing() as session:
        make(session, "document", "register")
        for n in range(number):
            make(session, "organisation", f"o{n}")
        partners = [{"organisation": f"o{n}", "role": "participant"} for n in range(number)]
        evidence = [{"document": "register", "field": "participations", "value": f"o{n}", "locator": f"row {n}"} for n in range(number)]
        make(session, "project", "large", participations=partners, evidence=evidence)


def test_a_page_for_people_shows_the_first_of_a_long_list_and_where_all_of_it_stands(workspace: Workspace) -> None:
    large(workspace, 102)
    with workspace.reading() as session:
        shown, whole = page(session, "project", "large", SHOWN), page(session, "project", "large")
    first, every = (found.sections[0].table for found in (shown, whole))
    assert (len(first.rows), first.total, first.about) == (related.LIMIT, 102, {"all": "/projects/large/participations"})
    assert (len(every.rows), every.total, every.about) == (102, 102, {})
    assert first.rows == every.rows[: related.LIMIT]
    assert len(whole.values["participations"]) == 102


def test_a_list_can_be_read_by_itself_with_the_evidence_that_names_its_rows(workspace: Workspace) -> None:
    large(workspace, 3)
    with workspace.reading() as session:
        named, found = rows(session, "project", "large", "participations")
        assert found.table == page(session, "project", "large").sections[0].table
    assert (named.slug, found.label, found.table.total) == ("large", "Partners", 3)


def test_a_list_of_what_points_to_a_record_can_be_read_by_itself(workspace: Workspace) -> None:
    large(workspace, 3)
    with workspace.reading() as session:
        _named, found = rows(session, "document", "register", "evidence_document", limit=2)
    assert [row["locator"] for row in found.table.rows] == ["row 0", "row 1"]
    assert (found.label, found.table.total) == ("Rests on this source", 3)
