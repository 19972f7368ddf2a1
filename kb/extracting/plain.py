"""Plain text: blocks parted by empty lines, or by lines that are not merely wrapped."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from kb.extracting import normal
from kb.extracting.blocks import Block, Page
from kb.extracting.decoding import decoded
from kb.extracting.furniture import by_words, is_menu
from kb.extracting.lines import unwrapped, vocabulary, without_sign

Group = list[str]
DIVIDED = re.compile("\u00ad(?:\r\n|\r|\n)[ \t]*")


def page(data: bytes, name: str) -> Page:
    """Give the blocks of a plain text; a menu at its top or bottom, and what is furniture by its words, is told apart."""
    # A soft hyphen at the end of a line tells that the word goes on there; in the normal form it would be lost.
    text = DIVIDED.sub("", decoded(data, name))
    groups = list(_groups(normal.cleaned(text)))
    words = vocabulary(line for group in groups for line in group)
    menus = _menus(groups)
    return Page([block for place, group in enumerate(groups) for block in _blocks(group, words, menu=place in menus)])


def _groups(text: str) -> Iterator[Group]:
    held: Group = []
    for line in [*text.split("\n"), ""]:
        if line.strip():
            held.append(line.strip())
        elif held:
            yield held
            held = []


def _menus(groups: list[Group]) -> set[int]:
    """Give the places of groups that are menus, from the top and from the bottom, as long as all are furniture."""
    found: set[int] = set()
    for order in (range(len(groups)), range(len(groups) - 1, -1, -1)):
        for place in order:
            if is_menu(groups[place]):
                found.add(place)
            elif not all(by_words(line) for line in groups[place]):
                break
    return found


def _blocks(group: Group, words: Collection[str], *, menu: bool) -> Iterator[Block]:
    if menu:
        yield from (Block(line, furniture=True) for line in group)
        return
    for text in unwrapped(group, words):
        yield Block(without_sign(text), furniture=by_words(text))
