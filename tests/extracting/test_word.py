from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

from kb.errors import BadText
from kb.extracting import read
from tests.extracting.reading import content, furniture
from tests.extracting.writers import written


def made(fill: Callable[[Document], object]) -> bytes:
    """Give a Word document that was filled."""
    document = docx.Document()
    fill(document)
    return written(document)


def told(xml: str) -> list[str]:
    """Give the content blocks of a document with one more element in its body."""
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))
    document.add_paragraph("The end")
    return content(read(written(document)))


def changed(data: bytes, part: str, text: bytes | None) -> bytes:
    """Give an archive with one part replaced or left out."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(file, "w") as after:
        for one in before.infolist():
            if one.filename != part:
                after.writestr(one, before.read(one))
            elif text is not None:
                after.writestr(part, text)
    return file.getvalue()


def test_headings_paragraphs_and_items_are_blocks_each() -> None:
    def fill(document: Document) -> None:
        document.add_heading("Head")
        document.add_paragraph("One ").add_run("paragraph").bold = True
        document.add_paragraph("item", style="List Number")
        document.add_paragraph("")

    assert content(read(made(fill))) == ["Head", "One paragraph", "item"]


def test_rows_of_a_table_are_blocks_of_cells_in_their_place() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("before")
        table = document.add_table(rows=3, cols=2)
        for cell, text in zip(
            [cell for row in table.rows for cell in row.cells], ("Service", "Guests", "Police", "38\nand 2"), strict=False
        ):
            cell.text = text
        document.add_paragraph("after")

    assert content(read(made(fill))) == ["before", "Service | Guests", "Police | 38 and 2", "after"]


def test_a_table_of_one_cell_frames_its_paragraphs() -> None:
    def fill(document: Document) -> None:
        document.add_table(rows=1, cols=1).cell(0, 0).text = "one\ntwo"
        document.tables[0].cell(0, 0).add_paragraph("three")

    assert content(read(made(fill))) == ["one two", "three"]


def test_heads_and_feet_of_pages_are_furniture_told_once() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("Told")
        document.sections[0].header.paragraphs[0].text = "Institute"
        document.sections[0].footer.paragraphs[0].text = "Page 1"
        other = document.add_section()
        other.header.is_linked_to_previous = False
        other.header.paragraphs[0].text = "Institute"

    found = read(made(fill))
    assert (furniture(found), content(found)) == (["Institute", "Page 1"], ["Told"])


def test_a_line_of_rights_in_the_body_is_furniture() -> None:
    assert furniture(read(made(lambda document: (document.add_paragraph("Told"), document.add_paragraph("© 2018 Institute"))))) == [
        "© 2018 Institute"
    ]


@pytest.mark.parametrize(
    ("xml", "blocks"),
    [
        ("<w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r>", ["one two three"]),
        ("<w:r><w:t>well</w:t><w:noBreakHyphen/><w:t>known har</w:t><w:softHyphen/><w:t>bour</w:t></w:r>", ["well-known harbour"]),
        ("<w:ins><w:r><w:t>put in</w:t></w:r></w:ins><w:del><w:r><w:delText>no</w:delText><w:t>no</w:t></w:r></w:del>", ["put in"]),
        ("<w:hyperlink><w:r><w:t>a link</w:t></w:r></w:hyperlink>", ["a link"]),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>yes</w:t></w:r>", ["yes"]),
        (
            "<w:r><w:t>around</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
            ["around", "boxed"],
        ),
        (
            (
                "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>outer</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>inner</w:t></w:r></w:p>"
                "</w:txbxContent></w:pict></w:r></w:p></w:txbxContent></w:pict></w:r>"
            ),
            ["outer", "inner"],
        ),
        ("<w:del><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>no</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:del>", []),
        ("<w:r><w:instrText>PAGE</w:instrText><w:t/></w:r>", []),
        ("<w:r><w:t>• pointed</w:t></w:r>", ["pointed"]),
    ],
)
def test_a_paragraph_has_the_words_that_a_reader_sees(xml: str, blocks: list[str]) -> None:
    assert told(xml) == [*blocks, "The end"]


def test_what_was_taken_out_as_a_whole_is_not_in_the_text() -> None:
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:moveFrom {nsdecls('w')}><w:p><w:r><w:t>no</w:t></w:r></w:p></w:moveFrom>"))
    document.add_paragraph("The end")
    assert read(written(document)).text == "The end"


def test_notes_come_behind_the_body() -> None:
    document = docx.Document()
    document.add_paragraph("Told")
    space = nsdecls("w")
    notes = (
        f"<w:footnotes {space}><w:footnote w:type='separator' w:id='0'><w:p><w:r><w:t>no</w:t></w:r></w:p></w:footnote>"
        "<w:footnote w:id='1'><w:p><w:r><w:t>A note</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")
    assert content(read(written(document))) == ["Told", "A note"]


def test_a_document_declares_title_and_language_and_no_date_of_its_making() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("Told")
        document.core_properties.title, document.core_properties.language = " Annual  report ", "el-GR"

    found = read(made(fill))
    assert (found.title, found.language, found.date) == ("Annual report", "el", None)


GOOD = made(lambda document: document.add_paragraph("Told"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (GOOD[:500], "it is damaged"),
        (changed(GOOD, "word/document.xml", None), "it is an archive and no Word document"),
        (changed(GOOD, "word/document.xml", b"<broken"), "it is damaged"),
        (changed(GOOD, "[Content_Types].xml", None), "it is damaged"),
        (made(lambda document: document), "there are no words in it"),
    ],
)
def test_a_file_that_is_no_sound_document_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(BadText) as refused:
        read(data, "report.docx")
    assert refused.value.details["reason"] == reason


def test_an_archive_that_would_fill_the_memory_is_refused_before_it_is_unpacked() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(251):
            part.write(bytes(1024 * 1024))
    assert len(file.getvalue()) < 1024 * 1024
    with pytest.raises(BadText, match="far larger than any document"):
        read(file.getvalue(), "report.docx")
