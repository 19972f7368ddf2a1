"""Web pages: blocks in the order of the page, furniture told apart by structure, by words and by jusText."""

from __future__ import annotations

import re

from lxml import etree, html

from kb.errors import BadText
from kb.extracting import declaring, landmarks
from kb.extracting.blocks import Block, Page
from kb.extracting.decoding import decoded
from kb.extracting.judging import Candidate, furniture

BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "button",
            "caption",
            "center",
            "dd",
            "details",
            "dialog",
            "dir",
            "div",
            "dl",
        ),
        *(
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hgroup",
            "hr",
            "legend",
        ),
        *("li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "search", "section", "select", "summary", "table", "tbody"),
        *("td", "textarea", "tfoot", "th", "thead", "tr", "ul"),
    )
)
CELLS = frozenset(("td", "th"))
BETWEEN_CELLS = " | "
TOO_MUCH = "ERR_RESOURCE_LIMIT"
EMPTY_LINES = re.compile(r"\n\s*\n")
BLANKS = re.compile(r"[ \t\r\n\f]+")


def page(data: bytes, name: str) -> Page:
    """Give the blocks of a web page and what it declares. Raises :class:`BadText` for a page that cannot be read as a whole."""
    root = parsed(decoded(data, name, declares=True), name)
    body = root.find("body")
    if body is None:
        raise BadText(file=name, reason="the page is empty or made of frames", remedy="Open the frame with the text and save that")
    landmarks.drop_hidden(body)
    marks = landmarks.found(body)
    declared = declaring.declared(root, marks)
    candidates = Walk(marks).through(body)
    judged = furniture(candidates, declared.language)
    return Page([Block(one.text, furniture=verdict) for one, verdict in zip(candidates, judged, strict=True)], declared)


def parsed(text: str, name: str) -> html.HtmlElement:
    """Give the tree of a page, however broken its markup is."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = html.document_fromstring(text.encode(), parser=parser)
    except etree.ParserError as error:
        raise BadText(file=name, reason="the page is empty", remedy="Save it anew from the browser, with its text") from error
    # Beyond some depth the parser gives up, and what follows would be missing without a word.
    if any(entry.type_name == TOO_MUCH for entry in parser.error_log):
        raise BadText(file=name, reason="its elements are nested too deeply", remedy="Save its text as plain text")
    return root


def _leads_away(element: html.HtmlElement) -> bool:
    """Tell whether an element is a link to elsewhere; headings are often links to themselves."""
    return element.tag == "a" and not (element.get("href") or "#").startswith("#")


class Walk:
    """One way through a page, which gathers its blocks."""

    def __init__(self, marks: landmarks.Landmarks) -> None:
        self.marks = marks
        self.found: list[Candidate] = []
        self.words: list[str] = []
        self.cells: list[str] | None = None
        self.linked = 0
        self.broken = False
        self.inside: list[html.HtmlElement] = []

    def through(self, body: html.HtmlElement) -> list[Candidate]:
        """Give the blocks of the body."""
        for event, element in etree.iterwalk(body, events=("start", "end")):
            (self._enter if event == "start" else self._leave)(element)
        return self.found

    def _enter(self, element: html.HtmlElement) -> None:
        if element.tag in BLOCKS:
            self._part(element)
        self.inside.append(element)
        if element in self.marks.rows:
            self.cells = []
        self._take(element.text)

    def _leave(self, element: html.HtmlElement) -> None:
        if element in self.marks.rows:
            self._row()
        elif element.tag in CELLS and self.cells is not None:
            self.cells.append("".join(self.words).strip())
            self.words = []
        elif element.tag == "br":
            self._break()
        elif element.tag in BLOCKS:
            self._part(element)
        self.inside.pop()
        self._take(element.tail)

    def _take(self, text: str | None) -> None:
        if not text:
            return
        tags = {element.tag for element in self.inside}
        text = text.replace("\r\n", "\n") if "pre" in tags else BLANKS.sub(" ", text)
        self.broken = self.broken and not text.strip()
        self.linked += len(text.strip()) if any(_leads_away(element) for element in self.inside) else 0
        self.words.append(text)

    def _break(self) -> None:
        """Take one line break as a blank, two as the end of a block."""
        self.words.append("\n" if self.broken else " ")
        if self.broken and self.cells is None:
            self._emit("".join(self.words))
        self.broken = True

    def _part(self, element: html.HtmlElement) -> None:
        """End a block where a block element begins or ends; within a row of a table it only parts words."""
        if self.cells is None:
            self._emit("".join(self.words))
        elif element.tag not in CELLS:
            self.words.append(" ")

    def _row(self) -> None:
        told = BETWEEN_CELLS.join(self.cells or []) if any(self.cells or []) else ""
        self.cells = None
        self._emit(told)

    def _emit(self, text: str) -> None:
        for part in EMPTY_LINES.split(text) if text.strip() else ():
            self.found.append(self._candidate(part))
        self.words, self.linked, self.broken = [], 0, False

    def _candidate(self, text: str) -> Candidate:
        structural = any(element in self.marks.furniture for element in self.inside)
        told = any(element in self.marks.stories for element in self.inside) if self.marks.stories else None
        return Candidate(text, self.linked, [str(element.tag) for element in self.inside], structural, told)
