"""Text for people that can be said in other languages.

A :class:`Told` is its English text, so commands, files and programs need to know nothing of it. Where a page is made in
another language, its HTML is the text in that language: whoever makes a sentence need not know who will read it.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self, TypeVar

import babel
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal


@dataclass(frozen=True)
class Speaker:
    """What says things in one language.

    ``message`` gives the words for an English text, and for the English text of many with their number; ``label`` what
    a record is called, by its kind and id, ``None`` where the language has no name of its own for it.
    """

    locale: babel.Locale
    message: Callable[[str, str | None, int], str]
    label: Callable[[str, str], str | None]


Key = TypeVar("Key")
SPEAKER: ContextVar[Speaker | None] = ContextVar("speaker", default=None)


@contextmanager
def spoken_by(speaker: Speaker | None) -> Iterator[None]:
    """Let HTML be made in the language of a speaker; ``None`` speaks English."""
    before = SPEAKER.set(speaker)
    try:
        yield
    finally:
        SPEAKER.reset(before)


class Spoken(str):
    """An English text that knows how it is said elsewhere."""

    __slots__ = ()

    def said(self, _speaker: Speaker) -> str:
        """Say it in the language of a speaker."""
        return str(self)

    def __html__(self) -> str:
        """Give it as HTML in the language of the page that is made."""
        return html.escape(say(self))

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """Leave the process as plain text."""
        return str, (str(self),)


def say(value: object) -> str:
    """Give a text in the language of the page that is made; what is no :class:`Spoken` as it is."""
    return _said(value, SPEAKER.get())


def _said(value: object, speaker: Speaker | None) -> str:
    return value.said(speaker) if speaker and isinstance(value, Spoken) else str(value)


class Told(Spoken):
    """A text of the catalogue, with values in it.

    >>> Told("%(first)s of %(last)s", first=1, last=2)
    '1 of 2'
    """

    __slots__ = ("many", "number", "text", "values")

    def __new__(cls, text: str, /, **values: object) -> Self:
        """Make a sentence of its form, which stands in the catalogue, and what it tells of."""
        made = super().__new__(cls, text % values if values else text)
        made.text, made.many, made.number, made.values = text, None, 1, values
        return made

    text: str
    many: str | None
    number: int
    values: Mapping[str, object]

    def said(self, speaker: Speaker) -> str:
        """Look it up, and say the values in it."""
        found = speaker.message(self.text, self.many, self.number)
        return found % {name: _said(value, speaker) for name, value in self.values.items()} if self.values else found


def told_many(one: str, many: str, number: int, /, **values: object) -> Told:
    """Make a sentence about one or many, their number as ``%(num)s``.

    >>> told_many("%(num)s record", "%(num)s records", 2000)
    '2,000 records'
    """
    made = Told(one if number == 1 else many, num=Number(number), **values)
    made.text, made.many, made.number = one, many, number
    return made


def speaking(declared: object, *names: str) -> None:
    """Let the words of a declaration, given as plain text, be said in every language; what is empty stays as it is."""
    for name in names:
        if text := getattr(declared, name):
            object.__setattr__(declared, name, Told(text))


def told_each(words: Mapping[Key, str]) -> dict[Key, str]:
    """Let the texts of a table, such as the headings of columns, be said in every language."""
    return {name: Told(text) for name, text in words.items()}


class Joined(Spoken):
    """Several texts with a sign between them."""

    __slots__ = ("parts", "sign")

    parts: tuple[str, ...]
    sign: str

    def __new__(cls, sign: str, parts: Iterable[str]) -> Self:
        """Join texts; each is said in its own way."""
        held = tuple(parts)
        made = super().__new__(cls, sign.join(held))
        made.parts, made.sign = held, sign
        return made

    def said(self, speaker: Speaker) -> str:
        """Say the parts."""
        return self.sign.join(_said(part, speaker) for part in self.parts)


class Lowered(Spoken):
    """A heading in running text, where English writes small letters."""

    __slots__ = ("heading",)

    heading: str

    def __new__(cls, heading: str) -> Self:
        """Take a heading."""
        made = super().__new__(cls, heading.lower())
        made.heading = heading
        return made

    def said(self, speaker: Speaker) -> str:
        """Say the heading as it is."""
        return _said(self.heading, speaker)


class Label(Spoken):
    """What a record is called: in its own language, or in that of the page where it has a name in it."""

    __slots__ = ("kind", "slug")

    kind: str
    slug: str

    def __new__(cls, label: str, kind: str, slug: str) -> Self:
        """Take the label on record, and whose it is."""
        made = super().__new__(cls, label)
        made.kind, made.slug = kind, slug
        return made

    def said(self, speaker: Speaker) -> str:
        """Give the name in the language of the speaker, or the label."""
        return speaker.label(self.kind, self.slug) or str(self)


class Formed(Spoken):
    """A value that every language writes in its own form."""

    __slots__ = ("value",)

    value: Any

    @classmethod
    def of(cls, value: Any, english: str) -> Formed:
        """Take a value with its English form."""
        made = cls(english)
        made.value = value
        return made


class Number(Formed):
    """A whole number with marks for thousands.

    >>> Number(54065)
    '54,065'
    """

    __slots__ = ()

    def __new__(cls, value: int) -> Self:
        """Write it the English way."""
        made = super().__new__(cls, f"{value:,}")
        made.value = value
        return made

    def said(self, speaker: Speaker) -> str:
        """Write it as the language does."""
        return format_decimal(self.value, locale=speaker.locale)


class Decimals(Formed):
    """A number with one decimal."""

    __slots__ = ()

    def said(self, speaker: Speaker) -> str:
        """Write it as the language does."""
        return format_decimal(self.value, format="#,##0.0", locale=speaker.locale)


class Money(Formed):
    """An amount of euro."""

    __slots__ = ()

    def said(self, speaker: Speaker) -> str:
        """Write it as the language does."""
        return format_currency(self.value, "EUR", locale=speaker.locale)


class Day(Formed):
    """A day."""

    __slots__ = ()

    def said(self, speaker: Speaker) -> str:
        """Write it out as the language does."""
        return format_date(self.value, "long", locale=speaker.locale)


class Month(Formed):
    """A month of a year."""

    __slots__ = ()

    def said(self, speaker: Speaker) -> str:
        """Write it out as the language does."""
        return format_skeleton("yMMMM", self.value, locale=speaker.locale)


class Clock(Formed):
    """A time of day."""

    __slots__ = ()

    def said(self, speaker: Speaker) -> str:
        """Write it as the language does."""
        return format_time(self.value, "short", locale=speaker.locale)


class Country(Formed):
    """A country, by its code."""

    __slots__ = ()

    def said(self, speaker: Speaker) -> str:
        """Name it."""
        return str(speaker.locale.territories.get(self.value, self.value))


class Language(Formed):
    """A language, by its code."""

    __slots__ = ()

    def said(self, speaker: Speaker) -> str:
        """Name it."""
        return str(speaker.locale.languages.get(self.value, self.value))


def decimals(value: float | Decimal) -> Formed:
    """Give a number with one decimal.

    >>> decimals(1234.56)
    '1,234.6'
    """
    return Decimals.of(value, f"{value:,.1f}")


def day(value: date) -> Formed:
    """Give a day in words.

    >>> day(date(2017, 9, 6))
    '6 September 2017'
    """
    return Day.of(value, f"{value.day} {value:%B} {value.year}")


def moment(value: datetime) -> Told:
    """Give a day and the minute of it, in UTC.

    >>> moment(datetime(2017, 9, 6, 8, 30))
    '6 September 2017 at 08:30 UTC'
    """
    return Told("%(day)s at %(time)s UTC", day=day(value), time=Clock.of(value, f"{value:%H:%M}"))
