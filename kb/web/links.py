"""Addresses: the state of a list lives in its URL, and every choice is a link that adds or takes away one value."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import request


def here_with(**changes: str | int | None) -> str:
    """Give this address with some parameters set, or taken away by ``None``; the page begins anew unless set."""
    pairs = [(name, value) for name, value in _pairs() if name not in changes and name != "page"]
    return _address([*pairs, *((name, str(value)) for name, value in changes.items() if value is not None)])


def toggled(name: str, value: str) -> str:
    """Give this address with one value of a facet chosen, or no longer."""
    pairs = [pair for pair in _pairs() if pair[0] != "page"]
    chosen = (name, value)
    return _address([pair for pair in pairs if pair != chosen] if chosen in pairs else [*pairs, chosen])


def page_link(number: int) -> str:
    """Give the address of another page of this list."""
    return here_with(page=number)


def twin(form: str) -> str:
    """Give the address of the same answer as ``json`` or ``csv``."""
    return _address(_pairs(), f"{request.path.rstrip('/')}.{form}")


def _pairs() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.args.items(multi=True) if value]


def _address(pairs: Sequence[tuple[str, str]], path: str | None = None) -> str:
    query = urlencode(pairs)
    return (path or request.path) + (f"?{query}" if query else "")
