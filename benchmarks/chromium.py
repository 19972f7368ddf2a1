"""The browser that tests and measurements drive: where it is, and how it is started so that it asks for nothing by itself."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LACKING = f"Chromium is needed: install one of {', '.join(NAMES)}, or name it in KB_CHROMIUM."


def installed() -> str | None:
    """Give the path of the browser on this machine; ``None`` where there is none."""
    return os.environ.get("KB_CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)
