"""The values chosen of a facet: wanted ones, ones to leave out, and spans of years.

A value with ``-`` before it leaves out what has it, as ``topic=-bitcoin``; ``year=2016..2018`` takes any of these years, and
either end may be open. No value of a facet begins with ``-``: they are ids, years, codes and words of vocabularies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

from kb.told import Joined, Told

EXCLUDED = "-"
SPAN = re.compile(r"([0-9]{4})?\.\.([0-9]{4})?")


def is_excluded(value: str) -> bool:
    """Tell whether a choice leaves out what has its value."""
    return value.startswith(EXCLUDED)


def bare(value: str) -> str:
    """Give the value of a choice.

    >>> bare("-bitcoin"), bare("bitcoin")
    ('bitcoin', 'bitcoin')
    """
    return value.removeprefix(EXCLUDED)


def opposite(value: str) -> str:
    """Give the choice that leaves out what another wants, and the other way round."""
    return bare(value) if is_excluded(value) else EXCLUDED + value


def wanted(values: Iterable[str]) -> list[str]:
    """Give the values of which a record must have one, if there are any."""
    return [value for value in values if not is_excluded(value)]


def excluded(values: Iterable[str]) -> list[str]:
    """Give the values none of which a record may have."""
    return [bare(value) for value in values if is_excluded(value)]


def span(facet: str, value: str) -> tuple[int | None, int | None] | None:
    """Give the first and the last year of a span, the smaller first, ``None`` for an open end; ``None`` for what is no span.

    >>> span("year", "2018..2016"), span("year", "2016.."), span("year", "2016"), span("year", "..")
    ((2016, 2018), (2016, None), None, None)
    """
    found = SPAN.fullmatch(bare(value)) if facet == "year" else None
    ends = [int(year) if year else None for year in found.groups()] if found else [None, None]
    if ends == [None, None]:
        return None
    first, last = ends
    return (last, first) if first and last and last < first else (first, last)


def years(first: int | None, last: int | None, held: Iterable[str]) -> list[str]:
    """Give those of some values that are years of a span, both ends included."""
    numbers = ((value, int(value)) for value in held if value.isdecimal())
    return [value for value, year in numbers if (first is None or first <= year) and (last is None or year <= last)]


def in_words(facet: str, value: str, words: Mapping[str, str]) -> str:
    """Say a choice as people read it; ``words`` are those of the values.

    >>> in_words("topic", "-bitcoin", {"bitcoin": "Bitcoin"}), in_words("year", "2016..", {})
    ('not Bitcoin', 'since 2016')
    """
    found = span(facet, value)
    said = _of_years(*found) if found else words.get(bare(value), bare(value))
    return Told("not %(value)s", value=said) if is_excluded(value) else said


def _of_years(first: int | None, last: int | None) -> Told:
    if first and last:
        return Told("%(first)s to %(last)s", first=str(first), last=str(last))
    return Told("since %(year)s", year=str(first)) if first else Told("until %(year)s", year=str(last))


def condition(facet: str, values: Sequence[str], words: Mapping[str, str]) -> str:
    """Say all choices of a facet as one condition.

    >>> condition("kind", ["event", "-tool", "topic"], {})
    'event or topic, not tool'
    """
    any_of = [in_words(facet, value, words) for value in wanted(values)]
    none_of = [in_words(facet, value, words) for value in values if is_excluded(value)]
    return Joined(", ", [*([reduce(_either, any_of)] if any_of else []), *none_of])


def _either(first: str, second: str) -> Told:
    return Told("%(first)s or %(second)s", first=first, second=second)
