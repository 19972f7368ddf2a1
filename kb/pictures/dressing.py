"""A picture as SVG: within a page, whose colours it takes, or standing alone, with its style inside; and as PNG."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files
from typing import Any
from xml.etree.ElementTree import tostring

import resvg_py

from kb.formats import plain as formats
from kb.pictures.lettering import wrapped
from kb.pictures.picture import Picture
from kb.pictures.svg import Mark, every, group, mark, rect, said, text

NAMESPACE = "http://www.w3.org/2000/svg"
MARGIN, LINE = 16, 18
NARROWEST = 480
# Pixels of the PNG for each of the picture.
SHARPNESS = 2
LETTERS = str(files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf")
# The colours of a page in light, by the names that the styles of the pages have for them.
LIGHT = {
    "--ink": "#17202a",
    "--soft": "#4d5966",
    "--paper": "#fff",
    "--tint": "#f3f5f7",
    "--line": "#c9d1d9",
    "--link": "#0b4f9e",
    "--accent": "#0b4f9e",
    "--on-accent": "#fff",
    "--focus": "#d97a00",
    "--note": "#fdf3d7",
    "--mark": "#fff0a8",
    "--body": '"Noto Sans", system-ui, sans-serif',
}


def styles() -> str:
    """Give the styles of all pictures, as a page takes them in: with colours by name, in light and dark."""
    found = sorted(
        (one for one in files("kb.pictures").joinpath("styles").iterdir() if one.name.endswith(".css")), key=lambda one: one.name
    )
    return "\n".join(one.read_text("utf-8") for one in found)


def plain_styles(css: str) -> str:
    """Give styles for a picture that stands alone: light colours by value, nothing that answers to a pointer or a device.

    >>> plain_styles(":root { --a: red; } .b { fill: var(--a); } .b:hover { fill: blue; }")
    '.b { fill: red; }'
    """
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    bare = re.sub(r"@[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", bare)
    values = LIGHT | {name: value.strip() for root in re.findall(r":root\s*\{([^}]*)\}", bare) for name, value in _declared(root)}
    rules = re.findall(r"[^{}]+\{[^{}]*\}", bare)
    kept = [" ".join(rule.split()) for rule in rules if ":" not in rule.partition("{")[0]]
    return re.sub(r"var\((--[\w-]+)\)", lambda used: values[used[1]], "\n".join(kept))


def _declared(block: str) -> list[tuple[str, str]]:
    return re.findall(r"(--[\w-]+)\s*:\s*([^;]+)", block)


STYLES = styles()
ALONE = plain_styles(STYLES)


def inline(picture: Picture, name: str) -> str:
    """Give a picture as an element of a page, in its language. ``name`` begins its ids, so that a page may hold more than one."""
    return tostring(said(_drawing(picture, name, (picture.width, picture.height), picture.marks)), encoding="unicode")


def alone(picture: Picture, name: str, address: Callable[[str], str] = str, found_at: str = "") -> str:
    """Give a picture as a file of its own: with its title, its notes, its style, and links whose addresses ``address`` makes.

    ``found_at`` is a last line: where the picture is found, and as of when.
    """
    room = max(picture.width, NARROWEST)
    above = _lines([picture.title], room, 20)
    below = _lines([*([] if picture.marks else [picture.description]), *picture.notes, found_at], room, 13)
    top = MARGIN + len(above) * 26 + 6
    bottom = top + picture.height + MARGIN
    size = room + 2 * MARGIN, bottom + (len(below) + 0.5) * LINE
    heading = [text(MARGIN, MARGIN + 18 + place * 26, words, "title-line") for place, words in enumerate(above)]
    notes = [text(MARGIN, bottom + (place + 0.5) * LINE, words, "soft") for place, words in enumerate(below)]
    drawn = group(*picture.marks, transform=f"translate({MARGIN} {top})")
    made = said(_drawing(picture, name, size, [rect(0, 0, *size, "paper"), *heading, *notes, drawn]), address)
    made.insert(2, mark("style", words=ALONE))
    made.set("xmlns", NAMESPACE)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(made, encoding="unicode")


def _lines(texts: Iterable[str], room: float, size: float) -> list[str]:
    return [words for one in texts if one for words in wrapped(one, room, size, 8)]


def _drawing(picture: Picture, name: str, size: tuple[float, float], marks: Sequence[Mark]) -> Mark:
    head = mark("title", words=picture.title, id=f"{name}-title"), mark("desc", words=picture.description, id=f"{name}-desc")
    # A picture with links in it is a group of them; one without is an image.
    role = "group" if every(marks, "a") else "img"
    named = {"aria_labelledby": f"{name}-title", "aria_describedby": f"{name}-desc"}
    width, height = map(round, size)
    return mark("svg", *head, *marks, viewBox=f"0 0 {width} {height}", width=width, height=height, role=role, class_="drawn", **named)


def png(svg: str) -> bytes:
    """Turn a picture that stands alone into a PNG, two pixels for each of the picture, with letters that need no system fonts."""
    return resvg_py.svg_to_bytes(
        svg_string=svg, zoom=SHARPNESS, skip_system_fonts=True, font_files=[LETTERS], font_family="Noto Sans", sans_serif_family="Noto Sans"
    )


def plain(name: str, picture: Picture) -> dict[str, Any]:
    """Give a picture as JSON holds it: its title, its description and its table."""
    told = {"picture": name, "title": picture.title, "description": picture.description}
    return {**told, **formats.table(picture.table), "notes": [*picture.notes, *picture.table.notes]}
