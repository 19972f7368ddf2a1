"""From the register's columns to our fields: which column feeds which field stands here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb.cordis.rows import Row

SITE = "https://cordis.europa.eu"
SCHEME = "EuroSciVoc"

PROJECT = {
    "label": "acronym",
    "title": "title",
    "grant_number": "id",
    "funding_scheme": "fundingScheme",
    "status": "status",
    "signed": "ecSignatureDate",
    "start": "startDate",
    "end": "endDate",
    "total_cost": "totalCost",
    "ec_contribution": "ecMaxContribution",
    "keywords": "keywords",
    "objective": "objective",
}
PARTICIPATION = {
    "organisation": "organisationID",
    "role": "role",
    "ec_contribution": "ecContribution",
    "net_ec_contribution": "netEcContribution",
    "total_cost": "totalCost",
    "ended": "endOfParticipation",
}
ORGANISATION = {
    "label": "name",
    "short_name": "shortName",
    "activity_type": "activityType",
    "sme": "SME",
    "country": "country",
    "city": "city",
    "nuts": "nutsCode",
    "geolocation": "geolocation",
    "website": "organizationURL",
}
DELIVERABLE = {"label": "title", "summary": "description", "type": "deliverableType", "url": "url"}
REPORT = {"label": "title"}
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "project": PROJECT,
    "participations": PARTICIPATION,
    "organisation": ORGANISATION,
    "projects": {"project": "projectID"},
}

ROLES = {"associatedPartner": "associated partner", "thirdParty": "third party", "internationalPartner": "international partner"}
FRAMEWORKS = {"FP7": "Seventh Framework Programme", "H2020": "Horizon 2020", "HORIZON": "Horizon Europe"}
# The register writes nought where a cost was never given, as for lump sums.
NOUGHT_IS_NOT_GIVEN = "total_cost"

Group = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Found:
    """What the register says of one record, in our field names, as text.

    ``key`` is the identifier it is known by, scheme and value. References are keys of the register: an organisation's
    PIC, a programme's code, a topic's notation, a project's grant number. ``stamp`` orders statements of the same record by age. ``place``
    is the row it stands in, ``places`` the rows its links stand in, list by list. ``depth`` is how many of its kind stand above it.
    ``standby`` is what a new record is called where the register has no name for it; ``partial`` are lists that may name only some.
    """

    kind: str
    key: tuple[str, str]
    values: dict[str, Any]
    stamp: str
    place: Row
    places: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    depth: int = 0
    standby: str = ""
    partial: frozenset[str] = frozenset()


def taken(row: Row, columns: Mapping[str, str]) -> dict[str, str]:
    """Give the cells of a row under our field names, empty ones left out."""
    found = {name: cell for name, column in columns.items() if (cell := row.values.get(column, ""))}
    if found.get(NOUGHT_IS_NOT_GIVEN) == "0":
        del found[NOUGHT_IS_NOT_GIVEN]
    if "website" in found:
        found["website"] = address(found["website"])
    return found


def address(text: str) -> str:
    """Give a web address its scheme, which the register often leaves out.

    >>> address("www.dfrc.ch"), address("https://kemea.gr")
    ('http://www.dfrc.ch', 'https://kemea.gr')
    """
    return text if re.match(r"[a-z]+://", text, re.IGNORECASE) else f"http://{text}"


def newest(rows: Sequence[Row]) -> Row:
    """Make one row of several for the same project: of each column the newest cell that is not empty."""
    merged: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row.values.get("contentUpdateDate", "")):
        merged.update({name: cell for name, cell in row.values.items() if cell})
    return rows[-1]._replace(values=merged)


def project(group: Group) -> Found:
    """Give a project with its links from all rows about it. Where two files list its participants, the later file counts.

    Without a row of its own there are only links, and nothing to call it.
    """
    place = next(rows[0] for rows in group.values())
    row = newest(group["project"]) if "project" in group else place._replace(values={"id": place.values["projectID"]})
    grant = row.values["id"]
    values: dict[str, Any] = taken(row, PROJECT)
    values["call"] = row.values.get("masterCall") or row.values.get("subCall", "")
    values["programme"] = row.values.get("frameworkProgramme", "")
    values |= _call_topic(group.get("topics", ()))
    parts = _participants(group.get("organization", ()))
    values["participations"] = [_participation(part) for part in parts]
    bases = group.get("legalBasis", ())
    values["legal_basis"] = sorted({one.values["legalBasis"] for one in bases})
    # The table of legal bases gives their titles; the cell of a project has none, and names only the main one.
    partial = frozenset[str]() if any(one.values.get("title") for one in bases) else frozenset({"legal_basis"})
    values["topics"] = sorted({notation(one) for one in group.get("euroSciVoc", ())})
    values |= _pages(group.get("webLink", ()))
    values["identifiers"] = identifiers({"grant": [grant], "rcn": [row.values.get("rcn", "")], "doi": [row.values.get("grantDoi", "")]})
    stamp, standby = row.values.get("contentUpdateDate", ""), f"Project {grant}" if "project" in group else ""
    return Found("project", ("grant", grant), values, stamp, row, {"participations": parts}, standby=standby, partial=partial)


def _call_topic(rows: Sequence[Row]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        told = {"call_topic": row.values["topic"], "call_topic_title": row.values.get("title", "")}
        found.update({name: text for name, text in told.items() if text})
    return found


def _participants(rows: Sequence[Row]) -> list[Row]:
    if not rows:
        return []
    last = rows[-1].file
    kept = {(row.values["organisationID"], row.values["role"], row.values["order"]): row for row in rows if row.file == last}
    return sorted(kept.values(), key=lambda row: (place_among(row), row.values["role"], row.values["organisationID"]))


def place_among(row: Row) -> int:
    """Give the place of a partner among those of its project; nought where none is given that can be read."""
    order = row.values["order"]
    return int(order) if order.isascii() and order.isdigit() else 0


def _participation(row: Row) -> dict[str, str]:
    found = taken(row, PARTICIPATION)
    if "role" in found:
        found["role"] = ROLES.get(found["role"], found["role"])
    return found


def _pages(rows: Sequence[Row]) -> dict[str, Any]:
    """Give the first website as the project's own, and all other pages as links."""
    found = sorted(
        {(row.values.get("type") != "relatedWebsite", address(row.values["physUrl"]), row.values.get("type", "")) for row in rows}
    )
    own = found[0][1] if found and not found[0][0] else ""
    others = [{"url": url, "type": words(kind)} for _other, url, kind in found if url != own]
    return {"website": own, "web_links": others}


def words(name: str) -> str:
    """Give a name of the register as words.

    >>> words("relatedWebsite"), words("socialMedia")
    ('related website', 'social media')
    """
    return re.sub(r"([A-Z])", lambda match: f" {match[1].lower()}", name)


def identifiers(schemes: Mapping[str, Iterable[str]]) -> list[dict[str, str]]:
    """Give identifiers as links, empty ones left out."""
    return [{"scheme": scheme, "value": value} for scheme, values in schemes.items() for value in values if value]


def notation(row: Row) -> str:
    """Give the notation of a EuroSciVoc concept, the last part of its code."""
    return row.values["euroSciVocCode"].rpartition("/")[2]


def topics(rows: Iterable[Row]) -> list[Found]:
    """Give every EuroSciVoc concept that rows name, and those above them, broader ones first."""
    found: dict[str, Found] = {}
    for row in rows:
        codes, titles = _steps(row, "euroSciVocCode"), _steps(row, "euroSciVocPath")
        if len(codes) != len(titles):
            titles = ["" for _ in codes]
        titles[-1] = row.values.get("euroSciVocTitle") or titles[-1]
        for depth, (code, title) in enumerate(zip(codes, titles, strict=True)):
            last = depth == len(codes) - 1
            said = row.values.get("euroSciVocDescription", "") if last else ""
            found[code] = _better(found.get(code), _topic(row, depth, (code, title, said), codes[depth - 1] if depth else ""))
    return sorted(found.values(), key=lambda one: (one.depth, len(one.key[1]), one.key[1]))


def _steps(row: Row, column: str) -> list[str]:
    return row.values.get(column, "").strip("/").split("/")


def _topic(row: Row, depth: int, told: tuple[str, str, str], broader: str) -> Found:
    code, title, summary = told
    values = {
        "label": title,
        "summary": summary,
        "scheme": SCHEME,
        "notation": code,
        "relations": [{"relation": "broader", "other": broader}] if broader else [],
        "identifiers": identifiers({"euroscivoc": [code]}),
    }
    return Found("topic", ("euroscivoc", code), values, "", row, depth=depth, standby=f"{SCHEME} {code}")


def _better(known: Found | None, new: Found) -> Found:
    """Keep of two statements on one topic the one that says more, whatever their order."""
    return max((one for one in (known, new) if one), key=lambda one: (one.values["summary"], one.values["label"]))


def programmes(rows: Mapping[str, Row]) -> list[Found]:
    """Give the programmes with some codes, and those above them, broader ones first."""
    best: dict[str, tuple[str, Row]] = {}
    for code, row in rows.items():
        for above in (code, *_above(code)):
            title = row.values.get("title", "") if above == row.values.get("legalBasis") else ""
            best[above] = max(best.get(above, (title, row)), (title, row), key=lambda known: known[0])
    found = [_programme(code, title, row) for code, (title, row) in best.items()]
    return sorted(found, key=lambda one: (one.depth, one.key[1]))


def _above(code: str) -> Iterator[str]:
    while parent := programme_above(code):
        yield parent
        code = parent


def programme_above(code: str) -> str:
    """Give the code of the programme that one is a part of; empty for a framework programme.

    >>> [programme_above(code) for code in ("HORIZON.2.5.1", "H2020-EU.3", "FP7-SECURITY", "HORIZON")]
    ['HORIZON.2.5', 'H2020', 'FP7', '']
    """
    return code.rpartition(".")[0].removesuffix("-EU") if "." in code else code.partition("-")[0] if "-" in code else ""


def _programme(code: str, title: str, row: Row) -> Found:
    parent = programme_above(code)
    values = {
        "label": title or FRAMEWORKS.get(code, ""),
        "code": code,
        "type": "part of a framework programme" if parent else "EU framework programme",
        "parent": parent,
    }
    return Found("programme", ("code", code), values, "", row, depth=len(list(_above(code))), standby=code)


def organisation(pics: Sequence[str], row: Row, rcns: Iterable[str], ror: str, names: Iterable[str]) -> Found:
    """Give an organisation from one row made of all rows about it; ``names`` are the other names it stands under."""
    values: dict[str, Any] = taken(row, ORGANISATION)
    values["names"] = [{"name": name, "type": "registered"} for name in names]
    values["identifiers"] = identifiers({"pic": pics, "cordis-organisation": rcns, "ror": [ror]})
    return Found("organisation", ("pic", pics[0]), values, f"{int(row.values['projectID']):09d} {pics[-1]}", row)


def document(row: Row) -> Found:
    """Give a deliverable, or a report summary: that stands on the project's page of reports; what is attached to it are pictures."""
    if row.table == "projectDeliverables":
        values: dict[str, Any] = {"type": "deliverable", **taken(row, DELIVERABLE)}
    else:
        values = {"type": "report summary", **taken(row, REPORT), "url": f"{SITE}/project/id/{row.values['projectID']}/reporting"}
    if "url" in values:
        values["url"] = address(values["url"])
    values |= {
        "publisher": "CORDIS",
        "projects": [row.values["projectID"]],
        "identifiers": identifiers({"cordis-result": [row.values["id"]]}),
    }
    return Found("document", ("cordis-result", row.values["id"]), values, row.values.get("contentUpdateDate", ""), row)
