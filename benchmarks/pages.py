"""Measure commands and pages as a user meets them: a fresh home, the real command, the real server, one client.

Prints a table in milliseconds: the first answer after the start, and the median of the next twenty.

    python benchmarks/pages.py
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

KB = Path(sys.executable).parent / "kb"
REPEAT = 20
COMMANDS = (["init"], ["init"], ["index", "rebuild"], ["search", "bitcoin"], ["--help"])
PAGES = (
    "/",
    "/search?q=police",
    "/projects/media4sec",
    "/statements/f-no-global-strategy",
    "/organisations",
    "/matrix?project=media4sec",
    "/recommendations",
)


def main() -> None:
    """Time the commands, then the pages."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "KB_HOME": home}
        print("| command | s |\n|---|---|")
        for words in COMMANDS:
            took = timed(lambda words=words: subprocess.run([KB, *words], env=environment, check=True, capture_output=True))
            print(f"| kb {' '.join(words)} | {took / 1000:.1f} |")
        start = time.perf_counter()
        with subprocess.Popen(
            [KB, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as server:
            address = (server.stdout.readline() if server.stdout else "").split()[-1].rstrip("/")
            print(f"| kb serve, until it answers | {time.perf_counter() - start:.1f} |\n")
            pages(address)
            print(f"\nMemory of the server: {memory(server.pid)}")
            server.terminate()


def pages(address: str) -> None:
    """Print first and median time of each page."""
    print("| page | first, ms | median, ms |\n|---|---|---|")
    for path in PAGES:
        times = [timed(lambda path=path: urllib.request.urlopen(address + path).read()) for _ in range(REPEAT + 1)]  # noqa: S310 - our own server
        print(f"| {path} | {times[0]:.0f} | {statistics.median(times[1:]):.0f} |")


def timed(run: Callable[[], Any]) -> float:
    """Give the time of one run in milliseconds."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def memory(process: int) -> str:
    """Give the memory a process holds, as Linux tells it."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("VmRSS")), "not told by this system")


if __name__ == "__main__":
    main()
