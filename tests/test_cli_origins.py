from __future__ import annotations

from pathlib import Path

import pytest

from kb.workspace import Workspace
from tests.client import kb
from tests.helpers import make
from tests.telling import COPIED, tell


@pytest.fixture
def home(workspace: Workspace) -> Path:
    """Give a knowledge base with two copies, two statements and an event."""
    with workspace.writing() as session:
        tell(session, "release", f"{COPIED} 70 participants came.")
        tell(session, "paper", f"Read this first. {COPIED} Some 65 people attended.")
        evidence = [{"document": "release"}, {"document": "paper"}]
        make(session, "event", "workshop", attendance="70", evidence=evidence)
        make(session, "statement", "apart", label="Customs and police keep separate lists.", type="finding", evidence=evidence)
        make(session, "statement", "joint", label="Customs and police do not keep separate lists.", type="finding")
    return workspace.settings.home


def test_copies_are_listed_with_the_block(home: Path) -> None:
    found = kb(home, "document", "copies", "release")
    assert "Nobody has judged its origin." in found.out
    assert f"{len(COPIED.split())} words: {COPIED.rstrip('.')}" in found.out


def test_groups_are_listed_as_suggestions_until_somebody_judges(home: Path) -> None:
    assert kb(home, "document", "copies").out.startswith("Suggested, not yet judged:")
    done = kb(home, "document", "same-origin", "release", "paper", "--why", "word for word", "--by", "anna")
    assert (done.code, done.err) == (0, "They are of one origin: release\n")
    assert "release: of the same origin as paper (anna, " in kb(home, "document", "copies").out
    assert "2 documents, 1 independent origin" in kb(home, "show", "statements/apart").out


def test_an_origin_of_its_own_is_judged(home: Path) -> None:
    done = kb(home, "document", "own-origin", "documents/paper", "--why", "asked for itself", "--by", "anna")
    assert (done.code, done.err) == (0, "It is an origin of its own: paper\n")
    found = kb(home, "document", "copies", "paper", "--json").json
    assert found["origin"] == "paper"
    assert [(one["verdict"], one["by"]) for one in found["decisions"]] == [("an origin of its own", "anna")]


def test_a_judgement_needs_a_reason(home: Path) -> None:
    assert kb(home, "document", "own-origin", "paper").code == 2
    assert "--why" in kb(home, "document", "same-origin", "paper", "release").err


def test_a_source_without_a_text_or_copies_says_so(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "document", "heard-of")
        tell(session, "alone", "Nothing here was copied.")
    home = workspace.settings.home
    assert "No text of it is kept" in kb(home, "document", "copies", "heard-of").out
    assert "shares no block" in kb(home, "document", "copies", "alone").out
    assert kb(home, "document", "copies").out == "No two sources are judged to be of one origin, and none share text.\n"


def test_records_stand_side_by_side(home: Path) -> None:
    found = kb(home, "compare", "statements/apart", "statements/joint")
    assert "2) Customs and police [+do not+] keep separate lists." in found.out
    assert "Suggested, not yet judged: apart contradicts joint" in found.out


@pytest.mark.parametrize(
    ("records", "told"),
    [
        (("statements/apart",), "compare 2 to 4 records"),
        (("statements/apart", "events/workshop"), "of one kind"),
        (("statements/apart", "statements/apart"), "with itself"),
        (("statements/apart", "apart"), "with itself"),
        (("statements/apart", "zzzzzz"), "no record is called"),
        (("statements/apart", "statements/none"), "no statement called"),
    ],
)
def test_what_cannot_be_compared_says_why(home: Path, records: tuple[str, ...], told: str) -> None:
    found = kb(home, "compare", *records)
    assert found.code != 0
    assert told in found.err


def test_variants_are_suggested_until_a_person_relates_them(home: Path) -> None:
    assert kb(home, "variants", "--json").json["total"] == 1
    done = kb(home, "relate", "statements/apart", "contradicts", "joint", "--why", "a negation", "--by", "anna")
    assert (done.code, done.err) == (0, "apart contradicts joint\n")
    assert kb(home, "variants", "--json").json["total"] == 0
    assert "contradicts · anna" in kb(home, "show", "statements/apart").out.replace("Customs and police do not keep separate lists. · ", "")
    assert "contradicts this one" in kb(home, "show", "statements/joint").out


def test_a_new_relation_takes_the_place_of_the_old_one_in_either_direction(home: Path) -> None:
    kb(home, "relate", "apart", "same", "joint", "--why", "too quick")
    assert kb(home, "relate", "joint", "narrower", "apart", "--why", "better").code == 0
    assert "relations" not in kb(home, "show", "statements/apart", "--json").json["values"]
    found = kb(home, "show", "statements/joint", "--json").json["values"]["relations"]
    assert [(row["relation"], row["other"]) for row in found] == [("narrower", "apart")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("apart", "same", "apart"), "no relation to itself"),
        (("apart", "same", "events/workshop"), "is no statement"),
        (("apart", "near", "joint"), "is not one of"),
    ],
)
def test_a_relation_that_makes_no_sense_is_refused(home: Path, arguments: tuple[str, ...], told: str) -> None:
    found = kb(home, "relate", *arguments, "--why", "a test")
    assert found.code == 2
    assert told in found.err


def test_numbers_told_differently_are_recorded_one_beside_the_other(home: Path) -> None:
    assert kb(home, "disagreements", "--suggested", "--json").json["total"] == 2
    for value, source in (("70", "release"), ("65", "paper")):
        done = kb(home, "claim", "events/workshop", "attendance", value, "--document", source, "--locator", "line 1", "--note", "as told")
        assert (done.code, done.out) == (0, "")
    assert kb(home, "disagreements", "--suggested", "--json").json["total"] == 0
    rows = kb(home, "disagreements", "events/workshop", "--json").json["rows"]
    assert [(row["value"], row["preferred"], row["sources"][0]["locator"]) for row in rows] == [
        ("70", "yes", "line 1"),
        ("65", "no", "line 1"),
    ]
