"""From bytes to characters: the encoding that a file declares, else the one that fits.

Only few encodings are in question, and the choice between them must stay the same for good, since anchors count characters.
So it is made by rules and not by a guess over all encodings there are.
"""

from __future__ import annotations

import codecs
import re

from kb.errors import BadText

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Pages that say Latin 1 mean its larger sister, which has quotation marks; so all browsers read them.
MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}
HEAD = 4096
CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
HIGH = re.compile(b"[\xa1-\xff]+")
WORDS = 3
# Letters with accents in a row: Greek is written in them, western languages put them between others.
ALPHA = {"iso8859-7": b"\xb6", "cp1253": b"\xa2"}
CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MOST_CONTROLS = 0.01
# So many letters beyond ASCII stand for each damaged one in a file that is UTF-8 all the same.
LOST, MANY = "\ufffd", 10


def decoded(data: bytes, name: str, *, declares: bool = False) -> str:
    """Give the characters of a text file; ``declares`` where its head may name the encoding. Raises :class:`BadText` for what is no text."""
    marked = [encoding for mark, encoding in MARKS if data.startswith(mark)][:1]
    if not marked and b"\0" in data:
        raise _binary(name)
    for encoding in marked or [*(_declared(data) if declares else ()), "utf-8"]:
        try:
            return _text(data, encoding, name)
        except (UnicodeError, LookupError):
            continue
    return _guessed(data, name)


def _guessed(data: bytes, name: str) -> str:
    """Give the characters of a file that is not what it says, or says nothing."""
    if _nearly_utf8(data):
        return _text(data, "utf-8", name, errors="replace")
    for encoding in _fitting(data):
        try:
            return _text(data, encoding, name)
        except UnicodeError:
            continue
    raise BadText(file=name, reason="its letters are in an encoding that is not known here", remedy="Save it as UTF-8")


def _nearly_utf8(data: bytes) -> bool:
    """Tell whether a file is UTF-8 but for few damaged letters, which U+FFFD then stands for: read otherwise, all others would be wrong."""
    text = data.decode("utf-8", "replace")
    return MANY * text.count(LOST) < sum(not sign.isascii() for sign in text)


def _text(data: bytes, encoding: str, name: str, *, errors: str = "strict") -> str:
    text = data.decode(encoding, errors)
    if len(CONTROLS.findall(text)) > MOST_CONTROLS * len(text):
        raise _binary(name)
    return text


def _binary(name: str) -> BadText:
    return BadText(
        file=name, reason="it is no text but a binary file", remedy="Give plain text, a web page, a PDF or a Word document (.docx)"
    )


def _declared(data: bytes) -> list[str]:
    found = CHARSET.search(data[:HEAD])
    try:
        encoding = codecs.lookup(found[1].decode("ascii")).name if found else ""
    except LookupError:
        return []
    return [MEANT.get(encoding, encoding)] if encoding and not encoding.startswith(("utf-16", "utf-32")) else []


def _fitting(data: bytes) -> list[str]:
    """Give the encodings of one byte a letter, the likeliest first: Greek where most letters beyond ASCII stand in rows of three or more."""
    runs = HIGH.findall(data)
    letters = sum(map(len, runs))
    if 2 * sum(len(run) for run in runs if len(run) >= WORDS) <= letters:
        return ["cp1252"]
    windows = re.search(b"[\x80-\x9f]", data) or data.count(ALPHA["cp1253"]) > data.count(ALPHA["iso8859-7"])
    return ["cp1253", "iso8859-7"] if windows else ["iso8859-7", "cp1253"]
