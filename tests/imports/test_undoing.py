"""An import is taken back as a whole: what people built on it stays, all else is as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from kb import eager, importing, records
from kb.errors import BadRequest, KBError
from kb.imports.undoing import Undone
from kb.models import Record, Revision
from kb.workspace import Workspace
from tests.client import kb
from tests.helpers import found, get, make
from tests.imports import samples, writers
from tests.imports.running import PERSON, bring_in, bring_in_tables, claims, dumped, edited, revisions, tables, values
from tests.imports.samples import Tables, row

LAMP = "lamp-101000001"


def newer(**cells: str) -> Tables:
    """Give the register with a newer statement of one project."""
    changed = samples.register()
    row(changed, "project", id=samples.LAMP).update(contentUpdateDate="2026-01-01 09:00:00", **cells)
    return changed


def state(workspace: Workspace, number: int) -> str:
    """Give the state of an import as the list tells it."""
    rows = kb(workspace.settings.home, "import", "list", "--json").json["rows"]
    return str(next(one["state"] for one in rows if one["number"] == number))


def test_undoing_gives_back_every_record_as_it_was(founded: Workspace, exported: Path) -> None:
    before = dumped(founded)
    bring_in(founded, exported)
    importing.undo_import(founded, 1)
    assert dumped(founded) == before


def test_undoing_leaves_nothing_behind_but_the_history_of_what_stays(founded: Workspace, exported: Path) -> None:
    kept = ("record", "revision", "import_run")
    before = tables(founded, *kept)
    bring_in(founded, exported)
    importing.undo_import(founded, 1)
    assert {name for name, rows in tables(founded, *kept).items() if sorted(map(str, rows)) != sorted(map(str, before[name]))} <= {
        "participation",
        "identifier",
    }


def test_undoing_tells_what_it_did(founded: Workspace, exported: Path) -> None:
    made = sum(counted["created"] for counted in bring_in(founded, exported).kinds.values())
    assert importing.undo_import(founded, 1) == Undone(removed=made + 1, set_back=2, kept=0)


def test_the_index_follows_an_undo(founded: Workspace, exported: Path) -> None:
    bring_in(founded, exported)
    assert found(founded, "thrace")
    importing.undo_import(founded, 1)
    assert not found(founded, "thrace")
    assert not founded.compare()


def test_an_import_that_was_undone_is_listed_as_such(founded: Workspace, exported: Path) -> None:
    bring_in(founded, exported)
    assert state(founded, 1) == "finished"
    importing.undo_import(founded, 1)
    assert state(founded, 1) == "undone"


def test_what_is_set_back_says_why(founded: Workspace, exported: Path) -> None:
    bring_in(founded, exported)
    importing.undo_import(founded, 1)
    last = revisions(founded, "project", "lantern")[-1]
    assert (last.action, last.by, last.why) == ("changed", "CORDIS", "import 1 undone")
    assert last.changes["title"] == ["The emerging role of new social media", None]


def test_a_record_that_a_person_edited_since_stays_with_all_it_needs(founded: Workspace, exported: Path) -> None:
    bring_in(founded, exported)
    edited(founded, "project", "bridge-101000002", title="Mine")
    held = values(founded, "project", "bridge-101000002")
    done = importing.undo_import(founded, 1)
    assert values(founded, "project", "bridge-101000002") == held
    left = {name for name in dumped(founded) if name != "document/edits"} - set(before_names(founded))
    assert left == {"project/bridge-101000002", "organisation/kb-999000004", "programme/horizon", "document/cordis"}
    assert done.kept == 4


def before_names(workspace: Workspace) -> list[str]:
    """Give the records that the seed made."""
    with workspace.reading() as session:
        query = select(Revision.record_id).where(Revision.import_id.is_(None), Revision.action == "created")
        seeded = set(session.execute(query).scalars())
        return [f"{one.kind}/{one.slug}" for one in eager.by_id(session, seeded)]


def test_a_record_that_a_persons_record_refers_to_stays(founded: Workspace, exported: Path) -> None:
    bring_in(founded, exported)
    with founded.writing() as session:
        make(session, "event", "lamp-day", projects=[LAMP])
    importing.undo_import(founded, 1)
    assert values(founded, "event", "lamp-day")["projects"] == [LAMP]
    assert len(values(founded, "project", LAMP)["participations"]) == 5
    assert values(founded, "topic", "euroscivoc-543")["relations"] == [{"relation": "broader", "other": "euroscivoc-97"}]
    assert "project/bridge-101000002" not in dumped(founded)


def test_what_a_person_added_to_a_record_of_the_seed_keeps_what_it_refers_to(founded: Workspace, exported: Path) -> None:
    bring_in(founded, exported)
    topics = values(founded, "project", "lantern")["topics"]
    edited(founded, "project", "lantern", topics=[*topics, "euroscivoc-53"])
    importing.undo_import(founded, 1)
    assert values(founded, "project", "lantern")["topics"] == ["euroscivoc-53"]
    assert values(founded, "topic", "euroscivoc-53")["label"] == "optics"


def test_records_that_a_person_merged_stay(founded: Workspace, exported: Path) -> None:
    bring_in(founded, exported)
    with founded.writing() as session:
        one, other = get(session, "organisation", "uoe-999000005"), get(session, "organisation", "uoe-999000006")
        records.merge(session, one, other, PERSON)
    importing.undo_import(founded, 1)
    held = dumped(founded)
    assert held["organisation/uoe-999000006"]["state"] == "merged"
    assert held["organisation/uoe-999000005"]["state"] == "public"


def test_undoing_an_update_sets_old_values_back(imported: Workspace) -> None:
    before = dumped(imported)
    changed = newer(title="More light", acronym="LANTERN", ecMaxContribution="5")
    changed["organization"] = [one for one in changed["organization"] if one["organisationID"] != samples.THIRD]
    changed["organization"].append(samples.partner(samples.LAMP, samples.KOSOVO, 6))
    changed["euroSciVoc"] = changed["euroSciVoc"][1:]
    bring_in_tables(imported, changed)
    assert dumped(imported) != before
    assert importing.undo_import(imported, 2) == Undone(removed=0, set_back=1, kept=0)
    assert dumped(imported) == before


def test_undoing_an_update_leaves_what_a_person_changed_since(imported: Workspace) -> None:
    bring_in_tables(imported, newer(title="More light", endDate="2026-01-01"))
    edited(imported, "project", LAMP, title="My title")
    importing.undo_import(imported, 2)
    held = values(imported, "project", LAMP)
    assert (held["title"], held["end"]) == ("My title", "2025-08-31")


def test_undoing_an_update_leaves_partners_that_a_person_changed_since(imported: Workspace) -> None:
    changed = newer()
    row(changed, "organization", projectID=samples.LAMP, organisationID=samples.GREEK)["ecContribution"] = "310"
    row(changed, "organization", projectID=samples.LAMP, organisationID=samples.NORDIC)["ecContribution"] = "20"
    bring_in_tables(imported, changed)
    parts = values(imported, "project", LAMP)["participations"]
    mine = [{**one, "ec_contribution": "111.00"} if one["organisation"] == "kemea-999000008" else one for one in parts]
    edited(imported, "project", LAMP, participations=mine)
    importing.undo_import(imported, 2)
    amounts = [(one["organisation"], one.get("ec_contribution")) for one in values(imported, "project", LAMP)["participations"]]
    assert amounts == [
        ("lux-999000002", "700.25"),
        ("lux-999000002", None),
        ("3rd-999000007", None),
        ("nordlab-999000111", None),
        ("kemea-999000008", "111.00"),
    ]


def test_undoing_an_update_leaves_a_partner_away_that_a_person_took_out_since(imported: Workspace) -> None:
    changed = newer()
    row(changed, "organization", projectID=samples.LAMP, organisationID=samples.GREEK)["ecContribution"] = "310"
    bring_in_tables(imported, changed)
    parts = values(imported, "project", LAMP)["participations"]
    edited(imported, "project", LAMP, participations=parts[:-1])
    importing.undo_import(imported, 2)
    assert values(imported, "project", LAMP)["participations"] == parts[:-1]


def test_undoing_an_update_brings_a_partner_back_unless_a_person_has(imported: Workspace) -> None:
    before = values(imported, "project", LAMP)["participations"]
    changed = newer()
    gone = (samples.THIRD, samples.GREEK)
    changed["organization"] = [one for one in changed["organization"] if one["organisationID"] not in gone]
    bring_in_tables(imported, changed)
    mine = {"organisation": "kemea-999000008", "role": "partner"}
    edited(imported, "project", LAMP, participations=[*values(imported, "project", LAMP)["participations"], mine])
    importing.undo_import(imported, 2)
    held = values(imported, "project", LAMP)["participations"]
    assert [one for one in held if one["organisation"] == "kemea-999000008"] == [mine]
    assert before[2] in held


def test_undoing_takes_back_the_claims_of_the_import(imported: Workspace) -> None:
    edited(imported, "project", LAMP, title="My title")
    bring_in_tables(imported, newer(title="More light"))
    importing.undo_import(imported, 2)
    assert claims(imported, "project", LAMP) == []
    assert "document/edits" not in dumped(imported)


def test_imports_are_undone_one_after_the_other(founded: Workspace, exported: Path) -> None:
    before = dumped(founded)
    bring_in(founded, exported)
    between = dumped(founded)
    bring_in_tables(founded, newer(title="More light"))
    importing.undo_import(founded, 2)
    assert dumped(founded) == between
    importing.undo_import(founded, 1)
    assert {name: one for name, one in dumped(founded).items() if name in before} == before


def test_an_import_on_which_a_later_one_built_keeps_what_that_one_changed(imported: Workspace) -> None:
    bring_in_tables(imported, newer(title="More light"))
    done = importing.undo_import(imported, 1)
    held = dumped(imported)
    assert held[f"project/{LAMP}"]["title"] == "More light"
    assert "project/bridge-101000002" not in held
    assert done.kept == len(held)


def test_an_import_can_be_repeated_after_its_undo(founded: Workspace, exported: Path) -> None:
    bring_in(founded, exported)
    held = dumped(founded)
    importing.undo_import(founded, 1)
    assert bring_in(founded, exported).number == 2
    assert dumped(founded) == held
    assert not founded.compare()


def test_an_undo_and_a_repeat_can_follow_one_another(founded: Workspace, exported: Path) -> None:
    before = dumped(founded)
    for number in (1, 2, 3):
        bring_in(founded, exported)
        importing.undo_import(founded, number)
    assert dumped(founded) == before


@pytest.mark.parametrize("number", [1, 2])
def test_a_second_undo_is_refused(founded: Workspace, exported: Path, number: int) -> None:
    for _time in range(number):
        bring_in(founded, exported)
    importing.undo_import(founded, number)
    held = tables(founded)
    with pytest.raises(BadRequest, match=f'import {number} was undone already; "kb import list" shows what there is'):
        importing.undo_import(founded, number)
    assert tables(founded) == held


def test_an_unknown_import_cannot_be_undone(founded: Workspace) -> None:
    with pytest.raises(KBError, match=r"(?i)no import.* 7"):
        importing.undo_import(founded, 7)


def test_undoing_an_import_that_changed_nothing_changes_nothing(imported: Workspace, exported: Path) -> None:
    before = tables(imported, "import_run")
    bring_in(imported, exported)
    assert importing.undo_import(imported, 2) == Undone()
    assert tables(imported, "import_run") == before


def test_nothing_of_what_was_undone_is_left_in_histories(founded: Workspace, exported: Path, tmp_path: Path) -> None:
    bring_in(founded, exported, writers.pic_map(tmp_path / "pic_mapping.csv"))
    importing.undo_import(founded, 1)
    with founded.reading() as session:
        lost = select(func.count()).select_from(Revision).where(Revision.record_id.not_in(select(Record.id)))
        assert session.execute(lost).scalar() == 0
