"""Dates that may be a year, a month, a day or a span of these.

The notation is a small part of the Extended Date/Time Format (ISO 8601-2,
levels 0 and 1): ``2017``, ``2017-09``, ``2017-09-26``, ``2012~`` (about),
``2017/2018`` (from, to) and ``2019/..`` (open end). It sorts as text.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

from kb.errors import BadValue
from kb.told import Month, Told, day

POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(~?)", re.ASCII)
OPEN = ".."


def check(text: str) -> str:
    """Give the date back if it is one; raise :class:`BadValue` otherwise."""
    start, slash, end = text.partition("/")
    first, last = _first(start), _last(end) if slash and end != OPEN else date.max
    if first is None or last is None or first > last:
        raise BadValue(reason=Told('"%(typed)s" is not a date; write 2017, 2017-09 or 2017-09-26, or a span such as 2017/2018', typed=text))
    return text


def bounds(text: str | None) -> tuple[date | None, date | None]:
    """Give the first and the last day a date may mean; ``None`` where it is open or not stated."""
    if not text:
        return None, None
    start, slash, end = text.partition("/")
    return _first(start), _last(end if slash else start)


def years(start: str | None, end: str | None = None) -> list[int]:
    """Give every year between two dates, the open end not counted.

    >>> years("2016-07-01", "2018-12-31")
    [2016, 2017, 2018]
    """
    first, last = bounds(start)
    _, end_last = bounds(end)
    last = end_last or last or first
    return list(range(first.year, max(first.year, last.year) + 1)) if first and last else []


def words(text: str) -> str:
    """Give a date as people write it.

    >>> words("2017-09-26"), words("2012~"), words("2017/2018"), words("2019/..")
    ('26 September 2017', 'about 2012', '2017 to 2018', '2019 or later')
    """
    start, slash, end = text.partition("/")
    if not slash:
        return _point_words(start)
    if end == OPEN:
        return Told("%(date)s or later", date=_point_words(start))
    return Told("%(first)s to %(last)s", first=_point_words(start), last=_point_words(end))


def _parts(point: str) -> tuple[int, int | None, int | None] | None:
    match = POINT.fullmatch(point)
    if not match:
        return None
    year, month, day = match.group(1, 2, 3)
    return int(year), int(month) if month else None, int(day) if day else None


def _first(point: str) -> date | None:
    parts = _parts(point)
    if not parts:
        return None
    year, month, day = parts
    return _day(year, 1 if month is None else month, 1 if day is None else day)


def _last(point: str) -> date | None:
    parts = _parts(point)
    if not parts:
        return None
    year, month, day = parts[0], 12 if parts[1] is None else parts[1], parts[2]
    first = _day(year, month, 1)
    if first is None or day is not None:
        return _day(year, month, day or 0)
    return first.replace(day=calendar.monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _point_words(point: str) -> str:
    first = _first(point)
    if first is None:
        return point
    named = _named(point, first)
    return Told("about %(date)s", date=named) if point.endswith("~") else named


def _named(point: str, first: date) -> str:
    """Name a day, a month or a year; ``first`` is its first day."""
    _year, month, of_month = _parts(point) or (0, None, None)
    if of_month:
        return day(first)
    return Month.of(first, f"{calendar.month_name[first.month]} {first.year}") if month else str(first.year)
