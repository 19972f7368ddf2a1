from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from kb import eager, schema
from kb.models import Record
from kb.schema import BY_PLURAL, KINDS
from kb.workspace import Workspace
from tests.helpers import cleaned, get

PROBLEMS: list[tuple[str, Any, schema.Path, str]] = [
    ("topic", {"slug": "a", "label": "A", "colour": "red"}, ("colour",), "there is no such field; correct the name or take it out"),
    ("topic", {"slug": "a"}, ("label",), '"Name" is needed; add it'),
    ("topic", {"slug": "a", "label": " "}, ("label",), '"Name" is needed; add it'),
    ("topic", {"slug": "a", "label": None}, ("label",), '"Name" is needed; add it'),
    ("topic", "dark-web", (), "expected named fields, as in a mapping"),
    ("topic", ["dark-web"], (), "expected named fields, as in a mapping"),
    ("event", {"slug": "a", "label": "A", "start": "soon"}, ("start",), '"soon" is not a date'),
    ("event", {"slug": "a", "label": "A", "topics": "dark-web"}, ("topics",), "expected a list"),
    ("event", {"slug": "a", "label": "A", "topics": ["dark-web", None]}, ("topics", 1), '"Topic" is needed; add it'),
    ("event", {"slug": "a", "label": "A", "evidence": ["x"]}, ("evidence", 0), "expected named fields, as in a mapping"),
    ("event", {"slug": "a", "label": "A", "evidence": [{"document": "d"}, {}]}, ("evidence", 1, "document"), '"Source" is needed; add it'),
    ("statement", {"slug": "a", "label": "A", "type": "opinion"}, ("type",), "choose one of: finding, recommendation"),
    (
        "person",
        {"slug": "a", "label": "A", "identifiers": [{"scheme": "orcid", "value": "0000"}]},
        ("identifiers", 0, "value"),
        '"0000" is not a well-formed orcid; compare it with its source',
    ),
    (
        "person",
        {"slug": "a", "label": "A", "identifiers": [{"scheme": "passport", "value": "0000"}]},
        ("identifiers", 0, "scheme"),
        "is not a identifier scheme",
    ),
]


@pytest.mark.parametrize(("kind", "raw", "path", "message"), PROBLEMS)
def test_a_problem_names_its_place_and_what_to_do(kind: str, raw: Any, path: schema.Path, message: str) -> None:
    values, problems = schema.load(kind, raw)
    assert values == {}
    assert [found for found, _message in problems] == [path]
    assert message in problems[0][1]


def test_all_problems_are_given_at_once() -> None:
    _values, problems = schema.load("event", {"start": "soon", "country": "Holland"})
    assert {path for path, _message in problems} == {("slug",), ("label",), ("start",), ("country",)}


def test_values_are_cleaned_on_their_way_in() -> None:
    values = cleaned("project", {"slug": "a", "label": " A  b ", "total_cost": "1,5", "start": "2017"})
    assert (values["label"], values["total_cost"], values["start"]) == ("A b", Decimal("1.50"), "2017")


def test_what_is_not_given_is_empty() -> None:
    values = cleaned("project", {"slug": "a", "label": "A"})
    assert (values["total_cost"], values["topics"]) == (None, [])


def test_empty_text_counts_as_not_given() -> None:
    assert cleaned("project", {"slug": "a", "label": "A", "total_cost": " "})["total_cost"] is None


def test_a_part_of_the_values_leaves_the_others_out() -> None:
    assert cleaned("project", {"label": "A"}, partial=True) == {"label": "A"}


def test_a_part_of_the_values_is_checked_too() -> None:
    _values, problems = schema.load("project", {"label": ""}, partial=True)
    assert problems == [(("label",), '"Name" is needed; add it')]


def test_a_nought_and_a_no_are_values() -> None:
    values = cleaned("event", {"slug": "a", "label": "A", "attendance": "0"})
    assert schema.plain("event", values)["attendance"] == 0
    rows = [{"organisation": "b", "role": "partner", "ended": "false"}]
    values = cleaned("project", {"slug": "a", "label": "A", "participations": rows})
    assert schema.plain("project", values)["participations"][0]["ended"] is False


def test_plain_values_leave_out_what_is_empty() -> None:
    assert schema.plain("topic", cleaned("topic", {"slug": "a", "label": "A"})) == {"slug": "a", "label": "A"}


def test_plain_amounts_are_text() -> None:
    values = cleaned("project", {"slug": "a", "label": "A", "total_cost": "5"})
    assert schema.plain("project", values)["total_cost"] == "5.00"


def test_a_link_with_one_field_is_its_bare_value() -> None:
    assert KINDS["event"].links["topics"].bare == "topic"
    assert KINDS["event"].links["evidence"].bare is None


def test_every_kind_is_in_the_registry_once() -> None:
    assert list(KINDS) == [
        "project",
        "organisation",
        "person",
        "event",
        "contribution",
        "statement",
        "topic",
        "document",
        "tool",
        "operation",
        "programme",
    ]
    assert {kind.text.plural for kind in KINDS.values()} == set(BY_PLURAL)


def test_every_kind_has_what_all_records_have() -> None:
    for kind in KINDS.values():
        assert {"slug", "label", "summary", "note"} <= set(kind.fields)
        assert {"names", "identifiers", "topics", "evidence", "gaps", "judgements"} <= set(kind.links)


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        ("project", "label", "Acronym"),
        ("project", "ec_contribution", "EC contribution"),
        ("project", "participations", "Partners"),
        ("project", "partner_count", "Partner count"),
    ],
)
def test_a_property_is_called_what_its_kind_calls_it(kind: str, name: str, label: str) -> None:
    assert KINDS[kind].label_of(name) == label


def test_every_reference_is_yielded_once() -> None:
    found = [(described.model, name) for described, name, _field in schema.each_reference()]
    assert len(found) == len(set(found))
    assert ("ContributionParty", "person") in {(model.__name__, name) for model, name in found}


def test_a_reference_to_one_kind_is_written_as_its_id(library: Workspace) -> None:
    with library.reading() as session:
        assert schema.dump(get(session, "project", "asgard"))["programme"] == "h2020"


def test_a_reference_to_one_of_several_kinds_names_the_kind(library: Workspace) -> None:
    with library.reading() as session:
        assert schema.dump(get(session, "contribution", "c-dw-lea-takedown"))["about"] == "operation/op-bayonet"


def test_links_are_written_in_their_order(library: Workspace) -> None:
    with library.reading() as session:
        found = schema.dump(get(session, "programme", "tno-dws"))
    assert found["realisations"] == ["asgard", "media4sec", "titanium"]


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_record_that_ships_reads_back_as_it_was_written_out(library: Workspace, kind: str) -> None:
    with library.reading() as session:
        slugs = session.execute(select(Record.slug).where(Record.kind == kind)).scalars().all()
        assert slugs
        for record in eager.by_slug(session, kind, list(slugs)):
            plain = schema.dump(record)
            assert schema.plain(kind, cleaned(kind, plain)) == plain
