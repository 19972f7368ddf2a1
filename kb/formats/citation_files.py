"""References as files for reference managers: BibTeX, RIS and CSL-JSON, in UTF-8."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import rispy
from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from kb.formats.citations import NO_DATE, Reference, parts, year

# What TeX would read as a command; letters of any script stay as they are. Braces go by name, so that those of an entry stay in pairs.
TEX: Mapping[str, str] = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "#$%&_"},
}
SPECIAL = re.compile("[" + re.escape("".join(TEX)) + "]")
# Where each type of entry says by whom, or in what, a thing was published.
PUBLISHED_IN: Mapping[str, str] = {"article": "journal", "techreport": "institution", "misc": "howpublished", "phdthesis": "school"}
CONTAINED = ("article-magazine", "article-newspaper", "article-journal", "post-weblog", "webpage")


def tex(text: str) -> str:
    r"""Give text that TeX prints as it is.

    >>> print(tex("{50 %} Ελλάδα"))
    \textbraceleft{}50 \%\textbraceright{} Ελλάδα
    """
    return SPECIAL.sub(lambda mark: TEX[mark[0]], _line(text))


def _line(text: str) -> str:
    return " ".join(text.split())


def bibtex(found: Sequence[Reference]) -> str:
    """Give references as BibTeX."""
    library = Library(
        [Entry(one.type.bibtex, one.key, [Field(name, f"{{{text}}}") for name, text in _fields(one).items()]) for one in found]
    )
    written: str = write_string(library, unparse_stack=[])
    return written


def _fields(one: Reference) -> dict[str, str]:
    address = one.url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
    month = [f"{date[1]:02}" for date in parts(one.issued)[:1] if len(date) > 1]
    told = {
        "title": f"{{{tex(one.title)}}}",
        PUBLISHED_IN.get(one.type.bibtex, "publisher"): tex(one.publisher or ""),
        "year": year(one.issued),
        "month": "".join(month),
        "doi": one.doi or "",
        "url": address,
        "urldate": one.accessed.isoformat() if one.accessed else "",
        "language": one.language or "",
        "note": tex(_note(one)),
    }
    return {name: text for name, text in told.items() if text.strip("{}")}


def _note(one: Reference) -> str:
    return one.note if one.issued else f"{one.note}. {NO_DATE.capitalize()}"


def ris(found: Sequence[Reference]) -> str:
    """Give references as RIS."""
    written: str = rispy.dumps([_tags(one) for one in found])
    lines = [line for line in written.splitlines() if not re.fullmatch(r"[0-9]+\.", line)]
    return "".join(f"{line}\n" for line in lines).lstrip()


def _tags(one: Reference) -> dict[str, Any]:
    told = {
        "type_of_reference": one.type.ris,
        "id": one.key,
        "title": _line(one.title),
        "publisher": _line(one.publisher or ""),
        "year": year(one.issued),
        "date": _slashed(parts(one.issued)[:1]),
        "doi": one.doi or "",
        "urls": [one.url],
        "access_date": one.accessed.strftime("%Y/%m/%d") if one.accessed else "",
        "language": one.language or "",
        "notes": [_line(_note(one))],
    }
    return {name: value for name, value in told.items() if value}


def _slashed(date: Sequence[Sequence[int]]) -> str:
    numbers = [f"{part:02}" for point in date for part in point]
    return "/".join([*numbers, *([""] * (3 - len(numbers)))]) if numbers else ""


def csl(found: Sequence[Reference]) -> str:
    """Give references as CSL-JSON."""
    return json.dumps([_item(one) for one in found], ensure_ascii=False, indent=2) + "\n"


def _item(one: Reference) -> dict[str, Any]:
    day = [[one.accessed.year, one.accessed.month, one.accessed.day]] if one.accessed else []
    told = {
        "id": one.key,
        "type": one.type.csl,
        "title": _line(one.title),
        "container-title" if one.type.csl in CONTAINED else "publisher": one.publisher,
        "issued": _dated(one.issued),
        "accessed": {"date-parts": day} if day else None,
        "URL": one.url,
        "DOI": one.doi,
        "language": one.language,
        "note": _line(_note(one)),
    }
    return {name: value for name, value in told.items() if value}


def _dated(edtf: str | None) -> dict[str, Any] | None:
    found = parts(edtf)
    return {"date-parts": found} | ({"circa": True} if "~" in (edtf or "") else {}) if found else None
