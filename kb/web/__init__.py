"""The browser: server-rendered pages that work without script, and their JSON and CSV twins."""

from kb.web.app import create_app

__all__ = ["create_app"]
