from __future__ import annotations

import math
from pathlib import Path

import pytest
from whoosh import index, query
from whoosh.searching import Searcher

from kb.search.whoosh import WhooshEngine
from kb.search.whoosh.fields import BOOST
from kb.search.whoosh.words import terms
from kb.workspace import Workspace
from tests.helpers import entry, request

# Nothing is called just so, which would stand first here and not with Whoosh.
COMMON = ["police", "online", "dark", "workshop", "recommendation", "social", "media", "security", "research", "crime"]


@pytest.fixture(scope="module")
def segments(library: Workspace) -> Searcher:
    """Open the shipped index with Whoosh alone."""
    folder = library.settings.home / "index"
    with index.open_dir(str(folder / (folder / "current").read_text())).searcher() as searcher:
        yield searcher


@pytest.mark.parametrize("word", COMMON)
def test_the_first_ten_are_those_of_whoosh_with_its_scores(library: Workspace, segments: Searcher, word: str) -> None:
    (term,) = terms(word)
    asked = query.Or([query.Term(name, term, boost=boost) for name, boost in BOOST.items()])
    theirs = segments.search(asked, limit=None)
    scores = {segments.stored_fields(number)["about"]["id"]: score for score, number in theirs.top_n}
    ours = library.engine.find(request(word)).hits
    # The lengths of texts are rounded in both, their mean only here.
    assert [score for _number, score in ours] == pytest.approx([scores[number] for number, _score in ours], rel=0.01)
    best = [score for score, _number in theirs.top_n[:10]]
    assert sorted((scores[number] for number, _score in ours), reverse=True) == pytest.approx(best, rel=0.005)


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    """Give an index of four entries."""
    made = WhooshEngine(tmp_path / "index")
    made.rebuild(
        [
            entry(1, "First", text="blockchain"),
            entry(2, "Second", text="blockchain blockchain blockchain"),
            entry(3, "Third", text="blockchain " + "other " * 30),
            entry(4, "Fourth", summary="blockchain"),
        ],
        lambda _done: None,
    )
    return made


def test_a_word_said_often_in_a_short_text_weighs_most(engine: WhooshEngine) -> None:
    assert [number for number in engine.find_all(request("blockchain")) if number != 4] == [2, 1, 3]


def test_a_score_is_what_the_formula_gives(engine: WhooshEngine) -> None:
    scores = dict(engine.find(request("blockchain")).hits)
    rarity = math.log(4 / (1 + 1)) + 1
    assert scores[4] == pytest.approx(2 * rarity * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 1 / 0.25)), abs=1e-4)


def test_scores_are_the_same_however_the_entries_came(engine: WhooshEngine, tmp_path: Path) -> None:
    other = WhooshEngine(tmp_path / "other")
    other.rebuild([entry(1, "First", text="blockchain and more"), entry(9, "Gone", text="blockchain")], lambda _done: None)
    other.update([entry(2, "Second", text="blockchain blockchain blockchain"), entry(4, "Fourth", summary="blockchain")], [9])
    other.update([entry(1, "First", text="blockchain"), entry(3, "Third", text="blockchain " + "other " * 30)], [])
    assert other.find(request("blockchain")).hits == engine.find(request("blockchain")).hits
