"""Search within: two searches written as one that asks for both."""

from __future__ import annotations

from kb.search.explain import bracketed
from kb.search.request import And, Node, parse


def both(first: str, second: str) -> str:
    """Write two searches as one that finds what both find; what neither has to search for is left out.

    >>> both("bitcoin OR tor", "training"), both('"dark web', "police -spain"), both("", "police")
    ('(bitcoin OR tor) training', '"dark web" police -spain', 'police')
    """
    return " ".join(bracketed(node) for words in (first, second) for node in _conditions(parse(words)[0]))


def _conditions(tree: Node | None) -> tuple[Node, ...]:
    return tree.inner if isinstance(tree, And) else (tree,) if tree else ()
