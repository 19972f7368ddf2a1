from __future__ import annotations

import itertools
import re

import pytest

from kb.pictures.flow_layout import FULL, MOST, laid_out
from kb.pictures.svg import every
from kb.queries.flow import Part, flow
from kb.queries.shapes import Ref
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import ask, counted, read_html, read_json
from tests.helpers import make
from tests.pictures.asking import picture as pictured
from tests.pictures.places import links, told


def parts(*triples: tuple[str | None, str | None, str | None]) -> list[Part]:
    """Make a contribution a triple of project, organisation and event."""
    kinds = ("project", "organisation", "event")
    refs = [tuple(Ref(kind, name, name) if name else None for kind, name in zip(kinds, triple, strict=True)) for triple in triples]
    return [Part(project, body, event, "keynote", number) for number, (project, body, event) in enumerate(refs)]


def test_a_contribution_goes_from_its_project_by_way_of_its_organisation_to_its_event(small: Workspace) -> None:
    found = pictured(small, "flow", project="lantern")
    assert links(found) == {
        "LANTERN: 1 contribution": "/contributions?project=lantern",
        "Nordic Laboratory: 1 contribution": "/contributions?project=lantern&organisation=nordic-lab",
        "Harbour workshop: 1 contribution": "/contributions?project=lantern&event=harbour-workshop",
        "LANTERN to Nordic Laboratory: 1 contribution": "/contributions?project=lantern&organisation=nordic-lab",
        "Nordic Laboratory to Harbour workshop: 1 contribution": "/contributions?project=lantern&organisation=nordic-lab&event=harbour-workshop",
    }
    assert found.table.rows[0]["roles"] == ["keynote"]


def test_an_organisation_goes_by_its_short_name(small: Workspace) -> None:
    found = pictured(small, "flow")
    assert "NL-Lab: 1" in [mark.text for mark in every(found.marks, "text")]


@pytest.mark.parametrize("address", ["/pictures/flow", "/pictures/flow?project=media4sec", "/pictures/flow?event=ws-darkweb-2017"])
def test_each_mark_counts_what_its_list_has(library: Workspace, address: str) -> None:
    client = create_app(library).test_client()
    marks = re.findall(r'<a href="(/contributions\?[^"]+)"><title>(.+?): ([\d,]+) contribution', read_html(client, address))
    assert len(marks) > 5
    for listed, name, number in marks:
        if " other" not in name and "not stated" not in name:
            query = listed.replace("&amp;", "&").partition("?")[2]
            assert read_json(client, f"/contributions.json?{query}")["total"] == int(number.replace(",", "")), (name, listed)


def test_every_row_of_the_table_is_in_the_drawing(library: Workspace) -> None:
    found = pictured(library, "flow", project="media4sec")
    drawn = told(found)
    for row in found.table.rows:
        cells = [row[name] for name in ("project", "organisation", "event")]
        names = [cell.label if isinstance(cell, Ref) else str(cell) for cell in cells]
        for one, other in itertools.pairwise(names):
            assert any(name.startswith(f"{one} to {other}: ") for name in drawn), (one, other)


def test_what_is_not_stated_is_drawn_with_a_broken_outline_and_leads_nowhere(small: Workspace) -> None:
    with small.writing() as session:
        make(session, "contribution", "c-alone", role="panel", parties=[{"person": "berg-anna"}])
    found = pictured(small, "flow")
    unknown = [mark for mark in every(found.marks, "g") if mark[0].text == "not stated: 1 contribution"]
    assert len(unknown) == 3
    broken = [mark for mark in every(found.marks, "rect") if "broken" in mark.get("class", "")]
    assert len(broken) == 3


def test_a_contribution_of_two_organisations_has_a_band_for_each_and_counts_once(small: Workspace) -> None:
    with small.writing() as session:
        parties = [{"organisation": "nordic-lab"}, {"organisation": "harbour-police"}]
        make(session, "contribution", "c-both", role="hosted", project="lantern", event="harbour-workshop", parties=parties)
    found = links(pictured(small, "flow"))
    assert "LANTERN: 2 contributions" in found
    assert "LANTERN to Harbour Police: 1 contribution" in found
    assert "LANTERN to Nordic Laboratory: 2 contributions" in found


def test_the_most_important_stand_on_top_and_the_rest_is_gathered() -> None:
    many = [("p", f"o{number:02}", "e") for number in range(MOST["organisation"] + 5)]
    found = laid_out(parts(*many, *[("p", "o03", "e")] * 4))
    names = [stop.key.slug if stop.key else stop.others for stop in found.columns[1]]
    assert names[0] == "o03"
    assert names[-1] == 5
    assert len(names) == MOST["organisation"] + 1


def test_one_more_than_the_most_is_drawn_by_itself() -> None:
    found = laid_out(parts(*[("p", f"o{number}", "e") for number in range(MOST["organisation"] + 1)]))
    assert [stop.others for stop in found.columns[1]] == [0] * (MOST["organisation"] + 1)


def test_bands_are_as_thick_as_their_numbers_and_fill_the_bars() -> None:
    found = laid_out(parts(("a", "x", "e"), ("a", "x", "f"), ("b", "x", "e"), ("b", "y", None)))
    for stop, column, place in [(stop, c, p) for c, stops in enumerate(found.columns) for p, stop in enumerate(stops)]:
        leaving = sum(band.height for band in found.bands if band.start == (column, place))
        arriving = sum(band.height for band in found.bands if band.end == (column, place))
        for side in (leaving if column < 2 else stop.height, arriving if column > 0 else stop.height):
            assert side == pytest.approx(stop.height)
    assert sum(stop.height for stop in found.columns[0]) == pytest.approx(FULL)


def test_bars_of_a_column_do_not_overlap() -> None:
    found = laid_out(parts(*[("p", f"o{number}", "e") for number in range(12)]))
    for above, below in zip(found.columns[1], found.columns[1][1:], strict=False):
        assert above.top + above.height < below.top


def test_several_others_lead_to_the_list_of_all(small: Workspace) -> None:
    with small.writing() as session:
        for number in range(20):
            make(session, "organisation", f"body-{number}")
            make(
                session, "contribution", f"c-{number}", role="panel", event="harbour-workshop", parties=[{"organisation": f"body-{number}"}]
            )
    found = pictured(small, "flow", event="harbour-workshop")
    assert links(found)["5 others: 5 contributions"] == "/contributions?event=harbour-workshop"
    assert "Those with the fewest contributions are gathered as others; the table has them one by one." in found.notes


def test_nothing_to_show_is_told_in_words(workspace: Workspace) -> None:
    found = pictured(workspace, "flow")
    assert found.marks == ()
    assert found.description.startswith("No contributions are on record here.")


def test_only_what_was_asked_for_is_read(small: Workspace) -> None:
    with small.writing() as session:
        make(session, "contribution", "c-other", role="panel", parties=[{"organisation": "harbour-police"}])
    with small.reading() as session:
        assert len(flow(session, {}).parts) == 2
        assert [part.organisation for part in flow(session, {"organisation": "harbour-police"}).parts] == [
            Ref("organisation", "harbour-police", "Harbour Police")
        ]


def test_the_page_sends_the_same_number_of_statements_however_many_there_are(small: Workspace) -> None:
    client = create_app(small).test_client()
    sent = []
    for number in range(2):
        with counted(small) as statements:
            assert ask(client, "/pictures/flow?project=lantern").status == 200
        sent.append(len(statements))
        with small.writing() as session:
            for more in range(9):
                make(
                    session, "contribution", f"c-{number}-{more}", role="panel", project="lantern", parties=[{"organisation": "nordic-lab"}]
                )
    assert sent[0] == sent[1] <= 20
