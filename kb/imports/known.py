"""Known: which records stand for which entries of a register, held in memory while an import runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.models import Identifier, Imported, Programme, Record
from kb.models.types import slugified

Key = tuple[str, str]
SLUG_ROOM = 100


class Known:
    """The identifiers, codes and ids of all records."""

    def __init__(self, session: Session) -> None:
        """Read them from the store."""
        self._by_key: dict[Key, int] = {}
        self._by_slug: dict[Key, int] = {}
        self._slugs: dict[int, str] = {}
        self._merged: dict[int, int] = {}
        self.withdrawn: set[int] = set()
        self.stamps: dict[int, str] = {}
        for number, kind, slug, state, into in session.execute(
            select(Record.id, Record.kind, Record.slug, Record.state, Record.merged_into_id)
        ):
            self._place(kind, slug, number)
            if into is not None:
                self._merged[number] = into
            elif state == "withdrawn":
                self.withdrawn.add(number)
        for number, scheme, value in session.execute(select(Identifier.record_id, Identifier.scheme, Identifier.value)):
            self._by_key[scheme, value] = number
        for number, code in session.execute(select(Programme.id, Programme.code).where(Programme.code.is_not(None))):
            self._by_key["code", str(code)] = number
        for number, stamp in session.execute(select(Imported.record_id, Imported.stamp)):
            self.stamps[number] = max(self.stamps.get(number, ""), stamp)

    def _place(self, kind: str, slug: str, number: int) -> None:
        self._by_slug[kind, slug] = number
        self._slugs[number] = slug

    def reserve(self, kind: str, slug: str) -> None:
        """Keep an id for a record about to be written."""
        self._by_slug[kind, slug] = 0

    def add(self, kind: str, number: int, values: Mapping[str, Any]) -> None:
        """Learn of a record that was just written."""
        self._place(kind, values["slug"], number)
        self.learn(number, values)

    def learn(self, number: int, values: Mapping[str, Any]) -> None:
        """Learn the identifiers a record has got."""
        for row in values.get("identifiers", ()):
            self._by_key[row["scheme"], row["value"]] = number
        if values.get("code"):
            self._by_key["code", values["code"]] = number

    def rehearse(self, values: Mapping[str, Any], key: Key) -> None:
        """Treat a record as written, to see whether others could refer to it."""
        self._slugs[0] = "rehearsed"
        self._by_key.setdefault(key, 0)
        for row in values.get("identifiers", ()):
            self._by_key.setdefault((row["scheme"], row["value"]), 0)

    def holder(self, key: Key) -> int | None:
        """Give the record that has an identifier or a code; one that was merged leads to where it went."""
        number = self._by_slug.get(("document", key[1])) if key[0] == "slug" else self._by_key.get(key)
        return None if number is None else self._arrived(number)

    def find(self, keys: Iterable[Key]) -> int | None:
        """Give the record that has the first of some identifiers that any has."""
        return next((number for key in keys if (number := self.holder(key)) is not None), None)

    def number(self, kind: str, slug: str) -> int:
        """Give the number of a record that is there."""
        return self._arrived(self._by_slug[kind, slug])

    def has(self, kind: str, slug: str) -> bool:
        """Tell whether there is a record with an id."""
        return (kind, slug) in self._by_slug

    def slug(self, number: int) -> str:
        """Give the id of a record."""
        return self._slugs[number]

    def _arrived(self, number: int) -> int:
        while number in self._merged:
            number = self._merged[number]
        return number

    def free_slug(self, kind: str, *words: str) -> str:
        """Make an id of some words that no record of a kind has yet; of many words the last stay whole."""
        last = slugified(" ".join(words[1:]))
        first = slugified(words[0])[: SLUG_ROOM - len(last)].strip("-")
        wanted = "-".join(part for part in (first, last) if part) or kind
        slug, number = wanted, 2
        while (kind, slug) in self._by_slug:
            slug, number = f"{wanted}-{number}", number + 1
        return slug
