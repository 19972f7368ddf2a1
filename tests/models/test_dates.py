from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import BadValue
from kb.models import dates

DAYS = st.dates(min_value=date(1000, 1, 1))
CUTS = st.sampled_from((4, 7, 10))
POINTS = st.builds(lambda day, cut: day.isoformat()[:cut], DAYS, CUTS)


@pytest.mark.parametrize("text", ["2017", "2017-09", "2017-09-26", "2012~", "2017/2018", "2019/..", "2017-02/2017-02", "2016-02-29"])
def test_a_date_in_the_notation_is_accepted_as_it_is(text: str) -> None:
    assert dates.check(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "17",
        "2017-1",
        "2017-13",
        "2017-00",
        "2017-05-00",
        "2017-02-30",
        "0000",
        "2017/",
        "/2017",
        "../2017",
        "2018/2017",
        "2017/2018-13",
        "2017/x",
        "..",
        "x",
        "٢٠١٧",
    ],
)
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadValue, match="is not a date; write 2017, 2017-09 or 2017-09-26") as caught:
        dates.check(text)
    assert f'"{text}"' in str(caught.value)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2017", date(2017, 1, 1), date(2017, 12, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2017-09-26", date(2017, 9, 26), date(2017, 9, 26)),
        ("2012~", date(2012, 1, 1), date(2012, 12, 31)),
        ("2017/2018-03", date(2017, 1, 1), date(2018, 3, 31)),
        ("2019/..", date(2019, 1, 1), None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_date_covers_every_day_it_may_mean(text: str | None, first: date | None, last: date | None) -> None:
    assert dates.bounds(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2017", "2017"),
        ("2017-09", "September 2017"),
        ("2017-09-06", "6 September 2017"),
        ("2012~", "about 2012"),
        ("2017/2018", "2017 to 2018"),
        ("2019/..", "2019 or later"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_date_reads_as_people_write_it(text: str, words: str) -> None:
    assert dates.words(text) == words


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2016-07-01", "2018-12-31", [2016, 2017, 2018]),
        ("2017", None, [2017]),
        ("2017/2019", None, [2017, 2018, 2019]),
        ("2019/..", None, [2019]),
        ("2018", "2017", [2018]),
        (None, "2017", []),
        (None, None, []),
    ],
)
def test_the_years_between_two_dates(start: str | None, end: str | None, years: list[int]) -> None:
    assert dates.years(start, end) == years


@given(POINTS)
def test_every_year_month_and_day_is_a_date_that_reads_back(text: str) -> None:
    first, last = dates.bounds(dates.check(text))
    assert first is not None
    assert last is not None
    assert first.isoformat()[: len(text)] == last.isoformat()[: len(text)] == text


@given(DAYS, DAYS, CUTS)
def test_a_span_begins_with_its_first_day_and_ends_with_its_last(one: date, other: date, cut: int) -> None:
    start, end = (day.isoformat()[:cut] for day in sorted((one, other)))
    assert dates.bounds(dates.check(f"{start}/{end}")) == (dates.bounds(start)[0], dates.bounds(end)[1])


@given(DAYS)
def test_the_words_of_a_day_hold_day_month_and_year(day: date) -> None:
    assert dates.words(day.isoformat()) == f"{day.day} {calendar.month_name[day.month]} {day.year}"


@given(DAYS, DAYS)
def test_dates_sort_as_text(one: date, other: date) -> None:
    assert (one < other) == (one.isoformat() < other.isoformat())


@given(st.text(max_size=25))
def test_any_text_is_either_a_date_or_refused(text: str) -> None:
    try:
        assert dates.check(text) == text
    except BadValue as error:
        assert "is not a date" in str(error)  # noqa: PT017 - either is right
