from __future__ import annotations

import re

from kb.formats.briefing_html import write
from kb.queries.cited import Cited
from tests.takeaway import BASE, NASTY, NEWS, REPORT, STATEMENT, briefing, entry, work


def test_what_records_say_is_never_read_as_html() -> None:
    page = write(briefing(entry(summary="<script>alert(1)</script>", facts=[("Type of statement", NASTY)])))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;*x*&lt;/b&gt;" in page


def test_the_page_takes_nothing_from_elsewhere() -> None:
    page = write(briefing())
    assert not re.search(r"<(link|script|img|iframe|object|form)\b|url\(|@import|\bsrc=", page)
    assert "default-src 'none'; style-src 'unsafe-inline'" in page


def test_every_number_leads_to_its_source() -> None:
    page = write(briefing())
    assert set(re.findall(r'href="#([^"]+)"', page)) == {"source-1", "source-2"}
    assert set(re.findall(r'id="(source-[0-9]+)"', page)) == {"source-1", "source-2"}


def test_the_passage_stands_between_the_words_around_it() -> None:
    page = write(briefing())
    quote = '<span class="quiet">We say: </span><strong>share your tools</strong><span class="quiet">, soon.</span>'
    assert f"<blockquote>{quote}</blockquote>" in page


def test_record_and_question_can_be_opened_again() -> None:
    page = write(briefing())
    assert f'href="{BASE}{STATEMENT.path}"' in page
    assert f'href="{BASE}/statements?q=tools&amp;asof=2026-01-31"' in page


def test_a_record_without_a_source_says_so() -> None:
    assert "<dt>Source</dt><dd>not on record</dd>" in write(briefing(entry(mentions=[])))


def test_a_source_says_which_language_its_title_is_in() -> None:
    greek = Cited(1, work(NEWS, language="el"), [])
    both = Cited(2, work(REPORT, language="es/en"), [])
    page = write(briefing(sources=[greek, both]))
    assert re.findall(r"<cite( lang=\"[a-z]+\")?>", page) == [' lang="el"', ""]


def test_a_page_without_sources_has_no_such_part() -> None:
    assert 'id="sources"' not in write(briefing(entry(mentions=[]), sources=[]))
