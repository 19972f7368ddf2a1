"""Word documents (.docx): paragraphs, items and rows of the body, with notes behind; heads and feet of pages are furniture."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import takewhile
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree

from kb.errors import BadText
from kb.extracting.blocks import Block, Declared, Page
from kb.extracting.declaring import language, title
from kb.extracting.furniture import by_words
from kb.extracting.lines import without_sign

FORMAT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
STORY = "word/document.xml"
# All parts of a file unpacked, in bytes: more is no document that a person wrote.
LARGEST = 250 * 1024 * 1024
NOTES = ("/footnotes", "/endnotes")

PARAGRAPH, ROW, CELL, TABLE, BODY = qn("w:p"), qn("w:tr"), qn("w:tc"), qn("w:tbl"), qn("w:body")
NOTE, KIND = (qn("w:footnote"), qn("w:endnote")), qn("w:type")
SIGNS: dict[Any, str | None] = {
    qn("w:t"): None,
    qn("w:tab"): " ",
    qn("w:br"): " ",
    qn("w:cr"): " ",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "",
}
# Taken out by a person, moved elsewhere, or said twice for older programs.
GONE = frozenset((qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"))
VANISH = f"{qn('w:rPr')}/{qn('w:vanish')}"
# What python-docx and what it stands on raise for broken files; RuntimeError for parts that are encrypted or packed in unknown ways.
BROKEN = (
    *(PackageNotFoundError, zipfile.BadZipFile, zlib.error, EOFError, etree.LxmlError, KeyError, ValueError, AttributeError, TypeError),
    RuntimeError,
)
OFF = frozenset(("0", "false", "off"))


def page(data: bytes, name: str) -> Page:
    """Give the blocks of a Word document and what its properties declare. Raises :class:`BadText` for a file that is damaged or something else."""
    _check(data, name)
    try:
        document = docx.Document(BytesIO(data))
        heads, feet = _edges(document)
        body = [*_told(document.element.body), *_notes(document)]
    except BROKEN as error:
        raise _damaged(name) from error
    return Page([*heads, *body, *feet], _declared(document))


def _check(data: bytes, name: str) -> None:
    """Refuse what is no Word document, or would fill the memory, before anything is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise _damaged(name) from error
    if sum(part.file_size for part in parts) > LARGEST:
        raise BadText(
            file=name, reason="unpacked, it would be far larger than any document", remedy="Look where it came from; save its text anew"
        )
    if STORY not in {part.filename for part in parts}:
        raise BadText(file=name, reason="it is an archive and no Word document", remedy="Unpack it and give the document, as .docx or PDF")


def _damaged(name: str) -> BadText:
    return BadText(file=name, reason="it is damaged", remedy="Open it in a word processor and save it anew, or get it again")


def _declared(document: Document) -> Declared:
    """Give title and language; a Word document knows the day its file was made, which is no date of what it tells."""
    said = document.core_properties
    return Declared(title(said.title), language(said.language))


def _edges(document: Document) -> tuple[list[Block], list[Block]]:
    """Give the heads and the feet of pages, each told once."""
    heads: dict[str, None] = {}
    feet: dict[str, None] = {}
    for section in document.sections:
        for part in (section.first_page_header, section.header, section.even_page_header):
            heads.update(dict.fromkeys(_texts(part.part.element) if not part.is_linked_to_previous else ()))
        for foot in (section.first_page_footer, section.footer, section.even_page_footer):
            feet.update(dict.fromkeys(_texts(foot.part.element) if not foot.is_linked_to_previous else ()))
    return [Block(text, furniture=True) for text in heads], [Block(text, furniture=True) for text in feet]


def _told(root: etree._Element) -> Iterator[Block]:
    for text in _texts(root):
        words = without_sign(text.strip())
        yield Block(words, furniture=by_words(words))


def _notes(document: Document) -> Iterator[Block]:
    """Yield the notes at the foot of pages and at the end, which tell something; what merely draws the line before them does not."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(NOTES) and not relation.is_external:
            for note in parse_xml(relation.target_part.blob).iter(*NOTE):
                yield from _told(note) if note.get(KIND) in {None, "normal"} else ()


def _texts(root: etree._Element) -> Iterator[str]:
    """Yield the blocks below an element: paragraphs, and rows of tables with their cells side by side."""
    for element in root:
        if element.tag in GONE:
            continue
        if element.tag == PARAGRAPH:
            yield _words(element)
            yield from _boxes(element)
        elif element.tag == ROW:
            yield from _row(element)
        else:
            yield from _texts(element)


def _row(row: etree._Element) -> Iterable[str]:
    """Give a row as one block; one whose only cell has several paragraphs merely frames them."""
    cells = [[text for text in _texts(cell) if text.strip()] for cell in row.iterchildren(CELL)]
    if len(cells) == 1:
        return cells[0]
    return [" | ".join(" ".join(texts) for texts in cells)] if any(cells) else []


def _boxes(paragraph: etree._Element) -> Iterator[str]:
    """Yield the blocks of text boxes that hang on a paragraph."""
    for box in paragraph.iter(qn("w:txbxContent")):
        if not _gone(box, paragraph) and next(box.iterancestors(PARAGRAPH)) is paragraph:
            yield from _texts(box)


def _words(paragraph: etree._Element) -> str:
    """Give the words of a paragraph, without those of boxes that hang on it."""
    return "".join(
        (element.text or "") if SIGNS[element.tag] is None else str(SIGNS[element.tag])
        for element in paragraph.iter(*SIGNS)
        if not _gone(element, paragraph) and not _hidden(element) and next(element.iterancestors(PARAGRAPH), None) is paragraph
    )


def _gone(element: etree._Element, paragraph: etree._Element) -> bool:
    within = takewhile(lambda above: above is not paragraph, element.iterancestors())
    return any(above.tag in GONE for above in within)


def _hidden(element: etree._Element) -> bool:
    run = element.getparent()
    mark = run.find(VANISH) if run is not None else None
    return mark is not None and mark.get(qn("w:val")) not in OFF
