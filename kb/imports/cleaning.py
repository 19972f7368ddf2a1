"""From what a register says of a record to values that can be stored: cleaned by type, references resolved, every loss told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kb import schema
from kb.cordis.mapping import COLUMNS, Found
from kb.cordis.rows import Row
from kb.errors import BadValue, Problem
from kb.imports.known import Known
from kb.models.fields import Field
from kb.models.types import check_identifier
from kb.schema import KINDS, Kind, LinkType, Plain

ROW = "row"
# The identifier by which the register knows a record of each kind.
KEY_OF: Mapping[str, str] = {"organisation": "pic", "programme": "code", "topic": "euroscivoc", "project": "grant"}
# These are no identifiers that a record lists.
FOUND_OTHERWISE = ("code", "slug")
# A result without a project on record would stand alone.
NEEDED = {"cordis-result": ("projects",)}


@dataclass
class Cleaned:
    """The values of one record, references as ids, and what could not be used."""

    found: Found
    values: Plain = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Tell whether there is enough for a new record: what to call it, what it belongs to, and what to find it by the next time."""
        scheme, value = self.found.key
        known_by = scheme in FOUND_OTHERWISE or {"scheme": scheme, "value": value} in self.values.get("identifiers", ())
        named = bool(self.values.get("label") or self.found.standby)
        return named and known_by and all(name in self.values for name in NEEDED.get(scheme, ()))

    def lose(self, row: Row, where: str, message: str) -> None:
        """Note what could not be used."""
        self.problems.append(Problem(row.file, row.line, where, message))


def clean(found: Found, known: Known) -> Cleaned:
    """Clean what was found. References to entries that are not on record are left out and told."""
    cleaned, kind = Cleaned(found), KINDS[found.kind]
    plain = {name: value for name, value in found.values.items() if name in kind.fields and name not in kind.references}
    cleaned.values, problems = schema.clean(kind.fields, plain)
    for name, message in problems:
        cleaned.lose(found.place, _column(found.kind, name), f"{message}; the value was left out")
    for name, declared in kind.references.items():
        if key := found.values.get(name):
            slug = _resolved(declared, key, known)
            if slug:
                cleaned.values[name] = slug
            else:
                cleaned.lose(found.place, name, f'there is no {declared.kinds[0]} "{key}" on record; the reference was left out')
    for name, link in kind.links.items():
        if name in found.values:
            rows = list(_link_rows(cleaned, link, known))
            if rows:
                cleaned.values[name] = rows
    return cleaned


def _column(table: str, name: str) -> str:
    return COLUMNS.get(table, {}).get(name, name)


def _resolved(declared: Field, key: str, known: Known) -> str | None:
    number = known.holder((KEY_OF[declared.kinds[0]], key))
    return None if number is None else known.slug(number)


def _link_rows(cleaned: Cleaned, link: LinkType, known: Known) -> Iterator[Any]:
    found = cleaned.found
    places = found.places.get(link.name, ())
    for index, raw in enumerate(found.values[link.name]):
        row = places[index] if index < len(places) else found.place
        cells = {link.bare: raw} if link.bare else raw
        values = _link_cells(cleaned, link, cells, row, known)
        if values is not None:
            yield values[link.bare] if link.bare else values


def _link_cells(cleaned: Cleaned, link: LinkType, cells: Mapping[str, str], row: Row, known: Known) -> Plain | None:
    values, problems = schema.clean(link.fields, {name: cell for name, cell in cells.items() if name not in link.references})
    for name, message in problems:
        cleaned.lose(row, _column(link.name, name), f"{message}; the value was left out")
    for name, declared in link.references.items():
        slug = _resolved(declared, cells[name], known) if cells.get(name) else None
        if slug:
            values[name] = slug
        elif cells.get(name):
            cleaned.lose(
                row, _column(link.name, name), f'there is no {declared.kinds[0]} "{cells[name]}" on record; add its table to the import'
            )
    missing = next((name for name, declared in link.fields.items() if declared.required and name not in values), None)
    if missing:
        if not any(problem.line == row.line and problem.file == row.file for problem in cleaned.problems):
            cleaned.lose(row, _column(link.name, missing), f'"{link.fields[missing].label}" is needed and not given; the row was left out')
        return None
    return values if _well_formed(cleaned, link, values, row) else None


def _well_formed(cleaned: Cleaned, link: LinkType, values: Plain, row: Row) -> bool:
    if link.name == "identifiers":
        try:
            check_identifier(values["scheme"], values["value"])
        except BadValue as error:
            cleaned.lose(row, values["scheme"], f"{error}; it was left out")
            return False
    return True


def proposed_slug(kind: Kind, cleaned: Cleaned, known: Known) -> str:
    """Propose the permanent id of a new record: its name, then the number the register knows it by."""
    values, (scheme, key) = cleaned.values, cleaned.found.key
    if scheme == "slug":
        return key
    if kind.name == "topic":
        return known.free_slug(kind.name, "euroscivoc", key)
    if kind.name == "programme":
        return known.free_slug(kind.name, key)
    if kind.name == "document":
        return known.free_slug(kind.name, "cordis", key)
    return known.free_slug(kind.name, values.get("short_name") or values["label"], key)
