"""What a newer export changes, and what an older one does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kb import importing
from kb.workspace import Workspace
from tests.client import kb
from tests.helpers import found
from tests.imports import samples
from tests.imports.running import bring_in, bring_in_tables, claims, dumped, revisions, tables, values
from tests.imports.samples import Tables, partner, row

NEWER, OLDER = "2026-01-01 09:00:00", "2020-01-01 09:00:00"
LAMP = "lamp-101000001"


def lamp(stamp: str, **cells: str) -> Tables:
    """Give the register with another statement of one project, of another day."""
    changed = samples.register()
    row(changed, "project", id=samples.LAMP).update(contentUpdateDate=stamp, **cells)
    return changed


def of_lamp(changed: Tables, pic: str, role: str) -> dict[str, Any]:
    """Give the row of a partner."""
    return row(changed, "organization", projectID=samples.LAMP, organisationID=pic, role=role)


def test_a_newer_title_and_amount_are_taken_on(imported: Workspace) -> None:
    bring_in_tables(imported, lamp(NEWER, title="More light", ecMaxContribution="2000,50"))
    held = values(imported, "project", LAMP)
    assert (held["title"], held["ec_contribution"]) == ("More light", "2000.50")


def test_an_update_leaves_one_revision_that_names_the_import_with_old_and_new_values(imported: Workspace) -> None:
    summary = bring_in_tables(imported, lamp(NEWER, title="More light", ecMaxContribution="2000.50"))
    _made, last = revisions(imported, "project", LAMP)
    assert (last.version, last.action, last.by, last.import_id, last.why) == (2, "changed", "CORDIS", summary.number, "import 2")
    assert last.changes == {"title": ["Light for all", "More light"], "ec_contribution": ["1000.00", "2000.50"]}
    assert str(last.source).startswith("export 1/project.csv, line ")


def test_an_update_touches_no_other_record(imported: Workspace) -> None:
    before = dumped(imported)
    bring_in_tables(imported, lamp(NEWER, title="More light"))
    after = dumped(imported)
    assert {name for name in after if after[name] != before.get(name)} == {f"project/{LAMP}"}


def test_an_update_reaches_the_index(imported: Workspace) -> None:
    bring_in_tables(imported, lamp(NEWER, title="Phosphorescence"))
    assert found(imported, "phosphorescence") == {LAMP}
    assert not imported.compare()


def test_what_the_register_changes_of_its_own_is_no_disagreement(imported: Workspace) -> None:
    assert bring_in_tables(imported, lamp(NEWER, title="More light")).claims == 0
    assert claims(imported, "project", LAMP) == []


def test_a_new_acronym_replaces_the_old_one_which_becomes_a_former_name(imported: Workspace) -> None:
    bring_in_tables(imported, lamp(NEWER, acronym="LANTERN"))
    held = values(imported, "project", LAMP)
    assert (held["label"], held["names"]) == ("LANTERN", [{"name": "LAMP", "type": "former"}])


def test_a_changed_amount_of_a_partner_is_taken_on(imported: Workspace) -> None:
    changed = lamp(NEWER)
    of_lamp(changed, samples.GREEK, "participant")["ecContribution"] = "310"
    bring_in_tables(imported, changed)
    amounts = [part.get("ec_contribution") for part in values(imported, "project", LAMP)["participations"]]
    assert amounts == ["700.25", None, None, None, "310.00"]


def test_a_partner_that_left_the_register_goes_and_a_new_one_comes(imported: Workspace) -> None:
    changed = lamp(NEWER)
    changed["organization"].remove(of_lamp(changed, samples.THIRD, "thirdParty"))
    changed["organization"].append(partner(samples.LAMP, samples.KOSOVO, 6, "participant", "5"))
    bring_in_tables(imported, changed)
    partners = [part["organisation"] for part in values(imported, "project", LAMP)["participations"]]
    assert partners == ["lux-999000002", "lux-999000002", "nordlab-999000111", "kemea-999000008", "kb-999000004"]


def test_one_of_two_roles_of_a_partner_can_go(imported: Workspace) -> None:
    changed = lamp(NEWER)
    changed["organization"].remove(of_lamp(changed, samples.LUX, "thirdParty"))
    bring_in_tables(imported, changed)
    roles = [part["role"] for part in values(imported, "project", LAMP)["participations"] if part["organisation"] == "lux-999000002"]
    assert roles == ["coordinator"]


def test_topics_legal_bases_and_pages_follow_the_register(imported: Workspace) -> None:
    changed = lamp(NEWER)
    changed["euroSciVoc"] = [one for one in changed["euroSciVoc"] if one["euroSciVocCode"] != "/23/53"]
    changed["webLink"][1]["physUrl"] = "https://film.example/lamp"
    bring_in_tables(imported, changed)
    held = values(imported, "project", LAMP)
    assert held["topics"] == ["euroscivoc-543"]
    assert held["web_links"] == [{"url": "https://film.example/lamp", "type": "social media"}]


@pytest.mark.parametrize("table", ["organization", "legalBasis", "euroSciVoc", "webLink", "topics"])
def test_a_table_that_is_not_there_erases_nothing(imported: Workspace, table: str) -> None:
    before = dumped(imported)
    changed = lamp(NEWER)
    changed[table] = []
    bring_in_tables(imported, changed)
    assert dumped(imported) == before


def test_the_table_of_projects_alone_takes_no_legal_basis_away(imported: Workspace, exported: Path) -> None:
    before = dumped(imported)
    bring_in(imported, exported / "project.csv")
    assert dumped(imported) == before


def test_a_legal_basis_that_left_the_register_goes(imported: Workspace) -> None:
    changed = samples.register()
    changed["legalBasis"] = [one for one in changed["legalBasis"] if one["title"] != "Fight crime"]
    bring_in_tables(imported, changed)
    assert values(imported, "project", "media4sec-700281")["legal_basis"] == ["h2020-eu-3-7-6"]


@pytest.mark.parametrize("cell", ["title", "objective", "endDate", "ecMaxContribution", "keywords", "status", "acronym", "grantDoi"])
def test_an_empty_cell_erases_nothing(imported: Workspace, cell: str) -> None:
    before = dumped(imported)
    bring_in_tables(imported, lamp(NEWER, **{cell: ""}))
    assert dumped(imported) == before


def test_an_empty_cell_of_a_partner_erases_nothing(imported: Workspace) -> None:
    before = dumped(imported)
    changed = lamp(NEWER)
    of_lamp(changed, samples.GREEK, "participant").update(ecContribution="", endOfParticipation="", country="", city="")
    bring_in_tables(imported, changed)
    assert dumped(imported) == before


def test_an_older_export_changes_nothing(imported: Workspace) -> None:
    before = dumped(imported)
    older = lamp(OLDER, title="Less light", acronym="CANDLE", ecMaxContribution="1")
    older["organization"].remove(of_lamp(older, samples.THIRD, "thirdParty"))
    of_lamp(older, samples.GREEK, "participant")["ecContribution"] = "1"
    older["euroSciVoc"] = older["euroSciVoc"][1:]
    bring_in_tables(imported, older)
    assert dumped(imported) == before


def test_an_older_export_fills_what_is_empty(imported: Workspace) -> None:
    bring_in_tables(imported, lamp(OLDER, title="Less light", totalCost="123"))
    held = values(imported, "project", LAMP)
    assert (held["title"], held["total_cost"]) == ("Light for all", "123.00")


def test_an_older_export_after_an_edit_makes_no_claim(imported: Workspace) -> None:
    before = tables(imported, "import_run")
    assert bring_in_tables(imported, lamp(OLDER, title="Less light")).claims == 0
    assert tables(imported, "import_run") == before


def test_an_export_between_the_two_is_older_too(imported: Workspace) -> None:
    bring_in_tables(imported, lamp(NEWER, title="More light"))
    bring_in_tables(imported, lamp("2025-01-01 09:00:00", title="Some light"))
    assert values(imported, "project", LAMP)["title"] == "More light"


def test_an_organisation_follows_its_newest_grant(imported: Workspace) -> None:
    moved = samples.register()
    for one in moved["organization"]:
        if one["organisationID"] == samples.LUX:
            one["city"] = "Patra" if one["projectID"] == samples.LAMP else "Volos"
    bring_in_tables(imported, moved)
    assert values(imported, "organisation", "lux-999000002")["city"] == "Patra"


def test_an_export_of_older_grants_alone_leaves_an_organisation_as_it_is(imported: Workspace) -> None:
    older = {name: [one for one in rows if samples.DARIUS in one.values()] for name, rows in samples.register().items()}
    for one in older["organization"]:
        one.update(city="Volos", name="LIGHT HOUSE")
    before = values(imported, "organisation", "lux-999000002")
    bring_in_tables(imported, older)
    assert values(imported, "organisation", "lux-999000002") == before


def test_the_list_of_imports_tells_what_each_did(imported: Workspace) -> None:
    bring_in_tables(imported, lamp(NEWER, title="More light"))
    second, first = kb(imported.settings.home, "import", "list", "--json").json["rows"]
    assert (first["number"], first["created"], first["changed"]) == (1, 32, 0)
    assert (second["number"], second["created"], second["changed"], second["unchanged"]) == (2, 0, 1, 31)


def test_after_undoing_a_newer_export_the_one_before_still_counts_as_newer_than_an_older(imported: Workspace) -> None:
    number = bring_in_tables(imported, lamp(NEWER, title="More light")).number
    importing.undo_import(imported, number)
    bring_in_tables(imported, lamp(OLDER, title="Less light"))
    assert values(imported, "project", LAMP)["title"] == "Light for all"
