"""Entering a batch: new records at once, known ones by merging. The caller commits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from kb import bulk, eager, records, schema, snapshots
from kb.among import among
from kb.errors import Problem
from kb.imports import claims
from kb.imports.cleaning import Cleaned, proposed_slug
from kb.imports.known import Key, Known
from kb.imports.merging import Edits, Merged, Past, edits, merge, named
from kb.models import Imported, Revision
from kb.records import Author, Row
from kb.schema import KINDS, Kind, Plain

# An organisation is known by its PIC, then by its ROR; all others by the one identifier of their kind.
MATCHED_BY = {"organisation": ("pic", "ror")}
# What the register is evidence for, and how it names the place.
PLACES = {"project": "project", "organisation": "organisation", "topic": "EuroSciVoc", "programme": "programme"}


@dataclass
class Tally:
    """What an import did so far, in numbers of records by kind and outcome, and in values that differ."""

    kinds: dict[str, dict[str, int]] = field(default_factory=dict)
    claims: int = 0

    def add(self, kind: str, outcome: str) -> None:
        """Count one record."""
        counted = self.kinds.setdefault(kind, {"created": 0, "changed": 0, "unchanged": 0, "kept": 0})
        counted[outcome] += 1


@dataclass
class Entering:
    """Enters what was cleaned into the store of a session, on behalf of one import."""

    session: Session
    known: Known
    author: Author
    tally: Tally
    problems: list[Problem]

    def enter(self, kind: str, batch: Sequence[Cleaned]) -> None:
        """Create or merge some records of one kind."""
        new, there = self.sort(kind, batch)
        self._create(KINDS[kind], new)
        for some in _rounds(there):
            self._merge(KINDS[kind], some)

    def sort(self, kind: str, batch: Sequence[Cleaned]) -> tuple[list[Cleaned], list[tuple[int, Cleaned]]]:
        """Give what is new, and what is on record with its number; all that cannot be used becomes a problem."""
        new: list[Cleaned] = []
        there: list[tuple[int, Cleaned]] = []
        taken: set[Key] = set()
        for one in batch:
            number = self.known.find(_keys(one))
            self._drop_taken(one, number, taken)
            if number is not None:
                there.append((number, one))
            elif one.whole:
                new.append(one)
            elif not one.problems:
                one.lose(
                    one.found.place, "row", f'there is no {kind} "{one.found.key[1]}" on record, and no row to make one of; it was left out'
                )
            self.problems.extend(one.problems)
        return new, there

    def _drop_taken(self, one: Cleaned, number: int | None, taken: set[Key]) -> None:
        """Leave out identifiers that are another record's: only a person can judge whether the two are the same."""
        kept = []
        for row in one.values.get("identifiers", ()):
            key = row["scheme"], row["value"]
            holder = self.known.holder(key)
            if key in taken or holder not in (None, number):
                whose = f'"{self.known.slug(holder)}"' if holder else "another entry of this import"
                one.lose(
                    one.found.place,
                    row["scheme"],
                    f"{row['value']} belongs to {whose}; it was left out. Merge the two if they are the same",
                )
            else:
                kept.append(row)
                taken.add(key)
        if "identifiers" in one.values:
            one.values["identifiers"] = kept

    def _create(self, kind: Kind, new: Sequence[Cleaned]) -> None:
        for one in new:
            one.values.setdefault("label", one.found.standby)
            one.values["slug"] = proposed_slug(kind, one, self.known)
            self.known.reserve(kind.name, one.values["slug"])
            one.values |= _evidence(one)
        rows = [Row(kind.name, self._numbered(kind, one.values), _source(one)) for one in new]
        numbers = bulk.create(self.session, kind.name, rows, self.author)
        for number, one in zip(numbers, new, strict=True):
            self.known.add(kind.name, number, one.values)
            self.tally.add(kind.name, "created")
        self._stamp(zip(numbers, new, strict=True))

    def _numbered(self, kind: Kind, values: Plain) -> Plain:
        """Give the values with numbers for references."""
        found = {name: self._number(kind, name, value) for name, value in values.items() if name not in kind.links}
        for name, link in kind.links.items():
            rows = values.get(name, [])
            found[name] = [
                self._number(link, link.bare, row) if link.bare else {cell: self._number(link, cell, value) for cell, value in row.items()}
                for row in rows
            ]
        return found

    def _number(self, described: Any, name: str, value: Any) -> Any:
        declared = described.references.get(name)
        return value if declared is None else self.known.number(declared.kinds[0], value)

    def _merge(self, kind: Kind, there: Sequence[tuple[int, Cleaned]]) -> None:
        numbers = [number for number, _one in there]
        stored = {record.id: schema.dump(record) for record in snapshots.read(self.session, numbers)}
        history = self._histories(kind, numbers)
        changed: dict[int, tuple[Cleaned, Plain]] = {}
        for number, one in there:
            if number in self.known.withdrawn:
                self.tally.add(kind.name, "kept")
                continue
            values = self._changes(kind, stored[number], one, history.get(number, Edits()), number)
            if values:
                changed[number] = one, values
            self.tally.add(kind.name, "changed" if values else "unchanged")
        self._update(kind, changed)
        self._stamp(there)

    def _changes(self, kind: Kind, stored: Plain, one: Cleaned, edited: Edits, number: int) -> Plain:
        newer = one.found.stamp >= self.known.stamps.get(number, "")
        given = schema.plain(kind.name, one.values | _evidence(one))
        given = named(stored, given, edited, one.found.standby, newer=newer)
        found: Merged = merge(kind, stored, given, edited, newer=newer, partial=one.found.partial)
        if newer and kind.name in PLACES:
            self.tally.claims += len(found.claims)
            held: list[Any] = found.values.get("evidence") or stored.get("evidence", [])
            rows = claims.as_evidence(held, found.claims, _locator(one))
            if rows != stored.get("evidence", []):
                found.values["evidence"] = rows
        return found.values

    def _histories(self, kind: Kind, numbers: Sequence[int]) -> dict[int, Edits]:
        query = select(Revision.record_id, Revision.changes, Revision.import_id, Revision.by, Revision.at)
        pasts: dict[int, list[Past]] = {}
        for number, changes, import_id, by, at in self.session.execute(
            query.where(among(Revision.record_id, numbers)).order_by(Revision.record_id, Revision.version)
        ):
            pasts.setdefault(number, []).append(Past(changes, import_id is not None, f"Set by {by} on {at:%d %B %Y}."))
        return {number: edits(kind, history) for number, history in pasts.items()}

    def _update(self, kind: Kind, changed: dict[int, tuple[Cleaned, Plain]]) -> None:
        if any(claims.needs_edits(values.get("evidence", ())) for _one, values in changed.values()):
            self._need_edits()
        for record in eager.by_id(self.session, changed):
            one, values = changed[record.id]
            cleaned, problems = schema.load(kind.name, values, partial=True)
            for path, message in problems:
                self.problems.append(Problem(one.found.place.file, one.found.place.line, str(path[0]), message))
            if not problems:
                records.update(self.session, record, cleaned, replace(self.author, source=_source(one)))
                self.known.learn(record.id, values)

    def _need_edits(self) -> None:
        """Make the document that stands for edits the first time one is contradicted."""
        if not self.known.has("document", claims.EDITS["slug"]):
            number = bulk.create(self.session, "document", [Row("document", claims.EDITS, "")], self.author)[0]
            self.known.add("document", number, claims.EDITS)

    def _stamp(self, entered: Iterable[tuple[int, Cleaned]]) -> None:
        """Note how old what was said of each record is, where it is newer than what was known."""
        newer: dict[int, str] = {}
        for number, one in entered:
            if number not in self.known.stamps or one.found.stamp > self.known.stamps[number]:
                newer[number] = self.known.stamps[number] = one.found.stamp
        if newer:
            rows = [{"record_id": number, "import_id": self.author.import_id, "stamp": stamp} for number, stamp in newer.items()]
            self.session.execute(insert(Imported), rows)


def _keys(one: Cleaned) -> Iterator[Key]:
    """Yield the identifiers by which a record is found, the surest first."""
    yield one.found.key
    for scheme in MATCHED_BY.get(one.found.kind, ()):
        yield from ((scheme, row["value"]) for row in one.values.get("identifiers", ()) if row["scheme"] == scheme)


def _rounds(there: Sequence[tuple[int, Cleaned]]) -> Iterator[list[tuple[int, Cleaned]]]:
    """Divide so that no record stands twice in one round: entries of the register that were judged to be the same."""
    waiting = list(there)
    while waiting:
        seen: set[int] = set()
        now: list[tuple[int, Cleaned]] = []
        later: list[tuple[int, Cleaned]] = []
        for number, one in waiting:
            (later if number in seen else now).append((number, one))
            seen.add(number)
        yield now
        waiting = later


def _locator(one: Cleaned) -> str:
    return f"{PLACES[one.found.kind]} {one.found.key[1]}"


def _evidence(one: Cleaned) -> Plain:
    if one.found.kind not in PLACES:
        return {}
    return {"evidence": [{"document": claims.REGISTER["slug"], "locator": _locator(one)}]}


def _source(one: Cleaned) -> str:
    return f"{one.found.place.file}, line {one.found.place.line}"
