"""Measure how soon a page shows that something was pressed, in Chromium, on a knowledge base of any size: interaction to next paint.

The browser itself tells how long each event of a key or a finger took until the next frame was painted (Event Timing, in steps of 8 ms, nothing
below 16 ms); the worst event of an interaction counts, as in web-vitals. Each thing is done several times, at full speed and with the
processor slowed down four times, as on a phone. Exits with 1 where the worst at full speed is not below 100 ms.

    python benchmarks/interaction.py HOME
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import chromium
from machine import machine
from playwright.sync_api import Browser, Page, sync_playwright
from servers import ours

LIMIT, TIMES, SLOWER = 100, 5, 4
# The browser tells of nothing quicker.
LEAST = 16
# Milliseconds in which the browser tells of the last event.
SETTLED = 250
WATCH = """
window.worst = 0
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (entry.interactionId) window.worst = Math.max(window.worst, entry.duration)
}).observe({ type: 'event', durationThreshold: 16, buffered: true })
"""
SEARCH, LIST = "/search?q=data&kind=project", "/projects?country=NO"


def typing(page: Page) -> None:
    """Type into the search box, completions and all."""
    page.locator("input[data-complete]:visible").last.press_sequentially("climate change", delay=60)


def choosing(page: Page) -> None:
    """Go through what is offered while typing, with the arrow keys."""
    page.locator("input[data-complete]:visible").last.press_sequentially("horizon", delay=30)
    page.get_by_role("option").first.wait_for()
    for _ in range(4):
        page.keyboard.press("ArrowDown")


def opening(page: Page) -> None:
    """Open and close the facets."""
    for fold in page.locator("nav.facets > details > summary").all()[:6]:
        fold.click()


def folding(page: Page) -> None:
    """Open and close what is folded on a page."""
    for fold in page.locator("main details > summary:visible").all()[:6]:
        fold.click()


def collecting(page: Page) -> None:
    """Put records into the basket and take them out again."""
    for button in page.locator("button[form=basket]:visible").all()[:3]:
        button.click()
        page.wait_for_timeout(SETTLED)
        button.click()
        page.wait_for_timeout(SETTLED)


def ticking(page: Page) -> None:
    """Tick records to compare."""
    # The first one ticked leaves those of its kind to be ticked.
    for n in range(2):
        page.locator("input[form=compare]:enabled:visible").nth(n).click()


def walking(page: Page) -> None:
    """Walk through the results by key."""
    for _ in range(5):
        page.keyboard.press("j")


DONE: Mapping[str, tuple[str, Callable[[Page], None]]] = {
    "typing in the box": ("/", typing),
    "typing in the box, beside results": (SEARCH, typing),
    "going through completions": ("/", choosing),
    "opening a facet": (SEARCH, opening),
    "opening a facet, beside a list": (LIST, opening),
    "unfolding, on a record": ("/programmes/h2020", folding),
    "unfolding, on the matrix": ("/matrix?project=media4sec", folding),
    "into the basket and out of it": (SEARCH, collecting),
    "ticking to compare": (SEARCH, ticking),
    "walking through results by key": (SEARCH, walking),
}


def main() -> None:
    """Measure everything and print a table."""
    path, homes = chromium.installed(), sys.argv[1:]
    if not path or not homes or homes[1:]:
        sys.exit(f"Name the home of one knowledge base. {chromium.LACKING}")
    print(machine())
    print(
        f"| milliseconds to the next paint, {TIMES} times | median | worst | worst on a processor {SLOWER} times slower |\n|---|---|---|---|"
    )
    with ours(Path(homes[0])) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.QUIET))
        worst = [row(browser, server.address, what) for what in DONE]
        browser.close()
    sys.exit(max(worst) >= LIMIT)


def row(browser: Browser, address: str, what: str) -> float:
    """Measure one thing and print its row; give the worst at full speed."""
    quick = [measured(browser, address, what, 1) for _ in range(TIMES)]
    slow = [measured(browser, address, what, SLOWER) for _ in range(TIMES)]
    print(f"| {what} | {shown(statistics.median(quick))} | {shown(max(quick))} | {shown(max(slow))} |", flush=True)
    return max(quick)


def shown(duration: float) -> str:
    """Write a duration; one that the browser did not tell of is shorter than the shortest it tells."""
    return f"{duration:.0f}" if duration >= LEAST else f"< {LEAST}"


def measured(browser: Browser, address: str, what: str, slower: int) -> float:
    """Open a page, do something on it, and give the longest time to the next paint in milliseconds."""
    path, do = DONE[what]
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(WATCH)
    page.goto(address + path, wait_until="load")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    do(page)
    page.wait_for_timeout(SETTLED)
    found: float = page.evaluate("window.worst")
    page.close()
    return found


if __name__ == "__main__":
    main()
