"""Writing a register as each kind of file it is found in."""

from __future__ import annotations

import csv
import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import openpyxl

from tests.imports.samples import DARIUS, MEDIA, PIC_MAP, TWOHEAD, Rows, Tables

Form = Callable[[Path, Tables], Path]
MARK = "\ufeff"
OLD = {DARIUS: "FP7", MEDIA: "H2020", TWOHEAD: "H2020"}
CONTACT = {"contactFirstNames": "contactFirstNames", "contactTelephoneNumber": "contactTelephoneNumber", "contactForm": "contactForm"}
OLD_PARTNER = {
    "projectID": "projectID",
    "projectAcronym": "projectAcronym",
    "role": "role",
    "id": "organisationID",
    "name": "name",
    "shortName": "shortName",
    "activityType": "activityType",
    "endOfParticipation": "endOfParticipation",
    "ecContribution": "ecContribution",
    "country": "country",
    "street": "street",
    "city": "city",
    "postCode": "postCode",
    "organizationUrl": "organizationURL",
    "vatNumber": "vatNumber",
    **CONTACT,
}
OLD_PROJECT = (
    *("rcn", "id", "acronym", "status", "programme", "topics", "frameworkProgramme", "title", "startDate", "endDate", "projectUrl"),
    *("objective", "totalCost", "ecMaxContribution", "call", "fundingScheme"),
)


def filled(tables: Tables) -> Tables:
    """Give the tables as the official CSV has them, with the main legal basis and the topic in a cell of the project too."""
    first = {row["projectID"]: row["legalBasis"] for row in tables["legalBasis"] if row["uniqueProgrammePart"]}
    topics = {row["projectID"]: row["topic"] for row in tables["topics"]}
    projects = [{**row, "legalBasis": first.get(row["id"], ""), "topics": topics.get(row["id"], "")} for row in tables["project"]]
    return {**tables, "project": projects}


def text(rows: Rows, separator: str = ";", quoting: Any = csv.QUOTE_ALL, end: str = "\n") -> str:
    """Give a table as CSV, each cell in quotes unless told otherwise."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator, quoting=quoting, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_csv(folder: Path, tables: Tables) -> Path:
    """Write the official layout since 2021, one file a table."""
    folder.mkdir()
    for name, rows in filled(tables).items():
        if rows:
            (folder / f"{name}.csv").write_text(text(rows), encoding="utf-8", newline="")
    return folder


def with_commas(folder: Path, tables: Tables) -> Path:
    """Write the same as a spreadsheet program saves it: commas, few quotes, CRLF and a byte order mark."""
    folder.mkdir()
    for name, rows in filled(tables).items():
        saved = MARK + text(rows, ",", csv.QUOTE_MINIMAL, "\r\n")
        (folder / f"{name}.csv").write_text(saved, encoding="utf-8", newline="")
    return folder


def as_zip(path: Path, tables: Tables) -> Path:
    """Write the official layout as one archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in filled(tables).items():
            archive.writestr(f"{name}.csv", text(rows))
    return path


def as_gz(folder: Path, tables: Tables) -> Path:
    """Write the official layout, each file packed by itself."""
    folder.mkdir()
    for name, rows in filled(tables).items():
        (folder / f"{name}.csv.gz").write_bytes(gzip.compress(text(rows).encode()))
    return folder


def as_xlsx(folder: Path, tables: Tables) -> Path:
    """Write one workbook a table."""
    folder.mkdir()
    for name, rows in filled(tables).items():
        book = openpyxl.Workbook()
        sheet: Any = book.active
        for cells in (list(rows[0]), *(list(row.values()) for row in rows)):
            sheet.append(cells)
        book.save(folder / f"{name}.xlsx")
    return folder


def as_xml(folder: Path, tables: Tables) -> Path:
    """Write one record a file, without a namespace."""
    folder.mkdir()
    for name, record in _records(tables):
        (folder / name).write_bytes(tostring(record, "utf-8", xml_declaration=True))
    return folder


def as_live_xml(folder: Path, tables: Tables) -> Path:
    """Write one record a file, in the namespace and with the comments that single downloads have."""
    folder.mkdir()
    for name, record in _records(tables):
        record.set("xmlns", "http://cordis.europa.eu")
        body = tostring(record, "unicode")
        (folder / name).write_text(f'<?xml version="1.0"?><!-- one --><!-- two -->{body}', encoding="utf-8")
    return folder


def as_tar(path: Path, tables: Tables) -> Path:
    """Write all records into one packed archive."""
    with tarfile.open(path, "w:xz") as archive:
        for name, record in _records(tables):
            data = tostring(record, "utf-8")
            member = tarfile.TarInfo(f"xml/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def as_old_pair(folder: Path, tables: Tables) -> Path:
    """Write the projects of FP7 and H2020 in the layout of 2017 to 2020: one file of projects, one of organisations."""
    folder.mkdir()
    projects = [_old_project(row, tables) for row in tables["project"] if row["id"] in OLD]
    partners = [{old: row[new] for old, new in OLD_PARTNER.items()} for row in tables["organization"] if row["projectID"] in OLD]
    (folder / "cordis-projects.csv").write_text(text(projects, quoting=csv.QUOTE_MINIMAL), encoding="utf-8", newline="")
    (folder / "cordis-organizations.csv").write_text(text(partners, quoting=csv.QUOTE_MINIMAL), encoding="utf-8", newline="")
    return folder


def _old_project(row: dict[str, str], tables: Tables) -> dict[str, str]:
    bases = [one["legalBasis"] for one in tables["legalBasis"] if one["projectID"] == row["id"]]
    topics = [one["topic"] for one in tables["topics"] if one["projectID"] == row["id"]]
    links = [one["physUrl"] for one in tables["webLink"] if one["projectID"] == row["id"]]
    found = {**row, "programme": ";".join(bases), "topics": ";".join(topics), "projectUrl": "".join(links), "call": row["subCall"]}
    found["status"] = {"FP7": "CLO"}.get(row["frameworkProgramme"], row["status"])
    return {column: found[column] for column in OLD_PROJECT}


def pic_map(path: Path) -> Path:
    """Write the map from PIC to ROR."""
    path.write_text(text(PIC_MAP, ",", csv.QUOTE_MINIMAL), encoding="utf-8")
    return path


def _records(tables: Tables) -> Iterator[tuple[str, Element]]:
    for row in tables["project"]:
        yield f"project-rcn-{row['rcn']}_en.xml", _record(row, tables)


def _record(row: dict[str, str], tables: Tables) -> Element:
    root = Element("project")
    beside = {"legalBasis", "topics", "frameworkProgramme", "masterCall", "subCall", "fundingScheme", "grantDoi"}
    _cells(root, {name: cell for name, cell in row.items() if name not in beside})
    _cells(SubElement(root, "identifiers"), {"grantDoi": row["grantDoi"]})
    relations = SubElement(root, "relations")
    parts, categories = SubElement(relations, "associations"), SubElement(relations, "categories")
    for kind in ("masterCall", "subCall"):
        if row[kind]:
            _cells(SubElement(parts, "call", type=f"related{kind[0].upper()}{kind[1:]}"), {"identifier": row[kind]})
    for name, write in (("organization", _partner), ("webLink", _web_link), ("projectDeliverables", _result), ("reportSummaries", _result)):
        for one in tables.get(name, ()):
            if one["projectID"] == row["id"]:
                write(parts, one)
    _programmes(parts, row, tables)
    for one in tables["euroSciVoc"]:
        if one["projectID"] == row["id"]:
            _field(categories, one)
    _category(categories, "projectFundingSchemeCategory", code=f"/{row['fundingScheme']}" if row["fundingScheme"] else "")
    return root


def _programmes(parts: Element, row: dict[str, str], tables: Tables) -> None:
    framework = row["frameworkProgramme"]
    found = [("relatedTopic", one["topic"], one) for one in tables["topics"] if one["projectID"] == row["id"]]
    found += [("relatedLegalBasis", one["legalBasis"], one) for one in tables["legalBasis"] if one["projectID"] == row["id"]]
    for kind, code, one in found or [("relatedTopLevel", framework, {"title": ""})]:
        element = SubElement(parts, "programme", type=kind)
        if one.get("uniqueProgrammePart"):
            element.set("uniqueProgrammePart", "true")
        _cells(element, {"code": code, "title": one["title"], "frameworkProgramme": framework})
        above = SubElement(SubElement(element, "parent"), "programme", type=kind)
        _cells(above, {"code": framework})


def _partner(parts: Element, row: dict[str, str]) -> None:
    element = SubElement(parts, "organization", type=row["role"], order=row["order"], terminated=row["endOfParticipation"])
    for name in ("ecContribution", "netEcContribution", "totalCost"):
        if row[name]:
            element.set(name, row[name])
    if row["SME"]:
        element.set("sme", row["SME"])
    _cells(element, {"rcn": row["rcn"], "id": row["organisationID"], "vatNumber": row["vatNumber"], "legalName": row["name"]})
    _cells(element, {"shortName": row["shortName"], "departmentName": row["contactFirstNames"]})
    place = {"street": "street", "city": "city", "postalCode": "postCode", "country": "country", "url": "organizationURL"}
    _cells(SubElement(element, "address"), {tag: row[column] for tag, column in {**place, "geolocation": "geolocation"}.items()})
    relations = SubElement(element, "relations")
    _category(SubElement(relations, "categories"), "organizationActivityType", code=f"/{row['activityType']}")
    region = SubElement(SubElement(relations, "regions"), "region", type="relatedNutsCode")
    _cells(region, {"nutsCode": row["nutsCode"]})


def _web_link(parts: Element, row: dict[str, str]) -> None:
    _cells(SubElement(parts, "webLink", type=row["type"]), {"physUrl": row["physUrl"]})


def _result(parts: Element, row: dict[str, str]) -> None:
    element = SubElement(parts, "result", type="relatedResult")
    named = {name: row.get(name, "") for name in ("id", "title", "rcn", "contentUpdateDate", "description")}
    _cells(element, named)
    relations = SubElement(element, "relations")
    beside, categories = SubElement(relations, "associations"), SubElement(relations, "categories")
    if "url" in row:
        _cells(SubElement(beside, "webLink", type="projectDeliverable"), {"physUrl": row["url"]})
        _category(categories, "deliverableType", code="/R", title=row["deliverableType"])
    for uri in filter(None, row.get("attachment", "").split(";")):
        _cells(SubElement(beside, "webItem"), {"uri": uri})
    _category(categories, "collection", code="/deliverable" if "url" in row else "/pubsum")


def _field(categories: Element, row: dict[str, str]) -> None:
    cells = {"code": row["euroSciVocCode"], "title": row["euroSciVocTitle"], "displayCode": row["euroSciVocPath"]}
    _category(categories, "euroSciVoc", **cells, description=row["euroSciVocDescription"])


def _category(parent: Element, classification: str, **cells: str) -> None:
    _cells(SubElement(parent, "category", classification=classification), cells)


def _cells(parent: Element, cells: dict[str, str]) -> None:
    for name, cell in cells.items():
        if cell:
            SubElement(parent, name).text = cell
