"""The matrix as it is shown: its events and partners in groups, any of which can be folded into one column or row of numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import snapshots
from kb.queries.matrix import Line, Matrix, Part
from kb.queries.shapes import Ref, ref
from kb.snapshots import RECORD, Snapshot, Want
from kb.told import Told

PARTNERS, OTHERS = "partners", "others"


@dataclass(frozen=True)
class Group:
    """Events or rows that belong together, under the name by which they are folded."""

    name: str
    label: str


@dataclass(frozen=True)
class Column:
    """One event, or all of a folded group."""

    group: Group
    events: Sequence[Ref]
    folded: bool


@dataclass(frozen=True)
class Shown:
    """One row: a line of the matrix, or all of a folded group; and its cells, one for each column."""

    group: Group | None
    lines: Sequence[Line]
    folded: bool
    cells: Sequence[Sequence[Part]]


@dataclass(frozen=True)
class Folded:
    """The matrix in groups. ``groups`` are those of the columns, with the number of columns of each."""

    columns: Sequence[Column]
    rows: Sequence[Shown]

    @property
    def groups(self) -> Sequence[tuple[Group, int, bool]]:
        """The groups of events from left to right, with how many columns each has, and whether it is folded."""
        widths: dict[Group, int] = {}
        for column in self.columns:
            widths[column.group] = widths.get(column.group, 0) + 1
        return [(group, wide, any(column.folded for column in self.columns if column.group == group)) for group, wide in widths.items()]


def folded(session: Session, found: Matrix, folds: Collection[str]) -> Folded:
    """Group the events by project, those of one project by how they stand to others; fold the groups that are named."""
    columns = [column for group, events in _groups(session, found).items() for column in _columns(group, events, fold=group.name in folds)]
    return Folded(columns, [row for group, lines in _parties(found) for row in _rows(found, columns, group, lines, folds)])


def _columns(group: Group, events: Sequence[Ref], *, fold: bool) -> Iterable[Column]:
    return [Column(group, events, folded=True)] if fold else [Column(group, [event], folded=False) for event in events]


def _rows(found: Matrix, columns: Sequence[Column], group: Group | None, lines: Sequence[Line], folds: Collection[str]) -> Iterable[Shown]:
    fold = group is not None and group.name in folds
    for together in [lines] if fold else [[line] for line in lines]:
        yield Shown(group, together, fold, [_parts(found, together, column.events) for column in columns])


def _parts(found: Matrix, lines: Iterable[Line], events: Sequence[Ref]) -> Sequence[Part]:
    return [part for line in lines for event in events for part in found.cells.get((line.head, event), ())]


def _parties(found: Matrix) -> Iterable[tuple[Group | None, Sequence[Line]]]:
    """Part the rows into partners of the project asked for and others; without such partners there are no groups."""
    partners, others = ([line for line in found.lines if line.partner == is_partner] for is_partner in (True, False))
    if not partners:
        return [(None, others)]
    label = Told("Partners of %(project)s", project=found.about["project"].label)
    named = [(Group(PARTNERS, label), partners), (Group(OTHERS, Told("Others")), others)]
    return [(group, lines) for group, lines in named if lines]


def _groups(session: Session, found: Matrix) -> Mapping[Group, Sequence[Ref]]:
    """Give the groups of the events in the order of their first ones."""
    numbers = select(RECORD.c.id).where(RECORD.c.kind == "event", RECORD.c.slug.in_([event.slug for event in found.events]))
    want = Want(("part_of", "adjacent_to"), ("projects",))
    read = {ref(record): record for record in snapshots.read(session, session.execute(numbers).scalars(), want)}
    group = _by_standing if "project" in found.about else _by_project
    groups: dict[Group, list[Ref]] = {}
    for event in found.events:
        groups.setdefault(group(read[event]), []).append(event)
    return groups


def _by_project(event: Snapshot) -> Group:
    if not event.projects:
        return Group("no-project", Told("Of no project on record"))
    project = event.projects[0].project
    return Group(project.slug, project.label)


def _by_standing(event: Snapshot) -> Group:
    if event.part_of:
        return Group("part", Told("Part of a larger event"))
    return Group("beside", Told("Held beside another event")) if event.adjacent_to else Group("own", Told("Events of its own"))
