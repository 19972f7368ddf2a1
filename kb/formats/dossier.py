"""A dossier as the files of a folder: a page that stands alone, tables, JSON-LD, references, and what all of it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kb.formats import archive, citation_files, citations, csv, jsonld
from kb.formats.briefing_html import page
from kb.formats.text import cell
from kb.queries.cited import Briefing
from kb.queries.pages import Page
from kb.queries.shapes import Table
from kb.snapshots import Snapshot


@dataclass(frozen=True)
class Part:
    """A table of a dossier: the name of its file without the ending, its heading, and its rows."""

    name: str
    heading: str
    table: Table


@dataclass(frozen=True)
class Dossier:
    """All that is on record about a record, as it stood after the last change of the knowledge base, ``moment``."""

    page: Page
    briefing: Briefing
    parts: Sequence[Part]
    records: Sequence[Snapshot]
    moment: datetime


def write(found: Dossier) -> bytes:
    """Give a dossier as a zip file; the same state of the knowledge base gives the same bytes."""
    return archive.zipped(found.page.ref.slug, files(found))


def files(found: Dossier) -> dict[str, bytes]:
    """Give the files of a dossier by name."""
    references = citations.references(found.briefing)
    texts = {
        "index.html": page("dossier.html", found=found.briefing, dossier=found, cell=cell),
        **{f"{part.name}.csv": csv.write(part.table) for part in found.parts},
        "records.jsonld": _json(jsonld.graph(found.briefing.base, found.records, [cited.work for cited in found.briefing.sources])),
        "annotations.jsonld": _json(jsonld.web_annotations(found.briefing.base, found.briefing.entries)),
        "references.bib": citation_files.bibtex(references),
        "references.csl.json": citation_files.csl(references),
    }
    return {name: text.encode() for name, text in {"README.txt": _readme(found, texts), **texts}.items()}


def _json(found: Mapping[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


WHAT: Mapping[str, str] = {
    "index.html": "the dossier to read; it opens without a network",
    "records.jsonld": "the records as JSON-LD, with terms of schema.org and SKOS",
    "annotations.jsonld": "the passages quoted, as W3C Web Annotations",
    "references.bib": "the records and their sources for BibTeX",
    "references.csl.json": "the same as CSL-JSON",
}


def _readme(found: Dossier, texts: Mapping[str, str]) -> str:
    headings = {f"{part.name}.csv": part for part in found.parts}
    told = {name: WHAT.get(name) or f"{_counted(headings[name])}, as a table" for name in texts}
    lines = [
        f"Dossier: {found.page.ref.label}",
        "",
        f"{found.page.kind_label} on record in the research knowledge base at {found.briefing.base}{found.page.ref.path}",
        f"as it stood after the last change, {found.moment:%Y-%m-%d %H:%M:%S} UTC.",
        "What no source says is told as not stated or not on record. Sources keep their own licences.",
        "",
        *(f"{name}: {what}" for name, what in told.items()),
        f"{archive.SUMS}: checks all of these, with: sha256sum -c {archive.SUMS}",
    ]
    return "\n".join([*lines, ""])


def _counted(part: Part) -> str:
    shown, total = len(part.table.rows), part.table.total
    return f"{part.heading}, {total:,} rows" if shown == total else f"{part.heading}, the first {shown:,} of {total:,} rows"
