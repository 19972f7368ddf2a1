from __future__ import annotations

import pytest

from kb import records
from kb.errors import NotFound
from kb.pictures.svg import every
from kb.queries.evidence_graph import evidence_graph
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import ask, counted, read_html
from tests.helpers import EDITOR, change, get, make
from tests.pictures.asking import picture as pictured
from tests.pictures.asking import words as words_of
from tests.pictures.places import links, told


@pytest.fixture
def rich(small: Workspace) -> Workspace:
    """Give a statement with three sources, two of one origin, two voices, and statements beside it."""
    with small.writing() as session:
        for slug, group in {"copy-a": "press", "copy-b": "press", "own": None}.items():
            make(session, "document", slug, label=slug.upper(), **({"origin_group": group} if group else {}))
        evidence = [
            {"document": "copy-a", "locator": "page 1", "mode": "quotation"},
            {"document": "copy-b", "mode": "paraphrase"},
            {"document": "own", "locator": "page 9"},
        ]
        voicings = [
            {"person": "berg-anna", "organisation": "nordic-lab", "document": "copy-a", "locator": "page 1"},
            {"person": "berg-anna", "organisation": "nordic-lab", "document": "copy-b"},
            {"group": "some of those who came"},
        ]
        make(session, "statement", "wide", label="Wide.", type="finding")
        relations = [{"relation": "narrower", "other": "wide", "note": "by size"}]
        make(session, "statement", "known", label="Known.", type="finding", evidence=evidence, voicings=voicings, relations=relations)
        make(session, "statement", "against", label="Against.", type="finding", relations=[{"relation": "contradicts", "other": "known"}])
    return small


def boxes(workspace: Workspace, slug: str) -> list[tuple[float, float, float, float]]:
    """Give left, top, width and height of each box."""
    marks = every(pictured(workspace, "evidence", statement=slug).marks, "rect")
    return [tuple(float(mark.attrib[name]) for name in ("x", "y", "width", "height")) for mark in marks]  # type: ignore[misc] # four names


def test_each_voice_source_and_statement_leads_to_its_record(rich: Workspace) -> None:
    found = links(pictured(rich, "evidence", statement="known"))
    assert set(found.values()) == {
        "/people/berg-anna",
        "/statements/known",
        "/statements/wide",
        "/statements/against",
        "/documents/copy-a",
        "/documents/copy-b",
        "/documents/own",
    }


def test_a_voice_heard_in_two_documents_is_one_box(rich: Workspace) -> None:
    found = told(pictured(rich, "evidence", statement="known"))
    assert "Anna Berg, for Nordic Laboratory, in COPY-A, in COPY-B" in found
    assert "some of those who came" in found


def test_whose_words_a_source_has_stands_in_its_box_and_in_its_line(rich: Workspace) -> None:
    found = pictured(rich, "evidence", statement="known")
    assert {"COPY-A, quotation, page 1", "COPY-B, paraphrase", "OWN, whose words: not stated, page 9"} <= set(told(found))
    lines = [mark.attrib["class"] for mark in every(found.marks, "path")]
    assert lines.count("words-quoted joining") == lines.count("words-retold joining") == lines.count("words-unknown joining") == 1


def test_documents_of_one_origin_lead_to_one_box_and_an_unjudged_one_has_a_broken_outline(rich: Workspace) -> None:
    found = pictured(rich, "evidence", statement="known")
    assert {"press, one origin: 2 sources", "Origin not judged"} <= set(told(found))
    assert [mark.attrib["class"] for mark in every(found.marks, "rect")].count("hollow broken") == 1
    assert "of at least 1 and at most 2 independent origins" in found.description


def test_statements_beside_it_say_how_they_stand_from_both_sides(rich: Workspace) -> None:
    found = told(pictured(rich, "evidence", statement="known"))
    assert "Wide., the statement is narrower than it" in found
    assert "Against., contradicts the statement" in found


def test_a_statement_that_was_withdrawn_no_longer_stands_beside_it(rich: Workspace) -> None:
    with rich.writing() as session:
        for slug in ("wide", "against"):
            records.withdraw(session, get(session, "statement", slug), EDITOR)
    found = pictured(rich, "evidence", statement="known")
    assert not [address for address in links(found).values() if address in ("/statements/wide", "/statements/against")]


def test_the_table_has_a_row_for_everything_that_is_drawn(rich: Workspace) -> None:
    rows = pictured(rich, "evidence", statement="known").table.rows
    assert [str(row["part"]) for row in rows] == ["Voice"] * 3 + ["Source"] * 3 + ["Origin"] * 3 + ["Statement beside it"] * 2
    assert rows[0]["place"] == "page 1"
    assert rows[-2]["note"] == "by size"


def test_boxes_do_not_cover_one_another(rich: Workspace) -> None:
    found = boxes(rich, "known")
    for number, (x, y, wide, high) in enumerate(found):
        for left, top, width, height in found[number + 1 :]:
            assert x + wide <= left or left + width <= x or y + high <= top or top + height <= y


def test_a_statement_that_nobody_is_named_for_and_that_has_no_source_says_so(rich: Workspace) -> None:
    found = pictured(rich, "evidence", statement="wide")
    assert {"speaker not named", "No source on record"} <= set(words_of(found))
    assert "no voice is named" in found.description


def test_a_quotation_without_a_named_speaker_has_an_unknown_voice_beside_the_group(rich: Workspace) -> None:
    with rich.writing() as session:
        voicings = [{"group": "some of those who came"}]
        change(session, get(session, "statement", "known"), voicings=voicings)
    with rich.reading() as session:
        assert [(voice.who, voice.known) for voice in evidence_graph(session, "known").voices] == [
            ("some of those who came", True),
            ("speaker not named", False),
        ]


def test_a_statement_that_is_not_there_is_not_found(small: Workspace) -> None:
    with pytest.raises(NotFound):
        pictured(small, "evidence", statement="nowhere")
    assert ask(create_app(small).test_client(), "/pictures/evidence?statement=nowhere").status == 404


def test_the_page_of_a_shipped_statement_shows_its_two_sources_as_one_origin(library: Workspace) -> None:
    page = read_html(create_app(library).test_client(), "/pictures/evidence?statement=f-no-global-strategy")
    assert "one origin: 2 sources" in page


def test_the_page_sends_the_same_number_of_statements_however_many_sources_there_are(rich: Workspace) -> None:
    client = create_app(rich).test_client()
    sent = []
    for number in range(2):
        with counted(rich) as statements:
            assert ask(client, "/pictures/evidence?statement=known").status == 200
        sent.append(len(statements))
        with rich.writing() as session:
            for more in range(6):
                make(session, "document", f"d-{number}-{more}")
            evidence = [{"document": f"d-{number}-{more}"} for more in range(6)]
            change(session, get(session, "statement", "known"), evidence=evidence)
    assert sent[0] == sent[1] <= 20
