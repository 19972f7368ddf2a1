from __future__ import annotations

import pytest

from kb.queries.cells import cell, listed, row_key, row_name, sources, whole
from kb.queries.find import get
from kb.queries.shapes import Ref, Source, ref
from kb.schema import KINDS
from kb.snapshots import ALL
from kb.workspace import Workspace


def test_a_reference_is_named_by_kind_id_and_label(small: Workspace) -> None:
    with small.reading() as session:
        event = get(session, "event", "harbour-workshop", ALL)
        assert cell(KINDS["statement"].fields["event"], event) == Ref("event", "harbour-workshop", "Harbour workshop")


@pytest.mark.parametrize(
    ("kind", "name", "value", "shown"),
    [
        ("organisation", "country", "NO", "Norway"),
        ("event", "start", "2019-05-02", "2 May 2019"),
        ("organisation", "type", "LEA", "law enforcement agency"),
        ("event", "attendance", 4324, "4,324"),
    ],
)
def test_a_value_is_given_as_people_read_it(kind: str, name: str, value: object, shown: str) -> None:
    assert cell(KINDS[kind].fields[name], value) == shown


def test_a_missing_value_is_none_and_never_nought() -> None:
    assert cell(KINDS["event"].fields["attendance"], None) is None
    assert cell(KINDS["event"].fields["attendance"], 0) == "0"


def test_a_value_that_need_not_be_there_is_empty() -> None:
    assert cell(KINDS["statement"].fields["uptake"], None) == ""


def test_a_list_of_links_names_each_once(small: Workspace) -> None:
    with small.reading() as session:
        found = listed(get(session, "person", "berg-anna", ALL), "affiliations")
        assert found == [Ref("organisation", "nordic-lab", "Nordic Laboratory")]


def test_an_addressee_the_editor_concluded_is_marked_as_inferred(library: Workspace) -> None:
    with library.reading() as session:
        assert listed(get(session, "statement", "f-legal-framework", ALL), "addressees") == ["policy makers and legislators (inferred)"]


def test_an_addressee_a_source_names_is_not_marked(small: Workspace) -> None:
    with small.reading() as session:
        assert listed(get(session, "statement", "s-share", ALL), "addressees") == ["policy makers"]


def test_a_link_row_is_named_by_who_it_is_about(library: Workspace) -> None:
    link = KINDS["statement"].links["voicings"]
    with library.reading() as session:
        statement = get(session, "statement", "f-no-global-strategy", ALL)
        assert row_name(link, statement.voicings[0]) == Ref("person", "walter-markus", "Markus Walter")
        assert row_key(link, statement.voicings[0]) == "walter-markus"


def test_a_relation_is_named_by_the_other_side_and_not_by_its_sort(library: Workspace) -> None:
    link = KINDS["statement"].links["relations"]
    with library.reading() as session:
        statement = get(session, "statement", "f-no-global-strategy", ALL)
        named = row_name(link, statement.relations[0])
        assert isinstance(named, Ref)
        assert named.slug == "f-concrete-initiatives"


def test_a_group_in_words_is_named_by_its_words(library: Workspace) -> None:
    link = KINDS["statement"].links["voicings"]
    with library.reading() as session:
        statement = get(session, "statement", "f-legal-framework", ALL)
        assert row_key(link, statement.voicings[0]) == "participants of the workshop (law enforcement, research, industry)"


def test_evidence_for_one_value_is_not_evidence_for_the_whole_record(library: Workspace) -> None:
    with library.reading() as session:
        event = get(session, "event", "ws-darkweb-2017", ALL)
        rows = list(whole(event))
        assert 0 < len(rows) < len(event.evidence)
        assert {row.field for row in rows} == {None}


def test_a_place_named_twice_is_given_once(small: Workspace) -> None:
    with small.reading() as session:
        (row,) = get(session, "statement", "s-share", ALL).evidence
        document = ref(get(session, "document", "harbour-report"))
    assert sources([row, row]) == [Source(document, "page 2", url="https://example.org/report")]
