"""Times in milliseconds, and the tables they are printed in."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple


class Times(NamedTuple):
    """The middle of some times, and what 95 of 100 do not exceed, in milliseconds."""

    median: float
    most: float


def times_of(times: Iterable[float]) -> Times:
    """Sum up some times."""
    held = sorted(times)
    return Times(statistics.median(held), held[max(0, -(-len(held) * 95 // 100) - 1)])


def lasted(work: Callable[[], Any]) -> float:
    """Give how long some work takes, in milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def table(heads: Sequence[str]) -> None:
    """Begin a table; each cell is the median, the 95th percentile and, but for the first, the ratio of its median to the first."""
    print(f"\n| {' | '.join(heads)} |\n{'|---' * len(heads)}|", flush=True)


def row(name: str, cells: Sequence[Times | None]) -> None:
    """Print a row of a table; ``None`` is something that cannot be done."""
    first, *others = cells
    told = [_cell(first), *(_cell(cell) + (f" ({cell.median / first.median:.1f})" if cell and first else "") for cell in others)]
    print(f"| {name} | {' | '.join(told)} |", flush=True)


def _cell(cell: Times | None) -> str:
    return f"{cell.median:.2f} / {cell.most:.2f}" if cell else "cannot"
