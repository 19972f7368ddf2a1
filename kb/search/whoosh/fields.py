"""The index's fields: what Whoosh keeps of an entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from whoosh import fields, formats

from kb.search.engine import Entry
from kb.search.request import FACETS
from kb.search.text import fold
from kb.search.whoosh.codec import Places
from kb.search.whoosh.words import Posting, postings, same_name, same_stems

# Raise it with every change below: an index made by another version, or with other facets, is rebuilt.
SCHEMA_VERSION = 4
MADE_AS = " ".join((str(SCHEMA_VERSION), *FACETS))
SEPARATOR = "\x1f"
BOOST = {"label": 10.0, "names": 6.0, "summary": 3.0, "text": 1.0}
# Stems, and words as written; only the latter know their places.
SCORED = (*BOOST, "exact")


class Ready(fields.FieldType):  # type: ignore[misc] # Whoosh has no types
    """A field that is given its postings instead of text."""

    def index(self, value: Sequence[Posting], **_options: Any) -> Sequence[Posting]:
        """Give the postings as they came."""
        return value


def schema() -> fields.Schema:
    """Make the schema: the number, what the entry says of itself, its names, and its words."""
    made = fields.Schema(
        id=fields.ID(unique=True),
        about=fields.STORED,
        called=Ready(formats.Existence(), None),
        alike=Ready(formats.Existence(), None),
        exact=Ready(Places(), None, scorable=True),
    )
    for name in BOOST:
        made.add(name, Ready(formats.Existence(), None, scorable=True))
    return made


def document(entry: Entry) -> dict[str, Any]:
    """Turn an entry into Whoosh's keyword arguments."""
    names = {name: _once(same(told) for told in entry.called) for name, same in (("called", same_name), ("alike", same_stems))}
    return {"id": str(entry.id), "about": about(entry), **names, **postings(entry.texts)}


def _once(terms: Iterable[str]) -> list[Posting]:
    return [(term.encode(), 1, 1.0, b"") for term in dict.fromkeys(terms) if term]


def about(entry: Entry) -> dict[str, Any]:
    """Give what is stored of an entry; the columns are made from it."""
    facets = {name: [plain(value) for value in values] for name, values in entry.facets.items() if values}
    return {
        "id": entry.id,
        "digest": entry.digest,
        "date": entry.date,
        "strength": entry.strength,
        "title": plain(fold(entry.label)),
        "names": entry.called,
        "slug": entry.slug,
        "facets": facets,
    }


def plain(value: str) -> str:
    """Keep the mark that lists of values are joined with out of a value."""
    return value.replace(SEPARATOR, " ")
