"""The addresses of searches."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode


def address(path: str, words: str, filters: Mapping[str, tuple[str, ...]], *, widened: bool = True) -> str:
    """Give the address of a search; one that is not ``widened`` says so.

    >>> address("/search", "dark web", {"kind": ("tool",)}, widened=False)
    '/search?q=dark+web&kind=tool&widen=no'
    """
    pairs = [("q", words)] * bool(words) + [(name, value) for name, values in filters.items() for value in values]
    pairs += [("widen", "no")] * (not widened)
    return path + (f"?{urlencode(pairs)}" if pairs else "")
