from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from kb import records
from kb.models import Record
from kb.search import documents
from kb.search.documents import NOT_STATED, YEAR_SPAN
from kb.search.engine import Entry
from kb.search.request import FACETS
from kb.workspace import Workspace
from tests.client import counted
from tests.helpers import EDITOR, change, get, make


def entry(workspace: Workspace, kind: str, slug: str) -> Entry:
    with workspace.reading() as session:
        (found,) = documents.entries(session, [get(session, kind, slug).id])
    return found


def made(workspace: Workspace, kind: str, **values: Any) -> Entry:
    """Create a record and give its entry."""
    with workspace.writing() as session:
        make(session, kind, "made", **values)
    return entry(workspace, kind, "made")


def test_an_entry_holds_the_words_by_weight(small: Workspace) -> None:
    found = entry(small, "organisation", "nordic-lab")
    assert found.texts["label"] == "Nordic Laboratory"
    assert found.texts["names"].split("\n") == ["NL-Lab", "999000111"]
    assert found.called == ("Nordic Laboratory", "NL-Lab")


def test_an_entry_shows_what_related_records_are_called(small: Workspace) -> None:
    text = entry(small, "contribution", "c-keynote").texts["text"].split("\n")
    assert {"Harbour workshop", "LANTERN", "Anna Berg", "Nordic Laboratory", "NL-Lab", "keynote"} <= set(text)


def test_a_word_that_stands_twice_is_held_once(workspace: Workspace) -> None:
    found = made(workspace, "event", programme_items=["Break", "Talk", "Break"])
    assert found.texts["text"] == "Break\nTalk"


def test_a_topic_brings_its_further_names_and_broader_topics(small: Workspace) -> None:
    found = entry(small, "statement", "s-share")
    assert "darknet" in found.texts["text"]
    assert found.facets["topic"] == ("dark-web", "online-space")


def test_topics_that_are_broader_than_one_another_do_not_go_on_for_ever(small: Workspace) -> None:
    with small.writing() as session:
        change(session, get(session, "topic", "online-space"), relations=[{"relation": "broader", "other": "dark-web"}])
    assert set(entry(small, "statement", "s-share").facets["topic"]) == {"dark-web", "online-space"}


def test_a_related_topic_is_not_a_broader_one(small: Workspace) -> None:
    with small.writing() as session:
        change(session, get(session, "topic", "dark-web"), relations=[{"relation": "related", "other": "online-space"}])
    assert entry(small, "statement", "s-share").facets["topic"] == ("dark-web",)


@pytest.mark.parametrize(
    ("kind", "slug", "facets"),
    [
        (
            "project",
            "lantern",
            {
                "kind": ("project",),
                "project": ("lantern",),
                "organisation": ("nordic-lab", "harbour-police"),
                "country": ("NL", "NO"),
                "year": ("2018", "2019", "2020"),
            },
        ),
        (
            "contribution",
            "c-keynote",
            {
                "kind": ("contribution",),
                "role": ("keynote",),
                "event": ("harbour-workshop",),
                "project": ("lantern",),
                "organisation": ("nordic-lab",),
                "country": ("NL",),
                "year": ("2019",),
            },
        ),
        (
            "statement",
            "s-share",
            {
                "kind": ("statement",),
                "type": ("recommendation",),
                "event": ("harbour-workshop",),
                "uptake": ("unknown",),
                "topic": ("dark-web", "online-space"),
                "country": ("NL",),
                "addressee": ("policy makers",),
                "mode": ("not-stated",),
            },
        ),
        (
            "organisation",
            "nordic-lab",
            {"kind": ("organisation",), "project": ("lantern",), "organisation": ("nordic-lab",), "country": ("NO",)},
        ),
        ("person", "berg-anna", {"kind": ("person",), "organisation": ("nordic-lab",)}),
        ("topic", "online-space", {"kind": ("topic",), "topic": ("online-space",)}),
    ],
)
def test_an_entry_holds_the_values_of_its_facets(small: Workspace, kind: str, slug: str, facets: dict[str, tuple[str, ...]]) -> None:
    assert entry(small, kind, slug).facets == facets


@pytest.mark.parametrize(
    ("values", "held"),
    [
        ({"type": "recommendation"}, (NOT_STATED,)),
        ({"type": "recommendation", "addressees": [{"addressee": "ministers", "inferred": "true"}]}, (NOT_STATED,)),
        ({"type": "recommendation", "addressees": [{"addressee": "ministers", "inferred": "false"}]}, ("ministers",)),
        ({"type": "finding"}, None),
    ],
)
def test_only_addressees_that_a_source_names_count(workspace: Workspace, values: dict[str, Any], held: object) -> None:
    assert made(workspace, "statement", **values).facets.get("addressee") == held


@pytest.mark.parametrize(
    ("kind", "values", "years", "date"),
    [
        ("event", {"start": "2019-05-02"}, ("2019",), 20190502),
        ("event", {"start": "2019-05"}, ("2019",), 20190501),
        ("event", {"start": "2018-12-30", "end": "2019-01-02"}, ("2018", "2019"), 20181230),
        ("event", {"start": "2012~"}, ("2012",), 20120101),
        ("event", {"end": "2019"}, ("2019",), 20190101),
        ("event", {}, None, 0),
        ("document", {"date": "2017/2018"}, ("2017", "2018"), 20170101),
    ],
)
def test_an_entry_holds_every_year_and_its_first_day(
    workspace: Workspace, kind: str, values: dict[str, str], years: object, date: int
) -> None:
    found = made(workspace, kind, **values)
    assert (found.facets.get("year"), found.date) == (years, date)


def test_a_contribution_without_a_date_has_that_of_its_event(small: Workspace) -> None:
    assert entry(small, "contribution", "c-keynote").date == 20190502


def test_a_span_without_measure_gives_a_bounded_number_of_years(workspace: Workspace) -> None:
    assert len(made(workspace, "event", start="1500", end="2020").facets["year"]) == YEAR_SPAN


def test_the_digest_tells_whether_two_entries_say_the_same(small: Workspace) -> None:
    before = entry(small, "organisation", "nordic-lab")
    assert before.digest == entry(small, "organisation", "nordic-lab").digest
    with small.writing() as session:
        change(session, get(session, "organisation", "nordic-lab"), city="Bergen")
    assert before.digest != entry(small, "organisation", "nordic-lab").digest


@pytest.mark.parametrize("state", ["withdrawn", "merged"])
def test_records_that_are_not_public_have_no_entry(small: Workspace, state: str) -> None:
    with small.writing() as session:
        record = get(session, "topic", "online-space")
        if state == "withdrawn":
            records.withdraw(session, record, EDITOR)
        else:
            records.merge(session, get(session, "topic", "dark-web"), record, EDITOR)
    with small.reading() as session:
        assert len(list(documents.entries(session))) == 9
        assert list(documents.entries(session, [record_id(small, "online-space")])) == []


def record_id(workspace: Workspace, slug: str) -> int:
    with workspace.reading() as session:
        return session.execute(select(Record.id).where(Record.slug == slug)).scalar_one()


def test_every_record_that_ships_has_an_entry_with_a_label(library: Workspace) -> None:
    with library.reading() as session:
        found = list(documents.entries(session))
        assert {entry.id for entry in found} == set(session.execute(select(Record.id)).scalars())
    assert all(entry.texts["label"] == entry.label for entry in found)


def test_every_facet_is_used_by_the_shipped_seed(library: Workspace) -> None:
    with library.reading() as session:
        assert {name for entry in documents.entries(session) for name in entry.facets} == set(FACETS)


def consortium(workspace: Workspace, size: int, **values: Any) -> None:
    """Make a project of many partners that each have a further name."""
    with workspace.writing() as session:
        for number in range(size):
            names = [{"name": f"formerly {number}", "type": "alias"}]
            make(session, "organisation", f"partner-{number}", short_name=f"P{number}", names=names, country="FI")
        partners = [{"organisation": f"partner-{number}", "role": "participant"} for number in range(size)]
        make(session, "project", "large", participations=partners, **values)


def test_partners_of_a_small_consortium_are_found_by_all_their_names(workspace: Workspace) -> None:
    consortium(workspace, documents.SHOWN_WHOLE)
    assert {"partner-3", "P3", "formerly 3"} <= set(entry(workspace, "project", "large").texts["text"].split("\n"))


def test_partners_of_a_large_consortium_are_found_by_label_and_short_name_alone(workspace: Workspace) -> None:
    consortium(workspace, documents.SHOWN_WHOLE + 1)
    found = entry(workspace, "project", "large")
    words = set(found.texts["text"].split("\n"))
    assert {"partner-3", "P3"} <= words
    assert "formerly 3" not in words
    assert len(found.facets["organisation"]) == documents.SHOWN_WHOLE + 1
    assert found.facets["country"] == ("FI",)


def test_an_organisation_has_the_projects_it_takes_part_in_itself_or_as_a_part_of_another(small: Workspace) -> None:
    with small.writing() as session:
        make(session, "organisation", "unit")
        part = {"organisation": "harbour-police", "unit": "unit", "role": "participant"}
        make(session, "project", "beacon", participations=[part])
    assert entry(small, "organisation", "harbour-police").facets["project"] == ("beacon", "lantern")
    assert entry(small, "organisation", "unit").facets["project"] == ("beacon",)


def test_many_entries_take_as_many_statements_as_few(small: Workspace) -> None:
    consortium(small, 30)
    with small.reading() as session:
        ids = list(session.execute(select(Record.id).order_by(Record.id)).scalars())
        sent = []
        for wanted in ([*ids[:12], ids[-1]], ids):
            with counted(small) as statements:
                assert len(list(documents.entries(session, wanted))) == len(wanted)
            sent.append(len(statements))
    assert sent[0] == sent[1] < 40


def test_topics_that_were_read_before_are_not_read_again(small: Workspace) -> None:
    with small.reading() as session:
        number = get(session, "statement", "s-share").id
        with counted(small) as sent:
            (found,) = documents.entries(session, [number], {"dark-web": frozenset(["dark-web", "wider"])})
    assert found.facets["topic"] == ("dark-web", "wider")
    assert not [statement for statement in sent if "FROM topic_relation" in statement]


def test_entries_read_alone_or_together_say_the_same(library: Workspace) -> None:
    with library.reading() as session:
        together = {found.id: found.digest for found in documents.entries(session)}
        some = list(together)[::40]
        alone = {number: next(documents.entries(session, [number])).digest for number in some}
    assert alone == {number: together[number] for number in some}
