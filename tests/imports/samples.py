"""A small invented register with all that real ones surprise with: what is in it, table by table, in the layout since 2021."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

Rows = list[dict[str, str]]
Tables = dict[str, Rows]

SECRETS = ("Ada Private", "+32 2 000 77 66", "Hidden Street 7", "XX999999", "1234-SECRET", "contact.example")
"""What stands in the files about persons to contact, streets and taxes, and must never arrive."""

PROJECT_COLUMNS = (
    *("id", "acronym", "status", "title", "startDate", "endDate", "totalCost", "ecMaxContribution", "legalBasis", "topics"),
    *("ecSignatureDate", "frameworkProgramme", "masterCall", "subCall", "fundingScheme", "objective", "contentUpdateDate"),
    *("rcn", "grantDoi", "keywords"),
)
PARTNER_COLUMNS = (
    *("projectID", "projectAcronym", "organisationID", "vatNumber", "name", "shortName", "SME", "activityType", "street"),
    *("postCode", "city", "country", "nutsCode", "geolocation", "organizationURL", "contactForm", "contactFirstNames"),
    *("contactTelephoneNumber", "contentUpdateDate", "rcn", "order", "role", "ecContribution", "netEcContribution"),
    *("totalCost", "endOfParticipation"),
)
TAG, NEWLINE = "<b>bold</b> & <script>alert(1)</script>", "First line.\n\nSecond line; with a separator, and a comma."
DARIUS, MEDIA, TWOHEAD, LAMP, BRIDGE, SILENT = "284851", "700281", "731558", "101000001", "101000002", "190100003"
PICS = tuple(f"99900{number}" for number in ("0111", "0002", "0003", "0004", "0005", "0006", "0007", "0008"))
NORDIC, LUX, THAMES, KOSOVO, ROR_ONE, ROR_TWO, THIRD, GREEK = PICS
ROR = "05a28rw58"


def _project(id_: str, acronym: str, framework: str, **cells: str) -> dict[str, str]:
    common = {"status": "SIGNED", "startDate": "2022-09-01", "endDate": "2025-08-31", "contentUpdateDate": "2024-03-01 10:00:00"}
    found = {"id": id_, "acronym": acronym, "frameworkProgramme": framework, **common, **cells}
    return {column: found.get(column, "") for column in PROJECT_COLUMNS}


PROJECTS: Rows = [
    _project(
        *(DARIUS, "DARIUS", "FP7"),
        title="Search at sea",
        status="CLOSED",
        startDate="2012-03-01",
        endDate="2015-02-28",
        totalCost="10645581",
        ecMaxContribution="7475791.90",
        subCall="FP7-SEC-2011-1",
        fundingScheme="CP-IP",
        objective="'We' look & find.",
        rcn="102362",
    ),
    _project(
        *(MEDIA, "MEDIA4SEC", "H2020"),
        title="The emerging role of new social media",
        status="CLOSED",
        startDate="2016-07-01",
        endDate="2018-12-31",
        totalCost="1960751.50",
        ecMaxContribution="",
        subCall="H2020-FCT-2015",
        fundingScheme="CSA",
        objective=NEWLINE,
        rcn="202694",
        grantDoi="10.3030/700281",
    ),
    _project(
        *(TWOHEAD, "TWOHEAD", "H2020"),
        title='Two heads, "one" project',
        totalCost="3000000",
        ecMaxContribution="2500000.05",
        ecSignatureDate="2017-05-12",
        fundingScheme="RIA",
        masterCall="H2020-SEC",
        subCall="H2020-SEC-1",
        objective=f"A text with {TAG}",
        rcn="209953",
        grantDoi="10.3030/731558",
    ),
    _project(
        *(LAMP, "LAMP", "HORIZON"),
        title="Light for all",
        totalCost="0",
        ecMaxContribution="1000",
        ecSignatureDate="2022-05-12",
        masterCall="HORIZON-CL5",
        subCall="HORIZON-CL5-B",
        fundingScheme="HORIZON-RIA",
        objective="Light\tfor 1 <2> 3.",
        rcn="237915",
        grantDoi="10.3030/101000001",
        keywords="lamps, light",
    ),
    _project(
        *(BRIDGE, "BRIDGE", "HORIZON"),
        title="Bridges between Thrace and Kosovo",
        totalCost="250000.55",
        ecMaxContribution="250000.55",
        fundingScheme="HORIZON-CSA",
        objective="Bridges.",
        rcn="237916",
    ),
    _project(*(SILENT, "BRIDGE", "HORIZON"), title="Another bridge", endDate="", rcn="237917", contentUpdateDate=""),
]

_ORGANISATIONS = {
    NORDIC: ("NORDIC LABORATORY AS", "NORDLAB", "REC", "NO", "Oslo", "NO081", "www.nordic.example", "1900111"),
    LUX: ('CENTRE OF LIGHT "LUX"', "LUX", "HES", "EL", "Athina", "EL303", "https://lux.example", "1900002"),
    THAMES: ("THAMES POLICE", "", "PUB", "UK", "London", "UKI", "", "1900003"),
    KOSOVO: ("KOSOVA BRIDGES SHPK", "KB", "PRC", "XK", "Prishtinë", "", "http://kb.example/", "1900004"),
    ROR_ONE: ("UNIVERSITY OF EXAMPLE", "UoE", "HES", "DE", "Köln", "DEA23", "", "1900005"),
    ROR_TWO: ("UNIVERSITY OF EXAMPLE - HOSPITAL", "UoE", "HES", "DE", "Köln", "DEA23", "", "1900006"),
    THIRD: ("THIRD GMBH", "3RD", "PRC", "AT", "Wien", "AT130", "", "1900007"),
    GREEK: ("KENTRO MELETON ASFALEIAS", "KEMEA", "REC", "EL", "Athina", "EL303", "www.kemea.example", "1900008"),
}


def partner(project: str, pic: str, order: int, role: str = "participant", ec: str = "", **cells: str) -> dict[str, str]:
    """Give the row of an organisation in a project; persons to contact stand in it as they do in real files."""
    name, short, activity, country, city, nuts, url, rcn = _ORGANISATIONS[pic]
    found = {"projectID": project, "organisationID": pic, "name": name, "shortName": short, "activityType": activity, "country": country}
    found |= {"city": city, "nutsCode": nuts, "organizationURL": url, "rcn": rcn, "order": str(order), "role": role, "ecContribution": ec}
    found |= {"netEcContribution": ec, "SME": "true" if activity == "PRC" else "", "endOfParticipation": "false", "street": SECRETS[2]}
    found |= {"vatNumber": SECRETS[3], "postCode": SECRETS[4], "contactForm": f"https://{SECRETS[5]}/form"}
    found |= {"contactFirstNames": SECRETS[0], "contactTelephoneNumber": SECRETS[1], "geolocation": "50.8,4.3" if pic == LUX else ""}
    return {column: {**found, **cells}.get(column, "") for column in PARTNER_COLUMNS}


PARTNERS: Rows = [
    partner(DARIUS, LUX, 1, "coordinator", "632200"),
    partner(DARIUS, THAMES, 2),
    partner(MEDIA, THAMES, 1, "coordinator", "500000.25"),
    partner(MEDIA, NORDIC, 2, "participant", "300000", totalCost="310000.75"),
    partner(MEDIA, GREEK, 3, "participant", "200000"),
    partner(TWOHEAD, ROR_ONE, 1, "coordinator", "1250000"),
    partner(TWOHEAD, LUX, 2, "coordinator", "1250000.05"),
    partner(TWOHEAD, ROR_TWO, 3, "partner", "0"),
    partner(LAMP, LUX, 1, "coordinator", "700.25", netEcContribution="700", totalCost="0"),
    partner(LAMP, LUX, 2, "thirdParty"),
    partner(LAMP, THIRD, 3, "thirdParty"),
    partner(LAMP, NORDIC, 4, "associatedPartner"),
    partner(LAMP, GREEK, 5, "participant", "299.75", endOfParticipation="true"),
    partner(BRIDGE, KOSOVO, 1, "coordinator", "250000.55"),
]
FIELDS = {
    "/29": "social sciences",
    "/29/97": "political sciences",
    "/29/97/543": "public policy",
    "/23": "natural sciences",
    "/23/53": "optics",
}


def _field(project: str, code: str, description: str = "") -> dict[str, str]:
    steps = code.strip("/").split("/")
    path = "/" + "/".join(FIELDS["/" + "/".join(steps[: depth + 1])] for depth in range(len(steps)))
    keys = ("projectID", "euroSciVocCode", "euroSciVocPath", "euroSciVocTitle", "euroSciVocDescription")
    return dict(zip(keys, (project, code, path, FIELDS[code], description), strict=True))


def _result(project: str, number: str, title: str, **cells: str) -> dict[str, str]:
    return {"id": number, "title": title, "projectID": project, "contentUpdateDate": "2024-01-31 13:50:03", "rcn": "1038413", **cells}


REGISTER: Tables = {
    "project": PROJECTS,
    "organization": PARTNERS,
    "topics": [
        {"projectID": LAMP, "topic": "HORIZON-CL5-01", "title": "Better lamps"},
        {"projectID": MEDIA, "topic": "FCT-16-2015", "title": "Ethical and societal dimension"},
    ],
    "legalBasis": [
        {"projectID": DARIUS, "legalBasis": "FP7-SECURITY", "title": "Security", "uniqueProgrammePart": "true"},
        {"projectID": MEDIA, "legalBasis": "H2020-EU.3.7.6.", "title": "Ensure privacy", "uniqueProgrammePart": "true"},
        {"projectID": MEDIA, "legalBasis": "H2020-EU.3.7.1.", "title": "Fight crime", "uniqueProgrammePart": ""},
        {"projectID": LAMP, "legalBasis": "HORIZON.2.5", "title": "Climate, energy", "uniqueProgrammePart": "true"},
    ],
    "euroSciVoc": [_field(LAMP, "/23/53"), _field(LAMP, "/29/97/543", "How the public is governed."), _field(MEDIA, "/29/97")],
    "webLink": [
        {"projectID": LAMP, "physUrl": "https://lamp.example", "type": "relatedWebsite"},
        {"projectID": LAMP, "physUrl": "https://video.example/lamp", "type": "socialMedia"},
        {"projectID": MEDIA, "physUrl": "www.media4sec.example", "type": "relatedWebsite"},
    ],
    "projectDeliverables": [
        _result(
            LAMP,
            "101000001_1_DELIVHORIZON",
            "Plan",
            deliverableType="Documents, reports",
            description="A plan.",
            url="https://plan.example",
        ),
    ],
    "reportSummaries": [_result(LAMP, "101000001_PSHORIZON", "Period 1", attachment="/docs/a.png;/docs/b.png")],
}
PIC_MAP: Rows = [
    {"pic": ROR_ONE, "ror_id": ROR, "confidence": "high", "source": "test"},
    {"pic": ROR_TWO, "ror_id": ROR, "confidence": "high", "source": "test"},
    {"pic": THIRD, "ror_id": ROR, "confidence": "low", "source": "test"},
]


def register() -> Tables:
    """Give a copy of the register that a test may change."""
    return deepcopy(REGISTER)


def row(tables: Tables, table: str, **cells: str) -> dict[str, Any]:
    """Give the one row of a table with some cells, to be changed."""
    (found,) = [one for one in tables[table] if all(one[column] == cell for column, cell in cells.items())]
    return found
