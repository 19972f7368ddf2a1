"""What a person decides: that sources are of one origin, how statements stand to one another, and what a source claims."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from kb import records, schema
from kb.errors import BadRequest
from kb.models import Document, Record, Statement
from kb.models.vocabularies import STATEMENT_RELATION
from kb.records import Author
from kb.schema import KINDS, Plain


def same_origin(session: Session, documents: Sequence[Document], why: str, group: str | None, author: Author) -> str:
    """Judge that documents carry one text, so that they count once; give the name of their origin.

    Without a name they take the one that some of them have already, else the id of the first. Raises :class:`BadRequest`
    for fewer than two documents, and where some are of different origins and none is named.
    """
    if len({document.id for document in documents}) <= 1:
        raise BadRequest(reason="name two documents or more that carry the same text; for one alone use own-origin")
    held = sorted({document.origin_group for document in documents if document.origin_group})
    if len(held) > 1 and group is None:
        raise BadRequest(reason=f"they are judged to be of different origins ({', '.join(held)}); name with --group the one they all have")
    name = group or (held[0] if held else documents[0].slug)
    for place, document in enumerate(documents):
        other = documents[1 if place == 0 else 0]
        _decide(session, document, name, {"verdict": "same origin", "other": f"document/{other.slug}"}, why, author)
    return name


def own_origin(session: Session, document: Document, why: str, author: Author) -> str:
    """Judge that a document is an origin of its own, whatever it shares with others; give the name of its origin."""
    _decide(session, document, document.slug, {"verdict": "own origin"}, why, author)
    return document.slug


def _decide(session: Session, document: Document, group: str, judged: Plain, why: str, author: Author) -> None:
    row = {**judged, "by": author.by, "at": datetime.now(UTC).date().isoformat(), "why": why}
    write(session, document, {"origin_group": group, "judgements": [*schema.dump(document).get("judgements", []), row]}, author)


def relate(session: Session, one: Statement, relation: str, other: Statement, author: Author) -> None:
    """Set how a statement stands to another, instead of what was set between them before.

    Raises :class:`BadRequest` for an unknown relation, or of a statement to itself.
    """
    if relation not in STATEMENT_RELATION.terms:
        raise BadRequest(reason=f'"{relation}" is no relation; use one of: {", ".join(STATEMENT_RELATION.terms)}')
    if one is other:
        raise BadRequest(reason="a statement stands in no relation to itself; name another one")
    for holder, named in ((one, other), (other, one)):
        kept = [row for row in schema.dump(holder).get("relations", []) if row["other"] != named.slug]
        new = [{"relation": relation, "other": other.slug, "by": author.by, "note": author.why}] if holder is one else []
        if len(kept) != len(holder.relations) or new:
            write(session, holder, {"relations": [*kept, *new]}, author)


def claim(session: Session, record: Record, row: Plain, author: Author) -> None:
    """Keep what a source says of a field beside what others say. Nothing is overwritten.

    A row that is preferred becomes the value the record uses, and the others are not used. Without a word on that, a value that differs from
    the one in use is not used.
    """
    kind, name, value = KINDS[record.kind], row["field"], row["value"]
    if name in kind.links:
        raise BadRequest(reason=f'"{name}" is a list of links; a claim gives the value of a field or a property, such as attendance')
    before = schema.dump(record)
    used, chosen = _used(before, name), row.get("preferred")
    preferred = chosen or (None if used is None else "true" if used == value else "false")
    rows = [_beside(held, row, used, chosen, differs=preferred == "false") for held in before.get("evidence", [])]
    told = {key: text for key, text in {**row, "preferred": preferred}.items() if text is not None}
    again = next((place for place, held in enumerate(rows) if _same_place(held, row)), None)
    if again is None:
        rows.append(told)
    else:
        rows[again] |= told
    write(session, record, {"evidence": rows, **({name: value} if chosen == "true" and name in kind.fields else {})}, author)


def _same_place(held: Plain, row: Plain) -> bool:
    return all(held.get(name) == row.get(name) for name in ("field", "value", "document", "locator"))


def _used(values: Plain, name: str) -> str | None:
    """Give the value in use: that of the field, else the one claimed and preferred, else the only one claimed."""
    if values.get(name) is not None:
        return str(values[name])
    claimed = [row for row in values.get("evidence", []) if row.get("field") == name]
    preferred = [row["value"] for row in claimed if row.get("preferred") is True]
    distinct = list(dict.fromkeys(row["value"] for row in claimed))
    return preferred[0] if preferred else distinct[0] if len(distinct) == 1 else None


def _beside(held: Plain, row: Plain, used: str | None, chosen: str | None, *, differs: bool) -> Plain:
    """Say of an older claim whether it is used, now that another stands beside it; what a person decided before stays unless they choose anew."""
    if held.get("field") != row["field"]:
        return held
    if chosen == "true":
        return {**held, "preferred": held.get("value") == row["value"]}
    return {**held, "preferred": True} if differs and held.get("preferred") is None and held.get("value") == used else held


def write(session: Session, record: Record, values: Plain, author: Author) -> None:
    """Clean values and change a record; raise :class:`BadValue` with all that is wrong."""
    given = {name: value for name, value in values.items() if value is not None}
    records.update(session, record, schema.cleaned(record.kind, given, partial=True), author)
