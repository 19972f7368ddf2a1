"""Numbers as people write them in English and Greek: in digits with their marks, and in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kb.words import fold


def listed(words: str) -> tuple[str, ...]:
    """Give the words of a line as they are compared."""
    return tuple(fold(words).split())


# Digits with marks between thousands, or with a decimal part; not within a word, a time, a date or another number.
DIGITS = re.compile(r"(?<![\w.,:/])(?:\d{1,3}(?:[.,\u00a0\u202f']\d{3})+|\d+(?:[.,]\d+)?)(?![\w/]|[:.,/]\d)")
THOUSANDS = re.compile(r"(?!0)\d{1,3}(?:[.,\u00a0\u202f']\d{3})+")
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"),
    *("ιανουαρ", "φεβρουαρ", "μαρτ", "απριλ", "μαι", "ιουν", "ιουλ", "αυγουστ", "σεπτεμβρ", "οκτωβρ", "νοεμβρ", "δεκεμβρ"),
)
ONES = listed("zero one two three four five six seven eight nine ten eleven twelve")
TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
GREEK_TENS = listed("εικοσι τριαντα σαραντα πενηντα εξηντα εβδομηντα ογδοντα ενενηντα")
GREEK = {1: "ενας μια ενα", 2: "δυο", 3: "τρεις τρια", 4: "τεσσερις τεσσερα", 5: "πεντε", 6: "εξι", 7: "επτα εφτα", 8: "οκτω οχτω"}
GREEK |= {9: "εννεα εννια", 10: "δεκα", 11: "εντεκα ενδεκα", 12: "δωδεκα", 100: "εκατο εκατον", 200: "διακοσια διακοσιοι διακοσιες"}
GREEK |= {300: "τριακοσια τριακοσιοι τριακοσιες", 400: "τετρακοσια τετρακοσιοι τετρακοσιες", 500: "πεντακοσια πεντακοσιοι πεντακοσιες"}
GREEK |= {1000: "χιλια χιλιοι χιλιες", 20: "εικοσαρια", 30: "τριανταρια", 50: "πενηνταρια", 70: "εβδομηνταρια"}
SMALL: Mapping[str, int] = {
    **{word: number for number, word in enumerate(ONES)},
    **{f"{word}teen": number for number, word in enumerate(listed("thir four fif six seven eigh nine"), start=13)},
    **{word: 10 * tens for names in (TENS, GREEK_TENS) for tens, word in enumerate(names, start=2)},
    **{word: number for number, words in GREEK.items() for word in listed(words)},
    "dozen": 12,
}
SCALES: dict[str, int] = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
SCALES |= {"χιλιαδεσ": 1000, "εκατομμυριο": 10**6, "εκατομμυρια": 10**6, "δισεκατομμυρια": 10**9}
# Alone these are articles, and no number.
ARTICLES = frozenset(("one", "ενας", "μια", "ενα", "zero"))
HUNDRED, TEN = 100, 10


def number_of(digits: str) -> float:
    """Read a number in digits; a mark before exactly three digits stands between thousands.

    >>> number_of("4,324"), number_of("4.324"), number_of("4.5"), number_of("1.234.567")
    (4324.0, 4324.0, 4.5, 1234567.0)
    """
    if THOUSANDS.fullmatch(digits):
        return float(re.sub(r"\D", "", digits))
    return float(digits.replace(",", "."))


def spelled(words: Sequence[str]) -> tuple[float, int]:
    """Read the folded words a text begins with as a number; give it with how many words it has, 0 where there is none.

    >>> spelled(["sixty", "five", "experts"]), spelled(["two", "hundred", "and", "ten"]), spelled(["one", "of", "us"])
    ((65.0, 2), (210.0, 4), (0.0, 0))
    """
    whole, part, used = 0, 0, 0
    for place, word in enumerate(words):
        if word in SMALL and _fits(part, SMALL[word]):
            part, used = part + SMALL[word], place + 1
        elif word in SCALES and (used == place or words[place - 1] == "a"):
            whole, part = (whole, max(1, part) * HUNDRED) if SCALES[word] == HUNDRED else (whole + max(1, part) * SCALES[word], 0)
            used = place + 1
        elif not (word == "and" and used == place and place and words[place - 1] in SCALES) and not (place == 0 and word == "a"):
            break
    return (0.0, 0) if words[:used] and used == 1 and words[0] in ARTICLES else (float(whole + part), used)


def _fits(part: int, more: int) -> bool:
    """Tell whether a number in words may go on with another: tens behind hundreds, ones behind tens."""
    if not part:
        return True
    return not part % HUNDRED or (part % TEN == 0 and part % HUNDRED > TEN and more < TEN)
