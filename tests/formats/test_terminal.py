from __future__ import annotations

import pytest

from kb.formats import terminal
from kb.queries import lists, pages
from kb.queries.shapes import Ref, Source, Table
from kb.records import Counts
from kb.schema import KINDS
from kb.search import find
from kb.search.sync import Difference
from kb.workspace import Workspace
from tests.helpers import all_refs

TITANIUM = Ref("project", "titanium", "TITANIUM")
REPORT = Ref("document", "report", "A report")


def shown(library: Workspace, kind: str, slug: str) -> list[str]:
    with library.reading() as session:
        return terminal.page(pages.page(session, kind, slug)).splitlines()


def test_a_row_is_the_record_with_its_address_and_what_is_known() -> None:
    columns = {"record": "Project", "start": "Start", "end": "End"}
    found = terminal.table(Table(columns, [{"record": TITANIUM, "start": "2017", "end": None}], 1))
    assert found.splitlines() == ["1 row", "", "TITANIUM  [projects/titanium]", "  Start: 2017"]


def test_a_part_of_a_table_says_how_much_of_it_is_shown() -> None:
    assert terminal.table(Table({"record": "Project"}, [{"record": TITANIUM}], 3)).startswith("3 rows, 1 shown\n")


def test_notes_stand_above_the_rows() -> None:
    assert terminal.table(Table({}, [], 0, ["no record has all of these words"])).splitlines() == [
        "no record has all of these words",
        "0 rows",
    ]


def test_a_row_about_nobody_says_so() -> None:
    assert "nobody named" in terminal.table(Table({"record": "Person"}, [{"record": "nobody named"}], 1))


@pytest.mark.parametrize(
    ("snippet", "text"),
    [
        ("a <mark>b</mark> c", "a *b* c"),
        ("&lt;script&gt; &amp; <mark>x</mark>", "<script> & *x*"),
        ("  two\n lines ", "two lines"),
    ],
)
def test_a_snippet_has_the_words_found_in_asterisks(snippet: str, text: str) -> None:
    assert terminal.unmarked(snippet) == text


def test_a_search_lists_hits_with_snippets_then_facets(small: Workspace) -> None:
    with small.reading() as session:
        found = terminal.search(find.find(session, small.engine, find.ask("policy makers"))).splitlines()
    assert found[:3] == ["1 record", "", "Share tools across borders.  [statements/s-share]"]
    assert found[3] == "  recommendation · unknown"
    assert "*policy* *makers*" in found[4]
    assert "kind: statement (1)" in found


def test_a_facet_shows_its_eight_most_frequent_values(library: Workspace) -> None:
    with library.reading() as session:
        found = terminal.search(find.find(session, library.engine, find.ask())).splitlines()
    topics = next(line for line in found if line.startswith("topic: "))
    assert topics.count("(") == 8


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_record_can_be_shown(library: Workspace, kind: str) -> None:
    with library.reading() as session:
        refs = all_refs(session, kind)
    lines = shown(library, kind, refs[0].slug)
    assert lines[0] == f"{KINDS[kind].text.one}: {refs[0].label}"
    assert lines[1] == f"  {refs[0].path}"
    assert lines[-1].startswith("Version 1, last changed ")


def test_a_page_tells_support_topics_facts_and_sources(library: Workspace) -> None:
    lines = shown(library, "statement", "f-no-global-strategy")
    assert "Rests on 2 documents, 1 independent origin, 1 named voice." in lines
    assert "Topics: International cooperation" in lines
    assert "Stated: 26 September 2017" in lines
    assert any(
        line.startswith("  International Workshop Policing the Dark Web [seed-tno], paragraph 5, quotation, https://") for line in lines
    )


def test_a_page_shows_every_value_where_sources_disagree(library: Workspace) -> None:
    lines = shown(library, "event", "ws-darkweb-2017")
    at = lines.index("Attendance: 70")
    assert lines[at + 1] == "  70 (in use): seed-tno, paragraph 2; seed-kemea, paragraph 3"
    assert lines[at + 2] == "  65 (not in use): m4s-blog19, line 6. The project's own follow-up post."


def test_a_fact_that_no_source_gives_is_not_stated(library: Workspace) -> None:
    assert "Attendance: not stated" in shown(library, "event", "interpol-wg1-2018")


def test_a_page_tells_what_was_looked_for_and_not_found(library: Workspace) -> None:
    lines = shown(library, "project", "media4sec")
    assert any("(since found in cordis-register-2020)" in line for line in lines[lines.index("Not on record:") :])


def test_a_record_without_a_source_says_so(library: Workspace) -> None:
    assert "No source is on record." in shown(library, "document", "seed-tno")


def test_a_page_lists_what_refers_to_it(library: Workspace) -> None:
    lines = shown(library, "person", "van-oss-jaap")
    assert "Quoted in statements (5):" in lines


def test_a_place_is_cited_with_all_that_is_known() -> None:
    whole = Source(REPORT, "page 2", "quotation", url="https://example.org")
    assert terminal.place(whole) == "A report [report], page 2, quotation, https://example.org"
    assert terminal.place(Source(REPORT, None)) == "A report [report]"


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (Counts(3, 2, 1), "3 created, 2 changed, 1 unchanged"),
        (Counts(0, 0, 9, 4), "0 created, 0 changed, 9 unchanged, 4 kept as they were changed since"),
    ],
)
def test_a_load_says_what_it_did(counts: Counts, words: str) -> None:
    assert terminal.counts(counts) == words


def test_numbers_are_told_by_kind_and_link(library: Workspace) -> None:
    with library.reading() as session:
        lines = [line.split() for line in terminal.stats(lists.stats(session)).splitlines()]
    assert ["86", "organisations"] in lines
    assert ["58", "participation", "links"] in lines
    assert ["0", "marks", "waiting", "for", "the", "index"] in lines


@pytest.mark.parametrize(
    ("found", "repaired", "words"),
    [
        (Difference([], [], []), False, "Index and store agree."),
        (Difference([1, 2], [3], []), True, "2 missing, 1 out of date, 0 too many; repaired."),
        (Difference([], [], [4]), False, '0 missing, 0 out of date, 1 too many. Run "kb index check --repair" to put it right.'),
    ],
)
def test_a_comparison_says_where_index_and_store_differ(found: Difference, repaired: bool, words: str) -> None:  # noqa: FBT001 - a case
    assert terminal.difference(found, repaired=repaired) == words
