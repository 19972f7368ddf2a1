"""Cleaning of cells: the same for every export, so that one project reads alike from each of them.

Every function takes a text as it stands in a file and gives it in the form of
the exports since 2021; what it cannot read it leaves as it is.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import unescape

INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\ufeff]")
AMOUNT = re.compile(r"(-?\d+)(?:[.,](\d*))?")
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})[T ].*")
WHOLE = re.compile(r"(\d+)\.0+")
QUOTES = {"&apos;": "'", "&quot;": '"'}
FLAGS = {"true": "true", "1": "true", "yes": "true", "y": "true", "false": "false", "0": "false", "no": "false", "n": "false"}
STATES = {"ONG": "SIGNED", "CLO": "CLOSED", "CAN": "TERMINATED"}
ROLES = {
    role.casefold(): role
    for role in (
        "coordinator",
        "participant",
        "partner",
        "associatedPartner",
        "thirdParty",
        "internationalPartner",
        "hostInstitution",
        "beneficiary",
    )
}


def line(text: str) -> str:
    """Give a text of one line: white space folded, characters that show nothing removed, quotes left over from CSV undone."""
    if not text.isprintable() or "  " in text:
        text = " ".join(INVISIBLE.sub("", text).split())
    text = text.strip()
    return unquoted(text) if text.startswith('"') else text


def paragraphs(text: str) -> str:
    """Give a text that keeps its line breaks, each as a line feed."""
    if not text.isprintable():
        text = INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.strip()
    return unquoted(text) if text.startswith('"') else text


def objective(text: str) -> str:
    """Give an objective, without the single quotes that older exports put around the whole of some."""
    text = paragraphs(text)
    wrapped = len(text) > 1 and text[0] == text[-1] == "'" and text[1] != "'"
    return text[1:-1].strip() if wrapped else text


def unquoted(text: str) -> str:
    """Undo the quoting of a CSV cell where it has become part of the value: wrapped in quotes, with each inner quote doubled."""
    inner = text[1:-1]
    if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in inner.replace('""', ""):
        return inner.replace('""', '"').strip()
    return text


def entities(text: str) -> str:
    """Decode the five entities of XML that the exports of 2015 to 2020 left in some texts."""
    return unescape(text, QUOTES) if "&" in text else text


def number(text: str) -> str:
    """Give an identifier or a count in digits: a spreadsheet makes "700281.0" of it."""
    text = text.strip()
    if text.isdigit():
        return text
    found = WHOLE.fullmatch(text)
    return found[1] if found else text


def amount(text: str) -> str:
    """Give an amount with a decimal point, without spaces and trailing zeros: "1,50" and " 1.5" become "1.5"."""
    text = text.strip()
    if text.isdigit():
        return text
    found = AMOUNT.fullmatch(text)
    if not found:
        return text
    cents = (found[2] or "").rstrip("0")
    return f"{found[1]}.{cents}" if cents else found[1]


def day(text: str) -> str:
    """Give a date without its time of day, as YYYY-MM-DD."""
    text = text.strip()
    found = DAY.fullmatch(text)
    return found[1] if found else text


def flag(text: str) -> str:
    """Give a truth value as "true" or "false"."""
    text = text.strip()
    return FLAGS.get(text.casefold(), text)


def mark(text: str) -> str:
    """Give "true" where a mark is set, and "" where it is not."""
    text = flag(text)
    return "" if text == "false" else text


def status(text: str) -> str:
    """Give the state of a project in the words used since 2014."""
    text = line(text)
    return STATES.get(text, text)


def role(text: str) -> str:
    """Give the role of a partner in the official spelling."""
    text = line(text)
    return ROLES.get(text.casefold(), text)


def code(text: str) -> str:
    """Give a code without the slash that XML puts before it."""
    return line(text).removeprefix("/")


def basis(text: str) -> str:
    """Give a programme's code without the dot at its end."""
    return line(text).rstrip(".")


def path(text: str) -> str:
    """Give a path of fields of science with a slash before it."""
    text = line(text)
    return text if text.startswith("/") or not text else f"/{text}"
