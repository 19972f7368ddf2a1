from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import BadRequest
from kb.search.find import ask
from kb.search.paging import MAX_TITLE, MAX_TOKEN, Mark, mark
from kb.search.request import SORTS

MARKS = st.builds(
    Mark,
    st.sampled_from(SORTS),
    st.integers(min_value=0, max_value=(1 << 32) - 1),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=MAX_TITLE),
    st.integers(min_value=0, max_value=1 << 40),
)
SOME = Mark("newest", 79_999_998, "dark web", 12)


def written(told: object) -> str:
    """Write anything as a mark is written."""
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


@given(told=MARKS)
def test_a_mark_is_read_as_it_was_written(told: Mark) -> None:
    assert mark(told.token()) == told


@given(told=MARKS)
def test_a_mark_may_stand_in_an_address_as_it_is(told: Mark) -> None:
    assert set(told.token()) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_a_long_title_is_cut_so_that_the_mark_stays_short() -> None:
    assert mark(Mark("label", 0, "a" * 500, 3).token()).title == "a" * MAX_TITLE


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "%%%",
        "é",
        "AAAA",
        "A" * (MAX_TOKEN + 1),
        SOME.token()[:-3],
        written([1, 2, "a"]),
        written([9, 2, "a", 1]),
        written([-1, 2, "a", 1]),
        written([0, -2, "a", 1]),
        written([0, 1 << 40, "a", 1]),
        written([0, 2, 3, 1]),
        written([0, 2, "a", 1 << 80]),
        written({"sort": "label"}),
        written([0, 2, "a" * MAX_TOKEN, 1]),
    ],
)
def test_what_is_no_mark_is_refused_in_words(token: str) -> None:
    with pytest.raises(BadRequest, match='take a mark that an answer gave as "next" or "previous"'):
        ask(after=token)


@given(token=st.text(min_size=1))
def test_any_text_is_a_mark_or_refused(token: str) -> None:
    try:
        found = ask(before=token).sort
    except BadRequest:
        found = "refused"
    assert found in (*SORTS, "refused")


def test_a_mark_brings_its_order_along() -> None:
    assert ask("dark", after=SOME.token()).sort == "newest"
    assert ask("dark", before=SOME.token(), sort="newest").before == SOME.token()


def test_a_mark_of_another_order_is_refused() -> None:
    with pytest.raises(BadRequest, match='belongs to results sorted by "newest", not by "label"'):
        ask(after=SOME.token(), sort="label")


@pytest.mark.parametrize("both", [{"before": SOME.token()}, {"page": 2}])
def test_two_names_for_a_page_are_refused(both: dict[str, str]) -> None:
    with pytest.raises(BadRequest, match='one of "page", "after" and "before"'):
        ask(after=SOME.token(), **both)  # type: ignore[arg-type] # a page is a number


def test_without_a_mark_nothing_changes() -> None:
    asked = ask("dark", page=3)
    assert (asked.sort, asked.page, asked.after, asked.before) == ("relevance", 3, None, None)
