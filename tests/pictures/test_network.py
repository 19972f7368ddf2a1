from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy.orm import Session

from kb import migrating, records
from kb.errors import BadRequest
from kb.pictures import network_layout
from kb.pictures.lettering import SIZE
from kb.pictures.placing import Box, Round, base_line, beside
from kb.pictures.svg import every
from kb.queries.analysis_partners import partners
from kb.queries.network import TIES_EACH, network
from kb.queries.shapes import Ref, Table
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import ask, counted, kb, read_html
from tests.helpers import EDITOR, change, get, make, opened, settings_for
from tests.pictures.asking import picture as pictured
from tests.pictures.asking import words as words_of
from tests.pictures.places import links, meeting, told, written

COUNTRIES = ("NO", "NL", "DE", "IT", "AT", "FR", "GR")


def body(session: Session, number: int) -> str:
    """Make an organisation once."""
    slug = f"body-{number}"
    make(session, "organisation", slug, label=f"Organisation {number}", short_name=f"ORG{number}", country=COUNTRIES[number % 7])
    return slug


def project(session: Session, slug: str, *bodies: int, **more: object) -> None:
    """Make a project of some organisations."""
    parts = [{"organisation": f"body-{number}", "role": "participant"} for number in bodies]
    make(session, "project", slug, label=slug.upper(), participations=parts, **more)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Give a project of fifty partners, a topic of a hundred and twenty, and projects that join some of them."""
    with opened(settings_for(tmp_path_factory.mktemp("crowded"))) as workspace:
        migrating.prepare(workspace)
        with workspace.writing() as session:
            make(session, "topic", "sea")
            for number in range(120):
                body(session, number)
            project(session, "fleet", *range(50))
            for number in range(60):
                joined = {number, (number * 7 + 3) % 120, (number * 11 + 5) % 120, (number + 1) % 120}
                project(session, f"boat-{number}", *sorted(joined), topics=["sea"])
            project(session, "tug-1", 0, 1, topics=["sea"])
            project(session, "tug-2", 0, 1, topics=["sea"])
        yield workspace


@pytest.fixture
def trio(workspace: Workspace) -> Workspace:
    """Give three partners of one project, two of which share another one."""
    with workspace.writing() as session:
        for number in range(3):
            body(session, number)
        project(session, "fleet", 0, 1, 2)
        project(session, "boat", 0, 1)
    return workspace


def rows(table: Table) -> dict[tuple[str, str], int]:
    """Give the projects together by the ids of two organisations."""
    found = {}
    for row in table.rows:
        one, other, together = row["record"], row["other"], row["together"]
        assert isinstance(one, Ref)
        if isinstance(other, Ref):
            assert isinstance(together, int)
            found[one.slug, other.slug] = together
    return found


def test_partners_of_a_project_are_joined_by_their_other_projects(trio: Workspace) -> None:
    found = pictured(trio, "partners", project="fleet")
    assert rows(found.table) == {("body-0", "body-1"): 1}
    assert "ORG0 and ORG1: 1 project" in told(found)


def test_each_organisation_leads_to_its_record_and_tells_country_and_projects(trio: Workspace) -> None:
    found = links(pictured(trio, "partners", project="fleet"))
    assert found == {
        "Organisation 0, Norway: 2 projects": "/organisations/body-0",
        "Organisation 1, Netherlands: 2 projects": "/organisations/body-1",
        "Organisation 2, Germany: 1 project": "/organisations/body-2",
    }


def test_who_shares_no_other_project_stands_below_and_has_a_row(trio: Workspace) -> None:
    found = pictured(trio, "partners", project="fleet")
    assert "1 organisation shares no project that is counted with the others:" in words_of(found)
    alone = [row["record"] for row in found.table.rows if not row["other"]]
    assert alone == [Ref("organisation", "body-2", "Organisation 2")]


def test_a_line_names_the_projects_in_the_table(trio: Workspace) -> None:
    found = pictured(trio, "partners", project="fleet")
    assert found.table.rows[0]["which"] == [Ref("project", "boat", "BOAT")]


def test_of_many_projects_the_first_are_named_and_the_rest_counted(trio: Workspace) -> None:
    with trio.writing() as session:
        for number in range(20):
            project(session, f"more-{number}", 0, 1)
    which = pictured(trio, "partners", organisation="body-0").table.rows[0]["which"]
    assert isinstance(which, list)
    assert [str(one) for one in which if not isinstance(one, Ref)] == ["and 14 more"]
    assert len(which) == 9


def test_the_organisation_asked_for_is_among_its_partners_with_a_ring(trio: Workspace) -> None:
    found = pictured(trio, "partners", organisation="body-2")
    assert rows(found.table) == {("body-2", "body-0"): 1, ("body-2", "body-1"): 1, ("body-0", "body-1"): 1}
    assert [mark.get("class") for mark in every(found.marks, "circle")].count("ring") == 1


def test_the_marks_around_an_organisation_have_the_numbers_of_its_list_of_partners(library: Workspace) -> None:
    with library.reading() as session:
        listed = partners(session, (), ["tno"])
        drawn = network(session, {"organisation": "tno"}, 500)
    shared = {node.ref: node.projects for node in drawn.nodes if not node.asked}
    assert shared == {row["record"]: row["shared"] for row in listed.rows}
    assert drawn.partners == listed.total > 10


def test_a_unit_that_is_asked_for_stands_for_itself(trio: Workspace) -> None:
    with trio.writing() as session:
        make(session, "organisation", "unit", label="Unit", part_of="body-0")
        parts = [{"organisation": "body-0", "unit": "unit", "role": "participant"}, {"organisation": "body-2", "role": "participant"}]
        make(session, "project", "ship", participations=parts)
    assert rows(pictured(trio, "partners", organisation="unit").table) == {("unit", "body-2"): 1}


def test_projects_of_a_narrower_topic_count_for_the_broader_one(trio: Workspace) -> None:
    with trio.writing() as session:
        make(session, "topic", "water")
        make(session, "topic", "sea", relations=[{"relation": "broader", "other": "water"}])
        project(session, "raft", 1, 2, topics=["sea"])
    assert rows(pictured(trio, "partners", topic="water").table) == {("body-1", "body-2"): 1}


def test_a_withdrawn_project_joins_nobody(trio: Workspace) -> None:
    with trio.writing() as session:
        records.withdraw(session, get(session, "project", "boat"), EDITOR)
    found = pictured(trio, "partners", project="fleet")
    assert rows(found.table) == {}
    assert "No two of them share a project that is counted here." in found.description


def test_fifty_partners_have_names_that_cover_neither_one_another_nor_a_mark(crowded: Workspace) -> None:
    found = pictured(crowded, "partners", project="fleet")
    names = list(written(found))
    marks = [mark for mark in every(found.marks, "circle") if mark.get("class") == "hollow"]
    round_ones = [(float(mark.attrib["cx"]), float(mark.attrib["cy"]), float(mark.attrib["r"])) for mark in marks]
    assert len(names) > 40
    assert meeting(names) == []
    assert not [(x, y) for x, y, r in round_ones for box in names if box.meets(Box(x - r + 2, y - r + 2, x + r - 2, y + r - 2))]


def test_every_row_of_the_table_has_its_line_and_every_organisation_its_mark(crowded: Workspace) -> None:
    found = pictured(crowded, "partners", project="fleet")
    leading = set(links(found).values())
    assert leading == {f"/organisations/body-{number}" for number in range(50)}
    drawn = {name for name in told(found) if " and " in name}
    for row in found.table.rows:
        one, other = row["record"], row["other"]
        if isinstance(one, Ref) and isinstance(other, Ref):
            names = [ref.slug.replace("body-", "ORG") for ref in (one, other)]
            assert any(name.startswith(f"{names[0]} and {names[1]}: {row['together']} project") for name in drawn)


def test_the_same_question_draws_the_same_picture(crowded: Workspace) -> None:
    first = pictured(crowded, "partners", topic="sea", show="150")
    network_layout._places.cache_clear()  # noqa: SLF001 - to lay it out once more
    second = pictured(crowded, "partners", topic="sea", show="150")
    assert [mark.attrib for mark in every(first.marks, "a")] == [mark.attrib for mark in every(second.marks, "a")]
    assert [mark.attrib for mark in every(first.marks, "path")] == [mark.attrib for mark in every(second.marks, "path")]


def test_only_the_most_connected_are_drawn_and_the_rest_is_counted(crowded: Workspace) -> None:
    found = pictured(crowded, "partners", topic="sea")
    assert len(links(found)) == 50
    assert any(note.startswith("Drawn are the 50 of 102 partners") for note in found.notes)


def test_of_a_hundred_and_more_some_are_named_and_the_rest_told(crowded: Workspace) -> None:
    found = pictured(crowded, "partners", topic="sea", show="500")
    assert len(links(found)) == 102
    assert len(list(written(found))) == 45
    assert any(note.startswith("45 organisations are named;") for note in found.notes)
    assert meeting(list(written(found))) == []


def test_lines_that_are_left_out_are_counted_and_have_fewer_projects(crowded: Workspace) -> None:
    with crowded.reading() as session:
        found = network(session, {"topic": "sea"}, 50)
    assert len(found.ties) <= TIES_EACH * 50
    assert found.least == min(tie.together for tie in found.ties)
    assert len(found.ties) == int(np.count_nonzero(found.near[:, 2] >= found.least)) <= found.pairs


def test_a_project_of_very_many_partners_draws_no_lines_where_all_share_just_one(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "topic", "sea")
        for number in range(60):
            body(session, number)
        project(session, "fleet", *range(60), topics=["sea"])
    found = pictured(workspace, "partners", topic="sea", show="150")
    assert rows(found.table) == {}
    assert len(links(found)) == 60


def test_lines_that_share_equally_many_are_all_drawn_while_they_are_not_too_many(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "topic", "sea")
        for number in range(30):
            body(session, number)
        project(session, "fleet", *range(30), topics=["sea"])
    found = pictured(workspace, "partners", topic="sea")
    assert len(rows(found.table)) == 30 * 29 // 2
    lines = [mark.attrib["d"] for mark in every(found.marks, "path") if "many" in mark.get("class", "")]
    assert "".join(lines).count("L") == 30 * 29 // 2


def test_names_without_room_are_counted_and_told_by_their_marks(workspace: Workspace) -> None:
    with workspace.writing() as session:
        for number in range(55):
            label = f"Institute of applied research number {number}"
            make(session, "organisation", f"body-{number}", label=label)
        make(session, "topic", "sea")
        for number in range(55):
            project(session, f"boat-{number}", number, (number + 1) % 55, (number * 5 + 2) % 55, topics=["sea"])
    found = pictured(workspace, "partners", topic="sea")
    without = 50 - len(list(written(found)))
    assert 0 < without < 40
    assert any(note.startswith(f"{without} name") for note in found.notes)
    assert len(links(found)) == 50


def test_organisations_of_one_country_have_one_mark_and_no_other_in_the_key(workspace: Workspace) -> None:
    with workspace.writing() as session:
        for slug in ("a", "b"):
            make(session, "organisation", slug, country="NO")
        parts = [{"organisation": slug, "role": "participant"} for slug in ("a", "b")]
        make(session, "project", "fleet", participations=parts)
    assert words_of(pictured(workspace, "partners", organisation="a"))[:2] == ["Norway (2)", "1 project together"]


def test_no_partners_are_told_in_words(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "project", "empty")
    found = pictured(workspace, "partners", project="empty")
    assert (found.marks, found.description) == ((), "No partners are on record here. Choose another project, topic or organisation.")


def test_two_scopes_at_once_are_refused(trio: Workspace) -> None:
    with pytest.raises(BadRequest, match="name one project, one topic or one organisation"):
        pictured(trio, "partners", project="fleet", organisation="body-0")


def test_the_page_says_what_is_seen_and_names_the_country(trio: Workspace) -> None:
    page = read_html(create_app(trio).test_client(), "/pictures/partners?project=fleet")
    assert "Partners of FLEET" in page
    assert "All of them work together in this project" in page


def test_the_page_sends_the_same_number_of_statements_for_few_partners_and_for_many(crowded: Workspace) -> None:
    client = create_app(crowded).test_client()
    sent = []
    for address in ("/pictures/partners?project=tug-1", "/pictures/partners?project=fleet"):
        with counted(crowded) as statements:
            assert ask(client, address).status == 200
        sent.append(len(statements))
    assert sent[0] == sent[1] <= 20


def test_the_command_draws_the_table(trio: Workspace) -> None:
    found = kb(trio.settings.home, "picture", "partners", "--project", "fleet", "--show", "150", "--json")
    assert found.json["total"] == 2


def test_a_new_partner_is_drawn_with_the_next_question(trio: Workspace) -> None:
    pictured(trio, "partners", project="boat")
    with trio.writing() as session:
        parts = [{"organisation": f"body-{number}", "role": "participant"} for number in range(3)]
        change(session, get(session, "project", "boat"), participations=parts)
    assert len(links(pictured(trio, "partners", project="boat"))) == 3


def test_more_than_the_library_lays_out_at_once_stand_beside_whom_they_share_most_with() -> None:
    near = np.array([(number, number + 1, 1) for number in range(network_layout.MOST - 1)] + [(0, network_layout.MOST, 2)])
    found = network_layout.places(network_layout.MOST + 2, near)
    assert np.abs(found[network_layout.MOST] - found[0]).max() < 0.02
    assert np.isnan(found[network_layout.MOST + 1]).all()


def test_circles_that_overlap_are_moved_apart_within_the_frame() -> None:
    radii = np.full(3, 10.0)
    found = network_layout.apart(np.array([(5.0, 50.0), (8.0, 50.0), (90.0, 90.0)]), radii, (100.0, 100.0), gap=2.0)
    assert np.linalg.norm(found[0] - found[1]) == pytest.approx(22, abs=0.5)
    assert (found >= 10).all()
    assert tuple(found[2]) == (90, 90)


def test_words_without_a_free_place_are_left_out() -> None:
    frame = Box(0, 0, 60, 20)
    assert beside([Round(10, 10, 5, "word"), Round(50, 10, 5, "a much longer line of words")], frame, 2)[1] is None


def test_words_are_written_beside_their_mark() -> None:
    place = beside([Round(10, 10, 5, "word")], Box(0, 0, 200, 40), 1, SIZE)[0]
    assert place
    assert place.left == 18
    assert place.top < base_line(place) < place.bottom
