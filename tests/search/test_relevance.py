from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing

import pytest

from benchmarks.fts5 import Fts5, Question, asking
from benchmarks.judging import Asked, Figures, Top, figures, judged, known_items
from kb.search import documents, find
from kb.search.engine import Entry
from kb.workspace import Workspace

# A little below what was measured: whoever makes search clearly worse hears of it here.
FLOORS = {"known item": Figures(0.91, 0.99, 0.94, 0.95), "judged": Figures(0.95, 0.98, 0.97, 0.82)}
Sets = Mapping[str, Sequence[Asked]]


@pytest.fixture(scope="module")
def entries(library: Workspace) -> list[Entry]:
    """Give every entry of the shipped knowledge base."""
    with library.reading() as session:
        return list(documents.entries(session))


@pytest.fixture(scope="module")
def sets(library: Workspace, entries: list[Entry]) -> Sets:
    """Give both sets of questions."""
    with library.reading() as session:
        return {"known item": known_items(session, entries), "judged": judged(session)}


@pytest.fixture(scope="module")
def ours(library: Workspace) -> Top:
    """Ask as the search page does."""
    return lambda typed: [number for number, _score in library.engine.find(find.ask(typed)).hits]


@pytest.fixture(scope="module")
def theirs(entries: list[Entry], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Top]:
    """Ask SQLite's full-text search over the same records."""
    rival = Fts5(tmp_path_factory.mktemp("rival"))
    with closing(rival.store):
        rival.build(entries)
        yield asking(rival.top)


@pytest.mark.parametrize("name", FLOORS)
@pytest.mark.parametrize("measure", ["first", "ten", "mrr", "ndcg"])
def test_search_is_as_good_as_it_was(sets: Sets, ours: Top, name: str, measure: str) -> None:
    assert getattr(figures(sets[name], ours), measure) >= getattr(FLOORS[name], measure)


@pytest.mark.parametrize("name", FLOORS)
@pytest.mark.parametrize("measure", ["first", "ten", "mrr", "ndcg"])
def test_search_is_at_least_as_good_as_that_of_sqlite(sets: Sets, ours: Top, theirs: Top, name: str, measure: str) -> None:
    assert getattr(figures(sets[name], ours), measure) >= getattr(figures(sets[name], theirs), measure)


def test_the_questions_for_known_records_are_the_same_each_time(library: Workspace, entries: list[Entry], sets: Sets) -> None:
    with library.reading() as session:
        assert known_items(session, entries) == sets["known item"]


def test_there_are_enough_questions_of_every_class(sets: Sets) -> None:
    known = [one.group for one in sets["known item"]]
    assert {group: known.count(group) for group in known} == dict.fromkeys(
        ("title words", "acronym", "typing error", "partner and topic"), 50
    )
    asked = [one.group for one in sets["judged"]]
    assert len(asked) >= 60
    assert min(asked.count(group) for group in ("researchers", "officers", "analysts")) >= 20


def test_no_judged_question_is_asked_twice_or_without_an_answer(sets: Sets) -> None:
    some = sets["judged"]
    assert len({one.typed.casefold() for one in some}) == len(some)
    assert all(set(one.right.values()) <= {1, 2, 3} and 3 in one.right.values() for one in some)


def test_a_typing_error_leaves_no_name_as_it_is(entries: list[Entry], sets: Sets) -> None:
    names = {name for entry in entries for name in entry.called}
    assert not [one.typed for one in sets["known item"] if one.group == "typing error" and one.typed in names]


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ([1, 2], Figures(1, 1, 1, 1)),
        ([9, 1], Figures(0, 1, 0.5, 7 / 1.58496 / (7 + 1 / 1.58496))),
        ([2, 9], Figures(0, 0, 0, 1 / (7 + 1 / 1.58496))),
        ([9] * 10 + [1, 2], Figures(0, 0, 0, 0)),
        ([], Figures(0, 0, 0, 0)),
    ],
    ids=["best", "second", "only a lesser one", "eleventh", "nothing"],
)
def test_the_measures_are_those_of_the_formulas(found: list[int], wanted: Figures) -> None:
    measured = figures([Asked("", "", {1: 3, 2: 1})], lambda _typed: found)
    assert [measured.first, measured.ten, measured.mrr, measured.ndcg] == pytest.approx(
        [wanted.first, wanted.ten, wanted.mrr, wanted.ndcg], rel=1e-4
    )


def test_a_rival_is_asked_for_any_word_only_when_nothing_has_them_all() -> None:
    asked: list[tuple[str, ...]] = []

    def top(question: Question) -> list[int]:
        asked.append((question.how, *question.words))
        return []

    asking(top)("dark, web?")
    assert asked == [("all", "dark", "web"), ("any", "dark", "web")]
