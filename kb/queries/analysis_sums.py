"""Adding up participations by project, year, role and programme. What is not stated is counted, never taken for nought."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from kb.queries.analysis import NOT_STATED, money
from kb.queries.analysis_scope import COORDINATOR, ROW
from kb.queries.shapes import Cell
from kb.told import told_each

Key = TypeVar("Key", bound=Hashable)
Numbers = npt.NDArray[np.int64]
HEADINGS = told_each(
    {
        "projects": "Projects",
        "participations": "Participations",
        "coordinated": "Coordinated",
        "ec_contribution": "EC contribution",
        "not_stated": "Amounts not stated",
    }
)


@dataclass(frozen=True)
class Sum:
    """Numbers of some work. ``amount`` adds up what is stated, in euro; ``unstated`` says how many amounts are not."""

    projects: int
    participations: int
    coordinated: int
    amount: Decimal | None
    unstated: int

    def cells(self) -> dict[str, Cell]:
        """Give the numbers as cells."""
        counts = {"projects": self.projects, "participations": self.participations, "coordinated": self.coordinated}
        return {**counts, "ec_contribution": money(self.amount), "not_stated": self.unstated}


class Works:
    """Projects in columns: a row a project and role, the rows of a project side by side.

    ``first`` gives the first row of each project. ``numbers`` has a column for each number of a :class:`Sum`, but the
    last one counts the amounts that are stated, and amounts are whole cents, as they are stored. ``whole`` takes the
    amounts of the projects instead of those of their partners.
    """

    def __init__(self, rows: Sequence[Any], *, whole: bool) -> None:
        """Turn the rows of :func:`kb.queries.analysis_scope.projects` into columns."""
        self.rows, self.whole = rows, whole
        columns = list(zip(*rows, strict=True)) or [()] * len(ROW)
        self.columns = dict(zip(ROW, columns, strict=True))
        self.first: Numbers = np.flatnonzero(np.diff(self.columns["id"], prepend=-1))
        opens = np.zeros(len(rows), dtype=np.int64)
        opens[self.first] = 1
        coordinated = [role == COORDINATOR for role in self.columns["role"]]
        amounts = [self.columns[name] for name in (("total", "known") if whole else ("amount", "stated"))]
        self.numbers: Numbers = np.column_stack([opens, self.columns["parts"], coordinated, *amounts]).astype(np.int64)
        if whole:
            self.numbers[opens == 0, 3:] = 0

    @property
    def ids(self) -> list[int]:
        """The numbers of the projects."""
        return [self.rows[place].id for place in self.first]

    def total(self) -> Sum:
        """Add everything up."""
        return self.sum_of(self.numbers.sum(axis=0))

    def each(self) -> Numbers:
        """Give the numbers of each project, to be told by :meth:`sum_of`."""
        return np.add.reduceat(self.numbers, self.first) if self.rows else self.numbers

    def by(self, keys: Sequence[Key]) -> dict[Key, Sum]:
        """Add up by a key for each row."""
        places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
        found = np.zeros((len(places), self.numbers.shape[1]), dtype=np.int64)
        np.add.at(found, [places[key] for key in keys], self.numbers)
        return {key: self.sum_of(found[place]) for key, place in places.items()}

    def by_role(self) -> dict[str, Sum]:
        """Add up by role, in amounts of the partners; a project counts in each role that it has."""
        partners = Works([row for row in self.rows if row.role], whole=False)
        partners.numbers[:, 0] = 1
        return partners.by([row.role for row in partners.rows])

    def by_year(self) -> dict[str, Sum]:
        """Add up by year of start; projects without a start stand last."""
        found = self.by([row.start[:4] if row.start else NOT_STATED for row in self.rows])
        return dict(sorted(found.items(), key=lambda pair: (pair[0] == NOT_STATED, pair[0])))

    def roles(self, place: int) -> list[tuple[str, int]]:
        """Give the roles of a project with the number of participations in each, by its place among the projects."""
        end = self.first[place + 1] if place + 1 < len(self.first) else len(self.rows)
        return [(row.role, row.parts) for row in self.rows[self.first[place] : end] if row.role]

    def sum_of(self, line: Numbers) -> Sum:
        """Turn a line of numbers into a sum."""
        projects, parts, coordinated, cents, stated = (int(number) for number in line)
        amount = Decimal(cents).scaleb(-2) if stated else None
        return Sum(projects, parts, coordinated, amount, (projects if self.whole else parts) - stated)


def largest(found: Mapping[Any, Sum]) -> list[tuple[Any, Sum]]:
    """Order groups by their number of projects."""
    return sorted(found.items(), key=lambda pair: (-pair[1].projects, str(pair[0])))
