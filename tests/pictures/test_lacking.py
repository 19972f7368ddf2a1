from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kb.pictures.svg import every
from kb.told import Number
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import read_json
from tests.pictures.asking import links, picture, told


@pytest.fixture(scope="module")
def client(library: Workspace) -> FlaskClient:
    return create_app(library).test_client()


@pytest.mark.parametrize("chosen", [{}, {"project": "media4sec"}, {"topic": "policing"}])
def test_every_gap_has_a_bar_that_leads_to_as_many_as_it_says(library: Workspace, client: FlaskClient, chosen: dict[str, str]) -> None:
    found = picture(library, "coverage", **chosen)
    for row in found.table.rows:
        one = links(found)[str(row["url"])][0]
        path, _, query = str(row["url"]).partition("?")
        total = read_json(client, f"{path}.json?{query}")["total"]
        assert told(one).startswith(f"{row['label']}: {total} of {Number(int(str(row['whole'])))} {row['of']}")
        assert len(every([one], "rect")) == (2 if total else 1)


def test_the_description_names_the_largest_share(library: Workspace) -> None:
    found = picture(library, "coverage")
    assert "The largest share: " in found.description


def test_where_nothing_is_there_nothing_is_lacking(workspace: Workspace) -> None:
    found = picture(workspace, "coverage")
    assert found.description == "0 things are lacking somewhere."
    assert found.marks
