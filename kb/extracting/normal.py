"""The normal form of a text, which anchors count on: the same words give the same code points, from whatever file they came.

1. Line ends are line feeds; a form feed or a paragraph separator parts blocks.
2. What shows nothing is taken out: byte order marks, soft hyphens, zero-width spaces, marks of direction, control characters, half
   characters. Joiners stay where they do something: within emoji, and behind letters of scripts that join (Arabic, Indic and their kin).
3. The Latin ligatures that typesetting leaves behind (fi, fl, ffi ...) become letters.
4. The letters are in Unicode's composed form (NFC).
5. Blanks of any width and single line breaks become one space; blocks are parted by an empty line, and each is one line.

Everything else stays as it is, wrong quotation marks included. Doing it twice changes nothing. A change of these rules would
move anchors: stored texts are never made anew, but a text that is read again would count as changed.
"""

from __future__ import annotations

import re
import unicodedata

GAP = "\n\n"
LINE_ENDS = re.compile("\r\n|[\r\x0b\x85\u2028]")
PARTS = re.compile("[\x0c\x1c\x1d\x1e\u2029]")
# Also the marks of direction: they are not seen, and a quoted passage with one would not be found by its words.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
JOINING = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
EMOJI = "\u00a9\u00ae\u203c-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f"
IDLE_JOINER = re.compile(f"(?<![{JOINING}{EMOJI}])[\u200c\u200d]|(?<=[{EMOJI}])(?:\u200c|\u200d(?![{EMOJI}]))")
LIGATURES = str.maketrans({chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)})
EMPTY_LINES = re.compile(r"\n[^\S\n]*\n\s*")


def cleaned(text: str) -> str:
    """Give a text with plain line ends, composed letters, and nothing in it that shows nothing; its lines and blanks stay."""
    text = INVISIBLE.sub("", PARTS.sub(GAP, LINE_ENDS.sub("\n", text)))
    # Composed before joiners are looked at, since a sign may become a letter, and after, since what they held apart may compose.
    text = IDLE_JOINER.sub("", unicodedata.normalize("NFC", text))
    return unicodedata.normalize("NFC", text.translate(LIGATURES))


def block(text: str) -> str:
    r"""Give the words of one block on one line.

    >>> block(" the  o\ufb03ce\u00a0of\r\nthe har\u00adbour ")
    'the office of the harbour'
    """
    return " ".join(cleaned(text).split())


def blocks(text: str) -> list[str]:
    """Give the blocks of a text, each on one line, without empty ones."""
    found = (" ".join(part.split()) for part in EMPTY_LINES.split(cleaned(text)))
    return [part for part in found if part]


def normal(text: str) -> str:
    """Give the normal form of a whole text: its blocks, parted by an empty line."""
    return GAP.join(blocks(text))
