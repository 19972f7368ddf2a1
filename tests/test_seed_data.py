from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from kb import db, eager, schema
from kb.models import Record
from kb.models.changes import IndexMark
from kb.records import Counts
from kb.schema import BY_PLURAL, Plain
from kb.workspace import Workspace
from tests.helpers import found, snapshot

Data = dict[str, dict[str, Plain]]
CONTACT = re.compile(r"@|\+\d|\b\d[\d ()/-]{7,}\d\b|\bwww\.|https?:", re.IGNORECASE)
DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?|\d{4}/\d{4}")


@pytest.fixture(scope="module")
def data(library: Workspace) -> Data:
    """Give the values of every record that ships, by kind and id."""
    everything: Data = {}
    with library.reading() as session:
        for record in eager.by_id(session, session.execute(select(Record.id)).scalars()):
            everything.setdefault(record.kind, {})[record.slug] = schema.dump(record)
    return everything


def each(data: Data) -> Iterator[tuple[str, Plain]]:
    for kind, records in data.items():
        yield from ((f"{kind}/{slug}", values) for slug, values in records.items())


def words(value: object) -> Iterator[str]:
    """Yield every text inside a value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from words(inner)
    elif isinstance(value, str):
        yield value


def claims(record: Plain, field: str) -> list[tuple[str, bool | None, str]]:
    """Give value, preference and source of every claim on a field."""
    return [(row["value"], row.get("preferred"), row["document"]) for row in record["evidence"] if row.get("field") == field]


def test_every_kind_has_the_number_of_records_that_was_researched(data: Data) -> None:
    assert {kind: len(records) for kind, records in data.items()} == {
        "project": 3,
        "programme": 3,
        "organisation": 86,
        "person": 65,
        "event": 35,
        "contribution": 91,
        "statement": 146,
        "topic": 66,
        "document": 128,
        "tool": 17,
        "operation": 3,
    }


def test_the_folder_holds_a_file_a_kind_and_its_explanation() -> None:
    assert {path.name for path in db.resource("seed").iterdir() if path.suffix != ".py"} == {
        "README.md",
        *(f"{name}.yaml" for name in BY_PLURAL),
    }


@pytest.mark.parametrize(
    ("slug", "grant", "cost", "contribution", "partners", "coordinator"),
    [
        ("media4sec", "700281", "1917006.25", "1902006.25", 10, "warwick"),
        ("titanium", "740558", "4991600.00", "4991600.00", 15, "ait"),
        ("asgard", "700381", "11992556.25", "11992553.25", 33, "vicomtech"),
    ],
)
def test_a_project_has_its_grant_amounts_partners_and_coordinator(
    data: Data, slug: str, grant: str, cost: str, contribution: str, partners: int, coordinator: str
) -> None:
    project = data["project"][slug]
    assert (project["grant_number"], project["total_cost"], project["ec_contribution"]) == (grant, cost, contribution)
    assert len(project["participations"]) == partners
    assert [row["organisation"] for row in project["participations"] if row["role"] == "coordinator"] == [coordinator]


@pytest.mark.parametrize(("slug", "missing"), [("media4sec", "0.00"), ("titanium", "0.00"), ("asgard", "151750.00")])
def test_the_amounts_of_the_partners_make_up_that_of_the_project_but_for_what_is_not_given(data: Data, slug: str, missing: str) -> None:
    project = data["project"][slug]
    given = sum(Decimal(row["ec_contribution"]) for row in project["participations"] if "ec_contribution" in row)
    assert Decimal(project["ec_contribution"]) - given == Decimal(missing)


def test_an_amount_that_was_not_given_stays_empty(data: Data) -> None:
    without = [row for row in data["project"]["asgard"]["participations"] if "ec_contribution" not in row]
    assert [(row["organisation"], row["note"]) for row in without] == [("spa-se", "The register gives no amount.")]


def test_no_organisation_stands_twice_in_a_project(data: Data) -> None:
    for project in data["project"].values():
        partners = [row["organisation"] for row in project["participations"]]
        assert len(partners) == len(set(partners))


def test_both_counts_of_those_who_came_stand_side_by_side(data: Data) -> None:
    workshop = data["event"]["ws-darkweb-2017"]
    assert workshop["attendance"] == 70
    assert claims(workshop, "attendance") == [("70", True, "seed-tno"), ("70", True, "seed-kemea"), ("65", False, "m4s-blog19")]


def test_the_two_offices_of_one_name_stay_two_with_a_judgement(data: Data) -> None:
    german, austrian = data["organisation"]["bka"], data["organisation"]["bk-at"]
    assert [{row["name"] for row in office["names"]} >= {"Bundeskriminalamt"} for office in (german, austrian)] == [True, True]
    assert (german["country"], austrian["country"]) == ("DE", "AT")
    assert ("not the same", "organisation/bk-at") in [(row["verdict"], row.get("other")) for row in german["judgements"]]
    assert ("not the same", "organisation/bka") in [(row["verdict"], row.get("other")) for row in austrian["judgements"]]


def test_a_search_for_the_shared_name_finds_both_offices(library: Workspace) -> None:
    assert found(library, "Bundeskriminalamt", filters={"kind": ("organisation",)}) >= {"bka", "bk-at"}


def test_every_judgement_says_who_when_and_why(data: Data) -> None:
    rows = [row for _name, record in each(data) for row in record.get("judgements", [])]
    assert len(rows) >= 30
    assert [row for row in rows if not (row["by"] and row["at"] and len(row["why"]) > 20)] == []


def test_every_statement_rests_on_a_place_in_a_document(data: Data) -> None:
    assert [slug for slug, record in data["statement"].items() if not any(row.get("locator") for row in record.get("evidence", []))] == []


def test_every_record_but_a_document_has_evidence_with_a_place(data: Data) -> None:
    bare = [name for name, record in each(data) if not name.startswith("document/") and not record.get("evidence")]
    placeless = [name for name, record in each(data) for row in record.get("evidence", []) if not row.get("locator")]
    assert (bare, placeless) == ([], [])


def test_a_value_that_a_source_is_preferred_for_is_the_one_in_use(data: Data) -> None:
    for name, record in each(data):
        for field in ("start", "end", "attendance", "website", "ec_contribution", "total_cost"):
            preferred = {value for value, yes, _source in claims(record, field) if yes} if "evidence" in record else set()
            assert not preferred or str(record[field]) in preferred, f"{name} {field}"


def test_the_status_of_no_recommendation_is_made_up(data: Data) -> None:
    recommendations = [record for record in data["statement"].values() if record["type"] == "recommendation"]
    assert Counter(record["uptake"] for record in recommendations) == {"unknown": 53}
    assert not any("uptake" in record for record in data["statement"].values() if record["type"] != "recommendation")


def test_one_commitment_was_kept_and_of_the_others_nothing_is_known(data: Data) -> None:
    commitments = {slug: record["fulfilment"] for slug, record in data["statement"].items() if record["type"] == "commitment"}
    assert Counter(commitments.values()) == {"unknown": 9, "kept": 1}
    assert commitments["s-promise-six-workshops"] == "kept"


def test_a_quotation_has_a_statement_that_says_it_is_quoted(data: Data) -> None:
    for slug, record in data["statement"].items():
        if any(row.get("mode") == "quotation" for row in record["evidence"]):
            assert "quoted" in record["modality"], slug


def test_a_voice_is_a_person_a_body_or_a_group_in_words(data: Data) -> None:
    voicings = [row for record in data["statement"].values() for row in record.get("voicings", [])]
    assert voicings
    assert [row for row in voicings if not ({"person", "organisation", "group"} & row.keys() and "document" in row)] == []


def test_of_every_addressee_it_is_said_whether_a_source_names_it(data: Data) -> None:
    addressees = [row["inferred"] for record in data["statement"].values() for row in record.get("addressees", [])]
    assert Counter(addressees) == {True: 26, False: 14}


def test_no_person_has_contact_or_private_data(data: Data) -> None:
    for slug, record in data["person"].items():
        for text in words(record):
            assert not CONTACT.search(DAY.sub("", text)), f"{slug}: {text}"


def test_a_person_has_only_fields_of_professional_work(data: Data) -> None:
    used = {name for record in data["person"].values() for name in record}
    assert used <= {"slug", "label", "note", "summary", "names", "identifiers", "topics", "affiliations", "evidence", "gaps", "judgements"}


def test_every_document_can_be_looked_up(data: Data) -> None:
    assert [slug for slug, record in data["document"].items() if not record.get("url")] == ["cordis-register-2020"]
    assert {record["access"] for record in data["document"].values()} == {"full", "excerpt", "register"}


def test_copies_of_one_text_share_an_origin(data: Data) -> None:
    groups = Counter(record["origin_group"] for record in data["document"].values() if "origin_group" in record)
    assert groups == {
        "tno-darkweb-report": 3,
        "kit-release-012-2019": 2,
        "europol-release-2017-07": 2,
        "titanium-launch-release": 2,
        "titanium-fieldlabs-report-de": 3,
        "diy-workshop-report": 3,
        "asgard-description": 2,
    }


def test_every_topic_stands_below_one_of_eight(data: Data) -> None:
    above = {
        slug: [row["other"] for row in record.get("relations", []) if row["relation"] == "broader"]
        for slug, record in data["topic"].items()
    }
    assert len([slug for slug, broader in above.items() if not broader]) == 8
    for slug in above:
        path = [slug]
        while above[path[-1]]:
            path.append(above[path[-1]][0])
            assert len(path) < 10, path


def test_what_was_not_found_is_on_record(data: Data) -> None:
    gaps = [row for _name, record in each(data) for row in record.get("gaps", [])]
    assert (len(gaps), len([row for row in gaps if "closed_by" in row])) == (18, 12)


def test_texts_hold_no_markup_and_no_space_at_their_ends(data: Data) -> None:
    wrong = [
        (name, text) for name, record in each(data) for text in words(record) if re.search(r"</?\w+>|&\w+;", text) or text != text.strip()
    ]
    assert wrong == []


def test_store_and_index_agree(library: Workspace) -> None:
    assert not library.compare()


def test_a_second_load_writes_nothing(seeded: Workspace) -> None:
    before = snapshot(seeded.settings.home / "index")
    assert seeded.load_seed() == Counts(unchanged=643)
    assert snapshot(seeded.settings.home / "index") == before
    with seeded.reading() as session:
        assert session.execute(select(IndexMark)).first() is None


@pytest.mark.parametrize("name", [f"{name}.yaml" for name in BY_PLURAL])
def test_a_seed_file_is_plain_text_that_people_can_read(name: str) -> None:
    text = Path(db.resource("seed") / name).read_text(encoding="utf-8")
    assert text.endswith("\n")
    assert "\t" not in text
    assert max(len(line) for line in text.splitlines()) <= 300
