"""Addresses: the state of a list lives in its URL, and every choice is a link that adds or takes away one value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from flask import g, request

from kb.search.choices import EXCLUDED, opposite
from kb.search.request import FACETS

# Where in a list one is: left behind when the list itself changes.
PLACE = ("page", "after", "before", "from")
# What the page of all values of a facet has besides its list.
ASIDE = ("of", "named")


def here_with(**changes: str | int | Sequence[str] | None) -> str:
    """Give this address with some parameters set, or taken away by ``None``; the list begins anew unless its place is set."""
    pairs = [(name, value) for name, value in _pairs() if name not in changes and name not in PLACE]
    return _address([*pairs, *((name, str(one)) for name, value in changes.items() for one in _several(value))])


def _several(value: str | int | Sequence[str] | None) -> Sequence[str | int]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str | int) else value


def toggled(name: str, choice: str, path: str | None = None) -> str:
    """Give this address, or another list's, with one choice of a facet made, or no longer; what is left out is not wanted as well."""
    kept, chosen, other = _kept(), (name, choice), (name, opposite(choice))
    if chosen not in kept.pairs and other not in kept.pairs:
        return f"{path or request.path}?{kept.encoded}{urlencode((chosen,))}"
    pairs = [pair for pair in kept.pairs if pair not in (chosen, other)]
    return _address(pairs if chosen in kept.pairs else [*pairs, chosen], path)


def left_out(name: str, value: str, path: str | None = None) -> str:
    """Give this address, or another list's, with what has a value left out, or no longer."""
    return toggled(name, EXCLUDED + value, path)


def cleared() -> str:
    """Give this address without any choice of a facet."""
    return _address([pair for pair in _pairs() if pair[0] not in (*PLACE, *FACETS)])


def place_link(first: int | None, **mark: str) -> str:
    """Give the address of the page ``after`` or ``before`` a mark; ``first`` tells it the place of its first record, where known."""
    return here_with(**mark, **({"from": max(1, first)} if first is not None else {}))


def twin(form: str) -> str:
    """Give the address of the same answer as ``json`` or ``csv``."""
    return _address(_pairs(), f"{request.path.rstrip('/')}.{form}")


def whole(form: str) -> str:
    """Give the address of the whole list in another form, wherever in it one is."""
    return _address([pair for pair in _pairs() if pair[0] not in (*PLACE, "size")], f"{request.path.rstrip('/')}.{form}")


def _pairs() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.args.items(multi=True) if value]


class Kept(NamedTuple):
    """What of an address stays where a choice is made, also as it stands before that choice."""

    pairs: Sequence[tuple[str, str]]
    encoded: str


def _kept() -> Kept:
    """Give what stays of this address. A page makes hundreds of choices from it, so it is put together once."""
    found: Kept | None = g.get("kept")
    if found is None:
        pairs = [pair for pair in _pairs() if pair[0] not in (*PLACE, *ASIDE)]
        found = g.kept = Kept(pairs, f"{urlencode(pairs)}&" if pairs else "")
    return found


def _address(pairs: Sequence[tuple[str, str]], path: str | None = None) -> str:
    query = urlencode(pairs)
    return (path or request.path) + (f"?{query}" if query else "")
