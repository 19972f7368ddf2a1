"""One invented project as each generation of exports would hold it, with a person to contact who must never come out."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl

from kb.cordis import Reading, Row, read

SECRETS = ("Ada Private", "+32 2 000", "Hidden Street 7", "XX999999", "1234-SECRET", "https://contact.example/form")
PROJECT = {
    "id": "101000001",
    "acronym": "LAMP",
    "status": "SIGNED",
    "title": "Light for all",
    "startDate": "2022-09-01",
    "endDate": "2025-08-31",
    "totalCost": "1500.5",
    "ecMaxContribution": "1000",
    "legalBasis": "HORIZON.2.5",
    "topics": "HORIZON-CL5-01",
    "ecSignatureDate": "2022-05-12",
    "frameworkProgramme": "HORIZON",
    "masterCall": "HORIZON-CL5",
    "subCall": "HORIZON-CL5-B",
    "fundingScheme": "HORIZON-RIA",
    "objective": "First line.\nSecond <line> & more.",
    "contentUpdateDate": "2025-08-26 16:19:52",
    "rcn": "237915",
    "grantDoi": "10.3030/101000001",
    "keywords": "lamps, light",
}
PARTNER = {
    "projectID": "101000001",
    "projectAcronym": "LAMP",
    "organisationID": "999000001",
    "vatNumber": "XX999999",
    "name": 'CENTRE "LUX"',
    "shortName": "LUX",
    "SME": "false",
    "activityType": "REC",
    "street": "Hidden Street 7",
    "postCode": "1234-SECRET",
    "city": "Bruxelles / Brussel",
    "country": "EL",
    "nutsCode": "EL303",
    "geolocation": "50.8,4.3",
    "organizationURL": "https://lux.example",
    "contactForm": "https://contact.example/form",
    "rcn": "1965819",
    "order": "2",
    "role": "coordinator",
    "ecContribution": "700.25",
    "netEcContribution": "700.25",
    "totalCost": "0",
    "endOfParticipation": "true",
}
BESIDE = {
    "topics": {"projectID": "101000001", "topic": "HORIZON-CL5-01", "title": "Better lamps"},
    "legalBasis": {"projectID": "101000001", "legalBasis": "HORIZON.2.5", "title": "Climate", "uniqueProgrammePart": "true"},
    "euroSciVoc": {
        "projectID": "101000001",
        "euroSciVocCode": "/23/53",
        "euroSciVocPath": "/natural sciences/optics",
        "euroSciVocTitle": "optics",
        "euroSciVocDescription": "",
    },
    "webLink": {"projectID": "101000001", "physUrl": "https://lamp.example", "type": "relatedWebsite"},
    "projectDeliverables": {
        "id": "101000001_1_DELIVHORIZON",
        "title": "Plan",
        "deliverableType": "Documents, reports",
        "description": "A plan.",
        "projectID": "101000001",
        "url": "https://plan.example",
        "contentUpdateDate": "2024-01-31 13:50:03",
        "rcn": "1038413",
    },
    "reportSummaries": {
        "id": "101000001_PSHORIZON",
        "title": "Period 1",
        "projectID": "101000001",
        "attachment": "/docs/a.png;/docs/b.png",
        "contentUpdateDate": "2024-07-24 11:59:53",
        "rcn": "1134773",
    },
}
TABLES: dict[str, dict[str, str]] = {"project": PROJECT, "organization": PARTNER, **BESIDE}

CONTACT = "contactForm;contactType;contactTitle;contactFirstNames;contactLastNames;contactFunction;contactTelephoneNumber;contactFaxNumber"
OLD_PROJECTS = (
    "rcn;id;acronym;status;programme;topics;frameworkProgramme;title;startDate;endDate;projectUrl;objective;totalCost;"
    "ecMaxContribution;call;fundingScheme;coordinator;coordinatorCountry;participants;participantCountries;subjects\n"
    "102362;284851;DARIUS;ONG;H2020-EU.3.7.6.;SEC-2011;H2020;Search;2012-03-01;2015-02-28;http://darius.example/;"
    "\"'We look &amp; find\nat sea.'\";10645581;7475791.90;SEC-2011-1;CP-IP;LUX;BE;LUX;BE;\n"
)
OLD_PARTNERS = (
    f"projectRcn;projectID;projectAcronym;role;id;name;shortName;activityType;endOfParticipation;ecContribution;country;street;city;postCode;organizationUrl;vatNumber;{CONTACT}\n"
    '102362;284851;DARIUS;participant;999000002;NOX AG;NOX;PRC;false;;CH;Hidden Street 7;Zug;1234-SECRET;www.nox.example;XX999999;https://contact.example/form;P;Dr;Ada Private;Ada Private;Head;"+32 2 000";"+32 2 000"\n'
    '102362;284851;DARIUS;coordinator;999000001;"""CENTRE """"LUX""""""";LUX;REC;false;632200;EL;Hidden Street 7;Athina;1234-SECRET;;XX999999;;;;Ada Private;;;;\n'
)


def table(rows: list[dict[str, str]], separator: str = ";", quoting: Any = csv.QUOTE_ALL) -> str:
    """Write a table as CSV, every cell in quotes unless told otherwise."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator, quoting=quoting, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def tables(folder: Path) -> Path:
    """Write the project in the layout since 2021, one CSV file a table."""
    folder.mkdir()
    for name, row in TABLES.items():
        (folder / f"{name}.csv").write_text(table([row]), encoding="utf-8")
    return folder


def workbook(path: Path, *sheets: list[list[Any]]) -> Path:
    """Write a workbook with sheets of lines of cells."""
    book = openpyxl.Workbook()
    for lines in sheets:
        sheet = book.create_sheet()
        for line in lines:
            sheet.append(line)
    del book["Sheet"]
    book.save(path)
    return path


def taken(*paths: Path) -> tuple[list[Row], Reading]:
    """Read all there is in some paths."""
    reading = Reading()
    return list(read(paths, reading, lambda _done, _total: None)), reading


def merged(rows: list[Row]) -> dict[str, list[dict[str, str]]]:
    """Give the values by table, without the rows that only repeat another one with less."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        known = found.setdefault(row.table, [])
        if not any(_within(row.values, other) for other in known):
            known[:] = [other for other in known if not _within(other, row.values)] + [row.values]
    return found


def _within(less: dict[str, str], more: dict[str, str]) -> bool:
    return all(value in {"", more[name]} for name, value in less.items())


RECORD = """<?xml version="1.0" encoding="UTF-8"?>
<project>
  <rcn>237915</rcn><id>101000001</id><acronym>LAMP</acronym><teaser>First...</teaser>
  <objective>First line.
Second &lt;line&gt; &amp; more.</objective>
  <title>Light  for all</title><totalCost>1500.50</totalCost><ecMaxContribution>1000</ecMaxContribution>
  <startDate>2022-09-01</startDate><endDate>2025-08-31</endDate><ecSignatureDate>2022-05-12</ecSignatureDate>
  <status>SIGNED</status><keywords>lamps, light</keywords>
  <identifiers><grantDoi>10.3030/101000001</grantDoi></identifiers>
  <contentUpdateDate>2025-08-26 16:19:52</contentUpdateDate>
  <relations>
    <associations>
      <article type="relatedArticle"><id>1</id><title>Decoy</title><relations>
        <associations><webLink type="podcast"><physUrl>https://decoy.example</physUrl></webLink></associations>
        <categories><category classification="euroSciVoc"><code>/99</code><displayCode>/decoy</displayCode></category></categories>
      </relations></article>
      <call type="relatedMasterCall"><identifier>HORIZON-CL5</identifier></call>
      <call type="relatedSubCall"><identifier>HORIZON-CL5-B</identifier></call>
      <organization netEcContribution="700.25" totalCost="0" order="2" ecContribution="700.25" terminated="true" sme="false" type="coordinator">
        <rcn>1965819</rcn><id>999000001</id><vatNumber>XX999999</vatNumber>
        <legalName>&quot;CENTRE &quot;&quot;LUX&quot;&quot;&quot;</legalName><shortName>LUX</shortName><departmentName>Ada Private</departmentName>
        <address><street>Hidden Street 7</street><city>Bruxelles / Brussel</city><postalCode>1234-SECRET</postalCode>
          <country>EL</country><postBox>Hidden Street 7</postBox><url>https://lux.example</url><geolocation>50.8,4.3</geolocation></address>
        <relations>
          <categories><category classification="organizationActivityType"><code>/REC</code></category></categories>
          <regions><region type="relatedNutsCode"><nutsCode>EL303</nutsCode></region>
            <region type="relatedRegion"><nutsCode>EL</nutsCode><euCode>EL</euCode></region></regions>
        </relations>
      </organization>
      <programme type="relatedTopic"><code>HORIZON-CL5-01</code><frameworkProgramme>HORIZON</frameworkProgramme><title>Better lamps</title></programme>
      <programme type="relatedLegalBasis" uniqueProgrammePart="true"><code>HORIZON.2.5</code><frameworkProgramme>HORIZON</frameworkProgramme>
        <title>Climate</title><parent><programme type="relatedLegalBasis"><code>HORIZON.2</code></programme></parent></programme>
      <result type="relatedResult"><id>101000001_1_DELIVHORIZON</id><title>Plan</title><description>A plan.</description><rcn>1038413</rcn>
        <contentUpdateDate>2024-01-31 13:50:03</contentUpdateDate>
        <relations><associations><webLink type="projectDeliverable"><physUrl>https://plan.example</physUrl></webLink></associations>
          <categories><category classification="collection"><code>/deliverable</code></category>
            <category classification="deliverableType"><code>/R</code><title>Documents, reports</title></category></categories></relations></result>
      <result type="relatedResult"><id>101000001_PSHORIZON</id><title>Period 1</title><rcn>1134773</rcn>
        <contentUpdateDate>2024-07-24 11:59:53</contentUpdateDate>
        <relations><associations><webItem><uri>/docs/a.png</uri></webItem><webItem><uri>/docs/b.png</uri></webItem></associations>
          <categories><category classification="collection"><code>/pubsum</code></category></categories></relations></result>
      <result type="relatedResult"><id>5</id><title>Paper</title><details><authors>Ada Private</authors></details>
        <relations><associations><organization type="isRegisteredBy"><id>999000009</id><legalName>Decoy</legalName></organization></associations>
          <categories><category classification="collection"><code>/publication</code></category></categories></relations></result>
      <webLink type="relatedWebsite"><physUrl>https://lamp.example</physUrl></webLink>
    </associations>
    <categories>
      <category classification="collection"><code>/project</code></category>
      <category classification="euroSciVoc"><code>/23/53</code><title>optics</title><displayCode>/natural sciences/optics</displayCode></category>
      <category classification="projectFundingSchemeCategory"><code>/HORIZON-RIA</code></category>
    </categories>
  </relations>
</project>
"""
