"""A briefing as a Word document, with styles that Word's navigation and screen readers know."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from kb.formats import citations
from kb.formats.atom import UNWRITABLE
from kb.queries.cited import NOT_ON_RECORD, Briefing, Cited, Entry, Mention

# The ids of styles in the template of python-docx. To look each paragraph's style up by name takes most of the time of a long briefing.
TITLE, HEADING, RECORD, BULLET, QUOTE = "Title", "Heading1", "Heading2", "ListBullet", "Quote"


def write(found: Briefing) -> bytes:
    """Give a briefing as the bytes of a file."""
    made = docx.Document()
    _describe(made, found)
    _paragraph(made, TITLE, found.title)
    for line in (found.counted, f"Retrieved {citations.day(found.retrieved)}", *found.notes):
        _paragraph(made, BULLET, line)
    _link(_paragraph(made, BULLET, "The same question, asked of the same day: "), found.permalink)
    for number, entry in enumerate(found.entries, 1):
        _entry(made, found, number, entry)
    if found.sources:
        _paragraph(made, HEADING, "Sources")
    for cited in found.sources:
        _source(made, found, cited)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _paragraph(made: Document, style: str, text: str = "") -> Paragraph:
    paragraph = made.add_paragraph(_text(text))
    paragraph._p.style = style  # noqa: SLF001 - the style by its id, without looking it up
    return paragraph


def _text(text: str) -> str:
    return UNWRITABLE.sub(" ", text)


def _describe(made: Document, found: Briefing) -> None:
    about, when = made.core_properties, datetime.combine(found.retrieved, time.min, UTC)
    about.title, about.author, about.comments, about.language = _text(found.title)[:255], citations.HERE, "", "en"
    about.created = about.modified = when


def _entry(made: Document, found: Briefing, number: int, entry: Entry) -> None:
    _paragraph(made, RECORD, f"{number}. {entry.ref.label}")
    for text in (entry.summary, entry.note):
        if text:
            made.add_paragraph(_text(text))
    _link(_fact(made, entry.kind, ""), found.base + entry.ref.path)
    for label, value in entry.facts:
        _fact(made, label, value)
    if entry.support:
        _fact(made, "Rests on", entry.support)
    for gap in entry.gaps:
        _fact(made, "Not on record", gap)
    for mention in entry.mentions:
        _mention(made, found, mention)
    if not (entry.mentions or entry.work):
        _fact(made, "Source", NOT_ON_RECORD)


def _fact(made: Document, label: str, value: str) -> Paragraph:
    paragraph = _paragraph(made, BULLET)
    paragraph.add_run(_text(f"{label}: ")).bold = True
    paragraph.add_run(_text(value))
    return paragraph


def _mention(made: Document, found: Briefing, mention: Mention) -> None:
    _fact(made, f"Source [{found.numbers[mention.document]}]", mention.where)
    if mention.exact:
        paragraph = _paragraph(made, QUOTE)
        before, after = mention.around
        paragraph.add_run(_text(before))
        paragraph.add_run(_text(mention.exact)).bold = True
        paragraph.add_run(_text(after))


def _source(made: Document, found: Briefing, cited: Cited) -> None:
    paragraph = made.add_paragraph(_text(f"[{cited.number}] {'; '.join(citations.about(cited))}. "))
    for address in (cited.work.url, found.base + cited.work.ref.path):
        if address:
            _link(paragraph, address)
            paragraph.add_run(" ")


def _link(paragraph: Paragraph, address: str) -> None:
    """Add an address that can be followed; python-docx itself only reads such links."""
    number = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element: Any = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), number)
    run = paragraph.add_run(_text(address))
    run.underline = True
    element.append(run._r)  # noqa: SLF001 - the documented way to the element under a run
    paragraph._p.append(element)  # noqa: SLF001 - the same
