"""Looking at drawings of networks and maps: what their marks say, where they lead, and what their names cover."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from kb.pictures.lettering import width
from kb.pictures.picture import Picture
from kb.pictures.placing import Box
from kb.pictures.svg import every

LETTERS = 13.0


def told(picture: Picture) -> list[str]:
    """Give what every mark tells of what it stands for."""
    return [found.text or "" for found in every(picture.marks, "title")]


def links(picture: Picture) -> dict[str, str]:
    """Give where marks lead, by what they tell."""
    return {found[0].text or "": found.attrib["href"] for found in every(picture.marks, "a")}


def written(picture: Picture) -> Iterator[Box]:
    """Give the stretch that each name beside a mark takes."""
    for found in every(picture.marks, "text"):
        if "name" in found.get("class", "").split():
            left, base = float(found.attrib["x"]), float(found.attrib["y"])
            yield Box(left, base - LETTERS * 0.9, left + width(found.text or "", LETTERS), base + LETTERS * 0.3)


def meeting(boxes: list[Box]) -> list[tuple[Box, Box]]:
    """Give the pairs that cover a place in common."""
    return [(one, other) for one, other in combinations(boxes, 2) if one.meets(other)]
