"""Two ways of saying something: which words differ, and how one statement may stand to the other. Suggestions, for a person to decide."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from kb.numerals import MONTHS, listed
from kb.quantities import YEARS, conflicts, quantities
from kb.told import Told
from kb.words import Word, words_of

# In percent: texts that say the same, texts of which one holds the other, and texts about the same thing.
SAME, HELD, NEAR = 88.0, 88.0, 70.0
# One statement is narrower than another if it has so many times its telling words.
LONGER = 1.25
# A word of more statements than this does not tell which are alike; so many others make a pair worth comparing.
COMMON, SEVERAL = 60, 3
LEAST_LETTERS = 4
NEGATIONS = frozenset(
    listed("no not never none nobody nothing neither nor without cannot hardly δεν μην ουτε κανεις κανενας καμια χωρις ποτε")
)
SMALL = frozenset(
    listed("the and for with that this from are was were has have had its their they which been will would should can may must than into")
)
# A finding may support what is asked for or promised.
ASKING = frozenset(("recommendation", "commitment"))
DATES = (*MONTHS, *map(str, YEARS))


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; ``same`` where the other text has its words too."""

    text: str
    same: bool


def differences(first: str, second: str) -> tuple[list[Piece], list[Piece]]:
    """Cut two texts into what they have in common, word for word and in this order, and what each has alone.

    >>> [piece.text for piece in differences("about 70 experts", "about 65 experts")[1]]
    ['about ', '65', ' experts']
    """
    words, others = words_of(first), words_of(second)
    steps = Indel.opcodes([word.folded for word in words], [word.folded for word in others])
    mine = [place for step in steps if step.tag == "delete" for place in range(step.src_start, step.src_end)]
    theirs = [place for step in steps if step.tag == "insert" for place in range(step.dest_start, step.dest_end)]
    return _pieces(first, words, mine), _pieces(second, others, theirs)


def marked(first: str, others: Sequence[str]) -> list[list[Piece]]:
    """Cut several texts: of the first what no other has differs, of each other what the first has not."""
    words = words_of(first)
    alone = set(range(len(words)))
    for other in others:
        steps = Indel.opcodes([word.folded for word in words], [word.folded for word in words_of(other)])
        alone &= {place for step in steps if step.tag == "delete" for place in range(step.src_start, step.src_end)}
    return [_pieces(first, words, sorted(alone)), *(differences(first, other)[1] for other in others)]


def _pieces(text: str, words: Sequence[Word], alone: Collection[int]) -> list[Piece]:
    found, reached = [], 0
    for first, last in _runs(sorted(alone)):
        start, end = words[first].start, words[last].end
        found += [Piece(text[reached:start], same=True), Piece(text[start:end], same=False)]
        reached = end
    return [piece for piece in (*found, Piece(text[reached:], same=True)) if piece.text]


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of numbers that follow one another."""
    start = 0
    for place, number in enumerate(numbers):
        if place + 1 == len(numbers) or numbers[place + 1] != number + 1:
            yield numbers[start], number
            start = place + 1


@dataclass(frozen=True)
class Said:
    """A statement as it is compared: its text and its type."""

    text: str
    type: str


@dataclass(frozen=True)
class Suggestion:
    """How one statement may stand to another, by the terms of the vocabulary, how much alike they are in percent, and why.

    ``turned``: it is the second that stands so to the first.
    """

    relation: str
    alike: float
    why: str
    turned: bool = False


def suggestions(one: Said, other: Said) -> list[Suggestion]:
    """Suggest how two statements stand to each other: one way at most, none where they are not about the same thing.

    >>> [found.relation for found in suggestions(Said("Share tools across borders.", "finding"), Said("Do not share tools across borders.", "finding"))]
    ['contradicts']
    """
    mine, theirs = _telling(one.text), _telling(other.text)
    alike, held = (measure(" ".join(mine), " ".join(theirs)) for measure in (fuzz.token_sort_ratio, fuzz.token_set_ratio))
    if max(alike, held) < NEAR or (alike < NEAR and held < HELD):
        return []
    if differing := _differing(one.text, other.text):
        return [Suggestion("contradicts", round(alike), differing)]
    if alike < SAME and held >= HELD and max(len(mine), len(theirs)) >= LONGER * min(len(mine), len(theirs)):
        return [Suggestion("narrower", round(alike), Told("it has all the words of the other, and more"), turned=len(mine) < len(theirs))]
    return _alike(one, other, round(alike))


def _alike(one: Said, other: Said, alike: int) -> list[Suggestion]:
    if {one.type in ASKING, other.type in ASKING} == {True, False}:
        return [Suggestion("supports", alike, Told("it was found, and the other asks for it or promises it"), turned=one.type in ASKING)]
    return [Suggestion("same", alike, Told("nearly the same words") if alike >= SAME else Told("much the same words"))]


def _differing(one: str, other: str) -> str:
    """Say what may be told the other way round: a number, or a negation."""
    told = conflicts({0: quantities(one), 1: quantities(other)})
    if told:
        noun, sides = next(iter(told.items()))
        one, other = (", ".join(quantity.text for quantity in found) for found in sides.values())
        return Told("%(what)s: %(one)s and %(other)s", what=noun, one=one, other=other)
    days = [_dates(one), _dates(other)]
    if all(days) and sorted(days[0]) != sorted(days[1]):
        return Told("dates: %(one)s and %(other)s", one=" ".join(days[0]), other=" ".join(days[1]))
    denied = [sum(word.folded in NEGATIONS for word in words_of(text)) % 2 for text in (one, other)]
    return Told("one says not what the other says") if denied[0] != denied[1] else ""


def _dates(text: str) -> list[str]:
    """Give the months and years named; a month begins with a capital letter, or in Greek may not, so that may is no month and May is."""
    written = [text[word.start : word.end] for word in words_of(text) if word.folded.startswith(DATES)]
    return [word for word in written if not (word.isascii() and word.islower())]


def _telling(text: str) -> list[str]:
    """Give the words that tell what a statement is about, in the form they are compared in."""
    folded = dict.fromkeys(word.folded for word in words_of(text))
    return [word.removesuffix("s") for word in folded if word not in SMALL and (len(word) >= LEAST_LETTERS or word.isdigit())]


def pairs(texts: Mapping[int, str]) -> list[tuple[int, int]]:
    """Give the pairs of texts that share several words which not many have, in order of their keys."""
    holders: dict[str, list[int]] = {}
    for key in sorted(texts):
        for word in set(_telling(texts[key])):
            holders.setdefault(word, []).append(key)
    counts: dict[tuple[int, int], int] = {}
    for holding in holders.values():
        for pair in combinations(holding, 2) if len(holding) <= COMMON else ():
            counts[pair] = counts.get(pair, 0) + 1
    return sorted(pair for pair, number in counts.items() if number >= SEVERAL)
