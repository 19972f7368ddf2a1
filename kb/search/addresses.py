"""The addresses of searches."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode


def address(path: str, words: str, filters: Mapping[str, tuple[str, ...]]) -> str:
    """Give the address of a search.

    >>> address("/search", "dark web", {"kind": ("tool",)})
    '/search?q=dark+web&kind=tool'
    """
    pairs = [("q", words)] * bool(words) + [(name, value) for name, values in filters.items() for value in values]
    return path + (f"?{urlencode(pairs)}" if pairs else "")
