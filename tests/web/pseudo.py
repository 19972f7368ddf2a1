"""A language of marks: every text of the catalogue stands between brackets, so that what is not translated is seen.

On such a page a text is a mark, or a value of a record: one that stands in an element of another language, or is exactly what the
store holds. Everything else is a text that somebody forgot to make translatable.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import babel
from babel.messages import Catalog
from sqlalchemy import select

from kb.models import Evidence, Record
from kb.schema import KINDS
from kb.web import catalogue
from kb.workspace import Workspace

OPEN, CLOSE = "⟦", "⟧"
LETTERS = re.compile(r"[^\W\d_]{3,}")
SIGNS = " ,;:.·–()[]“”„\"'×✓←→+…"
CUT, SHORT = 20, 12
LIST = re.compile(r" · |, ")
GERMAN = babel.Locale("de")
SPOKEN_OF = ("aria-label", "title", "placeholder", "alt")
# Names of formats, keys, units and what a page quotes of an address; the languages stand in their own words.
PROPER = re.compile(
    r"(CSV|JSON|SVG|PNG|RIS|BibTeX|CSL-JSON|Markdown|Word|HTML|Atom|Atom-Feed|UTC|Web Annotations|English|Deutsch|Enter|CC BY 4\.0|European Union|KEMEA|bitcoin"
    r"|legal framework|crypto\*? ?-?training|TITANIUM|ASGARD|TNO|Mio\.?|Mrd\.?)(, ?|$| )*"
)
FORMED = re.compile(
    r"(\d{1,2}\. )?[A-ZÄ][a-zä]+ \d{4}|\d{4}(-\d\d)*( \d\d:\d\d)?|[a-z]+/[\w/.-]+|/[\w/?=&.,%:-]+|https?://\S+|[0-9a-f]{20,}|[a-z]+(-[a-z]+)+|[\d.,]+ €"
)


def write(folder: Path) -> Path:
    """Write the catalogue of marks under the code of a language the site has, and give the folder."""
    marks = Catalog(locale="de")
    for message in catalogue.messages():
        marks.add(message, marked(message) if isinstance(message, str) else tuple(map(marked, message)))
    catalogue.write("de", marks, folder)
    return folder


def marked(text: str) -> str:
    """Put a text between brackets, blanks at its ends outside."""
    inner = text.strip()
    return text.replace(inner, f"{OPEN}{inner}{CLOSE}")


class Unmarked(HTMLParser):
    """The texts of a page that are in no mark and in no element of another language."""

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.depth = 0
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep whether an element is of another language, and the texts in its attributes."""
        given = dict(attrs)
        foreign = given.get("lang") not in (None, "de") or tag in ("script", "style", "code", "option", "kbd")
        if not self._foreign() and not foreign:
            for name in SPOKEN_OF:
                self._read(given.get(name) or "", 0)
        foreign = foreign or tag in ("tspan", "text")
        if tag not in ("meta", "link", "input", "br", "hr", "img", "rect", "path", "line", "circle", "use"):
            self.open.append((tag, foreign))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, with those in it that nobody closed."""
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep what stands outside of marks; a mark may go over several elements."""
        if self._foreign():
            return
        self.depth = self._read(data, self.depth)

    def _foreign(self) -> bool:
        return any(foreign for _tag, foreign in self.open)

    def _read(self, text: str, depth: int) -> int:
        outside = ""
        for sign in text:
            depth += (sign == OPEN) - (sign == CLOSE)
            outside += "\n" if sign in (OPEN, CLOSE) else sign if not depth else ""
        self.found += [" ".join(part.split()) for part in outside.split("\n") if LETTERS.search(part)]
        return depth


def values(workspace: Workspace) -> set[str]:
    """Give every text that the store holds, white space made one blank, but for words of the catalogue."""
    found: set[str] = set()
    with workspace.reading() as session:
        for table in Record.metadata.tables.values():
            for row in session.execute(select(table)):
                found |= {" ".join(value.split()) for value in row if isinstance(value, str)}
        locators = {" ".join(text.split()) for text in session.scalars(select(Evidence.locator)) if text}
        properties = {KINDS["document"].label_of(name) for name in session.scalars(select(Evidence.field)) if name}
    named = {*GERMAN.territories.values(), *GERMAN.languages.values(), *locators, *properties}
    return (found - {one for one in catalogue.messages() if isinstance(one, str)}) | named


def forgotten(page: str, held: set[str]) -> list[str]:
    """Give the texts of a page that are neither marked nor a value of a record."""
    starts = {value[:CUT] for value in held}
    return sorted({text for text in Unmarked(page).found if not _is_value(text, held, starts)})


def _is_value(text: str, held: set[str], starts: set[str]) -> bool:
    """Tell whether a text is a value, as it stands, without the signs around it, before a date, or cut short."""
    plain = text.strip(SIGNS)
    whole = {text, plain, f"{plain})", f"{plain}.", plain.rpartition("; ")[0]}
    short = text.strip(SIGNS).removesuffix("...")
    cut = text.rstrip(SIGNS) != text.rstrip() and any(start.startswith(short) or short.startswith(start) for start in starts)
    return bool(whole & held) or cut or not LETTERS.search(PROPER.sub("", FORMED.sub("", _without(plain, held))))


def _without(text: str, held: set[str]) -> str:
    """Give a list without those of its items that are values; an item may have a comma in it."""
    for value in sorted((one for one in held if len(one) > SHORT and one in text), key=len, reverse=True) if LIST.search(text) else ():
        text = text.replace(value, "")
    return " ".join(part for part in LIST.split(text) if part not in held)
