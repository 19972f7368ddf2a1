"""Take the pictures of the documentation: serve the seed from a folder of its own and photograph it in Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent / "images"
KB = Path(sys.executable).parent / "kb"
PICTURES = {
    "home": "/",
    "search": "/search?q=cryptocurrency&kind=statement",
    "matrix": "/matrix?project=media4sec",
    "event": "/events/ws-darkweb-2017",
    "overlap": "/overlap?project=titanium&project=asgard",
    "recommendations": "/recommendations?topic=legal-framework",
}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    """Serve, photograph, stop."""
    browser_path = os.environ.get("KB_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not browser_path:
        sys.exit("Chromium is needed: install it, or name it in KB_CHROMIUM.")
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "KB_HOME": home}
        subprocess.run([KB, "init"], env=environment, check=True)
        with subprocess.Popen([KB, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True) as server:
            try:
                address = (server.stdout.readline() if server.stdout else "").split()[-1].rstrip("/")
                photograph(browser_path, address)
            finally:
                server.terminate()


def photograph(browser_path: str, address: str) -> None:
    """Save one picture a page."""
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1200, "height": 760})
        for name, path in PICTURES.items():
            page.goto(address + path)
            page.screenshot(path=HERE / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
