"""Records of one kind side by side: their fields, the passages they rest on, and the words that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kb.errors import BadRequest
from kb.models.types import NO, YES
from kb.queries.cells import listed, sources
from kb.queries.find import get, named
from kb.queries.shapes import Cell, Ref, Row, Source, Table, ref
from kb.queries.variants import Suggested, suggested
from kb.schema import KINDS
from kb.snapshots import ALL, Snapshot
from kb.told import Told
from kb.variants import Piece, marked

FEWEST, MOST = 2, 4
HEAD = ("label", "summary", "note")
LEFT_OUT = ("slug", "evidence", "gaps", "relations", "judgements", "identifiers", "status_changes")


@dataclass(frozen=True)
class Line:
    """A field of each record compared, in pieces; ``same`` where all say the same."""

    name: str
    label: str
    cells: Sequence[Sequence[Piece]]

    @property
    def same(self) -> bool:
        """Tell whether all records say the same here."""
        return len({"".join(piece.text for piece in cell) for cell in self.cells}) == 1


@dataclass(frozen=True)
class Compared:
    """Records side by side: their fields, those first that differ; what people have set between them, what the machine suggests."""

    records: Sequence[Ref]
    lines: Sequence[Line]
    passages: Sequence[Sequence[tuple[Source, str]]]
    relations: Sequence[tuple[Ref, str, Ref, str | None]]
    suggested: Sequence[Suggested]


def compare(session: Session, names: Sequence[str]) -> Compared:
    """Compare two to four records of one kind, each named as in its address. Raises :class:`BadRequest` for any other number, or for several kinds."""
    if not FEWEST <= len(names) <= MOST:
        raise BadRequest(
            reason=Told(
                "compare %(fewest)s to %(most)s records, named as in their addresses: statements/one and statements/another",
                fewest=FEWEST,
                most=MOST,
            )
        )
    wanted = [named(name) for name in names]
    if len({kind for kind, _slug in wanted}) > 1:
        raise BadRequest(reason=Told("only records of one kind stand side by side; name two statements, or two events"))
    records = [get(session, *one, ALL) for one in wanted]
    if len({record.id for record in records}) < len(records):
        raise BadRequest(reason=Told("a record cannot be compared with itself; name another one"))
    return Compared(
        [ref(record) for record in records],
        sorted(_lines(records), key=lambda line: line.same),
        [_passages(record) for record in records],
        list(_relations(records)),
        suggested(session, {record.id for record in records}) if records[0].kind == "statement" else (),
    )


def _lines(records: Sequence[Snapshot]) -> Iterator[Line]:
    kind = KINDS[records[0].kind]
    rest = [name for name in (*kind.fields, *kind.links) if name not in (*HEAD, *LEFT_OUT)]
    for name in (*HEAD, *rest):
        texts = [_text(listed(record, name)) for record in records]
        if any(texts):
            yield Line(name, kind.label_of(name), marked(texts[0], texts[1:]))


def _text(found: Cell) -> str:
    if isinstance(found, Ref):
        return found.label
    if isinstance(found, Sequence) and not isinstance(found, str):
        return "; ".join(_text(item) for item in found)
    return "" if found is None else str(found)


def _passages(record: Snapshot) -> list[tuple[Source, str]]:
    """Give the places a record rests on as a whole, each with its passage, or no words where none is quoted."""
    return [(place, place.passage or "") for place in sources(row for row in record.evidence if row.field is None)]


def _relations(records: Sequence[Snapshot]) -> Iterator[tuple[Ref, str, Ref, str | None]]:
    """Yield what people have set between some statements, with who did."""
    numbers = {record.id for record in records}
    for record in records if records[0].kind == "statement" else ():
        relation = KINDS["statement"].links["relations"].fields["relation"]
        for row in record.relations:
            if row.other_id in numbers:
                yield ref(record), relation.show(row.relation), ref(row.other), row.by


def as_table(found: Compared) -> Table:
    """Give the fields side by side as a table, a row a field."""
    names = [f"record_{number}" for number, _record in enumerate(found.records, start=1)]
    columns = {
        "field": Told("Field"),
        **{name: record.label for name, record in zip(names, found.records, strict=True)},
        "same": Told("Same"),
    }
    return Table(columns, [_row(line, names) for line in found.lines], len(found.lines))


def _row(line: Line, names: Iterable[str]) -> Row:
    told = {name: "".join(piece.text for piece in cell) for name, cell in zip(names, line.cells, strict=True)}
    return {"field": line.label, **told, "same": YES if line.same else NO}
