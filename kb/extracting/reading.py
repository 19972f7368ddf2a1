"""Reading a file: its format, found by what it holds, its normal text, and what it declares."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.errors import BadText
from kb.extracting import pdf, plain, webpage, word
from kb.extracting.blocks import Page, Stretch, together

LARGEST = 50 * 1024 * 1024
HEAD = 1024
HTML, TEXT = "text/html", "text/plain"
READERS = {TEXT: plain.page, HTML: webpage.page, "application/pdf": pdf.page, word.FORMAT: word.page}
MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?>(?:<!--.*?-->\s*)*)"
    rb"<(?:!doctype\s+html|(?:html|head|body|main|article|section|div|p|h[1-6]|table|meta|title)\b)",
    re.IGNORECASE | re.DOTALL,
)
ENDINGS = (".html", ".htm", ".xhtml")
# How a file begins that is refused by its name: what it is, and what to do.
REFUSED = (
    (b"\xd0\xcf\x11\xe0", "it is an old Office file, or locked with a password", "Open it and save it as .docx or PDF, without a password"),
    (b"{\\rtf", "it is in Rich Text Format", "Save it as .docx or PDF"),
    (b"%!PS", "it is in PostScript", "Save it as PDF"),
)


@dataclass(frozen=True)
class Extracted:
    """The text of a file in its normal form, its blocks parted by an empty line.

    ``furniture`` are the blocks that belong to the page, as stretches in code points, in order; ``format`` is the media type.
    ``title``, ``language`` (ISO 639) and ``date`` are what the file itself declares, each ``None`` where it does not.
    """

    text: str
    furniture: tuple[Stretch, ...]
    format: str
    title: str | None
    language: str | None
    date: str | None


def read(data: bytes, name: str = "") -> Extracted:
    """Give the text of a file: plain text, a web page, a PDF or a Word document, told apart by what it holds, then by its name's ending.

    Raises :class:`BadText`, which says what is wrong with the file and what to do.
    """
    called = f'"{name}"' if name else "the file"
    if len(data) > LARGEST:
        raise BadText(
            file=called, reason=f"it is larger than {LARGEST // 1024**2} MB", remedy="Keep the part that matters as a file of its own"
        )
    format_ = _format(data, name, called)
    page = READERS[format_](data, called)
    text, furniture = together(page.blocks)
    if not text:
        raise BadText(file=called, reason="there are no words in it", remedy="Give the file that has the text")
    return _extracted(text, furniture, format_, page)


def _extracted(text: str, furniture: tuple[Stretch, ...], format_: str, page: Page) -> Extracted:
    declared = page.declared
    return Extracted(text, furniture, format_, declared.title, declared.language, declared.date)


def _format(data: bytes, name: str, called: str) -> str:
    for start, reason, remedy in REFUSED:
        if data.startswith(start):
            raise BadText(file=called, reason=reason, remedy=remedy)
    if b"%PDF-" in data[:HEAD]:
        return "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return word.FORMAT
    return HTML if MARKUP.match(data[: HEAD * HEAD]) or name.lower().endswith(ENDINGS) else TEXT
