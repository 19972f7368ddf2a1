"""How statements may stand to one another: suggestions of the machine, which show up nowhere but in their own list, for a person to decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import snapshots, variants
from kb.models import Statement, StatementRelation
from kb.models.vocabularies import STATEMENT_RELATION
from kb.queries.shapes import Ref, Row, Table, ref
from kb.told import Told, told_each
from kb.variants import Said


@dataclass(frozen=True)
class Suggested:
    """Two statements, how the first may stand to the second, how much alike they are in percent, and why."""

    first: Ref
    second: Ref
    relation: str
    alike: float
    why: str

    @property
    def words(self) -> str:
        """Give the relation as people read it."""
        return STATEMENT_RELATION.label(self.relation)


def suggested(session: Session, only: Collection[int] | None = None) -> list[Suggested]:
    """Suggest how statements stand to one another, the most alike first; ``only`` among some.

    What a person has related already, either way, is left out.
    """
    said, settled = _said(session, only), _settled(session)
    near = [pair for pair in variants.pairs({number: one.text for number, one in said.items()}) if frozenset(pair) not in settled]
    found = [(pair, made) for pair in near for made in variants.suggestions(said[pair[0]], said[pair[1]])]
    known = snapshots.heads(session, {number for pair, _made in found for number in pair})
    return sorted(
        (_suggested(ref(known[one]), ref(known[other]), made) for (one, other), made in found),
        key=lambda one: (-one.alike, one.first.label, one.second.label),
    )


def _suggested(one: Ref, other: Ref, made: variants.Suggestion) -> Suggested:
    first, second = (other, one) if made.turned else (one, other)
    return Suggested(first, second, made.relation, made.alike, made.why)


def _said(session: Session, only: Collection[int] | None) -> dict[int, Said]:
    query = select(Statement.id, Statement.label, Statement.type).where(Statement.state == "public")
    return {number: Said(label, type_) for number, label, type_ in session.execute(query) if only is None or number in only}


def _settled(session: Session) -> set[frozenset[int]]:
    query = select(StatementRelation.statement_id, StatementRelation.other_id)
    return {frozenset((one, other)) for one, other in session.execute(query)}


def as_table(found: Iterable[Suggested]) -> Table:
    """Give suggestions as a table. Its note says that they are none of a person's."""
    columns = told_each(
        {
            "record": "Statement",
            "relation": "May stand to it so",
            "other": "Other statement",
            "alike": "Alike (percent)",
            "why": "Because",
        }
    )
    rows: list[Row] = [
        {"record": one.first, "relation": one.words, "other": one.second, "alike": round(one.alike), "why": one.why} for one in found
    ]
    return Table(columns, rows, len(rows), notes=[Told("suggested by comparing words; nobody has judged it yet")])
