from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kb.search.engine import Entry
from kb.search.request import SORTS, Request
from kb.search.whoosh import WhooshEngine
from kb.workspace import Workspace
from tests.helpers import entry, request

DAYS = (0, 20180101, 20190101)


def numbered(numbers: range) -> Iterator[Entry]:
    """Make entries of which many stand alike: titles and days come again and again."""
    for number in numbers:
        yield entry(number, f"title {number % 5}", DAYS[number % 3], text="word " * (number % 4 + 1))


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    """Give an index of forty entries."""
    made = WhooshEngine(tmp_path / "index")
    made.rebuild(numbered(range(1, 41)), lambda _done: None)
    return made


def forward(engine: WhooshEngine, asked: Request) -> Iterator[list[int]]:
    """Yield the pages from the first to the last, each by the mark of the one before."""
    after: str | None = None
    while True:
        result = engine.find(replace(asked, after=after))
        yield [number for number, _score in result.hits]
        after = result.next
        if after is None:
            return


@pytest.mark.parametrize("sort", SORTS)
def test_pages_that_follow_their_marks_are_the_whole_list(engine: WhooshEngine, sort: str) -> None:
    asked = request("word", sort=sort, size=7)
    pages = list(forward(engine, asked))
    assert [len(page) for page in pages] == [7, 7, 7, 7, 7, 5]
    assert [number for page in pages for number in page] == engine.find_all(asked)


@pytest.mark.parametrize("sort", SORTS)
def test_the_page_before_is_the_one_that_led_here(engine: WhooshEngine, sort: str) -> None:
    asked = request("word", sort=sort, size=7)
    first = engine.find(asked)
    second = engine.find(replace(asked, after=first.next))
    third = engine.find(replace(asked, after=second.next))
    assert engine.find(replace(asked, before=third.previous)).hits == second.hits
    assert engine.find(replace(asked, before=second.previous)).hits == first.hits


def test_the_first_page_has_none_before_it_and_the_last_none_after(engine: WhooshEngine) -> None:
    first, last = (engine.find(request(sort="label", size=20, page=page)) for page in (1, 2))
    assert (first.previous, last.next) == (None, None)
    assert engine.find(request(sort="label", size=20, before=last.previous)).previous is None


def test_a_list_of_one_page_and_an_empty_one_have_no_marks(engine: WhooshEngine) -> None:
    found = [engine.find(asked) for asked in (request(size=40), request("word", page=9), request("zzz"))]
    assert [(result.next, result.previous) for result in (found[0], found[2])] == [(None, None)] * 2
    assert found[1].hits == []


def test_a_numbered_page_and_the_same_page_by_mark_agree(engine: WhooshEngine) -> None:
    asked = request("word", sort="newest", size=7)
    numbered_one = engine.find(replace(asked, page=3))
    by_mark = engine.find(replace(asked, after=engine.find(replace(asked, page=2)).next))
    assert (by_mark.hits, by_mark.next, by_mark.previous) == (numbered_one.hits, numbered_one.next, numbered_one.previous)


@pytest.mark.parametrize("sort", SORTS)
def test_records_that_come_before_a_mark_do_not_shift_what_follows(engine: WhooshEngine, sort: str) -> None:
    asked = request("word", sort=sort, size=10)
    before = engine.find_all(asked)
    mark = engine.find(asked).next
    engine.update([entry(50, "a title", 20250101, text="word " * 9), entry(51, "a title", 20010101, text="word " * 9)], [])
    kept = [number for number in engine.find_all(replace(asked, after=None)) if number < 50]
    assert kept == before
    after = engine.find(replace(asked, after=mark, size=40))
    assert [number for number, _score in after.hits if number < 50] == before[10:]


@pytest.mark.parametrize("sort", SORTS)
def test_records_that_go_leave_no_gap_after_a_mark(engine: WhooshEngine, sort: str) -> None:
    asked = request("word", sort=sort, size=10)
    before = engine.find_all(asked)
    mark = engine.find(asked).next
    engine.update([], before[2:7])
    assert [number for number, _score in engine.find(replace(asked, after=mark)).hits] == before[10:20]


@pytest.mark.parametrize("sort", ["newest", "oldest", "label"])
def test_a_mark_holds_when_its_own_record_is_gone(engine: WhooshEngine, sort: str) -> None:
    asked = request("word", sort=sort, size=10)
    before = engine.find_all(asked)
    mark = engine.find(asked).next
    engine.update([], [before[9]])
    assert [number for number, _score in engine.find(replace(asked, after=mark)).hits] == before[10:20]
    assert [number for number, _score in engine.find(replace(asked, before=mark)).hits] == before[:9]


def test_a_mark_holds_when_its_own_record_is_renamed(engine: WhooshEngine) -> None:
    asked = request("word", sort="label", size=10)
    before = engine.find_all(asked)
    mark = engine.find(asked).next
    engine.update([entry(before[9], "zzz", text="word")], [])
    assert [number for number, _score in engine.find(replace(asked, after=mark)).hits] == before[10:20]


def test_a_mark_by_relevance_of_a_record_that_is_no_hit_any_more_goes_by_its_score(engine: WhooshEngine) -> None:
    asked = request("word", size=10)
    before = engine.find_all(asked)
    mark = engine.find(asked).next
    engine.update([entry(before[9], "title", text="nothing")], [])
    following = [number for number, _score in engine.find(replace(asked, after=mark)).hits]
    assert set(following) <= set(before) - {before[9]}
    assert following


@pytest.mark.parametrize("sort", SORTS)
def test_pages_of_the_shipped_records_are_the_whole_list(library: Workspace, sort: str) -> None:
    asked = request("police", sort=sort, size=13)
    engine = library.engine
    assert isinstance(engine, WhooshEngine)
    assert [number for page in forward(engine, asked) for number in page] == engine.find_all(asked)
