from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from kb.formats import atom
from kb.formats.atom import Category, Entry, Feed

ATOM = f"{{{atom.NAMESPACE}}}"
NOON = "2026-11-22T12:00:00+00:00"
ENTRY = Entry("http://here/tools/anvil", "Anvil", "<p>Tool</p>", NOON, NOON, [Category("tool", "http://here/help", "Tool")])


def feed(*entries: Entry, title: str = "All records", subtitle: str = "What is new.") -> Feed:
    return Feed("http://here/search.atom?q=a&kind=tool", "http://here/search?q=a", title, subtitle, "The makers", NOON, entries)


def read(made: Feed) -> ET.Element:
    return ET.fromstring(atom.write(made))  # noqa: S314 - written a moment ago


def said(element: ET.Element, path: str) -> str | None:
    return element.findtext("/".join(f"{ATOM}{name}" for name in path.split("/")))


def test_a_feed_says_what_it_is_and_where_it_stands() -> None:
    root = read(feed())
    assert root.tag == f"{ATOM}feed"
    assert said(root, "id") == "http://here/search.atom?q=a&kind=tool"
    assert (said(root, "title"), said(root, "subtitle"), said(root, "updated")) == ("All records", "What is new.", NOON)
    assert said(root, "author/name") == "The makers"
    links = {link.get("rel"): (link.get("href"), link.get("type")) for link in root.findall(f"{ATOM}link")}
    assert links["self"] == ("http://here/search.atom?q=a&kind=tool", "application/atom+xml")
    assert links["alternate"] == ("http://here/search?q=a", "text/html")


def test_an_entry_says_what_it_is_where_it_stands_and_what_it_is_about() -> None:
    entry = read(feed(ENTRY)).find(f"{ATOM}entry")
    assert entry is not None
    assert (said(entry, "id"), said(entry, "title")) == ("http://here/tools/anvil", "Anvil")
    assert (said(entry, "published"), said(entry, "updated")) == (NOON, NOON)
    link, category = entry.find(f"{ATOM}link"), entry.find(f"{ATOM}category")
    assert link is not None
    assert link.attrib == {"rel": "alternate", "href": "http://here/tools/anvil", "type": "text/html"}
    assert category is not None
    assert category.attrib == {"term": "tool", "scheme": "http://here/help", "label": "Tool"}


def test_html_in_a_summary_is_escaped_once() -> None:
    summary = "<p>a &lt; b &amp; <mark>c</mark></p>"
    written = atom.write(feed(Entry("http://here/x", "X", summary, NOON, NOON)))
    assert b"&lt;p&gt;a &amp;lt; b" in written
    found = ET.fromstring(written).find(f"{ATOM}entry/{ATOM}summary")  # noqa: S314 - written a moment ago
    assert found is not None
    assert (found.get("type"), found.text) == ("html", summary)


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_signs_that_xml_cannot_hold_become_blanks(sign: str) -> None:
    assert said(read(feed(title=f"a{sign}b")), "title") == "a b"


@pytest.mark.parametrize("text", ["Μέσα Δικτύωσης", "<b>&amp;</b>", "\"quoted\" & 'so'", "a\tb\nc", "😀", "]]>"])
def test_any_other_text_comes_back_as_it_was(text: str) -> None:
    entry = Entry("http://here/x", text, text, NOON, NOON, [Category(text, "http://here/help", text)])
    found = read(feed(entry, title=text)).find(f"{ATOM}entry")
    assert found is not None
    assert (said(found, "title"), said(found, "summary")) == (text, text)


def test_nothing_to_add_leaves_out_the_subtitle() -> None:
    assert read(feed(subtitle="")).find(f"{ATOM}subtitle") is None
