"""What a file declares of itself: title, language and date. What it leaves open, or says in a way that cannot be read, stays open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import babel
from lxml import html

from kb.errors import BadValue
from kb.extracting import normal
from kb.extracting.blocks import Declared
from kb.extracting.landmarks import Landmarks
from kb.models import dates

LANGUAGES = babel.Locale("en").languages
LONGEST_TITLE = 1000
TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title")
DATES = (
    *(
        "article:published_time",
        "datepublished",
        "og:article:published_time",
        "dc.date",
        "dc.date.issued",
        "dcterms.date",
        "dcterms.issued",
    ),
    *("citation_publication_date", "date", "pubdate"),
)
TONGUES = ("content-language", "og:locale", "dc.language")
DAY = re.compile(r"(\d{4})(?:[-/](\d{2})(?:[-/](\d{2}))?)?(?![\d~])")
# A title that a program made up of the file's name.
MADE_UP = re.compile(r"(?:microsoft word - .*|untitled[ _-]?\d*|document\d*|.*\.(?:docx?|pdf|odt|html?|indd|txt))", re.IGNORECASE)


def declared(root: html.HtmlElement, marks: Landmarks) -> Declared:
    """Give what a web page declares in its head, and by the first time in what it tells."""
    said = _said(root)
    return Declared(
        title=title(_first(said, TITLES) or root.findtext(".//title")),
        language=language(root.get("lang") or root.get("xml:lang") or _first(said, TONGUES)),
        date=day(_first(said, DATES) or next(_times(root, marks), None)),
    )


def _said(root: html.HtmlElement) -> dict[str, str]:
    """Give what the page's meta elements say, by name in small letters; of several the first."""
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        if meta.get("content"):
            said.setdefault(name.strip().lower(), meta.get("content") or "")
    return said


def _first(said: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((said[name] for name in names if name in said), None)


def _times(root: html.HtmlElement, marks: Landmarks) -> Iterator[str]:
    for time in root.iter("time"):
        if not any(above in marks.furniture for above in time.iterancestors()):
            yield time.get("datetime") or time.text_content()


def title(raw: str | None) -> str | None:
    """Give a title on one line, none where there is none or a program made it up of the name of a file."""
    text = normal.block(raw or "")
    return text if text and len(text) <= LONGEST_TITLE and not MADE_UP.fullmatch(text) else None


def language(raw: str | None) -> str | None:
    """Give the ISO 639 code of a language tag.

    >>> language("en-GB"), language("el_GR"), language("xx")
    ('en', 'el', None)
    """
    code = re.split("[-_,; ]", (raw or "").strip().lower(), maxsplit=1)[0]
    return code if code in LANGUAGES and code != "und" else None


def day(raw: str | datetime | None) -> str | None:
    """Give the day, month or year that a date begins with, whatever time follows; none where it is no date.

    >>> day("2018-03-17T06:30:00+02:00"), day("2018/03"), day("17 March")
    ('2018-03-17', '2018-03', None)
    """
    found = DAY.match(raw.date().isoformat() if isinstance(raw, datetime) else (raw or "").strip())
    try:
        return dates.check("-".join(part for part in found.groups() if part)) if found else None
    except BadValue:
        return None
