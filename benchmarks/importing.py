"""Measure the import of register files as a user meets it: the real commands on a fresh home, with time, rate, memory and size.

Prints a table. The home is kept where one is named, for the other benchmarks.

    python benchmarks/importing.py [--keep HOME] PATH...
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from machine import machine

KB = Path(sys.executable).parent / "kb"
# A command of more words names files, which are not told.
MANY = 5


def main() -> None:
    """Run init, import, the same import again, rebuild, check and undo; print what each took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, metavar="HOME", help="import into this new folder and keep it; then nothing is undone")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(given.keep or Path(folder), given.paths, keep=bool(given.keep))


def measure(home: Path, paths: list[Path], *, keep: bool) -> None:
    """Run the commands in turn."""
    files = [str(path) for path in paths]
    print(f"{machine()}\n\n| command | s | rows or records | a second | most memory, MB |\n|---|---|---|---|---|")
    run(home, "init")
    first = run(home, "import", "cordis", "--json", *files, count=rows)
    run(home, "import", "cordis", "--json", *files, count=rows)
    run(home, "index", "rebuild", "--json", count=lambda found: found["entries"])
    run(home, "index", "check")
    sizes(home, first)
    if not keep:
        run(home, "import", "undo", "1", "--json", count=lambda found: found["removed"] + found["set_back"])


def rows(found: dict[str, Any]) -> int:
    """Count the rows that were read."""
    return sum(file["rows"] for file in found["files"])


def run(home: Path, *words: str, count: Any = None) -> dict[str, Any]:
    """Run one command, print its line, give its JSON."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([KB, *words], env={**os.environ, "KB_HOME": str(home)}, stdout=out, stderr=subprocess.DEVNULL)
        most = watch(process)
        took = time.perf_counter() - start
        out.seek(0)
        text = out.read().decode()
    if process.returncode:
        raise SystemExit(f"kb {' '.join(words[:3])} ended with {process.returncode}")
    found: dict[str, Any] = json.loads(text) if "--json" in words else {}
    named = [word for word in words if not word.startswith("--")]
    told = " ".join(named) if len(words) < MANY else f"{' '.join(named[:2])} …"
    number = count(found) if count else 0
    rate = f"{number:,} | {number / took:,.0f}" if number else "|"
    print(f"| kb {told} | {took:.1f} | {rate} | {most} |", flush=True)
    return found


def watch(process: subprocess.Popen[bytes]) -> int:
    """Wait for a process; give the most memory that it and its children held at once, in MB."""
    most = 0
    while process.poll() is None:
        most = max(most, sum(held(number) for number in (process.pid, *children(process.pid))))
        time.sleep(0.1)
    return most // 1024


def children(process: int) -> list[int]:
    """Give the processes that a process began."""
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return []
    return [int(number) for number in text.split()]


def held(process: int) -> int:
    """Give the memory a process holds, in kB."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def sizes(home: Path, found: dict[str, Any]) -> None:
    """Print what is on record and on disk."""
    records = ", ".join(f"{sum(counted.values()):,} {kind}" for kind, counted in found["records"].items())
    index = sum(file.stat().st_size for file in (home / "index").rglob("*") if file.is_file())
    store = (home / "kb.sqlite").stat().st_size
    print(f"\nOn record: {records}. Database {store >> 20} MB, index {index >> 20} MB, {found['problems']} problems.\n", flush=True)


if __name__ == "__main__":
    main()
