"""One article as a file of each format, written by means of its own."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain

import docx

WIDTH = 72
MARK = "\ufeff"
MIDDLE, TOP, BOTTOM, STEP, GAP, SIZE = 60, 780, 60, 14, 12, 11


@dataclass(frozen=True)
class Article:
    """A headline, paragraphs, a list and a table, with a head and a foot on each page."""

    headline: str
    paragraphs: Sequence[str]
    items: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    head: str = "The Harbour Post"
    foot: str = "© 2018 The Harbour Post"
    language: str = "en"

    @property
    def blocks(self) -> list[str]:
        """Give the content blocks that every format must lead to."""
        return [self.headline, *self.paragraphs, *self.items, *(" | ".join(row) for row in self.rows)]


def plain(article: Article, ends: str = "\n") -> str:
    """Write an article as wrapped plain text."""
    parts = [textwrap.fill(text, WIDTH, break_on_hyphens=False) for text in (article.headline, *article.paragraphs)]
    parts += [textwrap.fill(f"• {text}", WIDTH, break_on_hyphens=False) for text in article.items]
    parts += [" | ".join(row) for row in article.rows]
    return "\n\n".join([*parts, article.foot]).replace("\n", ends)


def webpage(article: Article) -> str:
    """Write an article as a web page with a bar of links above it."""
    told = "".join(f"<p>{html.escape(text)}</p>\n" for text in article.paragraphs)
    items = "".join(f"<li>{html.escape(text)}</li>" for text in article.items)
    rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in article.rows)
    return (
        f'<!DOCTYPE html><html lang="{article.language}"><head><meta charset="utf-8"><title>{html.escape(article.headline)}</title></head>'
        f"<body><nav><a href='/'>{article.head}</a></nav><main><h1>{html.escape(article.headline)}</h1>{told}"
        f"<ul>{items}</ul><table>{rows}</table></main><footer>{article.foot}</footer></body></html>"
    )


def word(article: Article) -> bytes:
    """Write an article as a Word document."""
    document = docx.Document()
    document.core_properties.title, document.core_properties.language = article.headline, article.language
    document.sections[0].header.paragraphs[0].text = article.head
    document.sections[0].footer.paragraphs[0].text = article.foot
    document.add_heading(article.headline, 0)
    for text in article.paragraphs:
        document.add_paragraph(text)
    for text in article.items:
        document.add_paragraph(text, style="List Bullet")
    if article.rows:
        table = document.add_table(rows=0, cols=len(article.rows[0]))
        for row in article.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    return written(document)


def written(document: docx.document.Document) -> bytes:
    """Give the bytes of a Word document."""
    file = BytesIO()
    document.save(file)
    return file.getvalue()


@dataclass
class Sheet:
    """A page of a PDF: lines with where they stand from the left and from below, and how tall their letters are."""

    lines: list[tuple[str, float, float, float]] = field(default_factory=list)

    def put(self, text: str, height: float, left: float = MIDDLE, size: float = SIZE) -> None:
        """Place a line."""
        self.lines.append((text, left, height, size))

    @property
    def drawn(self) -> bytes:
        """Give the page in PDF's own words; letters are their UTF-16 codes."""
        told = (
            f"BT /F0 {size} Tf 1 0 0 1 {left} {height} Tm <{text.encode('utf-16-be').hex()}> Tj ET"
            for text, left, height, size in self.lines
        )
        return "\n".join(told).encode()


def sheets(article: Article, room: float = BOTTOM + 20) -> list[Sheet]:
    """Set an article on pages: lines wrapped, more space between blocks, head, foot and number on each page; ``room`` is kept below."""
    pages = [Sheet()]
    height = float(TOP - 40)
    for text, size in chain([(article.headline, 2 * SIZE)], ((text, SIZE) for text in _texts(article))):
        for line in textwrap.wrap(text, WIDTH * SIZE // size, break_on_hyphens=False):
            if height < room:
                pages.append(Sheet())
                height = TOP - 40
            pages[-1].put(line, height, size=size)
            height -= STEP * size / SIZE
        height -= GAP
    for number, page in enumerate(pages, 1):
        page.put(article.head, TOP)
        page.put(article.foot, BOTTOM - 15)
        page.put(f"{number}", BOTTOM - 30, left=300)
    return pages


def _texts(article: Article) -> list[str]:
    return [*article.paragraphs, *(f"• {text}" for text in article.items), *(" | ".join(row) for row in article.rows)]


UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
3 beginbfrange <0020> <20FF> <0020> <F000> <F0FF> <F000> <FB00> <FB06> <FB00> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""


def pdf(pages: Sequence[Sheet], title: str = "", language: str = "") -> bytes:
    """Write pages as a PDF whose font says which letter each code is, and is not there itself."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {f'/Lang ({language})' if language else ''} >>".encode(),
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{8 + 2 * place} 0 R' for place in range(len(pages)))}] >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
        (
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            b" /FontDescriptor 5 0 R /DW 500 >>"
        ),
        (
            b"<< /Type /FontDescriptor /FontName /Plain /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200"
            b" /CapHeight 700 /StemV 80 >>"
        ),
        _stream(UNICODE),
        f"<< /Title <{(MARK + title).encode('utf-16-be').hex()}> /CreationDate (D:20010101000000Z) >>".encode() if title else b"<< >>",
    ]
    for place, page in enumerate(pages):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {9 + 2 * place} 0 R /Resources << /Font << /F0 3 0 R >> >> >>".encode(),
            _stream(page.drawn),
        ]
    return _file(objects)


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _file(objects: Sequence[bytes]) -> bytes:
    told, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(told))
        told += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return told + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R /Info 7 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        table,
        size,
        len(told),
    )
