"""The elements a picture is drawn with: a small typed writer of SVG on the standard library's element tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from xml.etree.ElementTree import Element

from kb.told import Spoken, say

Mark = Element
Value = str | float | None
# Names that have no hyphen, although attributes are written with underscores in Python.
AS_WRITTEN = {"class_": "class", "viewBox": "viewBox"}


def mark(tag: str, *inside: Mark, words: str = "", **attributes: Value) -> Mark:
    """Make an element: ``stroke_width`` becomes ``stroke-width``; what is ``None`` or empty is left out; numbers keep one decimal.

    Words may be a :class:`kb.told.Told`, which is said when the picture is written.
    """
    return _made(tag, attributes, inside, words)


def _made(tag: str, attributes: Mapping[str, Value], inside: Iterable[Mark] = (), words: str = "") -> Mark:
    named = {AS_WRITTEN.get(name, name.replace("_", "-")): number(value) for name, value in attributes.items() if value not in (None, "")}
    made = Element(tag, named)
    # A line that is empty in English may hold something in another language.
    made.text = words if words or isinstance(words, Spoken) else None
    made.extend(inside)
    return made


def number(value: Value) -> str:
    """Write a length with one decimal at most.

    >>> number(12.04), number(12.5), number("a")
    ('12', '12.5', 'a')
    """
    return value if isinstance(value, str) else f"{round(value or 0, 1) + 0:.1f}".removesuffix(".0")


def group(*inside: Mark, **attributes: Value) -> Mark:
    """Make a group."""
    return _made("g", attributes, inside)


def rect(x: float, y: float, width: float, height: float, class_: str = "", **attributes: Value) -> Mark:
    """Make a rectangle."""
    return _made("rect", {"x": x, "y": y, "width": width, "height": height, "class_": class_, **attributes})


def circle(x: float, y: float, radius: float, class_: str = "", **attributes: Value) -> Mark:
    """Make a circle."""
    return _made("circle", {"cx": x, "cy": y, "r": radius, "class_": class_, **attributes})


def line(x1: float, y1: float, x2: float, y2: float, class_: str = "line", **attributes: Value) -> Mark:
    """Make a straight line."""
    return _made("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "class_": class_, **attributes})


def path(steps: str, class_: str = "", **attributes: Value) -> Mark:
    """Make a path from its steps, as SVG writes them."""
    return _made("path", {"d": steps, "class_": class_, **attributes})


def text(x: float, y: float, words: str, class_: str = "", **attributes: Value) -> Mark:
    """Make a line of text whose base line begins at a point; the classes ``middle`` and ``end`` place it otherwise."""
    return _made("text", {"x": x, "y": y, "class_": class_, **attributes}, words=words)


def title(words: str) -> Mark:
    """Make the words that are told of what they stand in."""
    return mark("title", words=words)


def link(address: str, told: str, *inside: Mark, **attributes: Value) -> Mark:
    """Make some marks a link to an address of this site (``/projects/x``), and tell in words what they stand for."""
    return _made("a", {"href": address, **attributes}, (title(told), *inside))


def told(words: str, *inside: Mark, **attributes: Value) -> Mark:
    """Group marks that stand for something without a page of its own, and tell in words what."""
    return _made("g", attributes, (title(words), *inside))


def said(one: Mark, address: Callable[[str], str] = str) -> Mark:
    """Copy an element with its texts in the language of the page that is made, and its links led through ``address``."""
    made = Element(one.tag, one.attrib)
    if "href" in made.attrib:
        made.set("href", address(made.attrib["href"]))
    made.text = None if one.text is None else say(one.text) or None
    made.extend(said(inner, address) for inner in one)
    return made


def every(marks: Iterable[Mark], tag: str) -> list[Mark]:
    """Give all elements of a name among some marks and within them."""
    return [found for one in marks for found in one.iter(tag)]
