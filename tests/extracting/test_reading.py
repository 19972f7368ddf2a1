from __future__ import annotations

import doctest

import pytest

from kb.errors import BadText
from kb.extracting import declaring, lines, read, reading
from tests.extracting.reading import content, furniture
from tests.extracting.writers import Article, pdf, plain, sheets, webpage, word

PRESS = Article(
    "Harbour police ask for training — and for maps",
    [
        "Investigators from eleven countries met in the old customs house of Kelvara. 70 participants — well-known ones among them — came.",
        "“The café at the quay is our best source,” said Ilse Vandorme. \"We are blind between the ship and the shelf', it was said later.",
        "Ο δήμαρχος είπε: «Δεν ξέρουμε τίποτα για τις κρυφές αγορές, ούτε για το πλοίο που έφυγε χθες το βράδυ από το λιμάνι της Κάλβαρας.",
        *(
            f"Report {number} of the port tells how the containers were counted, which of them were opened, and what stood in the list."
            for number in range(20)
        ),
    ],
    [
        "By the end of 2018 the control room will read the list of suspicious containers, and the camera at gate seven will be repaired.",
        "Two guards",
    ],
    [("Police", "38"), ("Customs", "21")],
)
FORMATS = {
    "text/plain": plain(PRESS, "\r\n").encode(),
    "text/html": webpage(PRESS).encode(),
    "application/pdf": pdf(sheets(PRESS), PRESS.headline, "en"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": word(PRESS),
}


@pytest.mark.parametrize("kind", FORMATS)
def test_an_article_has_the_same_content_blocks_in_every_format(kind: str) -> None:
    assert content(read(FORMATS[kind])) == PRESS.blocks


@pytest.mark.parametrize("kind", FORMATS)
def test_the_format_is_found_by_what_a_file_holds_whatever_it_is_called(kind: str) -> None:
    assert {read(FORMATS[kind], name).format for name in ("", "x.txt", "x.pdf", "x.bin")} == {kind}


@pytest.mark.parametrize("kind", FORMATS)
def test_furniture_is_in_the_text_as_whole_blocks_in_order(kind: str) -> None:
    found = read(FORMATS[kind])
    assert found.furniture == tuple(sorted(found.furniture))
    assert set(furniture(found)) <= set(found.text.split("\n\n"))
    assert PRESS.foot in furniture(found)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"<p>words</p>", "", "text/html"),
        (b"\xef\xbb\xbf\n<!-- x --><!doctype HTML><p>words", "", "text/html"),
        (
            b'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>words</p></body></html>',
            "",
            "text/html",
        ),
        (b"words and <b>more</b>", "page.HTM", "text/html"),
        (b"words and <b>more</b>", "", "text/plain"),
        (b"The tag <html> opens a page", "note.txt", "text/plain"),
        (b"junk\n%PDF-1.7 is no start", "", "application/pdf"),
    ],
)
def test_pages_are_told_from_plain_text(data: bytes, name: str, kind: str) -> None:
    if kind == "application/pdf":
        with pytest.raises(BadText, match="damaged"):
            read(data, name)
    else:
        assert read(data, name).format == kind


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", 'The text of "x.y" cannot be read: there are no words in it. Give the file that has the text.'),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office file, or locked"),
        (b"{\\rtf1 words}", "Rich Text Format"),
        (b"%!PS-Adobe", "PostScript"),
        (b"PK\x03\x04", "it is damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_and_says_what_to_do(data: bytes, told: str) -> None:
    with pytest.raises(BadText) as refused:
        read(data, "x.y")
    assert told in str(refused.value)
    assert (refused.value.status, refused.value.exit_code) == (422, 3)


def test_a_text_that_begins_with_many_comments_is_told_apart_at_once() -> None:
    assert read(b"<!-- x -->" * 5000 + b"plain words").format == "text/plain"


def test_a_file_without_a_name_is_told_as_such() -> None:
    with pytest.raises(BadText, match="The text of the file cannot be read"):
        read(b"   ")


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 2 * 1024 * 1024)
    with pytest.raises(BadText, match="larger than 2 MB"):
        read(b"x" * (2 * 1024 * 1024 + 1))


@pytest.mark.parametrize("module", [declaring, lines])
def test_the_examples_are_true(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
