"""Take pictures of the main kinds of page: serve the seed from a folder of its own and photograph it in Chromium.

python docs/screenshots.py FOLDER
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

KB = Path(sys.executable).parent / "kb"
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
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    """Serve, photograph, stop."""
    browser_path = os.environ.get("KB_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not browser_path or len(sys.argv) != 2:  # noqa: PLR2004 - the program and one folder
        sys.exit("Name a folder for the pictures. Chromium is needed: install it, or name it in KB_CHROMIUM.")
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "KB_HOME": home}
        subprocess.run([KB, "init"], env=environment, check=True)
        with subprocess.Popen([KB, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True) as server:
            try:
                address = (server.stdout.readline() if server.stdout else "").split()[-1].rstrip("/")
                photograph(browser_path, address, Path(sys.argv[1]))
            finally:
                server.terminate()


def photograph(browser_path: str, address: str, folder: Path) -> None:
    """Save one picture a page; a page that is not there stops it."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1200, "height": 760})
        for name, path in PICTURES.items():
            answer = page.goto(address + path)
            if not answer or not answer.ok:
                sys.exit(f"{path} answered {answer.status if answer else 'nothing'}")
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
