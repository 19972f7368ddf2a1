"""Merging what a register says into a record that may have been edited since. Pure: plain values in, plain values out.

A register fills what is empty and updates what it gave itself. What a person
set stays; where the register says something else, both values are claims.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb.schema import Kind, LinkType, Plain

# What a row of links is known by where a change of the rest does not make it another row.
KNOWN_BY: Mapping[str, tuple[str, ...]] = {"participations": ("organisation",)}
# Lists that the register gives whole: what it no longer names goes, unless a person added it.
WHOLE = frozenset({"participations", "topics", "legal_basis", "web_links"})
# What something is called: a further one is one more name, not a contradiction.
CALLED = {"label": "registered", "short_name": "registered"}
# What tells rows of the same name apart, as the two parts that one organisation may have in a project.
APART = "role"
LEFT_EMPTY, TAKEN_OUT, LISTED = "left empty", "taken out", "listed"
CLAIM_LENGTH = 900
ADDRESS_START = re.compile(r"^https?://(www\.)?")
Key = tuple[str, int]


@dataclass(frozen=True)
class Past:
    """One revision: its changes as ``{field: [old, new]}``, whether a register made it, and who and when in words."""

    changes: Mapping[str, Sequence[Any]]
    by_register: bool
    told: str = ""


@dataclass
class Edits:
    """What persons did to a record: the fields they set last and who it was; by list the rows they added and removed, and the cells they emptied."""

    fields: dict[str, str] = field(default_factory=dict)
    added: dict[str, set[str]] = field(default_factory=dict)
    removed: dict[str, set[str]] = field(default_factory=dict)
    emptied: dict[str, set[tuple[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Claim:
    """A value the register gives that the record does not use. ``kept`` is the one it uses, in words where there is none; ``told`` says who set it."""

    field: str
    kept: str
    given: str
    told: str = ""


@dataclass(frozen=True)
class Merged:
    """The values that change, whole lists included, and the claims that differ."""

    values: Plain
    claims: list[Claim]


def edits(kind: Kind, history: Iterable[Past]) -> Edits:
    """Read from a record's history, oldest first, what persons did."""
    found = Edits()
    for past in history:
        for name, (old, new) in past.changes.items():
            if name in kind.links:
                if not past.by_register:
                    _edit_rows(found, kind.links[name], old or [], new or [])
            elif past.by_register:
                found.fields.pop(name, None)
            else:
                found.fields[name] = past.told
    return found


def _edit_rows(found: Edits, link: LinkType, old: Sequence[Any], new: Sequence[Any]) -> None:
    added, removed = found.added.setdefault(link.name, set()), found.removed.setdefault(link.name, set())
    gone, come = [row for row in old if row not in new], [row for row in new if row not in old]
    names = {name_of(link, row) for row in come}
    lost = {name_of(link, row) for row in gone} - names
    added -= lost
    removed -= names
    added |= names
    removed |= lost
    emptied = found.emptied.setdefault(link.name, set())
    for row in (row for row in come if isinstance(row, dict)):
        name = name_of(link, row)
        emptied -= {(name, cell) for cell in row}
        emptied |= {(name, cell) for before in gone if name_of(link, before) == name for cell in before if cell not in row}


def named(stored: Plain, given: Plain, edited: Edits, standby: str = "", *, newer: bool = True) -> Plain:
    """Turn what the register calls a record that a person named otherwise into further names.

    What it gave itself becomes a former name, but for ``standby``, which only stood in for one. An older statement renames nothing.
    """
    known = {
        _bare(str(name)) for name in (*(stored.get(field) for field in CALLED), *(row["name"] for row in stored.get("names", []))) if name
    }
    kept, names = dict(given), list(given.get("names", []))
    for name, type_ in CALLED.items() if newer else ():
        if name in given and name in edited.fields:
            names.append({"name": kept.pop(name), "type": type_})
        elif name == "label" and given.get(name, stored[name]) != stored[name] != standby:
            names.append({"name": stored[name], "type": "former"})
            known.discard(_bare(stored[name]))
    kept["names"] = [row for row in names if _bare(row["name"]) not in known]
    return kept


def merge(kind: Kind, stored: Plain, given: Plain, edited: Edits, *, newer: bool, partial: Collection[str] = ()) -> Merged:
    """Bring what a register gives into what is stored.

    ``newer`` is false for an older statement, which only fills what is empty; lists that are ``partial`` only grow.
    """
    whole = WHOLE.difference(partial)
    claims: list[Claim] = []
    values: Plain = {}
    for name, value in given.items():
        mine = name in edited.fields
        if name in kind.links:
            rows = (
                _rows(kind.links[name], stored.get(name, []), value, edited, claims, whole=name in whole)
                if newer or name not in stored
                else stored[name]
            )
            if rows != stored.get(name, []):
                values[name] = rows
        elif not mine and (name not in stored or (newer and stored[name] != value)):
            values[name] = value
        elif newer and not _alike(stored.get(name), value):
            claims.append(Claim(name, shortened(stored.get(name)), shortened(value), edited.fields.get(name, "")))
    return Merged(values, claims)


def _alike(one: Any, other: Any) -> bool:
    """Tell whether two values differ in nothing that matters: capitals, spaces, how an address begins and ends."""
    return one == other or (isinstance(one, str) and isinstance(other, str) and _bare(one) == _bare(other))


def _bare(text: str) -> str:
    return ADDRESS_START.sub("", " ".join(text.casefold().split())).rstrip("/")


def shortened(value: Any) -> str:
    """Give a value as a claim holds it: one line, long text cut, none in words."""
    text = " ".join((LEFT_EMPTY if value is None else str(value)).split())
    return text if len(text) <= CLAIM_LENGTH else f"{text[:CLAIM_LENGTH].rstrip()} …"


def _rows(link: LinkType, stored: Sequence[Any], given: Sequence[Any], edited: Edits, claims: list[Claim], *, whole: bool) -> list[Any]:
    added, removed = edited.added.get(link.name, set()), edited.removed.get(link.name, set())
    held = _keyed(link, stored)
    said = _aligned(link, held, given)
    merged: dict[Key, Any] = {}
    for key, row in said.items():
        if key in held:
            merged[key] = _mine(link, held[key], row, key[0], edited, claims) if key[0] in added else _theirs(held[key], row)
        elif key[0] in removed:
            claims.append(Claim(f"{_told(link, row)} among {link.declared.label.lower()}", TAKEN_OUT, LISTED))
        else:
            merged[key] = row
    kept = {key: row for key, row in held.items() if key in merged or not said or not whole or key[0] in added}
    # A list that a person has put in order stays so; one that is the register's alone follows the register.
    order = [*kept, *merged] if added or not whole else [*merged, *kept]
    return [merged.get(key, kept.get(key)) for key in dict.fromkeys(order)]


def _theirs(held: Any, given: Any) -> Any:
    return {**held, **given} if isinstance(held, dict) else held


def _mine(link: LinkType, held: Any, given: Any, name: str, edited: Edits, claims: list[Claim]) -> Any:
    """Fill a row that a person set; what they set in it, or emptied, stays."""
    if not isinstance(held, dict):
        return held
    emptied = {cell for row, cell in edited.emptied.get(link.name, ()) if row == name}
    for cell, value in given.items():
        if (cell in held or cell in emptied) and not _alike(held.get(cell), value):
            claims.append(Claim(f"{link.fields[cell].label} of {name}", shortened(held.get(cell)), shortened(value)))
    return {**{cell: value for cell, value in given.items() if cell not in emptied}, **held}


def _keyed(link: LinkType, rows: Sequence[Any]) -> dict[Key, Any]:
    """Give each row by its name, numbered where several have the same."""
    seen: Counter[str] = Counter()
    found: dict[Key, Any] = {}
    for row in rows:
        name = name_of(link, row)
        seen[name] += 1
        found[name, seen[name]] = row
    return found


def _aligned(link: LinkType, held: Mapping[Key, Any], given: Sequence[Any]) -> dict[Key, Any]:
    """Give rows of the register under the keys of those they speak of: of one name the one that is alike, then the next that is left."""
    free: dict[str, list[Key]] = {}
    for key in held:
        free.setdefault(key[0], []).append(key)
    keys: dict[int, Key] = {}
    for alike in (True, False):
        for index, row in enumerate(given):
            left = [] if index in keys else free.get(name_of(link, row), [])
            if match := next((key for key in left if not alike or _apart(held[key]) == _apart(row)), None):
                keys[index] = match
                left.remove(match)
    return {keys.get(index, (name_of(link, row), len(held) + index + 1)): row for index, row in enumerate(given)}


def _apart(row: Any) -> Any:
    return row.get(APART) if isinstance(row, dict) else None


def _told(link: LinkType, row: Any) -> str:
    """Give a row as a person would name it."""
    cells = KNOWN_BY.get(link.name, tuple(link.fields))
    return shortened(" ".join(str(row[cell]) for cell in cells if cell in row) if isinstance(row, dict) else row)


def name_of(link: LinkType, row: Any) -> str:
    """Give what a row of links is known by, whatever else of it changes."""
    if not isinstance(row, dict):
        return str(row)
    known_by = KNOWN_BY.get(link.name)
    if known_by:
        return " ".join(str(row.get(cell, "")) for cell in known_by)
    return json.dumps(row, sort_keys=True)
