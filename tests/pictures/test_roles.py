from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from kb.models.vocabularies import CONTRIBUTION_ROLE
from kb.pictures import roles
from kb.pictures.svg import every
from kb.queries.matrix import NOT_ON_RECORD, QUOTED, Asked, matrix
from kb.workspace import Workspace
from tests.helpers import make
from tests.pictures.asking import links, picture, told, words


def test_every_role_has_a_mark_of_its_own() -> None:
    assert {str(words) for words in CONTRIBUTION_ROLE.terms.values()} | {str(QUOTED)} == set(roles.CODES)
    codes = [code for code, _shape in roles.CODES.values()]
    assert len(set(codes)) == len(codes)


def test_to_be_quoted_is_drawn_otherwise_than_to_present() -> None:
    assert roles.CODES[str(QUOTED)][1] not in {shape for role, (_code, shape) in roles.CODES.items() if role != QUOTED}


@pytest.mark.parametrize("chosen", [{}, {"project": "media4sec"}, {"project": "media4sec", "by": "person"}])
def test_every_part_of_the_table_has_its_mark(library: Workspace, chosen: dict[str, str]) -> None:
    found = picture(library, "matrix", **chosen)
    done = [row for row in found.table.rows if row["role"] != NOT_ON_RECORD]
    cells = {(str(getattr(row["record"], "label", row["record"])), row["event"].label) for row in done}  # type: ignore[union-attr] # events
    drawn = [told(marks_of) for marks in links(found).values() for marks_of in marks if every([marks_of], "rect")]
    assert len(drawn) == len(cells)
    for who, event in cells:
        assert any(words_of.startswith(f"{who}, {event}: ") for words_of in drawn)


@pytest.mark.parametrize("chosen", [{}, {"project": "media4sec"}, {"project": "media4sec", "by": "person"}])
def test_a_cell_of_several_parts_leads_to_the_list_of_them(library: Workspace, chosen: dict[str, str]) -> None:
    several = {address: marks for address, marks in links(picture(library, "matrix", **chosen)).items() if address.startswith("/matrix?")}
    assert several
    for address, marks in several.items():
        with library.reading() as session:
            found = matrix(session, Asked(**dict(parse_qsl(address.partition("?")[2]))))
        listed = {
            line.head.label if line.head else "nobody named": sum(len(found.cells.get((line.head, event), ())) for event in found.events)
            for line in found.lines
        }
        for one in marks:
            who = next(name for name in listed if told(one).startswith(name))
            written = [part.text for part in one if part.tag == "text"]
            assert [str(listed[who])] == written or (written == [] and listed[who] == len(every([one], "rect")))


def test_a_partner_with_nothing_on_record_stands_there_and_says_so(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "organisation", "yard")
        make(session, "project", "boat", participations=[{"organisation": "yard", "role": "coordinator"}])
        make(session, "event", "fair", projects=["boat"])
    found = picture(workspace, "matrix", project="boat")
    assert {"yard", "nothing on record"} <= set(words(found))


def test_without_an_event_there_is_nothing_to_draw_but_words(workspace: Workspace) -> None:
    found = picture(workspace, "matrix")
    assert list(found.marks) == []
    assert "No event is on record" in found.description


def test_a_long_legend_goes_on_in_further_lines(library: Workspace) -> None:
    samples = [part for part in every(picture(library, "matrix").marks, "text") if str(part.text) in roles.CODES]
    heights = {part.get("y") for part in samples}
    assert len(heights) > 1
