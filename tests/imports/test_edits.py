"""What a person edited is never overwritten; where the register says something else, both values stand."""

from __future__ import annotations

from typing import Any

import pytest

from kb.schema import Plain
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import kb, read_html
from tests.imports import samples
from tests.imports.running import bring_in_tables, claims, edited, revisions, tables, values
from tests.imports.samples import Tables, row

LAMP = "lamp-101000001"
GREEK, LUX, THIRD = "kemea-999000008", "lux-999000002", "3rd-999000007"


def newer(**cells: str) -> Tables:
    """Give the register with a newer statement of one project."""
    changed = samples.register()
    row(changed, "project", id=samples.LAMP).update(contentUpdateDate="2026-01-01 09:00:00", **cells)
    return changed


def parts(workspace: Workspace) -> list[Plain]:
    """Give the partners of the project."""
    found: list[Plain] = values(workspace, "project", LAMP)["participations"]
    return found


def edited_part(workspace: Workspace, organisation: str, **cells: str) -> None:
    """Change what stands of a partner, as a person does."""
    rows = [{**part, **cells} if part["organisation"] == organisation else part for part in parts(workspace)]
    edited(workspace, "project", LAMP, participations=rows)


def without(workspace: Workspace, organisation: str, role: str) -> None:
    """Take a partner out, as a person does."""
    rows = [part for part in parts(workspace) if (part["organisation"], part["role"]) != (organisation, role)]
    edited(workspace, "project", LAMP, participations=rows)


@pytest.mark.parametrize(
    ("field", "mine", "column", "theirs", "given"),
    [
        ("title", "My title", "title", "More light", "More light"),
        ("ec_contribution", "5.00", "ecMaxContribution", "2000,50", "2000.50"),
        ("end", "2025-09", "endDate", "2025-12-31", "2025-12-31"),
        ("status", "TERMINATED", "status", "CLOSED", "CLOSED"),
        ("objective", "Mine.", "objective", "Theirs,\nat length.", "Theirs, at length."),
    ],
)
def test_an_edited_field_stays_and_both_values_stand(
    imported: Workspace, field: str, mine: str, column: str, theirs: str, given: str
) -> None:
    edited(imported, "project", LAMP, **{field: mine})
    bring_in_tables(imported, newer(**{column: theirs}))
    assert values(imported, "project", LAMP)[field] == mine
    assert claims(imported, "project", LAMP) == [(field, mine, True, "edits"), (field, given, False, "cordis")]


def test_fields_that_nobody_edited_follow_the_register_all_the_same(imported: Workspace) -> None:
    edited(imported, "project", LAMP, title="My title")
    bring_in_tables(imported, newer(title="More light", objective="New."))
    assert (values(imported, "project", LAMP)["title"], values(imported, "project", LAMP)["objective"]) == ("My title", "New.")


def test_an_edit_is_contradicted_even_by_the_export_it_was_made_on(imported: Workspace) -> None:
    edited(imported, "project", LAMP, title="My title")
    assert bring_in_tables(imported, samples.register()).claims == 1
    assert claims(imported, "project", LAMP) == [("title", "My title", True, "edits"), ("title", "Light for all", False, "cordis")]


def test_an_emptied_field_stays_empty_and_is_told(imported: Workspace) -> None:
    edited(imported, "project", LAMP, title=None)
    bring_in_tables(imported, newer(title="More light"))
    assert "title" not in values(imported, "project", LAMP)
    assert claims(imported, "project", LAMP) == [("title", "left empty", True, "edits"), ("title", "More light", False, "cordis")]


def test_an_edited_label_stays_and_the_new_acronym_is_one_more_name(imported: Workspace) -> None:
    edited(imported, "project", LAMP, label="Lamp!")
    bring_in_tables(imported, newer(acronym="LANTERN"))
    held = values(imported, "project", LAMP)
    assert (held["label"], held["names"]) == ("Lamp!", [{"name": "LANTERN", "type": "registered"}])
    assert claims(imported, "project", LAMP) == []


def test_an_edited_amount_of_a_partner_stays(imported: Workspace) -> None:
    edited_part(imported, GREEK, ec_contribution="111.11")
    changed = newer()
    row(changed, "organization", projectID=samples.LAMP, organisationID=samples.GREEK)["ecContribution"] = "310"
    bring_in_tables(imported, changed)
    assert parts(imported)[-1]["ec_contribution"] == "111.11"
    told = f"EC contribution of {GREEK}"
    assert claims(imported, "project", LAMP) == [(told, "111.11", True, "edits"), (told, "310.00", False, "cordis")]


def test_an_emptied_amount_of_a_partner_stays_empty_and_is_told(imported: Workspace) -> None:
    rows = [
        {cell: value for cell, value in part.items() if (part["organisation"], cell) != (GREEK, "ec_contribution")}
        for part in parts(imported)
    ]
    edited(imported, "project", LAMP, participations=rows)
    bring_in_tables(imported, newer())
    assert "ec_contribution" not in parts(imported)[-1]
    told = f"EC contribution of {GREEK}"
    assert claims(imported, "project", LAMP) == [(told, "left empty", True, "edits"), (told, "299.75", False, "cordis")]


def test_a_long_text_that_differs_is_told_once_and_a_repeat_writes_nothing(imported: Workspace) -> None:
    edited(imported, "project", LAMP, objective="Mine.")
    bring_in_tables(imported, newer(objective="line\n" * 400))
    before = tables(imported, "import_run")
    bring_in_tables(imported, newer(objective="line\n" * 400))
    assert tables(imported, "import_run") == before


def test_partners_beside_an_edited_one_follow_the_register(imported: Workspace) -> None:
    edited_part(imported, GREEK, ec_contribution="111.11")
    changed = newer()
    row(changed, "organization", projectID=samples.LAMP, organisationID=samples.THIRD)["ecContribution"] = "7"
    bring_in_tables(imported, changed)
    assert [part.get("ec_contribution") for part in parts(imported)] == ["700.25", None, "7.00", None, "111.11"]


def test_a_removed_partner_stays_away(imported: Workspace) -> None:
    without(imported, THIRD, "third party")
    bring_in_tables(imported, newer(title="More light"))
    assert THIRD not in [part["organisation"] for part in parts(imported)]
    told = f"{THIRD} among partners"
    assert claims(imported, "project", LAMP) == [(told, "taken out", True, "edits"), (told, "listed", False, "cordis")]


@pytest.mark.parametrize(("removed", "left"), [("coordinator", ("third party", None)), ("third party", ("coordinator", "700.25"))])
def test_one_of_two_roles_taken_out_stays_away_and_the_other_stays_as_it_is(
    imported: Workspace, removed: str, left: tuple[str, Any]
) -> None:
    without(imported, LUX, removed)
    bring_in_tables(imported, newer(title="More light"))
    found = [(part["role"], part.get("ec_contribution")) for part in parts(imported) if part["organisation"] == LUX]
    assert found == [left]


def test_an_added_partner_stays(imported: Workspace) -> None:
    mine = {"organisation": "thames-police-999000003", "role": "participant", "ec_contribution": "9.00"}
    edited(imported, "project", LAMP, participations=[mine, *parts(imported)])
    bring_in_tables(imported, newer(title="More light"))
    assert parts(imported)[0] == mine
    assert claims(imported, "project", LAMP) == []


def test_an_added_partner_that_the_register_names_later_keeps_what_was_set(imported: Workspace) -> None:
    mine = {"organisation": "thames-police-999000003", "role": "participant", "ec_contribution": "9.00"}
    edited(imported, "project", LAMP, participations=[*parts(imported), mine])
    changed = newer()
    changed["organization"].append(samples.partner(samples.LAMP, samples.THAMES, 6, "participant", "10", totalCost="12"))
    bring_in_tables(imported, changed)
    assert parts(imported)[-1] == {**mine, "net_ec_contribution": "10.00", "total_cost": "12.00", "ended": False}
    told = "EC contribution of thames-police-999000003"
    assert claims(imported, "project", LAMP) == [(told, "9.00", True, "edits"), (told, "10.00", False, "cordis")]


def test_a_removed_topic_stays_away_and_an_added_one_stays(imported: Workspace) -> None:
    edited(imported, "project", LAMP, topics=["euroscivoc-53", "euroscivoc-97"])
    bring_in_tables(imported, newer(title="More light"))
    assert values(imported, "project", LAMP)["topics"] == ["euroscivoc-53", "euroscivoc-97"]
    told = "euroscivoc-543 among topics"
    assert claims(imported, "project", LAMP) == [(told, "taken out", True, "edits"), (told, "listed", False, "cordis")]


def test_a_partner_taken_out_in_both_its_roles_is_told_once(imported: Workspace) -> None:
    edited(imported, "project", LAMP, participations=[part for part in parts(imported) if part["organisation"] != LUX])
    bring_in_tables(imported, newer())
    assert [claim[:2] for claim in claims(imported, "project", LAMP)] == [
        (f"{LUX} among partners", "taken out"),
        (f"{LUX} among partners", "listed"),
    ]


def test_a_topic_put_back_is_the_registers_again(imported: Workspace) -> None:
    edited(imported, "project", LAMP, topics=["euroscivoc-53"])
    bring_in_tables(imported, newer())
    edited(imported, "project", LAMP, topics=["euroscivoc-53", "euroscivoc-543"])
    bring_in_tables(imported, newer())
    assert claims(imported, "project", LAMP) == []


def test_an_edited_organisation_stays_and_the_registered_name_is_one_more(imported: Workspace) -> None:
    edited(imported, "organisation", GREEK, label="KEMEA", country="CY", short_name="Kemea Centre")
    bring_in_tables(imported, samples.register())
    held = values(imported, "organisation", GREEK)
    assert (held["label"], held["country"], held["short_name"]) == ("KEMEA", "CY", "Kemea Centre")
    assert held["names"] == [{"name": "KENTRO MELETON ASFALEIAS", "type": "registered"}]
    assert claims(imported, "organisation", GREEK) == [("country", "CY", True, "edits"), ("country", "GR", False, "cordis")]


def test_a_claim_says_who_set_the_value_and_where_the_other_stands(imported: Workspace) -> None:
    edited(imported, "project", LAMP, title="My title")
    bring_in_tables(imported, newer())
    mine, theirs = (one for one in values(imported, "project", LAMP)["evidence"] if "field" in one)
    at = revisions(imported, "project", LAMP)[1].at
    assert mine["note"] == f"Set by editor on {at:%d %B %Y}."
    assert theirs["locator"] == "project 101000001"


def test_a_claim_follows_the_register(imported: Workspace) -> None:
    edited(imported, "project", LAMP, title="My title")
    bring_in_tables(imported, newer(title="More light"))
    bring_in_tables(imported, newer(title="Even more light"))
    assert claims(imported, "project", LAMP) == [("title", "My title", True, "edits"), ("title", "Even more light", False, "cordis")]


def test_a_claim_goes_when_the_register_comes_to_say_the_same(imported: Workspace) -> None:
    edited(imported, "project", LAMP, title="My title")
    bring_in_tables(imported, newer(title="More light"))
    bring_in_tables(imported, newer(title="My title"))
    assert claims(imported, "project", LAMP) == []


def test_a_claim_goes_when_the_person_comes_to_say_the_same(imported: Workspace) -> None:
    edited(imported, "project", LAMP, title="My title")
    bring_in_tables(imported, newer(title="More light"))
    edited(imported, "project", LAMP, title="More light")
    bring_in_tables(imported, newer(title="More light"))
    assert claims(imported, "project", LAMP) == []


def test_what_a_person_set_to_the_registers_value_stays_theirs(imported: Workspace) -> None:
    edited(imported, "project", LAMP, title="My title")
    edited(imported, "project", LAMP, title="Light for all")
    bring_in_tables(imported, newer(title="More light"))
    assert values(imported, "project", LAMP)["title"] == "Light for all"


@pytest.mark.parametrize(("mine", "column", "theirs"), [("LIGHT  for All", "title", "Light for all"), ("Light", "title", "Light")])
def test_capitals_and_spaces_are_no_contradiction(imported: Workspace, mine: str, column: str, theirs: str) -> None:
    edited(imported, "project", LAMP, title=mine)
    assert bring_in_tables(imported, newer(**{column: theirs})).claims == 0


def test_how_a_web_address_begins_and_ends_is_no_contradiction(imported: Workspace) -> None:
    edited(imported, "project", LAMP, website="http://www.lamp.example/")
    assert bring_in_tables(imported, newer()).claims == 0


def test_evidence_that_a_person_gave_for_the_same_field_stays(imported: Workspace) -> None:
    with_mine = [
        *values(imported, "project", LAMP)["evidence"],
        {"document": "cordis-101000001-pshorizon", "field": "title", "value": "My title"},
    ]
    edited(imported, "project", LAMP, title="My title", evidence=with_mine)
    bring_in_tables(imported, newer(title="More light"))
    rows = [one for one in values(imported, "project", LAMP)["evidence"] if one.get("field") == "title"]
    assert [(one["document"], one["value"]) for one in rows] == [("cordis-101000001-pshorizon", "My title"), ("cordis", "More light")]


def test_a_disagreement_stands_on_the_page(imported: Workspace) -> None:
    edited(imported, "project", LAMP, title="My title")
    bring_in_tables(imported, newer(title="More <b>light"))
    page = read_html(create_app(imported).test_client(), f"/projects/{LAMP}")
    assert "Sources disagree:" in page
    assert "<b>My title</b>" in page
    assert "More &lt;b&gt;light" in page


def test_a_partner_taken_out_stands_on_the_page_as_a_disagreement(imported: Workspace) -> None:
    without(imported, THIRD, "third party")
    bring_in_tables(imported, newer())
    page = read_html(create_app(imported).test_client(), f"/projects/{LAMP}")
    assert f"{THIRD} among partners" in page
    assert "taken out" in page


def test_a_disagreement_is_listed_by_a_command(imported: Workspace) -> None:
    edited(imported, "project", LAMP, title="My title", end=None)
    bring_in_tables(imported, newer(title="More light"))
    rows = kb(imported.settings.home, "disagreements", "--json").json["rows"]
    assert [(one["field"], one["value"], one["preferred"]) for one in rows] == [
        ("Title", "My title", "yes"),
        ("Title", "More light", "no"),
        ("End", "left empty", "yes"),
        ("End", "2025-08-31", "no"),
    ]


def test_the_document_that_stands_for_edits_is_made_when_it_is_needed(imported: Workspace) -> None:
    assert not [one for one in tables(imported)["record"] if "edits" in one]
    edited(imported, "project", LAMP, title="My title")
    bring_in_tables(imported, newer())
    assert values(imported, "document", "edits")["label"] == "Edits of this knowledge base"
