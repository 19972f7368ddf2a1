"""Short words for what tests ask of pictures."""

from __future__ import annotations

from collections.abc import Mapping

from lxml.etree import _Element, fromstring

from kb.pictures import kinds
from kb.pictures.picture import Picture
from kb.pictures.svg import Mark, every
from kb.workspace import Workspace


def picture(workspace: Workspace, name: str, **chosen: str) -> Picture:
    """Draw a picture of a knowledge base."""
    with workspace.reading() as session:
        return kinds.drawn(kinds.named(name), session, workspace.engine, chosen)


def links(found: Picture) -> Mapping[str, list[Mark]]:
    """Give the marks that lead somewhere, by address."""
    made: dict[str, list[Mark]] = {}
    for one in every(found.marks, "a"):
        made.setdefault(str(one.get("href")), []).append(one)
    return made


def told(one: Mark) -> str:
    """Give what a mark tells of itself."""
    return str(one[0].text)


def words(found: Picture) -> list[str]:
    """Give every text that is written in a picture."""
    return [str(one.text) for one in every(found.marks, "text")]


def parsed(svg: str) -> _Element:
    """Read a written picture."""
    return fromstring(svg.encode())
