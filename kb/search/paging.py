"""The place of a record in an order, as a short text: a page begins after it or ends before it, whatever came or went meanwhile."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass

from kb.errors import BadRequest
from kb.search.request import SORTS
from kb.told import Told

# A title is kept this far; it only matters once its record is gone.
MAX_TITLE = 60
MAX_TOKEN = 1000
MAX_NUMBER = 1 << 63


@dataclass(frozen=True)
class Mark:
    """Where a record stands: ``first`` is what is compared first, a smaller one standing before; then title and number decide."""

    sort: str
    first: int
    title: str
    id: int

    def token(self) -> str:
        """Give the mark as text that may stand in an address."""
        told = json.dumps([SORTS.index(self.sort), self.first, self.title[:MAX_TITLE], self.id], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def mark(token: str) -> Mark:
    """Read a mark from its text; raise :class:`BadRequest` where it is none."""
    try:
        told = json.loads(base64.b64decode(f"{token}{'=' * (-len(token) % 4)}", altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        told = None
    match told:
        case [int(sort), int(first), str(title), int(number)] if _fits(token, sort, first, number):
            return Mark(SORTS[sort], first, title, number)
    raise BadRequest(reason=Told('"after" and "before" take a mark that an answer gave as "next" or "previous"; begin again without it'))


def _fits(token: str, sort: int, first: int, number: int) -> bool:
    return len(token) <= MAX_TOKEN and 0 <= sort < len(SORTS) and 0 <= first < 1 << 32 and 0 <= number < MAX_NUMBER


def marked(after: str, before: str, sort: str, page: int) -> str:
    """Give the order in which a page stands after or before a mark; raise :class:`BadRequest` for what does not go together.

    Without a mark it is the order asked for; without an order, that of the mark.
    """
    if not (after or before):
        return sort
    if (after and before) or page != 1:
        raise BadRequest(reason=Told('a page is named by one of "page", "after" and "before"; leave out the others'))
    told = mark(after or before).sort
    if sort and sort != told:
        raise BadRequest(
            reason=Told(
                'this mark belongs to results sorted by "%(told)s", not by "%(sort)s"; begin again without it', told=told, sort=sort
            )
        )
    return told
