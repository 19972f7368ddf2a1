from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kb.formats.briefing_markdown import escape, link, write
from kb.queries.cited import Mention
from tests.takeaway import BASE, NASTY, REPORT, STATEMENT, briefing, entry

# What a file may hold: no halves of characters, and no control characters, which Markdown does not keep.
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1)


def read(markdown: str) -> ET.Element:
    page: ET.Element = ET.fromstring(f"<page>{MarkdownIt('commonmark', {'xhtmlOut': True}).render(markdown)}</page>")  # noqa: S314 - made here
    return page


def words(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


@given(TEXTS.filter(lambda text: text.strip()))
def test_any_text_reads_as_it_was_written(text: str) -> None:
    page = read(escape(text))
    assert [child.tag for child in page] == ["p"]
    assert len(page[0]) == 0
    assert words(page) == " ".join(text.split())


@pytest.mark.parametrize("text", ["- a", "1. a", "12) a", "# a", "> a", "+ a", "---", "===", "| a | b |", "```", "    a", NASTY])
def test_nothing_begins_a_list_a_heading_or_a_block(text: str) -> None:
    page = read(f"{escape(text)}\n")
    assert [child.tag for child in page] == ["p"]
    assert words(page) == " ".join(text.split())


def test_an_address_with_brackets_stays_one_link() -> None:
    page = read(link("https://example.org/<b>?a=b_c_d"))
    assert page[0][0].get("href") == "https://example.org/%3Cb%3E?a=b_c_d"


def test_a_briefing_names_question_day_number_and_the_way_back() -> None:
    found = write(briefing())
    assert found.startswith("# Statements: “tools”\n")
    assert "- 1 record\n" in found
    assert "- Retrieved 31 January 2026\n" in found
    assert "- A note.\n" in found
    assert f"<{BASE}/statements?q=tools&asof=2026-01-31>" in found


def test_each_passage_stands_with_its_number_its_place_and_whose_words_it_has() -> None:
    page = read(write(briefing()))
    told = [words(item) for item in page.iter("li")]
    assert "Source [1], page 2; whose words: quotation: We say: share your tools, soon." in told
    assert "Source [1], page 5; whose words: not stated" in told
    lost = "The passage is not found in the newest text of the source"
    assert f"Source [2], place not stated; whose words: paraphrase. told twice. {lost}" in told


@pytest.mark.parametrize(
    ("before", "exact", "after", "shown"),
    [
        ("", "share", "", "“share”"),
        ("It said: ", "(share).", " Soon.", "It said: (share). Soon."),
        ("un", "(share)", "able", "un“(share)”able"),
        ("- ", "*share*", "", "- *share*"),
    ],
)
def test_a_passage_stands_out_whatever_is_beside_it(before: str, exact: str, after: str, shown: str) -> None:
    mention = Mention(REPORT, None, "quotation", None, exact, before, after)
    page = read(write(briefing(entry(mentions=[mention]))))
    (item,) = (one for one in page.iter("li") if words(one).startswith("Source [1]"))
    assert words(item).endswith(f"quotation: {shown}")
    assert [strong.text for strong in item.iter("strong")] == [exact]


def test_sources_stand_at_the_end_with_places_date_reading_and_licence() -> None:
    told = [words(item) for item in read(write(briefing())).iter("li")][-2:]
    first = "[1] Report on the harbour; deliverable; no date; cited: page 2; page 5; read 31 January 2020; licence: CC BY 4.0."
    assert told[0] == f"{first} {BASE}/documents/report"
    assert told[1].startswith(
        f"[2] {NASTY}; The Harbour {{News}}; news article; May 2019; day of reading not on record; licence not stated."
    )


def test_a_record_without_a_source_says_so() -> None:
    found = write(replace(briefing(entry(mentions=[])), sources=[]))
    assert "- Source: not on record\n" in found
    assert "## Sources" not in found


def test_what_is_missing_is_told_beside_what_is_there() -> None:
    found = write(briefing())
    assert "- Addressed to: not stated\n" in found
    assert "- Not on record: a date\n" in found
    assert f"- Statement: <{BASE}{STATEMENT.path}>\n" in found


def test_a_briefing_cut_short_says_how_many_there_are() -> None:
    assert "- 1,234 records; the first 1 are told here\n" in write(briefing(total=1234))
