"""Where a register and a person disagree: both values stand side by side as evidence, the person's is the one in use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kb.imports.merging import Claim
from kb.schema import Plain

REGISTER: Plain = {
    "slug": "cordis",
    "label": "CORDIS, the EU register of research results",
    "publisher": "Publications Office of the European Union",
    "url": "https://cordis.europa.eu",
    "language": "en",
    "type": "register",
    "access": "register",
    "licence": "CC BY 4.0",
    "note": "Records taken from it are adapted: CORDIS, European Union.",
}
EDITS: Plain = {
    "slug": "edits",
    "label": "Edits of this knowledge base",
    "type": "edits",
    "note": "Stands for what people set here, in the seed or by hand, where a register says something else.",
}
OWN = (REGISTER["slug"], EDITS["slug"])


def needs_edits(rows: Sequence[Any]) -> bool:
    """Tell whether some evidence refers to the document that stands for edits."""
    return any(row["document"] == EDITS["slug"] for row in rows)


def as_evidence(stored: Sequence[Any], claims: Sequence[Claim], locator: str) -> list[Any]:
    """Give the evidence of a record with rows for the claims there are now, and without those for claims that are settled."""
    others = [row for row in stored if not _managed(row)]
    wanted = [row for claim in dict.fromkeys(claims) for row in _both(claim, others, locator)]
    kept = [row for row in stored if not _managed(row) or row in wanted]
    return [*kept, *(row for row in wanted if row not in kept)]


def _managed(row: Any) -> bool:
    return bool(row.get("field")) and row["document"] in OWN


def _both(claim: Claim, others: Sequence[Any], locator: str) -> list[Plain]:
    rows: list[Plain] = []
    stated = any(row.get("field") == claim.field and row.get("preferred") is not False for row in others)
    if not stated:
        note = {"note": claim.told} if claim.told else {}
        rows.append({"field": claim.field, "value": claim.kept, "preferred": True, "document": EDITS["slug"], **note})
    return [*rows, {"field": claim.field, "value": claim.given, "preferred": False, "document": REGISTER["slug"], "locator": locator}]
