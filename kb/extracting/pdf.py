"""PDF: lines by where they stand on the page, put together to blocks; what stands on page after page at its edge is furniture."""

from __future__ import annotations

import logging
import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from math import hypot
from typing import Any

from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import PyPdfError

from kb.errors import BadText
from kb.extracting import normal, running
from kb.extracting.blocks import Block, Declared, Page
from kb.extracting.declaring import day, language, title
from kb.extracting.furniture import by_words
from kb.extracting.lines import HYPHENS, ITEM, SOFT, begins_item, joined, vocabulary, without_sign
from kb.extracting.running import Line

# What pypdf raises for broken files, beside errors of its own.
BROKEN = (
    *(PyPdfError, zlib.error, EOFError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, RuntimeError),
    OverflowError,
)
MOST_PAGES = 5000
PRIVATE, MOST_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd]"), 0.2
# In shares of the letters' height: how far lines of one height may differ, letters of one size, how far a first line is set in,
# and how far apart lines of one column may begin.
SAME_LINE, SAME_SIZE, INDENT, COLUMN = 0.5, 0.12, 0.8, 4
# Two lines belong together up to so many times the usual distance.
LOOSE = 1.25
USUAL_LEADING = 1.2
# How wide a blank is where a font does not say, in thousandths of its height, as in most fonts; with less, narrow letters would be parted.
BLANK = 250
# The line of a table of contents: dots that lead to a number.
LEADER = re.compile(r"(?:\. ?){3,}\s*\d+$")
ENDS = (".", "!", "?", ":", ";", "…", "”", "»", '"', "·")
FULL = 0.75
# It tells of every oddity it could make good; what it could not, it raises.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def page(data: bytes, name: str) -> Page:
    """Give the blocks of a PDF and what it declares. Raises :class:`BadText` for one that is damaged, locked or without text."""
    try:
        reader = PdfReader(BytesIO(data))
        _unlock(reader, name)
        if len(reader.pages) > MOST_PAGES:
            raise BadText(
                file=name, reason=f"it has more than {MOST_PAGES:,} pages", remedy="Keep the part that matters as a file of its own"
            )
        pages = [_lines(one) for one in reader.pages]
        declared = _declared(reader)
    except BROKEN as error:
        raise BadText(file=name, reason="it is damaged", remedy="Open it, print it to a new PDF and give that, or get it again") from error
    if not any(pages):
        raise BadText(file=name, reason="its pages are pictures without text", remedy="Have them read by text recognition (OCR) first")
    if _meaningless(pages):
        raise BadText(
            file=name, reason="its fonts do not say which letters they draw", remedy="Have it read by text recognition (OCR) first"
        )
    return Page(list(_blocks(pages)), declared)


def _meaningless(pages: list[list[Line]]) -> bool:
    """Tell whether more than a few signs are none of Unicode's letters but places in a font."""
    text = "".join(line.text for lines in pages for line in lines)
    return len(PRIVATE.findall(text)) > MOST_PRIVATE * len(text)


def _unlock(reader: PdfReader, name: str) -> None:
    # Many files that everybody may open are encrypted all the same, with an empty password.
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise BadText(file=name, reason="it is encrypted", remedy="Open it with its password and save it without")


def _declared(reader: PdfReader) -> Declared:
    """Give what a PDF declares; the day its file was made is no date of what it tells, but Dublin Core may name one."""
    said, more = reader.metadata, reader.xmp_metadata
    tongue = reader.root_object.get("/Lang")
    told = [one for one in (more.dc_date if more else None) or [] if one]
    return Declared(title(said.title if said else None), language(str(tongue or "")), day(told[0] if told else None))


def _lines(page: PageObject) -> list[Line]:
    """Give the lines of a page in the order of the file, with where each stands."""
    found: list[Line] = []
    # Heavy letters are often the same letters drawn twice.
    drawn = ("", 0)

    def take(text: str, around: Sequence[float], at: Sequence[float], _font: Any, size: float) -> None:
        nonlocal drawn
        if not text.strip():
            # A blank alone parts words; a line break comes without a place.
            if found and "\n" not in text:
                found[-1].text += text
            return
        line = _placed(text, around, at, size)
        if not found or abs(found[-1].height - line.height) >= SAME_LINE * max(line.size, found[-1].size):
            found.append(line)
        elif (text.strip(), round(line.left)) != drawn:
            found[-1] = _longer(found[-1], line)
        drawn = (text.strip(), round(line.left))

    page.extract_text(visitor_text=take, space_width=BLANK)
    return [Line(text, line.left, line.height, line.size) for line in found if (text := _line(line.text))]


def _line(text: str) -> str:
    """Give the words of a line; a soft hyphen at its end stays, which tells that the word goes on in the next."""
    words = normal.cleaned(text).strip()
    return words + SOFT if words and text.rstrip().endswith(SOFT) else words


def _longer(line: Line, part: Line) -> Line:
    """Give a line with one more part; the tallest letters say where it stands, since raised numbers are small."""
    tallest = max(line, part, key=lambda one: one.size)
    return Line(line.text + part.text, line.left, tallest.height, tallest.size)


def _placed(text: str, around: Sequence[float], at: Sequence[float], size: float) -> Line:
    """Give text with where it stands, along the direction in which it is written and across it, in the page's own units."""
    across, down = at[4] * around[0] + at[5] * around[2] + around[4], at[4] * around[1] + at[5] * around[3] + around[5]
    ahead = (at[0] * around[0] + at[1] * around[2], at[0] * around[1] + at[1] * around[3])
    up = (at[2] * around[0] + at[3] * around[2], at[2] * around[1] + at[3] * around[3])
    length = hypot(*ahead) or 1.0
    right, above = ahead[0] / length, ahead[1] / length
    return Line(text, across * right + down * above, down * right - across * above, abs(size) * hypot(*up) or 1.0)


def _blocks(pages: list[list[Line]]) -> Iterator[Block]:
    words = vocabulary(line.text for lines in pages for line in lines)
    leading = _leading(pages)
    heads, bodies, feet = running.told_apart(pages)
    paragraphs = [_paragraphs(body, leading) for body in bodies]
    for place, group in enumerate(paragraphs):
        following = paragraphs[place + 1] if place + 1 < len(paragraphs) else []
        if group and following and _goes_on(group, following[0]):
            group[-1] += following.pop(0)
        yield from (Block(line.text, furniture=True) for line in heads[place])
        yield from (_block(lines, words) for lines in group)
        yield from (Block(line.text, furniture=True) for line in feet[place])


def _block(lines: list[Line], words: Collection[str]) -> Block:
    text = without_sign(joined([line.text for line in lines], words))
    return Block(text, furniture=by_words(normal.block(text)))


def _leading(pages: list[list[Line]]) -> float:
    """Give the usual distance of lines that follow one another, in shares of the letters' height."""
    steps = Counter(
        round((upper.height - lower.height) / upper.size, 1)
        for lines in pages
        for upper, lower in pairwise(lines)
        if upper.height > lower.height and _alike(upper, lower)
    )
    return max(steps, key=lambda step: (steps[step], -step)) if steps else USUAL_LEADING


def _alike(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= SAME_SIZE * max(one.size, other.size)


def _paragraphs(lines: list[Line], leading: float) -> list[list[Line]]:
    found: list[list[Line]] = []
    for line in lines:
        if found and _belongs(found[-1], line, leading) and not _ends_early(found[-1][-1], line, lines):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _ends_early(last: Line, line: Line, lines: list[Line]) -> bool:
    """Tell whether the next word would have fitted into a line by far, measured by the longest line of its column."""
    if last.text.endswith(HYPHENS):
        return False
    if LEADER.search(last.text):
        return True
    widest = max(len(other.text) for other in lines if _alike(other, last) and abs(other.left - last.left) <= COLUMN * last.size)
    return len(last.text) + 1 + len(line.text.split(maxsplit=1)[0]) < FULL * widest


def _belongs(block: list[Line], line: Line, leading: float) -> bool:
    last = block[-1]
    if not _alike(last, line) or begins_item(line.text, [one.text for one in block]):
        return False
    step = (last.height - line.height) / last.size
    set_in = line.left - last.left > INDENT * line.size and not ITEM.match(block[0].text)
    return 0 < step <= LOOSE * leading and not set_in


def _goes_on(group: list[list[Line]], following: list[Line]) -> bool:
    """Tell whether a block goes on after the end of a page: no sentence ends, and the line is full or the next begins small."""
    last, first = group[-1][-1], following[0]
    if last.text.endswith(ENDS) or not _alike(last, first) or begins_item(first.text, [line.text for line in group[-1]]):
        return False
    widest = max(len(line.text) for lines in group for line in lines)
    return first.text[0].islower() or len(last.text) >= FULL * widest
