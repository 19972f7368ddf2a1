from __future__ import annotations

import pytest

from kb.extracting import lines
from tests.extracting.reading import content, furniture, note

LONG = "Investigators from eleven countries met on Wednesday in the old customs house\nof Kelvara to compare notes."


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_wrapped_lines_are_one_block_whatever_their_ends(ends: str) -> None:
    assert content(note(LONG.replace("\n", ends))) == [LONG.replace("\n", " ")]


def test_empty_lines_part_blocks() -> None:
    assert content(note("one\n\n \t\ntwo")) == ["one", "two"]


def test_a_headline_right_above_its_text_is_a_block_of_its_own() -> None:
    assert content(note(f"Harbour police meet\n{LONG}")) == ["Harbour police meet", LONG.replace("\n", " ")]


def test_each_line_is_a_block_where_paragraphs_are_one_line_each() -> None:
    paragraphs = [
        "A paragraph that is written on one line, however long it becomes. " * 4,
        "Another one of that kind, a little shorter than it. " * 4,
    ]
    assert content(note("\n".join(paragraphs))) == [text.strip() for text in paragraphs]


@pytest.mark.parametrize(("sign", "kept"), [("•", ""), ("*", ""), ("-", "- "), ("1.", "1. "), ("b)", "b) ")])
def test_items_of_a_list_are_blocks_without_their_bullets(sign: str, kept: str) -> None:
    listed = f"The town council of Kelvara asked the harbour police for three things in May:\n{sign} one camera\n{sign} two dogs"
    assert content(note(listed))[1:] == [f"{kept}one camera", f"{kept}two dogs"]


def test_a_dash_at_the_beginning_of_a_wrapped_line_begins_no_item() -> None:
    text = "The harbour police of Kelvara, the smallest of all units of the inner sea -\n- so they say - met on Monday."
    assert content(note(text)) == [text.replace("\n", " ")]


def test_short_lines_are_blocks_each() -> None:
    assert content(note("Institute for Safe Waters\nPress office\n16 March 2018")) == [
        "Institute for Safe Waters",
        "Press office",
        "16 March 2018",
    ]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (
            "The workshop was full. Every seat of it was taken, so the next of its work-\nshop days will be in a larger hall.",
            "its workshop days",
        ),
        ("Everything that was found on that day was sold on the dark-\nweb markets of the inner sea.", "the dark-web markets"),
        ("Those who came to the harbour that morning wrote down the import-\nand export of every ship.", "the import- and export"),
        ("The harbour police of Kelvara looked at the old list of the Nord-\nHaven ships once more.", "the Nord- Haven ships"),
        ("The harbour police of Kelvara looked at every ship of the har\u00ad\r\nbour once more.", "of the harbour once"),
    ],
)
def test_a_word_that_a_line_break_divided_is_joined_only_where_it_is_safe(told: str, kept: str) -> None:
    [block] = content(note(told))
    assert kept in block


def test_a_soft_hyphen_at_the_end_of_a_line_joins_the_word() -> None:
    assert lines.joined(["the har\u00ad", "bour"], frozenset()) == "the harbour"


@pytest.mark.parametrize(
    "line",
    [
        *("Share on Facebook", "Tweet this", "Follow us on Twitter", "Print this page", "Related stories", "Read more"),
        *("© 2018 Harbour Weekly", "Copyright 2018 Harbour Weekly. All rights reserved.", "Page 3 of 7", "- 12 -", "Σελίδα 2 από 5"),
        *("We use cookies to count our readers.", "Κοινοποίηση στο Facebook", "Διαβάστε ακόμη", "Alle Rechte vorbehalten."),
        *(
            "Share this article on Facebook, Twitter and WhatsApp",
            "Μοιραστείτε το: Facebook Twitter",
            "Teilen auf Facebook",
            "(c) 2018 Harbour Weekly",
        ),
        *("Αυτός ο ιστότοπος χρησιμοποιεί cookies.", "By continuing you accept our cookies."),
    ],
)
def test_lines_that_belong_to_the_page_are_furniture(line: str) -> None:
    found = note(f"{LONG}\n\n{line}\n\nThe end.")
    assert furniture(found) == [line]
    assert content(found) == [LONG.replace("\n", " "), "The end."]


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Share prices fell on Monday.",
            "Copyright infringement is a crime, said the judge.",
            "2018",
            "Cookies were served at the reception.",
        ),
        *(
            "Like it or not: harbours must pay",
            "Copyright holders asked for more in 2018",
            "(c) every port shall keep a list",
            "Sign up or leave, says mayor",
        ),
        *(
            "Κοινοποίηση των στοιχείων στις αρχές",
            "We recommend that police learn how cookies are stolen.",
            "Share prices fall",
            "Print is dead",
        ),
        *("Like all of us, she was tired.", "Print runs of ten thousand were sold out within a week, and nobody could say why that was."),
    ],
)
def test_lines_that_tell_something_are_content(line: str) -> None:
    assert furniture(note(f"{LONG}\n\n{line}")) == []


def test_a_menu_at_the_top_or_bottom_is_furniture() -> None:
    found = note(f"Home\nNews\nPorts\nContact\n\n{LONG}\n\nHome | News | Ports | Contact\n\n© 2018 Harbour Weekly")
    assert furniture(found) == ["Home", "News", "Ports", "Contact", "Home | News | Ports | Contact", "© 2018 Harbour Weekly"]


def test_short_lines_amid_the_text_are_no_menu() -> None:
    assert furniture(note(f"{LONG}\n\nPilots\nTugs\nCranes\nGulls\n\n{LONG}")) == []


def test_an_address_at_the_top_is_no_menu() -> None:
    assert furniture(note(f"Port Authority\nCustoms Quay 1\nKelvara\nInner Sea\n\n{LONG}")) == []
