"""Which blocks of a web page belong to the page: its structure, its words, and jusText's reading of the blocks around each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import babel
import justext
from justext.core import PathInfo, classify_paragraphs, revise_paragraph_classification
from justext.paragraph import Paragraph

from kb.extracting import normal
from kb.extracting.furniture import by_words, is_menu

ENGLISH = babel.Locale("en")
# jusText looks from each block to the nearest that is clear, which takes the square of their number; few pages have so many blocks.
AT_ONCE = 500
# The share of words like "the" and "of" that prose has, as jusText sets it; without a list of such words it is not asked for.
USUAL = {"stopwords_low": 0.30, "stopwords_high": 0.32}
UNKNOWN = {"stopwords_low": 0.0, "stopwords_high": 0.0}


@dataclass(frozen=True)
class Candidate:
    """A block of a page: its words, how many letters of them are links, the elements it stands in from the outside in.

    ``structural`` where one of them is a part of the page's furniture; ``told`` says whether it stands in the story, ``None`` where the page does not tell.
    """

    text: str
    linked: int
    path: Sequence[str]
    structural: bool
    told: bool | None


def furniture(candidates: Sequence[Candidate], language: str | None) -> list[bool]:
    """Tell for each block whether it is furniture. ``language`` is a code of two or three letters, where the page declares one."""
    bad = _bad(candidates, stoplist(language))
    return [_judged(one, poor=poor) for one, poor in zip(candidates, bad, strict=True)]


def _judged(one: Candidate, *, poor: bool) -> bool:
    text = normal.block(one.text)
    if one.structural or by_words(text) or _is_bar(one, text):
        return True
    # Short blocks of the story are poor prose too, so jusText's word alone counts only outside it; headlines may well be links.
    return poor and "h1" not in one.path and (one.told is False or (one.told is None and 2 * one.linked > len(text)))


def _is_bar(one: Candidate, text: str) -> bool:
    """Tell whether a block is a bar of entries; the head of a table looks the same and is none."""
    return one.path[-1] != "tr" and is_menu([text])


def _bad(candidates: Sequence[Candidate], words: frozenset[str]) -> list[bool]:
    paragraphs = [_paragraph(one) for one in candidates]
    classify_paragraphs(paragraphs, words, **(USUAL if words else UNKNOWN))
    for start in range(0, len(paragraphs), AT_ONCE):
        revise_paragraph_classification(paragraphs[start : start + AT_ONCE])
    return [paragraph.class_type != "good" for paragraph in paragraphs]


def _paragraph(one: Candidate) -> Any:
    path = PathInfo()
    for tag in one.path:
        path.append(tag)
    made = Paragraph(path)
    made.append_text(one.text)
    made.chars_count_in_links = one.linked
    return made


@cache
def stoplist(language: str | None) -> frozenset[str]:
    """Give the commonest words of a language, none where jusText has no list of them."""
    name = ENGLISH.languages.get(language or "", "").replace(" ", "_")
    return frozenset(justext.get_stoplist(name)) if name in justext.get_stoplists() else frozenset()
