"""A briefing as Markdown (CommonMark). What records say is escaped, so that it reads as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.formats import citations
from kb.queries.cited import NOT_ON_RECORD, Briefing, Cited, Entry, Mention

# What has a meaning within a line, and what has one where a line begins.
WITHIN = re.compile(r"([\\`*_{}\[\]<>&|~$#!^])")
BEGINNING = re.compile(r"^([0-9]{0,9})([-+=.)])")


def escape(text: str) -> str:
    r"""Give text on one line that Markdown takes as it is.

    >>> print(escape("[a](b) 1. <b>"))
    \[a\](b) 1. \<b\>
    """
    return BEGINNING.sub(r"\1\\\2", _within(text))


def _within(text: str) -> str:
    """Escape text that does not begin a line."""
    return WITHIN.sub(r"\\\1", " ".join(text.split()))


def _beside(text: str) -> str:
    """Escape text beside a passage, and keep the blank between them."""
    return " " * text[:1].isspace() + _within(text) + " " * text[-1:].isspace()


def link(address: str) -> str:
    """Give an address as a link."""
    return f"<{address.replace('<', '%3C').replace('>', '%3E')}>"


def write(found: Briefing) -> str:
    """Give a briefing."""
    return "\n".join(
        [*_head(found), *(line for n, entry in enumerate(found.entries, 1) for line in _entry(found, n, entry)), *_sources(found)]
    )


def _head(found: Briefing) -> Iterator[str]:
    yield from (f"# {escape(found.title)}", "")
    yield f"- {found.counted}"
    yield f"- Retrieved {citations.day(found.retrieved)}"
    yield f"- The same question, asked of the same day: {link(found.permalink)}"
    yield from (f"- {escape(note[:1].upper() + note[1:])}." for note in found.notes)
    yield ""


def _entry(found: Briefing, number: int, entry: Entry) -> Iterator[str]:
    yield from (f"## {number}. {escape(entry.ref.label)}", "")
    yield from (f"{escape(text)}\n" for text in (entry.summary, entry.note) if text)
    yield f"- {escape(entry.kind)}: {link(found.base + entry.ref.path)}"
    yield from (f"- {escape(label)}: {escape(value)}" for label, value in entry.facts)
    yield from ([f"- Rests on {entry.support}"] if entry.support else [])
    yield from (f"- Not on record: {escape(gap)}" for gap in entry.gaps)
    yield from (f"- {_mention(found, mention)}" for mention in entry.mentions)
    if not (entry.mentions or entry.work):
        yield f"- Source: {NOT_ON_RECORD}"
    yield ""


def _mention(found: Briefing, mention: Mention) -> str:
    number = found.numbers[mention.document]
    before, after = map(_beside, mention.around)
    passage = f": {before}**{_within(mention.exact)}**{after}" if mention.exact else ""
    return f"Source \\[{number}\\], {_within(mention.where)}{passage}"


def _sources(found: Briefing) -> Iterator[str]:
    if found.sources:
        yield from ("## Sources", "")
    yield from (_source(found, cited) for cited in found.sources)
    yield ""


def _source(found: Briefing, cited: Cited) -> str:
    told = "; ".join(escape(text) for text in citations.about(cited))
    links = [link(address) for address in (cited.work.url, found.base + cited.work.ref.path) if address]
    return f"- \\[{cited.number}\\] {told}. {' '.join(links)}"
