"""A briefing as one HTML file: it opens without a network, takes nothing from elsewhere, and prints well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kb.formats import citations
from kb.queries.cited import NOT_ON_RECORD, Briefing

FOLDER = Path(__file__).parent / "templates"
PAGES = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
PAGES.globals.update(about=citations.about, day=citations.day, not_on_record=NOT_ON_RECORD)


def page(template: str, **shown: Any) -> str:
    """Fill in a page that stands alone; every value is escaped."""
    return PAGES.get_template(template).render(style=(FOLDER / "alone.css").read_text(encoding="utf-8"), **shown)


def write(found: Briefing) -> str:
    """Give a briefing."""
    return page("briefing.html", found=found)
