"""What became of a recommendation or a commitment: a dated state with its source, put on record beside the earlier ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from kb import records, schema
from kb.errors import BadRequest, BadValue
from kb.models import Record, Statement
from kb.models.dates import bounds
from kb.models.vocabularies import FOLLOWED
from kb.records import Author


@dataclass(frozen=True)
class Change:
    """A state by its key or its words, the day it is told of, the id of the document that shows it, the place in it, and a note."""

    status: str
    date: str
    document: str
    locator: str | None = None
    note: str | None = None


def change(session: Session, record: Record, told: Change, author: Author) -> str:
    """Put a state on record and give the one that now holds: the latest by date, of equals the one recorded last.

    A change that is on record already changes nothing. Raises :class:`BadRequest` for a record that is not followed up, or a state it
    cannot be in, and :class:`BadValue` for a date or document that there is not.
    """
    field, state = _state(record, told.status)
    values = {"status": state, "date": told.date, "document": told.document, "locator": told.locator, "note": told.note}
    row = {name: value for name, value in values.items() if value}
    before = schema.dump(record).get("status_changes", [])
    rows = schema.cleaned("statement", {"status_changes": [*before, row]}, partial=True)["status_changes"]
    _past(told.date)
    made = schema.plain_link(schema.KINDS["statement"].links["status_changes"], rows[-1])
    rows = rows[:-1] if made in before else rows
    latest = max(enumerate(rows), key=lambda pair: (bounds(pair[1].get("date"))[0] or date.min, pair[0]))[1]
    records.update(session, record, schema.cleaned("statement", {field: latest["status"]}, partial=True) | {"status_changes": rows}, author)
    return str(latest["status"])


def _state(record: Record, words: str) -> tuple[str, str]:
    """Give the field that holds the state of a statement, and the key of a state."""
    if not isinstance(record, Statement) or record.type not in FOLLOWED:
        raise BadRequest(reason=f'"{record.label}" is neither a recommendation nor a commitment, so it has no state')
    field, vocabulary = FOLLOWED[record.type]
    for key, label in vocabulary.terms.items():
        if words.strip().casefold() in (key.casefold(), label.casefold()):
            return field, key
    raise BadRequest(reason=f'a {record.type} is never "{words}"; use one of: {", ".join(vocabulary.terms)}')


def _past(day: str) -> None:
    first, _last = bounds(day)
    if first is None or first > datetime.now(UTC).date():
        raise BadValue(reason=f'"{day}" is not a day that has passed; give the day that the source tells of')
