"""A feed as Atom 1.0 (RFC 4287), which readers of news ask for again and again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml"
# What XML 1.0 cannot hold, however it is written.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Category:
    """What an entry is about: a ``term`` within a ``scheme``, and its words."""

    term: str
    scheme: str
    label: str


@dataclass(frozen=True)
class Entry:
    """One entry. ``page`` is its permanent address, by which readers know it again; moments are as in RFC 3339, ``summary`` is HTML."""

    page: str
    title: str
    summary: str
    published: str
    updated: str
    categories: Sequence[Category] = ()


@dataclass(frozen=True)
class Feed:
    """A feed: its own address, that of the page it stands for, who makes it, and when anything in it last changed."""

    address: str
    page: str
    title: str
    subtitle: str
    author: str
    updated: str
    entries: Sequence[Entry]


def write(feed: Feed) -> bytes:
    """Give a feed as UTF-8."""
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    _texts(root, id=feed.address, title=feed.title, subtitle=feed.subtitle, updated=feed.updated)
    _link(root, "self", feed.address, TYPE)
    _link(root, "alternate", feed.page, "text/html")
    _texts(ET.SubElement(root, "author"), name=feed.author)
    for entry in feed.entries:
        _entry(ET.SubElement(root, "entry"), entry)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(made: ET.Element, entry: Entry) -> None:
    _texts(made, id=entry.page, title=entry.title, published=entry.published, updated=entry.updated)
    _link(made, "alternate", entry.page, "text/html")
    _categories(made, entry.categories)
    ET.SubElement(made, "summary", type="html").text = _writable(entry.summary)


def _categories(made: ET.Element, categories: Iterable[Category]) -> None:
    for one in categories:
        ET.SubElement(made, "category", term=_writable(one.term), scheme=one.scheme, label=_writable(one.label))


def _link(made: ET.Element, rel: str, address: str, kind: str) -> None:
    ET.SubElement(made, "link", rel=rel, href=address, type=kind)


def _texts(made: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        if text:
            ET.SubElement(made, name).text = _writable(text)


def _writable(text: str) -> str:
    return UNWRITABLE.sub(" ", text)
