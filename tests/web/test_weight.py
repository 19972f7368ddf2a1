from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

from kb.schema import BY_PLURAL
from tests.client import read_html
from tests.web.kinds import PAGES
from tests.web.markup import Markup

# In bytes, a page with its style and its script: as they are sent, and unpacked. And how many requests these two take besides the page.
SENT, UNPACKED, REQUESTS = 50_000, 100_000, 2
# Lists of fifty rows and whole tables, which readers compare row by row, may hold more; they are as light as the others when they are sent.
LONG = frozenset(
    {
        *(f"/{plural}" for plural in BY_PLURAL),
        "/events/ws-darkweb-2017",
        "/follow-up",
        "/matrix",
        "/matrix?project=media4sec",
        "/pictures/matrix",
        "/projects/titanium",
        "/recommendations",
    }
)
LONGEST = 300_000


def taken_in(page: Markup) -> list[str]:
    """Give the addresses a browser asks for before it shows a page."""
    styles = [attrs.get("href") for tag, attrs in page.tags if tag == "link" and attrs.get("rel") == "stylesheet"]
    return [address for address in (*styles, *(attrs.get("src") for tag, attrs in page.tags if tag == "script")) if address]


def bytes_of(client: FlaskClient, address: str) -> tuple[int, int]:
    """Give how many bytes an address sends, and how many of text they are."""
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, address
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return len(answer.data), len(gzip.decompress(answer.data)) if packed else len(answer.data)


def weight(client: FlaskClient, address: str) -> tuple[int, int]:
    """Give what a page weighs with all it takes in before its images: as it is sent, and unpacked."""
    parts = taken_in(Markup(read_html(client, address), address))
    assert len(parts) <= REQUESTS, parts
    sizes = [bytes_of(client, part) for part in (address, *parts)]
    return sum(sent for sent, _ in sizes), sum(whole for _, whole in sizes)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_light_with_all_it_takes_in(client: FlaskClient, address: str) -> None:
    sent, whole = weight(client, address)
    assert sent < SENT
    assert whole < (LONGEST if address in LONG else UNPACKED)
