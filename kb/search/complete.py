"""Completion as people and programs get it: records that may be meant, with labels and addresses, then words to search for."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from kb import snapshots
from kb.errors import BadRequest
from kb.queries.shapes import ref
from kb.schema import KINDS
from kb.search.addresses import address
from kb.search.engine import Engine
from kb.search.find import CONTROL
from kb.search.reading import AT_A_GLANCE, about
from kb.snapshots import Snapshot, Want
from kb.told import Told

Json = dict[str, Any]
LIMIT, MAX_LIMIT = 6, 50
# No name is longer; what was typed beyond is not looked at.
LONGEST = 200
SHOWN = Want(frozenset(name for columns in AT_A_GLANCE.values() for name in columns), ())


def complete(session: Session, engine: Engine, text: str, limit: int = LIMIT) -> Json:
    """Complete what was typed so far: up to ``limit`` ``records``, the likeliest first, and half as many ``words``.

    A record that was found by another of its names than its label has it as ``name``.
    Raises :class:`BadRequest` for a limit that cannot be meant.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise BadRequest(reason=Told("from 1 to %(max_limit)s records can be offered, not %(limit)s", max_limit=MAX_LIMIT, limit=limit))
    typed = CONTROL.sub(" ", text).lstrip()
    found = engine.complete(typed, limit) if len(typed) <= LONGEST else None
    names = dict(found.records) if found else {}
    records = [_record(record, names[record.id]) for record in snapshots.read(session, names, SHOWN) if record.state == "public"]
    words = [{"words": words, "url": address("/search", words, {})} for words in (found.words if found else ())]
    return {"query": typed, "records": records, "words": words}


def _record(record: Snapshot, name: str) -> Json:
    named = ref(record)
    return {
        "kind": named.kind,
        "kind_label": KINDS[named.kind].text.one,
        "slug": named.slug,
        "label": named.label,
        "name": None if name == named.label else name,
        "about": " · ".join(text for text in about(record).split(" · ") if text != name),
        "url": named.path,
    }


def told(found: Json) -> str:
    """Tell what :func:`complete` gives, line by line."""
    lines = [
        " ".join(text for text in (one["label"], f"({one['name']})" if one["name"] else "", f"[{one['url'].lstrip('/')}]") if text)
        for one in found["records"]
    ]
    return "\n".join([*lines, *(one["words"] for one in found["words"])])
