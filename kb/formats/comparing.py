"""What is set side by side, as JSON and as a terminal shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kb.formats import plain
from kb.queries.comparing import Compared
from kb.queries.origins import Copies, Decision, Group, Pair
from kb.queries.variants import Suggested
from kb.variants import Piece

Json = dict[str, Any]


def pair(found: Pair) -> Json:
    """Give what two sources share."""
    blocks = [{"words": one.words, "first": one.first, "second": one.second, "cut": one.cut} for one in found.blocks]
    counted = {"words": found.words, "longest_block": found.longest}
    parts = {"part_of_first": round(found.part_first, 3), "part_of_second": round(found.part_second, 3)}
    return {"first": plain.ref(found.first), "second": plain.ref(found.second), "state": found.state, **counted, **parts, "blocks": blocks}


def _decision(found: Decision) -> Json:
    told = {"document": plain.ref(found.document), "verdict": found.verdict, "other": found.other and plain.ref(found.other)}
    return {**told, "by": found.by, "at": found.at, "why": found.why}


def copies(found: Copies) -> Json:
    """Give a source with what it shares with others."""
    judged = {"origin": found.group, "same_origin": [plain.ref(one) for one in found.same_origin]}
    decided = [_decision(one) for one in found.decisions]
    return {
        "document": plain.ref(found.document),
        "text_stored": found.stored,
        **judged,
        "decisions": decided,
        "shares": [pair(one) for one in found.pairs],
    }


def groups(found: Sequence[Group]) -> Json:
    """Give groups of sources, each with what its members share and who decided."""
    return {"total": len(found), "groups": [_group(one) for one in found]}


def _group(found: Group) -> Json:
    told = {"origin": found.name or None, "state": found.state, "documents": [plain.ref(one) for one in found.documents]}
    return {**told, "shares": [pair(one) for one in found.pairs], "decisions": [_decision(one) for one in found.decisions]}


def suggested(found: Suggested) -> Json:
    """Give a suggestion, marked as such."""
    told = {"first": plain.ref(found.first), "relation": found.relation, "in_words": found.words, "second": plain.ref(found.second)}
    return {**told, "state": "suggested", "alike": found.alike, "why": found.why}


def compared(found: Compared) -> Json:
    """Give records side by side: each field in pieces, with what differs."""
    fields = [
        {"field": line.name, "label": line.label, "same": line.same, "cells": [[vars(piece) for piece in cell] for cell in line.cells]}
        for line in found.lines
    ]
    relations = [
        {"first": plain.ref(one), "relation": words, "second": plain.ref(other), "by": by} for one, words, other, by in found.relations
    ]
    passages = [[place.plain() for place, _words in places] for places in found.passages]
    return {
        "records": [plain.ref(one) for one in found.records],
        "fields": fields,
        "passages": passages,
        "relations": relations,
        "suggested": [suggested(one) for one in found.suggested],
    }


def told_copies(found: Copies) -> str:
    """Give a source with what it shares, in words."""
    lines = [found.document.label]
    lines.append(f"Judged to be of the origin {found.group}." if found.group else "Nobody has judged its origin.")
    lines += [f"  same origin: {one.label}  [{one.path.lstrip('/')}]" for one in found.same_origin]
    lines += [line for one in found.decisions for line in _told_decision(one)]
    if not found.stored:
        lines.append("No text of it is kept, so nothing can be compared.")
    elif not found.pairs:
        lines.append("It shares no block of text with another source.")
    return "\n".join([*lines, *(line for one in found.pairs for line in _told_pair(one))])


def _told_decision(found: Decision) -> Iterator[str]:
    other = f" as {found.other.slug}" if found.other else ""
    yield f"  {found.document.slug}: {found.verdict}{other} ({found.by}, {found.at or 'on a day not on record'}): {found.why}"


def _told_pair(found: Pair) -> Iterator[str]:
    yield ""
    yield f"{found.told}; {found.words} words in all, {round(100 * found.part_first)} % of the first and {round(100 * found.part_second)} % of the second"
    for block in found.blocks:
        yield f"  {block.words} words: {block.first}"


def told_groups(found: Iterable[Group]) -> str:
    """Give groups of sources in words."""
    return (
        "\n".join(line for group in found for line in _told_group(group))
        or "No two sources are judged to be of one origin, and none share text."
    )


def _told_group(found: Group) -> Iterator[str]:
    yield found.name or "Suggested, not yet judged:"
    yield from (f"  {one.label}  [{one.path.lstrip('/')}]" for one in found.documents)
    yield from (f"  {one.told}" for one in found.pairs)
    for one in found.decisions:
        yield from _told_decision(one)


def told_compared(found: Compared) -> str:
    """Give records side by side in words: what differs stands in brackets, [-so-] where only the first has it and [+so+] where it has not."""
    lines = [f"{number}) {one.label}  [{one.path.lstrip('/')}]" for number, one in enumerate(found.records, start=1)]
    for line in found.lines:
        lines += ["", f"{line.label}{' (the same)' if line.same else ''}:"]
        cells = line.cells[:1] if line.same else line.cells
        lines += [f"  {number}) {_told_pieces(cell, '-' if number == 1 else '+')}" for number, cell in enumerate(cells, start=1)]
    for number, places in enumerate(found.passages, start=1):
        lines += [
            "",
            f"Passages of {number}):",
            *(f"  {place.document.label}, {place.locator or 'no place'}: {words}" for place, words in places),
        ]
    lines += [f"{one.slug} {words} {other.slug} (set by {by or 'an editor'})" for one, words, other, by in found.relations]
    return "\n".join(
        [*lines, *(f"Suggested, not yet judged: {one.first.slug} {one.words} {one.second.slug} ({one.why})" for one in found.suggested)]
    )


def _told_pieces(pieces: Iterable[Piece], sign: str) -> str:
    return "".join(piece.text if piece.same else f"[{sign}{piece.text}{sign}]" for piece in pieces) or "not stated"
