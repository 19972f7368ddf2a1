"""Import two exports of the same projects into a store each, and compare the two record by record, field by field.

Deliverables and report summaries are left out: exports as CSV hold them in files of their own. Ends with 1 where anything differs.

    python benchmarks/sameness.py ONE OTHER
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from kb import config, db, migrating
from kb.cli.base import progress
from kb.imports import runs
from kb.imports.comparing import differences
from kb.imports.runs import Options
from kb.workspace import Workspace

SHOWN = 50


def main() -> int:
    """Import, compare, print."""
    with tempfile.TemporaryDirectory() as folder:
        one, other = (imported(Path(folder) / str(number), Path(path)) for number, path in enumerate(sys.argv[1:3]))
        with one.reading() as left, other.reading() as right:
            found = list(differences(left, right))
    print("\n".join([*islice(found, SHOWN), f"{len(found):,} differences"]))
    return 1 if found else 0


def imported(home: Path, path: Path) -> Workspace:
    """Give a store that holds nothing but one export; print how long it took."""
    workspace = Workspace(config.read({**os.environ, "KB_HOME": str(home)}))
    migrating.upgrade(workspace.database)
    start = time.perf_counter()
    reading, writing = (db.sessions(workspace.database, write=write) for write in (False, True))
    summary = runs.run(reading, writing, [path], Options(results=False), progress)
    records = sum(sum(counted.values()) for counted in summary.kinds.values())
    print(f"{path.name}: {records:,} records in {time.perf_counter() - start:.0f} s, {len(summary.problems)} problems", flush=True)
    return workspace


if __name__ == "__main__":
    sys.exit(main())
