"""What the register's columns mean here."""

from __future__ import annotations

import pytest

from kb.cordis import mapping
from kb.cordis.mapping import Found
from kb.cordis.rows import Row
from kb.schema import KINDS


def row(table: str, file: str = "a.csv", /, **cells: str) -> Row:
    """Make a row as a reader gives it; what is not named is empty."""
    always = {"organization": ("organisationID", "role", "order"), "project": ("id",), "webLink": ("physUrl", "type")}
    return Row(table, {**dict.fromkeys((*always.get(table, ()), "projectID"), ""), **cells}, file, 2)


def partner(pic: str, order: str, role: str = "participant", file: str = "a.csv", **cells: str) -> Row:
    """Make a row of an organisation in a project."""
    return row("organization", file, projectID="1000001", organisationID=pic, role=role, order=order, **cells)


def project(**tables: list[Row]) -> Found:
    """Give what a group of rows says of a project."""
    return mapping.project({"project": [row("project", id="1000001", acronym="LAMP")], **tables})


def test_every_field_that_is_filled_is_one_of_its_kind() -> None:
    assert mapping.PROJECT.keys() <= KINDS["project"].fields.keys()
    assert mapping.ORGANISATION.keys() <= KINDS["organisation"].fields.keys()
    assert mapping.DELIVERABLE.keys() | mapping.REPORT.keys() <= KINDS["document"].fields.keys()
    assert mapping.PARTICIPATION.keys() <= KINDS["project"].links["participations"].fields.keys()


def test_a_project_is_known_by_its_grant_number() -> None:
    assert (project().kind, project().key) == ("project", ("grant", "1000001"))


def test_a_project_without_an_acronym_has_a_name_to_stand_in() -> None:
    found = mapping.project({"project": [row("project", id="1000001")]})
    assert ("label" in found.values, found.standby) == (False, "Project 1000001")


def test_rows_about_a_project_alone_say_nothing_to_call_it() -> None:
    found = mapping.project({"organization": [partner("999000001", "1")]})
    assert (found.key, "label" in found.values, found.standby) == (("grant", "1000001"), False, "")


def test_of_several_rows_each_column_has_the_newest_cell_that_is_not_empty() -> None:
    older = row("project", id="1", title="Old", objective="Told.", contentUpdateDate="2020-01-01")
    newer = row("project", id="1", title="New", objective="", contentUpdateDate="2021-01-01")
    for rows in ([older, newer], [newer, older]):
        found = mapping.newest(rows).values
        assert (found["title"], found["objective"], found["contentUpdateDate"]) == ("New", "Told.", "2021-01-01")


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [({"masterCall": "M", "subCall": "S"}, "M"), ({"masterCall": "", "subCall": "S"}, "S"), ({}, "")],
)
def test_the_main_call_comes_before_its_part(cells: dict[str, str], wanted: str) -> None:
    assert mapping.project({"project": [row("project", id="1", **cells)]}).values["call"] == wanted


@pytest.mark.parametrize(("cost", "wanted"), [("0", None), ("", None), ("0.5", "0.5"), ("10", "10")])
def test_a_cost_of_nought_was_not_given(cost: str, wanted: str | None) -> None:
    assert mapping.taken(row("project", totalCost=cost), mapping.PROJECT).get("total_cost") == wanted


def test_a_contribution_of_nought_is_one() -> None:
    assert mapping.taken(partner("9", "1", ecContribution="0"), mapping.PARTICIPATION)["ec_contribution"] == "0"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [("associatedPartner", "associated partner"), ("thirdParty", "third party"), ("coordinator", "coordinator"), ("guest", "guest")],
)
def test_roles_are_words(given: str, wanted: str) -> None:
    assert project(organization=[partner("9", "1", given)]).values["participations"][0]["role"] == wanted


def test_partners_stand_in_the_order_of_their_numbers() -> None:
    rows = [partner("93", "10"), partner("91", "2"), partner("92", "")]
    assert [part["organisation"] for part in project(organization=rows).values["participations"]] == ["92", "91", "93"]


def test_each_partner_knows_its_row() -> None:
    found = project(organization=[partner("92", "2"), partner("91", "1")])
    assert [place.values["organisationID"] for place in found.places["participations"]] == ["91", "92"]


def test_a_row_given_twice_counts_once_and_another_role_is_another_part() -> None:
    rows = [partner("91", "1"), partner("91", "1"), partner("91", "2", "thirdParty")]
    assert [part["role"] for part in project(organization=rows).values["participations"]] == ["participant", "third party"]


def test_of_two_files_that_list_the_partners_the_later_counts() -> None:
    rows = [partner("91", "1", file="old.csv"), partner("92", "2", file="old.csv"), partner("91", "1", file="new.csv")]
    assert [part["organisation"] for part in project(organization=rows).values["participations"]] == ["91"]


def test_the_first_website_is_the_projects_own_and_the_rest_are_pages() -> None:
    links = [
        row("webLink", physUrl="https://film.example", type="socialMedia"),
        row("webLink", physUrl="www.lamp.example", type="relatedWebsite"),
        row("webLink", physUrl="https://zoo.example", type="relatedWebsite"),
    ]
    found = project(webLink=links).values
    assert found["website"] == "http://www.lamp.example"
    assert found["web_links"] == [
        {"url": "https://zoo.example", "type": "related website"},
        {"url": "https://film.example", "type": "social media"},
    ]


def test_pages_of_other_kinds_alone_make_no_website() -> None:
    assert project(webLink=[row("webLink", physUrl="https://film.example", type="socialMedia")]).values["website"] == ""


def test_identifiers_that_are_empty_are_left_out() -> None:
    assert project().values["identifiers"] == [{"scheme": "grant", "value": "1000001"}]


def field(code: str, path: str, title: str, description: str = "") -> Row:
    """Make a row about a field of science."""
    cells = {"euroSciVocCode": code, "euroSciVocPath": path, "euroSciVocTitle": title, "euroSciVocDescription": description}
    return row("euroSciVoc", projectID="1", **cells)


def test_a_field_of_science_brings_those_above_it_broader_ones_first() -> None:
    found = mapping.topics([field("/29/97/543", "/social sciences/political sciences/public policy", "public policy")])
    assert [(one.key[1], one.values["label"], one.depth) for one in found] == [
        ("29", "social sciences", 0),
        ("97", "political sciences", 1),
        ("543", "public policy", 2),
    ]
    assert [one.values["relations"] for one in found] == [
        [],
        [{"relation": "broader", "other": "29"}],
        [{"relation": "broader", "other": "97"}],
    ]


def test_a_path_of_another_length_than_its_code_names_the_last_alone() -> None:
    found = mapping.topics([field("/29/97", "/political sciences", "political sciences")])
    assert [(one.values["label"], one.standby) for one in found] == [("", "EuroSciVoc 29"), ("political sciences", "EuroSciVoc 97")]


def test_of_two_rows_about_a_field_the_one_that_says_more_counts_whatever_their_order() -> None:
    rows = [field("/29", "/social sciences", "social sciences"), field("/29", "/social sciences", "social sciences", "On people.")]
    for given in (rows, rows[::-1]):
        assert [one.values["summary"] for one in mapping.topics(given)] == ["On people."]


def basis(code: str, title: str = "") -> Row:
    """Make a row about a legal basis."""
    return row("legalBasis", projectID="1", legalBasis=code, title=title)


def test_a_legal_basis_brings_the_programmes_above_it_broader_ones_first() -> None:
    found = mapping.programmes({"H2020-EU.3.7": basis("H2020-EU.3.7", "Secure societies")})
    assert [(one.key, one.values["label"], one.values["parent"]) for one in found] == [
        (("code", "H2020"), "Horizon 2020", ""),
        (("code", "H2020-EU.3"), "", "H2020"),
        (("code", "H2020-EU.3.7"), "Secure societies", "H2020-EU.3"),
    ]
    assert [one.standby for one in found] == ["H2020", "H2020-EU.3", "H2020-EU.3.7"]


def test_the_title_of_a_legal_basis_is_not_that_of_the_programme_above() -> None:
    rows = {"HORIZON.2.5": basis("HORIZON.2.5", "Climate"), "HORIZON.2": basis("HORIZON.2", "Challenges")}
    found = {one.key[1]: one.values["label"] for one in mapping.programmes(rows)}
    assert found == {"HORIZON": "Horizon Europe", "HORIZON.2": "Challenges", "HORIZON.2.5": "Climate"}


def test_a_project_refers_to_its_legal_bases_and_fields_each_once() -> None:
    found = project(
        legalBasis=[basis("HORIZON.2.5"), basis("HORIZON.1"), basis("HORIZON.2.5")],
        euroSciVoc=[field("/29/97", "/a/b", "b"), field("/23", "/c", "c")],
    )
    assert (found.values["legal_basis"], found.values["topics"]) == (["HORIZON.1", "HORIZON.2.5"], ["23", "97"])


@pytest.mark.parametrize(("title", "partial"), [("", {"legal_basis"}), ("Climate", set())])
def test_legal_bases_from_a_cell_of_the_project_may_be_only_some(title: str, partial: set[str]) -> None:
    assert project(legalBasis=[basis("HORIZON.2.5", title)]).partial == partial


def result(table: str, **cells: str) -> dict[str, object]:
    """Give what a row says of a result."""
    always = {"id": "1_2_D", "title": "Plan", "projectID": "1"}
    return mapping.document(row(table, **{**always, **cells})).values


def test_a_deliverable_has_the_type_the_register_gives_it() -> None:
    assert result("projectDeliverables", deliverableType="Websites")["type"] == "Websites"
    assert result("projectDeliverables")["type"] == "deliverable"


def test_a_report_summary_is_one() -> None:
    assert result("reportSummaries")["type"] == "report summary"


def test_a_result_refers_to_its_project() -> None:
    found = result("projectDeliverables", url="www.plan.example")
    assert (found["projects"], found["url"], found["publisher"]) == (["1"], "http://www.plan.example", "CORDIS")
    assert found["identifiers"] == [{"scheme": "cordis-result", "value": "1_2_D"}]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("www.dfrc.ch", "http://www.dfrc.ch"),
        ("HTTPS://kemea.gr", "HTTPS://kemea.gr"),
    ],
)
def test_an_address_is_completed(given: str, wanted: str) -> None:
    assert mapping.address(given) == wanted


def test_an_organisation_has_all_its_numbers_and_other_names() -> None:
    cells = row("organization", projectID="7", name="LUX", shortName="L", organizationURL="lux.example", country="EL")
    found = mapping.organisation(["991", "992"], cells, ["5"], "https://ror.org/x", ["OLD LUX"])
    assert (found.key, found.stamp) == (("pic", "991"), "000000007 992")
    assert found.values["names"] == [{"name": "OLD LUX", "type": "registered"}]
    assert [(one["scheme"], one["value"]) for one in found.values["identifiers"]] == [
        ("pic", "991"),
        ("pic", "992"),
        ("cordis-organisation", "5"),
        ("ror", "https://ror.org/x"),
    ]
