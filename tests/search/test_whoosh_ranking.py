from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from whoosh import index, query
from whoosh.searching import Searcher

from kb.search.whoosh import WhooshEngine
from kb.search.whoosh.fields import BOOST
from kb.search.whoosh.state import PRIORS, SATURATION, SLOPE
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


def weighed(segments: Searcher, term: str) -> dict[int, float]:
    """Give what a term weighs in each document by what Whoosh reads of it: frequencies by field, against the lengths of the field."""
    found: dict[int, float] = {}
    for name, boost in BOOST.items():
        if (name, term) in segments.reader():
            mean = segments.avg_field_length(name)
            matcher = segments.postings(name, term)
            while matcher.is_active():
                number = matcher.id()
                length = segments.reader().doc_field_length(number, name)
                found[number] = found.get(number, 0) + boost * matcher.weight() / (1 - SLOPE + SLOPE * length / mean)
                matcher.next()
    return found


@pytest.mark.parametrize("word", COMMON)
def test_the_first_ten_are_those_of_the_formula_over_what_whoosh_reads(library: Workspace, segments: Searcher, word: str) -> None:
    (term,) = terms(word)
    held = weighed(segments, term)
    rarity = math.log(segments.doc_count() / (len(held) + 1)) + 1
    scores = {}
    for number, weight in held.items():
        about = segments.stored_fields(number)["about"]
        prior = PRIORS.get(about["facets"]["kind"][0], 1)
        scores[about["id"]] = prior * rarity * (SATURATION + 1) * weight / (SATURATION + weight)
    ours = library.engine.find(replace(request(word), widened=False))
    assert ours.total == len(scores)
    # The lengths of texts are rounded in both, their mean only here.
    assert [score for _number, score in ours.hits] == pytest.approx([scores[number] for number, _score in ours.hits], rel=0.01)
    assert sorted((scores[number] for number, _score in ours.hits), reverse=True) == pytest.approx(
        sorted(scores.values(), reverse=True)[:10], rel=0.005
    )


@pytest.mark.parametrize("word", COMMON)
def test_what_is_found_is_what_whoosh_finds(library: Workspace, segments: Searcher, word: str) -> None:
    asked = query.Or([query.Term(name, term) for term in terms(word) for name in BOOST])
    theirs = {segments.stored_fields(number)["about"]["id"] for number in segments.search(asked, limit=None).docs()}
    assert set(library.engine.find_all(replace(request(word), widened=False))) == theirs


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
    rarity = math.log(4 / (4 + 1)) + 1
    weight = BOOST["summary"] / (1 - SLOPE + SLOPE * 1 / 0.25)
    assert scores[4] == pytest.approx(rarity * (SATURATION + 1) * weight / (SATURATION + weight), abs=1e-4)


def test_a_word_counts_once_over_all_fields(tmp_path: Path) -> None:
    made = WhooshEngine(tmp_path / "index")
    made.rebuild([entry(1, "dark web", summary="dark", text="dark"), entry(2, "dark"), entry(3, "x")], lambda _done: None)
    one, both = dict(made.find(request("web")).hits), dict(made.find(request("web dark")).hits)
    # However often and wherever a word stands, it is worth less than its rarity times a constant.
    assert both[1] - one[1] < (math.log(3 / 3) + 1) * (SATURATION + 1)


def test_scores_are_the_same_however_the_entries_came(engine: WhooshEngine, tmp_path: Path) -> None:
    other = WhooshEngine(tmp_path / "other")
    other.rebuild([entry(1, "First", text="blockchain and more"), entry(9, "Gone", text="blockchain")], lambda _done: None)
    other.update([entry(2, "Second", text="blockchain blockchain blockchain"), entry(4, "Fourth", summary="blockchain")], [9])
    other.update([entry(1, "First", text="blockchain"), entry(3, "Third", text="blockchain " + "other " * 30)], [])
    assert other.find(request("blockchain")).hits == engine.find(request("blockchain")).hits
