from __future__ import annotations

import codecs

import pytest

from kb.errors import BadText
from kb.extracting import read
from tests.extracting.reading import note

GREEK = "Ο δήμαρχος της Κάλβαρας είπε ότι η Άσκηση θα γίνει το πρωί."
FRENCH = "Le café près de la gare a été fermé à midi, naïvement."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "iso8859-7", "cp1253"])
def test_greek_is_read_in_every_encoding_that_is_known(encoding: str) -> None:
    assert read(GREEK.encode(encoding)).text == GREEK


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "latin-1"])
def test_western_letters_are_read_in_every_encoding_that_is_known(encoding: str) -> None:
    assert read(FRENCH.encode(encoding)).text == FRENCH


def test_quotation_marks_of_windows_are_read() -> None:
    text = "“No – never”, he said… for €5."
    assert read(text.encode("cp1252")).text == text


def test_greek_quotation_marks_of_windows_are_read() -> None:
    text = "Είπε: “Άγνωστο” και έφυγε…"
    assert read(text.encode("cp1253")).text == text


@pytest.mark.parametrize("declared", ["iso-8859-7", "windows-1253"])
def test_a_page_is_read_in_the_encoding_it_declares(declared: str) -> None:
    told = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head><body><p>Ναι, ά</p></body></html>'
    assert read(told.encode(declared)).text == "Ναι, ά"


def test_latin_1_in_a_page_means_the_letters_of_windows() -> None:
    assert read(b'<html><head><meta charset="iso-8859-1"></head><body><p>\x93caf\xe9\x94</p></body></html>').text == "“café”"


@pytest.mark.parametrize("declared", ["nonsense", "utf-16", "rot13", "ascii"])
def test_a_page_that_declares_what_cannot_be_is_read_all_the_same(declared: str) -> None:
    told = f'<html><head><meta charset="{declared}"></head><body><p>plain words</p></body></html>'
    assert read(told.encode()).text == "plain words"


def test_a_page_that_declares_utf_8_and_is_not_is_read_by_what_fits() -> None:
    told = f'<html><head><meta charset="utf-8"></head><body><p>{FRENCH}</p></body></html>'
    assert read(told.encode("cp1252")).text == FRENCH


def test_a_damaged_letter_does_not_make_all_others_wrong() -> None:
    data = GREEK.encode() + b" \xff!"
    assert read(data).text == f"{GREEK} \ufffd!"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "it is no text but a binary file"),
        (b"\x01\x02\x03\x04 words", "it is no text but a binary file"),
        (b"a \x81 \x8d \x8f letter", "its letters are in an encoding that is not known here"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x41", "it is no text but a binary file"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadText) as refused:
        read(data, "odd.txt")
    assert refused.value.details["reason"] == reason


def test_a_text_without_a_letter_beyond_ascii_needs_no_encoding() -> None:
    assert note("harbour").text == "harbour"
