from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from kb.errors import BadText
from kb.extracting import read
from tests.extracting.reading import content, furniture
from tests.extracting.writers import BOTTOM, MIDDLE, SIZE, STEP, Article, Sheet, pdf, sheets

SENTENCE = "The harbour police of Kelvara looked into every box that came ashore that week."


def sheet(*lines: str, top: float = 700, left: float = MIDDLE) -> Sheet:
    """Set lines one below the other; an empty one leaves a gap."""
    made = Sheet()
    for place, line in enumerate(lines):
        if line:
            made.put(line, top - place * STEP, left=left)
    return made


def blocks(*pages: Sheet) -> list[str]:
    """Give the content blocks of a PDF with some pages."""
    return content(read(pdf(pages)))


def test_lines_are_one_block_and_gaps_part_blocks() -> None:
    assert blocks(sheet(SENTENCE, SENTENCE, "", SENTENCE)) == [f"{SENTENCE} {SENTENCE}", SENTENCE]


def test_lines_set_twice_as_wide_apart_are_one_block_all_the_same() -> None:
    assert blocks(sheet(SENTENCE, "", SENTENCE, "", SENTENCE)) == [f"{SENTENCE} {SENTENCE} {SENTENCE}"]


def test_letters_of_another_size_begin_a_block() -> None:
    page = sheet(SENTENCE)
    page.put("A heading", 700 - STEP, size=SIZE + 4)
    page.put(SENTENCE, 700 - 2 * STEP)
    assert blocks(page) == [SENTENCE, "A heading", SENTENCE]


def test_a_line_that_is_set_in_begins_a_block() -> None:
    page = sheet(SENTENCE, SENTENCE)
    page.put(SENTENCE, 700 - 2 * STEP, left=MIDDLE + 2 * SIZE)
    assert len(blocks(page)) == 2


def test_a_line_that_ends_early_ends_its_block() -> None:
    assert blocks(sheet("Guests by service", "Police 38", "Customs 21", SENTENCE)) == [
        "Guests by service",
        "Police 38",
        "Customs 21",
        SENTENCE,
    ]


def test_items_of_a_list_are_blocks_without_their_bullets() -> None:
    assert blocks(sheet(f"• {SENTENCE}", f"\uf0b7 {SENTENCE}")) == [SENTENCE, SENTENCE]


def test_parts_of_a_line_at_one_height_are_one_line() -> None:
    page = Sheet([("The harbour", MIDDLE, 700, SIZE), ("police met", MIDDLE + 100, 701, SIZE)])
    assert blocks(page) == ["The harbour police met"]


def test_a_raised_number_stays_in_its_line() -> None:
    page = sheet(SENTENCE)
    page.lines += [("5", MIDDLE + 450, 700 + 0.4 * SIZE, 0.6 * SIZE), (" It was late,", MIDDLE + 455, 700, SIZE)]
    page.put("and nobody came to the harbour of Kelvara any more.", 700 - STEP)
    assert len(blocks(page)) == 1


def test_letters_that_are_drawn_twice_to_be_heavy_are_read_once() -> None:
    page = Sheet([("Quiet Anchor", MIDDLE, 700, SIZE), ("Quiet Anchor", MIDDLE + 0.2, 700, SIZE)])
    assert blocks(page) == ["Quiet Anchor"]


def test_a_page_that_is_turned_has_its_lines() -> None:
    drawn = "\n".join(f"BT /F0 11 Tf 0 1 -1 0 {100 + 14 * row} 60 Tm <{SENTENCE.encode('utf-16-be').hex()}> Tj ET" for row in range(3))
    turned = sheet(SENTENCE)
    data = pdf([turned]).replace(turned.drawn, drawn.encode())
    assert content(read(data)) == [" ".join([SENTENCE] * 3)]


def test_ligatures_become_letters() -> None:
    assert blocks(sheet("The e\ufb03cient o\ufb00ice of Kelvara")) == ["The efficient office of Kelvara"]


def test_a_word_that_is_divided_is_joined_where_the_text_has_it_whole() -> None:
    lines = (
        "The workshop showed that seizures at the quay are rarely linked to the orders; a work-",
        "shop in June will show more of the dark-",
        "web.",
    )
    assert blocks(sheet(*lines))[0].endswith("a workshop in June will show more of the dark-web.")


def test_a_soft_hyphen_at_the_end_of_a_line_joins_the_word() -> None:
    assert blocks(sheet("All of them met in the har\u00ad", "bour of Kelvara")) == ["All of them met in the harbour of Kelvara"]


def test_greek_is_read() -> None:
    text = "Ο δήμαρχος είπε: «Δεν ξέρουμε τίποτα»"
    assert blocks(sheet(text)) == [text]


def numbered(count: int, *body: str) -> list[Sheet]:
    """Set pages with a head, a body and the number below."""
    made = []
    for number in range(1, count + 1):
        page = sheet(*(f"{line} On sheet {'I' * number}." for line in body))
        page.put("Report of the Institute", 800)
        page.put(f"{number} of {count}", 30)
        made.append(page)
    return made


def test_heads_and_numbers_that_run_through_the_pages_are_furniture() -> None:
    found = read(pdf(numbered(3, SENTENCE)))
    assert furniture(found) == [text for n in (1, 2, 3) for text in ("Report of the Institute", f"{n} of 3")]
    assert content(found) == [f"{SENTENCE} On sheet {'I' * n}." for n in (1, 2, 3)]


def test_heads_of_left_and_right_pages_may_differ() -> None:
    pages = [sheet(f"{SENTENCE} {'I' * n}") for n in range(1, 5)]
    for place, page in enumerate(pages):
        page.put("Institute for Safe Waters" if place % 2 else "Hidden markets", 800)
    assert furniture(read(pdf(pages))) == ["Hidden markets", "Institute for Safe Waters"] * 2


def test_heads_of_chapters_are_furniture_from_three_pages_on() -> None:
    pages = [sheet(f"{SENTENCE} {'I' * n}") for n in range(1, 13)]
    for number, page in enumerate(pages[4:7], 5):
        page.put(f"Chapter 2: Ports {number}", 800)
    assert furniture(read(pdf(pages))) == ["Chapter 2: Ports 5", "Chapter 2: Ports 6", "Chapter 2: Ports 7"]


def test_a_number_alone_above_the_text_is_furniture() -> None:
    page = sheet(SENTENCE)
    page.put("xii", 800)
    assert furniture(read(pdf([page]))) == ["xii"]


def test_lines_of_a_table_of_contents_are_blocks_each() -> None:
    told = ["Introduction . . . . . . . . . . . . . . . . . . . 1", "Naming. . . . . . . . . . . . . . . . . . . . . . . 12"]
    assert blocks(sheet(*told)) == told


def test_what_is_said_twice_elsewhere_on_the_pages_is_content() -> None:
    pages = [sheet(*["Yes."] * 9, top=700 - 50 * n) for n in range(2)]
    assert furniture(read(pdf(pages))) == []


def test_the_number_alone_at_the_foot_of_one_page_is_furniture() -> None:
    page = sheet(SENTENCE)
    page.put("7", BOTTOM)
    assert furniture(read(pdf([page]))) == ["7"]


def test_a_paragraph_goes_on_over_the_end_of_a_page_and_its_foot_comes_behind() -> None:
    article = Article("Head", [f"{SENTENCE} {SENTENCE} {SENTENCE}"])
    found = read(pdf(sheets(article, room=700)))
    assert len(sheets(article, room=700)) == 2
    assert content(found) == article.blocks
    assert furniture(found) == [article.head, article.foot, "1", article.head, article.foot, "2"]


@pytest.mark.parametrize(("end", "start"), [("It was over.", "nobody knew"), ("It was short", "New things began")])
def test_a_block_does_not_go_on_where_it_has_ended(end: str, start: str) -> None:
    assert blocks(sheet(SENTENCE, end), sheet(start)) == [f"{SENTENCE} {end}", start]


def test_a_page_with_furniture_only_leaves_the_others_alone() -> None:
    pages = numbered(2, SENTENCE)
    blank = Sheet([("Report of the Institute", MIDDLE, 800, SIZE)])
    assert len(content(read(pdf([pages[0], blank, pages[1]])))) == 2


def test_a_pdf_declares_title_and_language_and_no_date_of_its_making() -> None:
    found = read(pdf([sheet(SENTENCE)], title="Ετήσια έκθεση", language="el-GR"))
    assert (found.title, found.language, found.date, found.format) == ("Ετήσια έκθεση", "el", None, "application/pdf")


def test_a_pdf_that_declares_nothing_leaves_all_open() -> None:
    found = read(pdf([sheet(SENTENCE)]))
    assert (found.title, found.language, found.date) == (None, None, None)


XMP = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:date><rdf:Seq><rdf:li>2018-06-07</rdf:li></rdf:Seq></dc:date></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def rewritten(password: str | None = None, more: bytes | None = None, algorithm: str = "AES-256") -> bytes:
    """Write a small PDF anew, locked or with more metadata."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf([sheet(SENTENCE)]))))
    if more:
        writer.xmp_metadata = more
    if password is not None:
        writer.encrypt(user_password=password, owner_password="owner", algorithm=algorithm)  # noqa: S106 - a test's
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_date_in_dublin_core_is_the_date() -> None:
    assert read(rewritten(more=XMP)).date == "2018-06-07"


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_pdf_that_everybody_may_open_is_read_though_it_is_encrypted(algorithm: str) -> None:
    assert read(rewritten(password="", algorithm=algorithm)).text == SENTENCE


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (rewritten(password="secret"), "it is encrypted"),  # noqa: S106 - a test's
        (pdf([Sheet()]), "its pages are pictures without text"),
        (pdf([sheet(SENTENCE)])[:400], "it is damaged"),
        (b"%PDF-1.7\n", "it is damaged"),
        (pdf([sheet("\uf041\uf042\uf043 \uf044 and")]), "its fonts do not say which letters they draw"),
        (pdf([sheet("\u200b\u00ad")]), "its pages are pictures without text"),
    ],
)
def test_a_pdf_without_text_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(BadText) as refused:
        read(data, "report.pdf")
    assert refused.value.details["reason"] == reason


def test_a_pdf_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.extracting.pdf.MOST_PAGES", 2)
    with pytest.raises(BadText, match="more than 2 pages"):
        read(pdf([sheet(SENTENCE)] * 3))
