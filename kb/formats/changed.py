"""What changed, as JSON, as a feed and for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from kb.asof import Moment
from kb.formats import plain
from kb.formats.atom import Category, Entry, Feed
from kb.queries.differences import CAME, CHANGED, MOST, WENT, Altered, Differences
from kb.queries.history import Difference
from kb.queries.pages import Change
from kb.queries.wording import IN, OUT, Piece
from kb.schema import KINDS
from kb.told import told_each

Json = dict[str, Any]
WORDS = told_each({CAME: "Came in", CHANGED: "Changed", WENT: "Went"})


def as_json(found: Differences, since: Moment, until: Moment | None) -> Json:
    """Give differences as lists of records that ``came``, ``changed`` and ``went``."""
    told = {"from": since.text, "to": until.text if until else None, "about": plain.ref(found.about) if found.about else None}
    shown = Differences(found.about, found.found[:MOST])
    return {**told, "total": len(found.found), **{what: [_record(one) for one in shown.of(what)] for what in WORDS}}


def _record(found: Altered) -> Json:
    who = {"at": found.at.isoformat(timespec="seconds"), "by": found.by, "why": found.why, "source": found.source}
    fields = [{"field": one.label, "old": found.fields[one.name][0], "new": found.fields[one.name][1]} for one in found.differences]
    return {"record": plain.ref(found.record), **who, **({"changes": fields} if found.what == CHANGED else {})}


def feed(found: Differences, base: str, address: str, page: str, title: str) -> Feed:
    """Give differences as a feed; ``base`` is the address of the site without its last slash."""
    moments = [one.at for one in found.found]
    updated = max(moments, default=datetime.fromtimestamp(0, UTC)).isoformat(timespec="seconds")
    entries = [_entry(one, base) for one in found.found]
    told = "Records that came, changed and went, by their last change."
    return Feed(base + address, base + page, title, told, "Research knowledge base", updated, entries)


def _entry(found: Altered, base: str) -> Entry:
    moment = found.at.isoformat(timespec="seconds")
    kind = KINDS[found.record.kind].text.one
    who = f"<p>{escape(kind)}, {WORDS[found.what].lower()}, by {escape(found.by)}{escape(f': {found.why}') if found.why else ''}</p>"
    changed = "".join(f"<p>{escape(one.label)}: {_html(one)}</p>" for one in found.differences)
    of_kind = Category(found.record.kind, f"{base}/help", kind)
    # A record may change again: each change is an entry of its own.
    page = f"{base}{found.record.path}#changed-{found.at:%Y%m%d%H%M%S%f}"
    return Entry(page, f"{WORDS[found.what]}: {found.record.label}", who + changed, moment, moment, [of_kind])


def _html(found: Difference) -> str:
    tags = {OUT: "del", IN: "ins"}
    lines = (
        "".join(f"<{tags[one.mark]}>{escape(one.text)}</{tags[one.mark]}>" if one.mark in tags else escape(one.text) for one in line.pieces)
        for line in found.lines
    )
    return "; ".join(lines)


def told(found: Differences) -> str:
    """Give differences for the terminal."""
    return "\n".join(_lines(found))


def _lines(found: Differences) -> Iterator[str]:
    counts = ", ".join(f"{len(found.of(what)):,} {what}" for what in WORDS)
    yield f"{found.about.label}: {counts}" if found.about else counts
    for one in found.found:
        yield f"\n{WORDS[one.what]}: {one.record.label}  [{one.record.path.lstrip('/')}]"
        yield f"  {one.at:%Y-%m-%d %H:%M} UTC by {one.by}" + "".join(f"; {text}" for text in (one.why, one.source) if text)
        yield from _differences(one.differences)


def history(changes: Sequence[Change]) -> str:
    """Give the history of a record for the terminal: what was taken out stands in ``[-...-]``, what was put in in ``{+...+}``."""
    return "\n".join(line for change in changes for line in _change(change))


def _change(change: Change) -> Iterator[str]:
    yield f"Version {change.version}: {change.action} by {change.by}, {change.at:%Y-%m-%d %H:%M} UTC"
    yield from (f"  {text}" for text in (change.why, change.source and f"From {change.source}") if text)
    yield from _differences(change.differences)
    yield ""


def _differences(found: Sequence[Difference]) -> Iterator[str]:
    for one in found:
        if one.rows:
            yield f"  {one.label}:"
            yield from (f"    {_marked(line.pieces)}" for line in one.lines)
        else:
            yield f"  {one.label}: {_marked(one.lines[0].pieces)}"


def _marked(pieces: Sequence[Piece]) -> str:
    around = {OUT: "[-{}-]", IN: "{{+{}+}}"}
    return "".join(around.get(one.mark, "{}").format(one.text) for one in pieces)
