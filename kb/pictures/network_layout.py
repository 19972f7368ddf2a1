"""Where the partners of a network stand: those that work together near one another, the same question always in the same places."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.float64]
Pairs = npt.NDArray[np.int64]
# The layout begins by chance; a fixed seed gives the same picture each time.
SEED = 3
# Up to so many the forces of ForceAtlas2 spread best; more stand in clearer groups by those of Fruchterman and Reingold, which the
# library works out without another library for fewer than 500. The few beyond are put beside whom they share most with.
FEW, MOST = 100, 499
STEPS = {True: 100, False: 50}
# So many layouts are remembered: the places depend on the pairs alone, not on the store they came from.
REMEMBERED = 64
# How often circles that overlap are moved apart, and by which share of what they overlap.
APART_STEPS, STRENGTH = 80, 0.35


def places(count: int, near: Pairs) -> Places:
    """Give each of some nodes its place in a square from 0 to 1, by the pairs (two places and a weight) that draw together.

    Nodes without a pair are told by ``nan``: they have no place among the others.
    """
    return _places(count, np.ascontiguousarray(near, dtype=np.int64).tobytes()).copy()


@lru_cache(maxsize=REMEMBERED)
def _places(count: int, packed: bytes) -> Places:
    near = np.frombuffer(packed, dtype=np.int64).reshape(-1, 3)
    found = np.full((count, 2), np.nan)
    if len(near):
        for node, place in _laid_out(near[near[:, :2].max(axis=1) < MOST]).items():
            found[node] = place
        for node in range(MOST, count):
            found[node] = _beside(found, near, node)
        found -= np.nanmin(found, axis=0)
        found /= np.maximum(np.nanmax(found, axis=0), 1e-9)
    return found


def _laid_out(near: Pairs) -> dict[int, Any]:
    graph: nx.Graph[int] = nx.Graph()
    weights = near[:, 2] if len(np.unique(near[:, :2])) <= FEW else np.log1p(near[:, 2])
    graph.add_weighted_edges_from(zip(near[:, 0].tolist(), near[:, 1].tolist(), weights.tolist(), strict=True))
    few = len(graph) <= FEW
    if few:
        return dict(nx.forceatlas2_layout(graph, max_iter=STEPS[few], seed=SEED, weight="weight", strong_gravity=True))
    return dict(nx.spring_layout(graph, iterations=STEPS[few], seed=SEED, weight="weight", method="force"))


def _beside(found: Places, near: Pairs, node: int) -> Places:
    """Give the place of the one a node shares most with, a little aside."""
    mine = near[(near[:, :2] == node).any(axis=1)]
    strongest = mine[np.argmax(mine[:, 2]), :2] if len(mine) else np.array([node, node])
    other = strongest[strongest != node]
    return np.asarray(found[other[0]] + 0.01 if len(other) else found[node], dtype=np.float64)


def apart(centres: Places, radii: Places, size: tuple[float, float], gap: float) -> Places:
    """Move circles that overlap, or are nearer than a gap, away from one another, within a frame of a size; the rest stays where it is."""
    moved = centres.copy()
    need = np.triu(radii[:, None] + radii[None, :] + gap, 1) ** 2
    for _step in range(APART_STEPS):
        x, y = moved.T
        one, other = np.nonzero((x[:, None] - x[None, :]) ** 2 + (y[:, None] - y[None, :]) ** 2 < need)
        if not len(one):
            break
        away = moved[one] - moved[other]
        distance = np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6)
        push = away / distance * (np.sqrt(need[one, other])[:, None] - distance) * STRENGTH
        np.add.at(moved, one, push)
        np.add.at(moved, other, -push)
        moved = np.clip(moved, radii[:, None], np.array(size) - radii[:, None])
    return moved
