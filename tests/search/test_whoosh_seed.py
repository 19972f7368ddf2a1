from __future__ import annotations

import html
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.search import documents
from kb.search.engine import Entry
from kb.search.request import SORTS, Request
from kb.workspace import Workspace
from tests.helpers import request

REQUESTS = [
    request(),
    request("police"),
    request("dark web", filters={"kind": ("statement",)}),
    request('"dark web"', filters={"kind": ("statement", "event"), "year": ("2017",)}),
    request("-police", filters={"country": ("NL", "AT")}),
    request("crypt* OR training", filters={"project": ("titanium",), "type": ("recommendation",)}),
    request("kind:contribution", filters={"role": ("organised", "hosted")}),
    request("policng", filters={"organisation": ("tno",)}),
    request("", filters={"addressee": ("not-stated",), "uptake": ("unknown",)}),
    request("qqqqq zzzzz police", filters={"topic": ("technology",)}),
]
TEXTS = st.one_of(st.text(max_size=80), st.text(alphabet=st.sampled_from("ab \"()-*:ORNT'<>&é"), max_size=60))


@pytest.fixture(scope="module")
def entries(library: Workspace) -> dict[int, Entry]:
    """Give every entry by its number, made from the store."""
    with library.reading() as session:
        return {entry.id: entry for entry in documents.entries(session)}


def holds(entry: Entry, asked: Request, but: str = "") -> bool:
    """Tell whether an entry has the chosen values of every facet, one left aside."""
    return all(set(values) & set(entry.facets.get(name, ())) for name, values in asked.filters.items() if name != but)


@pytest.mark.parametrize("asked", REQUESTS, ids=lambda asked: asked.words)
def test_filters_leave_just_the_hits_that_have_the_values(library: Workspace, entries: dict[int, Entry], asked: Request) -> None:
    every = library.engine.find_all(replace(asked, filters={}))
    assert every
    assert set(library.engine.find_all(asked)) == {number for number in every if holds(entries[number], asked)}


@pytest.mark.parametrize("asked", REQUESTS, ids=lambda asked: asked.words)
def test_facets_are_counted_as_by_hand(library: Workspace, entries: dict[int, Entry], asked: Request) -> None:
    every = [entries[number] for number in library.engine.find_all(replace(asked, filters={}))]
    for name, counted in library.engine.find(asked).facets.items():
        wanted = Counter(value for entry in every if holds(entry, asked, but=name) for value in entry.facets.get(name, ()))
        assert dict(counted) == wanted


@pytest.mark.parametrize("asked", REQUESTS, ids=lambda asked: asked.words)
def test_the_total_is_the_number_of_all_hits(library: Workspace, asked: Request) -> None:
    assert library.engine.find(asked).total == len(library.engine.find_all(asked))


@pytest.mark.parametrize("sort", SORTS)
def test_every_page_is_a_part_of_the_whole_in_order(library: Workspace, sort: str) -> None:
    asked = request("police", sort=sort, size=7)
    every = library.engine.find_all(asked)
    pages = [library.engine.find(replace(asked, page=page)).hits for page in range(1, len(every) // 7 + 2)]
    assert [number for page in pages for number, _score in page] == every


def test_dates_fall_from_newest_to_oldest(library: Workspace, entries: dict[int, Entry]) -> None:
    dates = [entries[number].date for number in library.engine.find_all(request("police", sort="newest"))]
    assert dates == sorted(dates, reverse=True)


def test_an_exact_phrase_stands_in_every_hit(library: Workspace, entries: dict[int, Entry]) -> None:
    found = library.engine.find_all(request('"dark web"'))
    assert found
    assert all("dark web" in "\n".join(entries[number].texts.values()).lower() for number in found)


def test_a_broader_topic_finds_its_narrower_ones(library: Workspace) -> None:
    narrow = set(library.engine.find_all(request("topic:dark-markets")))
    wide = set(library.engine.find_all(request("topic:online-space")))
    assert narrow
    assert narrow < wide


@given(words=TEXTS)
@example(words="(" * 999 + "a")
@example(words="\x00")
@example(words='"*" -* OR (')
def test_any_text_gets_an_answer(library: Workspace, words: str) -> None:
    result = library.engine.find(request(words))
    assert result.total == len(library.engine.find_all(request(words)))
    assert len(result.hits) == min(result.total, 10)


@given(text=TEXTS, words=TEXTS)
@example(text="<script>alert('police')</script>", words="police script")
def test_a_snippet_of_any_text_is_safe_html(library: Workspace, text: str, words: str) -> None:
    plain = library.engine.snippet(text, request(words)).replace("<mark>", "").replace("</mark>", "")
    assert "<" not in plain
    assert ">" not in plain
    assert html.unescape(plain) in " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "words", "snippet"),
    [
        ("Police train the police", "police", "<mark>Police</mark> train the <mark>police</mark>"),
        ("Many trainings", "training", "Many <mark>trainings</mark>"),
        ("In Setúbal", "setubal", "In <mark>Setúbal</mark>"),
        ("Cryptocurrencies here", "crypto*", "<mark>Cryptocurrencies</mark> here"),
        ("The <b>police</b> & co", "police", "The &lt;b&gt;<mark>police</mark>&lt;/b&gt; &amp; co"),
        ("Nothing of <it>.", "police", "Nothing of &lt;it&gt;."),
        ("Nothing asked.", "", "Nothing asked."),
        ("No dark here.", "-dark", "No dark here."),
        ("", "police", ""),
        ("So (police), said.", "police", "So (<mark>police</mark>), said."),
        ("Dark-web/police trade", "police", "<mark>Dark-web/police</mark> trade"),
        ("One,police;two", "police", "One,<mark>police</mark>;two"),
        ("The police and a model", '"the police"', "The <mark>police</mark> and a model"),
        ("Operators in operation", "operatio*", "Operators in <mark>operation</mark>"),
        ("A cryptocurrency, a crypto-currency", "crypto-cur*", "A <mark>cryptocurrency</mark>, a <mark>crypto-currency</mark>"),
        ("Lines\n\tand  blanks", "blanks", "Lines and <mark>blanks</mark>"),
    ],
)
def test_a_snippet_marks_the_words_found(library: Workspace, text: str, words: str, snippet: str) -> None:
    assert library.engine.snippet(text, request(words)) == snippet


def test_a_snippet_of_a_long_text_is_the_part_that_answers(library: Workspace) -> None:
    text = "before " * 200 + "the police came " + "after " * 200
    snippet = library.engine.snippet(text, request("police"))
    assert "the <mark>police</mark> came" in snippet
    assert len(snippet) < 400


def test_a_snippet_is_the_part_with_most_of_the_words(library: Workspace) -> None:
    text = f"{'police ' * 3}{'before ' * 100}a dark police web {'after ' * 100}"
    assert "a <mark>dark</mark> <mark>police</mark> <mark>web</mark> after" in library.engine.snippet(text, request("dark web police"))


def test_a_snippet_begins_and_ends_with_whole_words(library: Workspace) -> None:
    snippet = library.engine.snippet("before " * 99 + "police " + "after " * 99, request("police"))
    before, after = snippet.split("<mark>police</mark>")
    assert set(before.split()) == {"before"}
    assert set(after.split()) == {"after"}
    assert 200 < len(before) + len(after) < 240


def test_a_snippet_from_the_end_of_a_text_is_as_long_as_any(library: Workspace) -> None:
    snippet = library.engine.snippet("before " * 99 + "police.", request("police"))
    assert snippet.endswith("<mark>police</mark>.")
    assert len(snippet) > 200


@pytest.mark.parametrize("between", [",", "。", ")("])
def test_a_snippet_of_a_text_without_blanks_is_no_longer(library: Workspace, between: str) -> None:
    snippet = library.engine.snippet(between.join(["before"] * 200 + ["police"] + ["after"] * 200), request("police"))
    assert f"before{between}<mark>police</mark>{between}after" in snippet
    assert len(snippet) < 400


def test_a_snippet_without_a_match_is_the_beginning(library: Workspace) -> None:
    assert len(library.engine.snippet("word " * 200, request("police"))) == 240
