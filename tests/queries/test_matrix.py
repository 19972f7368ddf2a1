from __future__ import annotations

import pytest

from kb import records
from kb.errors import BadRequest, NotFound
from kb.queries.matrix import NOT_ON_RECORD, QUOTED, Asked, Line, Matrix, as_table, matrix, with_parts
from kb.queries.shapes import Ref, Row
from kb.workspace import Workspace
from tests.helpers import EDITOR, get, make

DARK_WEB = "ws-darkweb-2017"


def read(workspace: Workspace, **asked: str) -> Matrix:
    with workspace.reading() as session:
        return matrix(session, Asked(**asked))


def rows(found: Matrix, slug: str) -> list[Row]:
    return [row for row in as_table(found).rows if isinstance(row["record"], Ref) and row["record"].slug == slug]


def heads(found: Matrix) -> list[str]:
    return [line.head.slug if line.head else "" for line in found.lines]


def test_every_partner_of_a_project_has_a_line_even_with_nothing_on_record(library: Workspace) -> None:
    found = read(library, project="media4sec", event=DARK_WEB)
    partners = [line.head.slug for line in found.lines if line.partner and line.head]
    assert sorted(partners) == sorted(
        ["warwick", "valencia-city", "eos", "efus", "fraunhofer", "kemea", "tno", "psni", "utrecht-univ", "xlab"]
    )
    assert [row["role"] for row in rows(found, "xlab")] == [NOT_ON_RECORD]


def test_to_be_quoted_is_not_to_present(library: Workspace) -> None:
    found = read(library, person="van-oss-jaap")
    assert {row["role"] for row in rows(found, "van-oss-jaap")} == {QUOTED}


def test_a_part_names_the_record_the_person_the_affiliation_and_the_source(library: Workspace) -> None:
    row = next(row for row in rows(read(library, person="van-oss-jaap"), "van-oss-jaap"))
    assert isinstance(row["for"], Ref)
    assert isinstance(row["sources"], list)
    assert row["for"].slug == "nhtcu"
    assert [(place.document.slug, place.locator) for place in row["sources"]] == [("seed-tno", "paragraph 9")]


def test_what_a_source_ascribes_to_nobody_stands_in_a_line_of_its_own_at_the_end(library: Workspace) -> None:
    found = read(library, event=DARK_WEB)
    assert found.lines[-1] == Line(None, [])
    nobody = [row["what"] for row in as_table(found).rows if row["record"] == "nobody named"]
    assert {what.slug for what in nobody if isinstance(what, Ref)} >= {"c-dw-lea-takedown", "c-dw-demo-titanium"}


def test_an_organisation_that_acts_through_a_unit_has_one_line_for_both(library: Workspace) -> None:
    found = read(library, project="media4sec")
    line = next(line for line in found.lines if line.head and line.head.slug == "fraunhofer")
    assert [name.slug for name in line.names] == ["fraunhofer", "fraunhofer-iao"]
    assert "fraunhofer-iao" not in heads(found)


def test_events_stand_in_order_of_time_and_undated_ones_last(small: Workspace) -> None:
    with small.writing() as session:
        for slug, start in (("late", "2020"), ("undated", None), ("early", "2018")):
            make(session, "event", slug, **({"start": start} if start else {}), projects=["lantern"])
    found = read(small, project="lantern")
    assert [event.slug for event in found.events] == ["early", "harbour-workshop", "late", "undated"]
    assert found.dates == {"early": "2018", "harbour-workshop": "2 May 2019", "late": "2020"}


def test_events_without_a_cell_are_left_out_unless_a_project_or_an_event_is_asked_for(small: Workspace) -> None:
    with small.writing() as session:
        make(session, "event", "empty", projects=["lantern"])
    assert [event.slug for event in read(small).events] == ["harbour-workshop"]
    assert {event.slug for event in read(small, project="lantern").events} == {"harbour-workshop", "empty"}
    assert [event.slug for event in read(small, event="empty").events] == ["empty"]
    assert [event.slug for event in read(small, project="lantern", organisation="nordic-lab").events] == ["harbour-workshop"]


def test_an_organisation_alone_shows_only_its_own_parts(library: Workspace) -> None:
    found = read(library, organisation="tno")
    assert heads(found) == ["tno"]
    assert len(found.events) > 3


def test_an_organisation_without_any_part_has_an_empty_line(small: Workspace) -> None:
    found = read(small, organisation="harbour-police")
    assert (heads(found), list(found.events)) == (["harbour-police"], [])


def test_people_as_lines_leave_out_parts_without_a_person(library: Workspace) -> None:
    found = read(library, by="person", event=DARK_WEB)
    assert None not in [line.head for line in found.lines]
    assert {line.head.kind for line in found.lines if line.head} == {"person"}


def test_a_part_of_a_person_without_an_organisation_stands_in_no_line_of_organisations(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "event", "fair")
        make(session, "person", "anna")
        make(session, "contribution", "talk", role="keynote", event="fair", parties=[{"person": "anna"}])
    assert heads(read(workspace)) == []
    assert heads(read(workspace, by="person")) == ["anna"]


def test_what_one_voice_says_in_two_documents_is_one_part(library: Workspace) -> None:
    found = [row for row in rows(read(library, person="walter-markus"), "walter-markus") if row["role"] == QUOTED]
    records_named = [row["what"] for row in found]
    assert len(records_named) == len(set(map(str, records_named))) > 1


def test_a_withdrawn_contribution_is_not_shown(small: Workspace) -> None:
    with small.writing() as session:
        records.withdraw(session, get(session, "contribution", "c-keynote"), EDITOR)
    assert [row["role"] for row in rows(read(small, project="lantern"), "nordic-lab")] == [NOT_ON_RECORD]


def test_a_withdrawn_event_is_not_shown(small: Workspace) -> None:
    with small.writing() as session:
        records.withdraw(session, get(session, "event", "harbour-workshop"), EDITOR)
    assert list(read(small, project="lantern").events) == []


def test_as_a_table_only_a_project_says_who_is_a_partner(small: Workspace) -> None:
    assert "partner" in as_table(read(small, project="lantern")).columns
    assert "partner" not in as_table(read(small)).columns


def test_as_a_table_each_part_is_a_row_and_partners_without_one_say_so(small: Workspace) -> None:
    found = as_table(read(small, project="lantern"))
    told = [(getattr(row["record"], "slug", ""), row["partner"], row["role"]) for row in found.rows]
    assert told == [("nordic-lab", "yes", "keynote"), ("harbour-police", "yes", NOT_ON_RECORD)]
    assert found.total == 2


def test_a_project_may_be_named_as_people_do(library: Workspace) -> None:
    assert read(library, project="MEDI@4SEC") == read(library, project="media4sec")


def test_projects_with_parts_are_those_of_events_contributions_and_statements(small: Workspace) -> None:
    with small.writing() as session:
        for slug in ("of-event", "of-statement", "of-nothing", "gone"):
            make(session, "project", slug)
        make(session, "event", "fair", projects=["of-event", "gone"])
        make(session, "statement", "said", type="finding", project="of-statement")
        records.withdraw(session, get(session, "project", "gone"), EDITOR)
    with small.reading() as session:
        assert [found.slug for found in with_parts(session)] == ["lantern", "of-event", "of-statement"]


def test_other_rows_than_organisations_or_people_are_refused(library: Workspace) -> None:
    with pytest.raises(BadRequest, match='by organisation or person, not by "colour"'):
        read(library, by="colour")


@pytest.mark.parametrize("name", ["project", "event", "organisation", "person"])
def test_an_unknown_choice_is_not_found(library: Workspace, name: str) -> None:
    with pytest.raises(NotFound, match=f'There is no {name} called "no-such"'):
        read(library, **{name: "no-such"})
