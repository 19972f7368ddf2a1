from __future__ import annotations

import re

from flask.testing import FlaskClient

from kb.pictures import kinds
from tests.web.kinds import FURNISHED, NO_PAGES, PAGES


def shown(client: FlaskClient) -> set[str]:
    """Name the views behind the addresses of the list."""
    routes = client.application.url_map.bind("localhost")
    return {str(routes.match(address.partition("?")[0])[0]) for address in (*PAGES, *FURNISHED)}


def test_every_page_of_the_site_is_among_those_that_are_checked(client: FlaskClient) -> None:
    rules = [rule for rule in client.application.url_map.iter_rules() if rule.methods and "GET" in rule.methods]
    # A file says so by its ending; what stands in pointed brackets is no ending.
    pages = {rule.endpoint for rule in rules if "." not in re.sub(r"<.*?>", "", rule.rule).rpartition("/")[2]}
    assert pages - shown(client) - NO_PAGES == set()


def test_nothing_is_left_out_that_is_not_there(client: FlaskClient) -> None:
    assert {rule.endpoint for rule in client.application.url_map.iter_rules()} >= NO_PAGES


def test_every_kind_of_picture_is_among_them() -> None:
    paths = {address.partition("?")[0] for address in PAGES}
    assert {f"/pictures/{name}" for name in kinds.KINDS} <= paths
