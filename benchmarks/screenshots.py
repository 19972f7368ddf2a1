"""Take pictures of the main kinds of page: serve the seed from a folder of its own and photograph it in Chromium.

python benchmarks/screenshots.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import chromium
from playwright.sync_api import sync_playwright
from servers import shipped

PICTURES = {
    "home": "/",
    "search": "/search?q=cryptocurrency&kind=statement",
    "record": "/statements/f-legal-framework",
    "project": "/projects/titanium",
    "event": "/events/ws-darkweb-2017",
    "matrix": "/matrix?project=media4sec",
    "recommendations": "/recommendations?topic=legal-framework",
    "overlap": "/overlap?project=titanium&project=asgard",
    "partners": "/pictures/partners?project=titanium",
    "timeline": "/pictures/timeline?project=media4sec",
    "compare": "/compare?r=statements/f-legal-framework&r=statements/f-osint-law",
}


def main() -> None:
    """Serve, photograph, stop."""
    path, folders = chromium.installed(), sys.argv[1:]
    if not path or not folders or folders[1:]:
        sys.exit(f"Name a folder for the pictures. {chromium.LACKING}")
    with shipped() as server:
        photograph(path, server.address, Path(folders[0]))


def photograph(browser_path: str, address: str, folder: Path) -> None:
    """Save one picture a page; a page that is not there stops it."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(chromium.QUIET))
        page = browser.new_page(viewport={"width": 1200, "height": 760})
        for name, path in PICTURES.items():
            answer = page.goto(address + path)
            if not answer or not answer.ok:
                sys.exit(f"{path} answered {answer.status if answer else 'nothing'}")
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
