from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

from tests.client import read_html
from tests.web.markup import Markup

NAMES = ("style.css", "script.js")


def address(client: FlaskClient, name: str) -> str:
    """Give the address by which the home page takes an asset in."""
    page = Markup(read_html(client, "/"))
    return next(found for _tag, attrs in page.tags if (found := attrs.get("href") or attrs.get("src") or "").startswith(f"/assets/{name}"))


@pytest.mark.parametrize("name", NAMES)
def test_an_asset_may_be_kept_as_long_as_its_address_is_the_same(client: FlaskClient, name: str) -> None:
    answer = client.get(address(client, name))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("mark", ["", "?v=old"])
def test_an_asset_with_another_mark_is_asked_for_again(client: FlaskClient, mark: str) -> None:
    answer = client.get(f"/assets/style.css{mark}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=0")


@pytest.mark.parametrize("name", NAMES)
def test_an_asset_is_packed_for_those_who_can_unpack_it(client: FlaskClient, name: str) -> None:
    plain = client.get(f"/assets/{name}")
    packed = client.get(f"/assets/{name}", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_an_asset_that_is_held_already_is_not_sent_again(client: FlaskClient) -> None:
    mark = client.get("/assets/style.css").headers["ETag"]
    answer = client.get("/assets/style.css", headers={"If-None-Match": mark})
    assert (answer.status_code, answer.data) == (304, b"")


def test_there_is_no_other_asset(client: FlaskClient) -> None:
    assert client.get("/assets/app.py").status_code == 404
