"""A briefing written by hand, with everything in it that formats must take care of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kb.queries.cited import Briefing, Cited, Entry, Mention, Work
from kb.queries.shapes import Ref

BASE = "https://kb.example.org"
# What each format would read as its own: TeX, Markdown, HTML; Greek, a joined mark, an emoji.
NASTY = "{50 %} of_it <b>*x*</b> [a](b) & Ελλάδα e\u0301 🎉 #1 $2 ~3 ^4 C:\\x"
REPORT = Ref("document", "report", "Report on the harbour")
NEWS = Ref("document", "news", NASTY)
STATEMENT = Ref("statement", "s-share", "Share tools across borders.")


def work(document: Ref, **values: str | bool) -> Work:
    """Give a document as it is cited."""
    return replace(Work(document), **values)  # type: ignore[arg-type] # each value goes to the field it names


def entry(**values: object) -> Entry:
    """Give a recommendation with two places in one document and one in another."""
    quoted = Mention(REPORT, "page 2", "quotation", None, "share your tools", "We say: ", ", soon.", 10, 26)
    mentions = [quoted, Mention(REPORT, "page 5", "not stated"), Mention(NEWS, None, "paraphrase", "told twice", lost=True)]
    facts = [("Type of statement", "recommendation"), ("Addressed to", "not stated"), ("Who said it", "Anna Berg (Nordic Laboratory)")]
    made = Entry(STATEMENT, "Statement", "A summary.", None, "2019-05-02", 3, facts, "2 documents", ["a date"], mentions)
    return replace(made, **values)  # type: ignore[arg-type] # the same


def briefing(*entries: Entry, **values: object) -> Briefing:
    """Give a briefing of some records, by default of one recommendation."""
    told = entries or (entry(),)
    news = work(NEWS, publisher="The Harbour {News}", date="2019-05", url="https://news.example.org/a_b?c=1%20&d=2", type="news article")
    report = work(REPORT, type="deliverable", retrieved="2020-01-31", licence="CC BY 4.0", language="en")
    sources = [Cited(1, report, ["page 2", "page 5"]), Cited(2, news, [])]
    link = f"{BASE}/statements?q=tools&asof=2026-01-31"
    numbers = {cited.work.ref: cited.number for cited in sources}
    made = Briefing("Statements: “tools”", date(2026, 1, 31), len(told), BASE, link, list(told), sources, ["a note"], numbers)
    return replace(made, **values)  # type: ignore[arg-type] # the same
