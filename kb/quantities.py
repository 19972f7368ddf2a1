"""Numbers with what they count, in English and Greek texts: "about 70 experts", "some seventy", "70-80 people", "4.324 άτομα"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple, TypeVar

from kb.numerals import DIGITS, MONTHS, SCALES, listed, number_of, spelled
from kb.words import Word, fold, words_of

Key = TypeVar("Key", bound=Hashable)
# A number told as about so many agrees with one that differs by this part of it.
LEEWAY = 0.05
# What is counted stands within so many words of its number.
FAR = 5
# How it is told stands within so many words before it; a number in words has no more of them than this.
NEAR, SPELLED = 6, 8
YEARS = range(1900, 2100)
ABOUT = re.compile(
    r"\b(about|around|some|roughly|approximately|nearly|almost|circa|ca|c|close to|περιπου|γυρω (?:στ\w+|απο)|σχεδον|καπου|καμια)\W*$"
)
MORE = re.compile(r"\b(more than|over|at least|upwards of|above|πανω απο|περισσοτερ\w+ απο|τουλαχιστον|ανω των)\W*$")
LESS = re.compile(r"\b(less than|fewer than|under|up to|at most|μεχρι|εωσ|λιγοτερ\w+ απο|κατω απο|κατω των)\W*$")
BEFORE = re.compile(
    r"\b(attendance of|audience of|turnout of|attended by|joined by|attracted|participation of|συμμετοχη)\W*(?:\w+\W+){0,2}$"
)
MONEY = re.compile(r"(€|\beur|\beuros?)\s*$")
TO = re.compile(r"^\s*(?:-|–|—|to|and|or|εωσ|με|και|η)\s*$", re.IGNORECASE)
BETWEEN = re.compile(r"(between|μεταξύ)\s*$", re.IGNORECASE)
BROKEN = re.compile(r"[.,;:!?()\[\]\"“”«»|·]|\n\n")
PERCENT = re.compile(r"\s?%|\s(?:per cent|percent|τοις εκατό)\b", re.IGNORECASE)
EURO = re.compile(r"\s?€")
CAME = re.compile(r"\s+(?:had |have )?(?:came|come|attended|took part|turned up|registered)\b")
# What ends the words that say what is counted.
ENDS = frozenset(
    listed(
        "of in from to at on by with for and or as than that which who were was are is have has had will would this last next since per "
        "the a an out first second third other more most when where while then can may must should could do does did not "
        "του της των στο στη στην στον στις στους στα απο με για και που ηταν ειναι θα την τον το τη τους τις κατα οταν δεν"
    )
)
# Words that are counted alike, by how they begin.
ALIKE: Mapping[str, tuple[str, ...]] = {
    "people": (
        *("particip", "attend", "delegat", "visitor", "guest", "people", "person", "expert", "professional", "practitioner"),
        *("συμμετ", "συνεδρ", "ατομ", "ανθρωπ", "εμπειρογνωμ", "επαγγελματ", "παρευρ", "παραβρ", "εκπροσωπ", "representative"),
    ),
    "countries": ("countr", "state", "nation", "χωρ", "κρατ"),
    "companies": ("compan", "firm", "εταιρεια", "εταιρει"),
    "organisations": ("organi", "partner", "institution", "οργανισμ", "εταιρ", "φορε"),
    "workers": ("worker", "employee", "εργαζ", "υπαλληλ"),
    "projects": ("project", "εργ"),
    "arrests": ("arrest", "συλληψ", "συνεληφθ"),
    "containers": ("container", "εμπορευματοκιβωτ"),
    "hours": ("hour", "ωρ"),
    "euros": ("euro", "eur", "ευρω"),
    "days": ("day", "ημερ", "μερ"),
    "months": ("month", "μην"),
    "years": ("year", "ετ", "χρον"),
}


@dataclass(frozen=True)
class Quantity:
    """A number as a source tells it, from ``low`` to ``high`` (``None``: no bound is told), of what, and where it stands in code points."""

    low: float | None
    high: float | None
    about: bool
    noun: str
    start: int
    end: int
    text: str

    @property
    def words(self) -> str:
        """Give the number as it is told, with what it leaves open."""
        if self.high is None or self.low is None:
            return f"{'more' if self.high is None else 'less'} than {self.text}"
        return f"about {self.text}" if self.about else self.text


class _Number(NamedTuple):
    value: float
    start: int
    end: int


def quantities(text: str, left_out: Iterable[Sequence[int]] = ()) -> list[Quantity]:
    """Give the numbers of a text that count something, in order. Dates and numbers of things (page 3) are none.

    >>> [(one.low, one.high, one.noun, one.about) for one in quantities("Some seventy experts from 70-80 countries met in 2017.")]
    [(70.0, 70.0, 'people', True), (70.0, 80.0, 'countries', False)]
    """
    words = words_of(text, left_out)
    return list(_counting(text, words, _ranges(text, list(_numbers(text, words)))))


def _counting(text: str, words: Sequence[Word], numbers: Iterable[tuple[_Number, _Number]]) -> Iterator[Quantity]:
    starts = [word.start for word in words]
    for first, last in numbers:
        place, behind = bisect_left(starts, first.start), bisect_left(starts, last.end)
        before = " ".join(word.folded for word in words[max(0, place - NEAR) : place]) + " "
        noun, end = _noun(text, words[behind : behind + FAR], first, last, before)
        if noun:
            low, high = _bounds(before, first.value, last.value)
            yield Quantity(low, high, bool(ABOUT.search(before)), noun, first.start, end, " ".join(text[first.start : end].split()))


def _bounds(before: str, first: float, last: float) -> tuple[float | None, float | None]:
    if MORE.search(before):
        return first, None
    return (None, last) if LESS.search(before) else (first, last)


def _noun(text: str, following: Sequence[Word], first: _Number, last: _Number, before: str) -> tuple[str, int]:
    """Give what a number counts, and where that ends; nothing for a number that counts nothing."""
    for sign, noun in ((PERCENT, "percent"), (EURO, "euros"), (CAME, "people")):
        if found := sign.match(text, last.end):
            return noun, found.end()
    if following and following[0].folded.startswith(MONTHS):
        return "", last.end
    if MONEY.search(text[max(0, first.start - 6) : first.start].casefold()):
        return "euros", last.end
    counted = list(_run(text, last.end, following))
    for word in counted:
        if noun := _kind(word.folded):
            return noun, word.end
    if BEFORE.search(before):
        return "people", last.end
    return (counted[-1].folded.removesuffix("s"), counted[-1].end) if counted else ("", last.end)


def _run(text: str, start: int, following: Iterable[Word]) -> Iterator[Word]:
    """Yield the words behind a number up to the end of what it counts."""
    for word in following:
        if BROKEN.search(text[start : word.start]) or word.folded in ENDS or word.folded.isdigit():
            return
        yield word
        start = word.end


def _kind(word: str) -> str:
    return next((noun for noun, beginnings in ALIKE.items() if word.startswith(beginnings)), "")


def _numbers(text: str, words: Sequence[Word]) -> Iterator[_Number]:
    """Yield the numbers in digits and in words, with a word such as "million" behind them."""
    written = {found.start(): found for found in DIGITS.finditer(text)}
    reached = 0
    for place, word in enumerate(words):
        if word.start < reached:
            continue
        found = written.get(word.start)
        made = _in_digits(found) if found else _in_words(text, words[place : place + SPELLED])
        if made:
            made = _scaled(text, made, words[place + 1 : place + SPELLED])
            reached = made.end
            yield made


def _scaled(text: str, number: _Number, following: Sequence[Word]) -> _Number:
    word = next((word for word in following if word.start >= number.end), None)
    if word and word.folded in SCALES and text[number.end : word.start].isspace():
        return _Number(number.value * SCALES[word.folded], number.start, word.end)
    return number


def _in_digits(found: re.Match[str]) -> _Number | None:
    value = number_of(found[0])
    return None if found[0].isdigit() and int(value) in YEARS else _Number(value, *found.span())


def _in_words(text: str, words: Sequence[Word]) -> _Number | None:
    read: list[Word] = []
    for word in words:
        if read and text[read[-1].end : word.start].strip() not in ("", "-"):
            break
        read.append(word)
    value, used = spelled([word.folded for word in read])
    return _Number(value, read[0].start, read[used - 1].end) if used else None


def _ranges(text: str, numbers: Sequence[_Number]) -> Iterator[tuple[_Number, _Number]]:
    """Yield each number as a range, one that goes "from 70 to 80" once."""
    place = 0
    while place < len(numbers):
        first, last = numbers[place], numbers[min(place + 1, len(numbers) - 1)]
        joint = fold(text[first.end : last.start])
        if last.value > first.value and TO.match(joint) and (joint.strip() not in ("and", "και", "or", "η") or _between(text, first)):
            yield first, last
            place += 1
        else:
            yield first, first
        place += 1


def _between(text: str, first: _Number) -> bool:
    return bool(BETWEEN.search(text[max(0, first.start - 12) : first.start]))


def agree(one: Quantity, other: Quantity) -> bool:
    """Tell whether two numbers of the same thing may both be right."""
    low, high = _widened(one)
    other_low, other_high = _widened(other)
    return low <= other_high and other_low <= high


def _widened(one: Quantity) -> tuple[float, float]:
    leeway = LEEWAY if one.about else 0.0
    low = float("-inf") if one.low is None else one.low * (1 - leeway)
    return low, float("inf") if one.high is None else one.high * (1 + leeway)


def conflicts(told: Mapping[Key, Sequence[Quantity]]) -> dict[str, dict[Key, list[Quantity]]]:
    """Give what sources tell differently: by what is counted, the numbers of each source that tells any.

    Two sources differ where no number of one agrees with any of the other, so what one tells besides is no conflict.
    """
    by_noun: dict[str, dict[Key, list[Quantity]]] = {}
    for key, found in told.items():
        for one in found:
            by_noun.setdefault(one.noun, {}).setdefault(key, []).append(one)
    return {noun: sides for noun, sides in by_noun.items() if any(_differ(*pair) for pair in combinations(sides.values(), 2))}


def _differ(one: Iterable[Quantity], other: Sequence[Quantity]) -> bool:
    return not any(agree(mine, theirs) for mine in one for theirs in other)
