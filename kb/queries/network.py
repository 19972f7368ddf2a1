"""Who works with whom: the partners of a project, of a topic or of an organisation, and the projects each two of them share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kb import snapshots
from kb.among import among
from kb.errors import BadRequest
from kb.queries.analysis import PART, about, one, shown
from kb.queries.analysis_scope import takes_part
from kb.queries.shapes import Ref, ref
from kb.snapshots import Snapshot
from kb.told import Told

# So many ties are given for each partner, and in all: of more, those of the most projects.
TIES_EACH, TIES = 3, 1500
# Of the projects that two share, this many are named.
NAMED = 20
SCOPES = ("project", "topic", "organisation")
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Node:
    """An organisation with its number of projects among those looked at; ``asked`` is the one whose partners these are."""

    ref: Ref
    short: str
    country: str | None
    projects: int
    asked: bool = False


@dataclass(frozen=True)
class Tie:
    """Two organisations, by their places among the nodes, and the number of projects they share; the first of these by name."""

    one: int
    other: int
    together: int
    projects: Sequence[Ref]


@dataclass(frozen=True)
class Network:
    """The most connected of some partners, first the one asked for, and the ties between them.

    ``partners`` counts all there are, ``projects`` the projects that were looked at, ``pairs`` all pairs of the nodes that
    share one; ``least`` is the number of projects from which on a tie is given. ``near`` has every pair, with its number of
    projects: rows of two places and a number.
    """

    about: Mapping[str, Ref]
    nodes: Sequence[Node]
    ties: Sequence[Tie]
    near: Numbers
    partners: int
    projects: int
    least: int

    @property
    def pairs(self) -> int:
        """How many pairs of the nodes share a project."""
        return len(self.near)


def network(session: Session, chosen: Mapping[str, str], most: int) -> Network:
    """Read the partners of what is named, at most ``most``: those that share projects with others most often.

    For a project the partners are its own, and what counts are their *other* projects; for a topic the projects about it or a
    narrower topic; for an organisation its projects. Raises :class:`BadRequest` unless just one of these is named, and as
    :func:`kb.queries.analysis.one`.
    """
    scope = [name for name in SCOPES if chosen.get(name)]
    if len(scope) != 1:
        raise BadRequest(reason=Told("name one project, one topic or one organisation, as in ?project=titanium"))
    name = scope[0]
    asked = one(session, name, chosen[name])
    rows = _rows(session, name, asked)
    return _made(session, asked, rows, most)


def _rows(session: Session, name: str, asked: Snapshot) -> Numbers:
    """Give a row a project and partner, each once: the numbers of both."""
    if name == "organisation":
        found = _of_projects(session, among(PART.project_id, _own_projects(session, asked.id)))
        found[:, 1] = np.where((found[:, 1] == asked.id) | (found[:, 2] == asked.id), asked.id, found[:, 1])
        return np.unique(found[:, :2], axis=0)
    if name == "topic":
        return np.unique(_of_projects(session, PART.project_id.in_(about(asked.id)))[:, :2], axis=0)
    partners = np.unique(_of_projects(session, PART.project_id == asked.id)[:, 1])
    return np.unique(_of_projects(session, among(PART.organisation_id, partners.tolist()))[:, :2], axis=0)


def _of_projects(session: Session, condition: Any) -> Numbers:
    query: Select[Any] = select(PART.project_id, PART.organisation_id, PART.unit_id)
    found = session.execute(query.where(condition, shown(PART.project_id), shown(PART.organisation_id))).all()
    return np.array([(project, body, unit or 0) for project, body, unit in found], dtype=np.int64).reshape(-1, 3)


def _own_projects(session: Session, organisation: int) -> list[int]:
    return list(session.execute(select(PART.project_id).where(takes_part(PART, [organisation])).distinct()).scalars())


def _made(session: Session, asked: Snapshot, rows: Numbers, most: int) -> Network:
    others = rows[rows[:, 0] != asked.id] if asked.kind == "project" else rows
    bodies = np.unique(rows[:, 1])
    chosen = _most_connected(others, bodies, asked.id, most)
    near, shares = _near(others, chosen)
    ties, least = _strongest(near, len(chosen))
    known = snapshots.heads(session, chosen.tolist())
    places = [number for number in chosen.tolist() if number in known]
    counts = _counts(rows, chosen)
    nodes = [_node(known[number], counts[place], asked) for place, number in enumerate(places)]
    partners = len(bodies) - (asked.kind == "organisation" and bool(len(bodies)))
    told = {asked.kind: ref(asked)}
    return Network(told, nodes, _tied(session, near[ties], shares), near, partners, len(np.unique(rows[:, 0])), least)


def _node(record: Snapshot, projects: int, asked: Snapshot) -> Node:
    # Some registered short names are longer than names; a label serves better then.
    short = record.short_name if record.short_name and len(record.short_name) < len(record.label) else record.label
    return Node(ref(record), short, record.country, int(projects), asked=record.id == asked.id)


def _most_connected(rows: Numbers, bodies: Numbers, asked: int, most: int) -> Numbers:
    """Give the organisations that share projects with others most often, the one asked for first."""
    strength = np.zeros(len(bodies), dtype=np.int64)
    projects, sizes = np.unique(rows[:, 0], return_counts=True)
    within = np.isin(rows[:, 1], bodies)
    each = sizes[np.searchsorted(projects, rows[within, 0])] - 1
    np.add.at(strength, np.searchsorted(bodies, rows[within, 1]), each)
    order = np.lexsort((bodies, -strength, bodies != asked))
    return bodies[order][: most + int(asked in bodies)]


def _counts(rows: Numbers, chosen: Numbers) -> list[int]:
    found = dict(zip(*(part.tolist() for part in np.unique(rows[:, 1], return_counts=True)), strict=True))
    return [found.get(number, 0) for number in chosen.tolist()]


def _near(rows: Numbers, chosen: Numbers) -> tuple[Numbers, tuple[Numbers, npt.NDArray[np.bool_]]]:
    """Give every pair of the chosen that shares a project, with the number of these; and who is in which of the projects."""
    kept = rows[np.isin(rows[:, 1], chosen)]
    projects, lines = np.unique(kept[:, 0], return_inverse=True)
    order = np.argsort(chosen)
    inside = np.zeros((len(projects), len(chosen)), dtype=np.float32)
    inside[lines, order[np.searchsorted(chosen[order], kept[:, 1])]] = 1
    together = np.triu(inside.T @ inside, 1).astype(np.int64)
    first, second = np.nonzero(together)
    return np.column_stack([first, second, together[first, second]]), (projects, inside.astype(bool))


def _strongest(near: Numbers, nodes: int) -> tuple[Numbers, int]:
    """Give the places of the pairs to be shown, the strongest first, and the fewest projects that one of them shares.

    Pairs that share equally many are shown all or not at all, so that what is left out can be told in a sentence.
    """
    order = np.argsort(-near[:, 2], kind="stable")
    room = min(TIES, TIES_EACH * nodes)
    if len(near) <= room:
        return order, 1
    counts = near[order, 2]
    least = int(counts[room]) + 1
    if least > counts[0] and np.count_nonzero(counts == counts[0]) <= TIES:
        least = int(counts[0])
    return order[counts >= least], least


def _tied(session: Session, near: Numbers, shares: tuple[Numbers, npt.NDArray[np.bool_]]) -> list[Tie]:
    projects, inside = shares
    of_each = [projects[inside[:, first] & inside[:, second]][:NAMED].tolist() for first, second, _count in near]
    known = snapshots.heads(session, {number for numbers in of_each for number in numbers})
    named = [sorted((ref(known[number]) for number in numbers), key=lambda found: found.label.casefold()) for numbers in of_each]
    return [Tie(first, second, count, names) for (first, second, count), names in zip(near.tolist(), named, strict=True)]
