"""Project records as XML, one a file, with or without a namespace.

Only direct children are walked: results, articles and organisations hold
relations and categories of their own, which are not the project's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

from kb.cordis.reading import Reading, Refused
from kb.cordis.rows import Row
from kb.cordis.sources import BROKEN, Source
from kb.cordis.tables import row

LARGEST = 64 << 20
DOCTYPE = re.compile(rb"\A(?:\xef\xbb\xbf|\s|<\?.*?\?>|<!--.*?-->)*<!DOCTYPE", re.DOTALL)
WORDS = "project records, XML"
PROJECT = (
    *("id", "rcn", "acronym", "status", "title", "startDate", "endDate", "totalCost", "ecMaxContribution", "ecSignatureDate"),
    *("objective", "contentUpdateDate", "keywords"),
)
PARTNER = {"role": "type", "order": "order", "SME": "sme", "endOfParticipation": "terminated"}
PARTNER |= {amount: amount for amount in ("ecContribution", "netEcContribution", "totalCost")}
ORGANISATION = {"organisationID": "id", "rcn": "rcn", "name": "legalName", "shortName": "shortName"}
ORGANISATION |= {
    "city": "address/city",
    "country": "address/country",
    "geolocation": "address/geolocation",
    "organizationURL": "address/url",
}
CALLS = {"relatedMasterCall": "masterCall", "relatedSubCall": "subCall"}
Found = Iterator[tuple[str, dict[str, str]]]


def rows(source: Source, reading: Reading) -> Iterator[Row]:
    """Yield the rows of all tables that a project's record holds; other records are passed over."""
    try:
        root = _root(source.stream.read(LARGEST + 1))
    except Refused as refused:
        reading.refuse(reading.file(source.within, WORDS), 1, refused, source.name)
    except ParseError as error:
        reading.broken(source.name, error, error.position[0])
    except BROKEN as error:
        reading.broken(source.name, error)
    else:
        if root.tag == "project" and root.find("relations") is not None:
            yield from _rows(root, source, reading)
        else:
            reading.pass_over(source.within, f'records of another kind, or of an older layout ("{root.tag}")')


def _root(data: bytes) -> Element:
    if len(data) > LARGEST:
        raise Refused("file", f"has more than {LARGEST >> 20} MB; a project's record has far less, so it is not read")
    if DOCTYPE.match(data):
        raise Refused("file", "declares a document type, which records of CORDIS never do; it is not read")
    root = fromstring(data)  # noqa: S314 -- declarations, by which XML does harm, are refused above
    if root.tag.startswith("{"):
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
    return root


def _rows(root: Element, source: Source, reading: Reading) -> Iterator[Row]:
    entry = reading.file(source.within, WORDS)
    for table, raw in _tables(root):
        try:
            yield row(table, raw, source.name, 1)
        except Refused as refused:
            reading.refuse(entry, 1, Refused(f"{table} {refused.where}", refused.message), source.name)
            if table == "project":
                return
    entry.rows += 1


def _tables(root: Element) -> Found:
    parts = root.findall("relations/associations/*")
    yield "project", _project(root, parts)
    for part in parts:
        for table, raw in PARTS.get(part.tag, _nothing)(part):
            yield table, {"projectID": _text(root, "id"), **raw}
    for category in _categories(root, "euroSciVoc"):
        yield "euroSciVoc", {"projectID": _text(root, "id"), **_field_of_science(category)}


def _project(root: Element, parts: list[Element]) -> dict[str, str]:
    raw = {name: _text(root, name) for name in PROJECT}
    raw["grantDoi"] = _text(root, "identifiers/grantDoi")
    raw["fundingScheme"] = _code(root, "projectFundingSchemeCategory")
    for part in parts:
        if part.get("type") in CALLS:
            raw[CALLS[part.get("type", "")]] = _text(part, "identifier")
        elif part.tag == "programme" and "frameworkProgramme" not in raw:
            raw["frameworkProgramme"] = _text(part, "frameworkProgramme")
    return raw


def _organisation(part: Element) -> Found:
    raw = {column: part.get(name, "") for column, name in PARTNER.items()}
    raw |= {column: _text(part, name) for column, name in ORGANISATION.items()}
    raw["activityType"] = _code(part, "organizationActivityType")
    raw["nutsCode"] = _region(part)
    yield "organization", raw


def _region(part: Element) -> str:
    """Give the code of the last region, which is the one in the tables; a few partners have two."""
    regions = part.findall("relations/regions/region[@type='relatedNutsCode']")
    return _text(regions[-1], "nutsCode") or _text(regions[-1], "euCode") if regions else ""


def _programme(part: Element) -> Found:
    title = _text(part, "title")
    if part.get("type") == "relatedTopic":
        yield "topics", {"topic": _text(part, "code"), "title": title}
    elif part.get("type") == "relatedLegalBasis":
        main = part.get("uniqueProgrammePart", "")
        yield "legalBasis", {"legalBasis": _text(part, "code"), "title": title, "uniqueProgrammePart": main}


def _web_link(part: Element) -> Found:
    yield "webLink", {"physUrl": _text(part, "physUrl"), "type": part.get("type", "")}


def _result(part: Element) -> Found:
    raw = {name: _text(part, name) for name in ("id", "title", "rcn", "contentUpdateDate")}
    match _code(part, "collection").strip("/"):
        case "deliverable":
            raw["description"] = _text(part, "description")
            raw["deliverableType"] = next((_text(found, "title") for found in _categories(part, "deliverableType")), "")
            yield "projectDeliverables", raw | {"url": _text(part, "relations/associations/webLink/physUrl")}
        case "pubsum":
            attached = part.iterfind("relations/associations/webItem")
            yield "reportSummaries", raw | {"attachment": ";".join(_text(item, "uri") for item in attached)}


def _nothing(_part: Element) -> Found:
    yield from ()


def _field_of_science(category: Element) -> dict[str, str]:
    return {
        "euroSciVocCode": _text(category, "code"),
        "euroSciVocPath": _text(category, "displayCode"),
        "euroSciVocTitle": _text(category, "title"),
        "euroSciVocDescription": _text(category, "description"),
    }


def _categories(element: Element, classification: str) -> list[Element]:
    return [found for found in element.iterfind("relations/categories/category") if found.get("classification") == classification]


def _code(element: Element, classification: str) -> str:
    return next((_text(found, "code") for found in _categories(element, classification)), "")


def _text(element: Element, path: str) -> str:
    return element.findtext(path) or ""


PARTS: dict[str, Callable[[Element], Found]] = {
    "organization": _organisation,
    "programme": _programme,
    "webLink": _web_link,
    "result": _result,
}
"""What is read of a project's associations, by the name of the element."""
