"""What the head of a page answers with: who, what and when, in a few lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.queries.cells import listed
from kb.queries.shapes import Ref, Source
from kb.schema import KINDS
from kb.snapshots import Snapshot

# Of a long list the head names so many.
NAMED = 4


@dataclass(frozen=True)
class Leading:
    """One line of the head: a field, or the first of a list of links with the number of all. No values: not stated."""

    name: str
    label: str
    values: Sequence[Ref | Source | str | int]
    total: int
    linked: bool

    @property
    def more(self) -> int:
        """How many the line does not name."""
        return self.total - len(self.values)


def leading(record: Snapshot) -> list[Leading]:
    """Give the lines that answer first, in the order the kind declares; what need not be there and is not, is left out."""
    text = KINDS[record.kind].text
    made = (_line(record, name) for name in text.leading or text.columns)
    return [line for line in made if line is not None]


def _line(record: Snapshot, name: str) -> Leading | None:
    kind = KINDS[record.kind]
    found, linked = listed(record, name), name in kind.links
    if found == "" or (found == [] and not _is_missed(record, name)):
        return None
    values = [] if found is None else found if isinstance(found, Sequence) and not isinstance(found, str) else [found]
    total = max(len(values), record.totals.get(name, 0) if linked else 0)
    return Leading(name, kind.label_of(name), values[:NAMED], total, linked)


def _is_missed(record: Snapshot, name: str) -> bool:
    """Tell whether a reader asks for a list that is empty: who said something, and who should do what is recommended."""
    return name == "voicings" or (name == "addressees" and record.type == "recommendation")
