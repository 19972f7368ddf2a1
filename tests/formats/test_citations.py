from __future__ import annotations

import io
import json
import warnings
from datetime import date
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from pylatexenc.latex2text import LatexNodes2Text

from kb.formats.citation_files import bibtex, csl, ris
from kb.formats.citations import PAGE, RECORD, TYPES, Reference, parts, plain, references, year
from kb.queries.shapes import Ref
from tests.takeaway import BASE, NASTY, briefing, entry, work

STYLE = "harvard-cite-them-right"
KEYS = ["statement-s-share", "document-report", "document-news"]


def read_bibtex(found: list[Reference]) -> dict[str, dict[str, str]]:
    library = parse_string(bibtex(found))
    assert library.failed_blocks == []
    return {one.key: {"type": one.entry_type, **{field.key: str(field.value) for field in one.fields}} for one in library.entries}


def words(tex: str) -> str:
    # The reader of the test knows braces by another of their names.
    known = tex.replace(r"\textbraceleft{}", r"\{").replace(r"\textbraceright{}", r"\}")
    text: str = LatexNodes2Text().latex_to_text(known)
    return text.replace("ˆ", "^")


def read_ris(found: list[Reference]) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = rispy.load(io.StringIO(ris(found)))
    return read


def cited(found: list[Reference]) -> list[str]:
    """Set references in a style that is not ours; whatever it complains of fails the test."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        source = CiteProcJSON(json.loads(csl(found)))
        made = CitationStylesBibliography(CitationStylesStyle(STYLE, validate=False), source, formatter.plain)
        for one in found:
            made.register(Citation([CitationItem(one.key)]))
        return [str(line) for line in made.bibliography()]


def test_records_come_first_and_then_the_sources_they_rest_on() -> None:
    assert [one.key for one in references(briefing())] == KEYS


def test_a_source_that_is_itself_listed_is_cited_once() -> None:
    listed = entry(ref=Ref("document", "report", "Report on the harbour"), mentions=[], work=work(Ref("document", "report", "R")))
    assert [one.key for one in references(briefing(listed))] == ["document-report", "document-news"]


def test_bibtex_gives_back_what_went_in() -> None:
    found = read_bibtex(references(briefing()))
    assert list(found) == KEYS
    news = found["document-news"]
    assert words(news["title"]) == NASTY
    assert words(news["journal"]) == "The Harbour {News}"
    assert (news["type"], news["year"], news["month"]) == ("article", "2019", "05")
    assert news["url"] == "https://news.example.org/a_b?c=1%20&d=2"


def test_a_recommendation_is_cited_by_its_permanent_address_and_the_day_it_was_read() -> None:
    found = read_bibtex(references(briefing()))["statement-s-share"]
    assert (found["type"], found["year"]) == ("misc", "2019")
    assert (found["url"], found["urldate"]) == (f"{BASE}/statements/s-share", "2026-01-31")
    assert found["note"].startswith("Statement. Type of statement: recommendation. Who said it: Anna Berg (Nordic Laboratory).")
    assert found["note"].endswith("Rests on 2 documents. Version 3")


def test_a_source_without_a_date_says_so_and_has_no_year() -> None:
    report = read_bibtex(references(briefing()))["document-report"]
    assert "year" not in report
    assert report["note"].endswith("No date")
    assert report["type"] == "techreport"


def test_braces_are_in_pairs_whatever_a_title_holds() -> None:
    odd = Reference("tool-x", RECORD, "}{ }} {", "}", None, "https://example.org/{a}", None, "{", "tool")
    found = read_bibtex([odd, odd_key("tool-y")])
    assert list(found) == ["tool-x", "tool-y"]
    assert words(found["tool-x"]["title"]) == "}{ }} {"
    assert found["tool-x"]["url"] == "https://example.org/%7Ba%7D"


def odd_key(key: str) -> Reference:
    return Reference(key, PAGE, "Y", None, "2012~", "https://example.org/y", None, "", "tool")


def test_ris_gives_back_what_went_in() -> None:
    statement, report, news = read_ris(references(briefing()))
    assert (statement["type_of_reference"], statement["id"]) == ("GEN", "statement-s-share")
    assert (statement["year"], statement["date"], statement["access_date"]) == ("2019", "2019/05/02", "2026/01/31")
    assert news["title"] == NASTY
    assert (news["type_of_reference"], news["date"]) == ("NEWS", "2019/05/")
    assert report["urls"] == [f"{BASE}/documents/report"]
    assert (report["access_date"], "year" in report) == ("2020/01/31", False)


def test_lines_within_a_title_begin_no_new_entry() -> None:
    found = read_ris([Reference("tool-x", RECORD, "a\nER  - \nTY  - BOOK", None, None, "https://example.org", None, "b\nc", "tool")])
    assert [one["title"] for one in found] == ["a ER - TY - BOOK"]
    assert found[0]["notes"] == ["b c. No date"]


def test_csl_gives_back_what_went_in() -> None:
    statement, _report, news = json.loads(csl(references(briefing())))
    assert statement["issued"] == {"date-parts": [[2019, 5, 2]]}
    assert statement["accessed"] == {"date-parts": [[2026, 1, 31]]}
    assert (news["type"], news["title"], news["container-title"]) == ("article-newspaper", NASTY, "The Harbour {News}")


def test_a_rough_date_and_a_span_are_told_as_such() -> None:
    rough, span = json.loads(csl([odd_key("a"), Reference("b", PAGE, "B", None, "2017/2018-06", "https://b.example", None, "", "page")]))
    assert rough["issued"] == {"date-parts": [[2012]], "circa": True}
    assert span["issued"] == {"date-parts": [[2017], [2018, 6]]}


@pytest.mark.parametrize("kind", [RECORD, PAGE, *dict(TYPES).values()], ids=lambda kind: kind.csl)
def test_a_style_sets_every_type_of_reference(kind: Any) -> None:
    one = Reference(
        "key", kind, "Harbour", "Port", "2019-05-02", "https://example.org/x", date(2026, 1, 31), "A note", "report", doi="10.1/x"
    )
    (line,) = cited([one])
    assert "Harbour" in line
    assert "2019" in line


def test_a_style_sets_a_whole_briefing() -> None:
    lines = cited(references(briefing()))
    assert len(lines) == 3
    assert "Share tools across borders." in lines[0]


@pytest.mark.parametrize(("edtf", "found"), [(None, ""), ("2017-09", "2017"), ("2012~", "2012"), ("../2019", "2019"), ("2019/..", "2019")])
def test_a_year_is_that_in_which_a_date_begins(edtf: str | None, found: str) -> None:
    assert year(edtf) == found


def test_a_span_that_is_open_gives_its_known_end_alone() -> None:
    assert parts("2019/..") == [[2019]]


def test_a_citation_in_words_makes_up_nothing() -> None:
    one = Reference("document-x", PAGE, "X", None, None, "https://example.org/x", None, "", "news article")
    assert plain(one) == "“X” (news article). Publisher not stated, no date. https://example.org/x"
