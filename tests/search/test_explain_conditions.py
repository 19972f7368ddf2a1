from __future__ import annotations

from dataclasses import replace
from functools import reduce

import pytest

from kb.search.engine import Clause, Diagnosis
from kb.search.request import And, Node, Request
from kb.search.whoosh import WhooshEngine
from kb.workspace import Workspace
from tests.helpers import entry, request

REQUESTS = [
    request("bitcoin training interpol"),
    request("police -dark"),
    request('crypto* "dark web"', filters={"kind": ("statement",), "year": ("2017", "2018")}),
    request("(bitcoin OR tor) the police"),
    request("", filters={"country": ("NL",), "kind": ("event",)}),
    request("titanium", filters={"country": ("NO",)}),
    request("year:2016..2018 police topic:policing"),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    """Give an index of three entries and one deleted."""
    made = WhooshEngine(tmp_path_factory.mktemp("diagnosed") / "index")
    nordic = {"country": ("NO",)}
    entries = [
        entry(1, "First", text="police harbour", facets=nordic),
        entry(2, "Second", text="police market"),
        entry(3, "Third", text="harbour", facets=nordic),
        entry(4, "Gone", text="police market harbour", facets=nordic),
    ]
    made.rebuild(entries, lambda _done: None)
    made.update([], [4])
    return made


def counts(found: Diagnosis) -> list[tuple[int, int]]:
    return [(clause.alone, clause.without) for clause in found.clauses]


def every(workspace: Workspace, node: Node | None, asked: Request) -> set[int]:
    """Give the records that a tree finds, without falling back on some of its words."""
    tree = node if isinstance(node, And) else And((node,)) if node else None
    each = [set(workspace.engine.find_all(replace(asked, words="", tree=one))) for one in (tree.inner if tree else (None,))]
    return reduce(set.__and__, each)


def test_each_word_is_counted_alone_and_left_out(engine: WhooshEngine) -> None:
    found = engine.diagnose(request("police harbour market"))
    assert (found.total, found.any_of) == (0, 3)
    assert counts(found) == [(2, 0), (2, 1), (1, 1)]


def test_chosen_values_are_a_condition_too(engine: WhooshEngine) -> None:
    found = engine.diagnose(request("market", filters={"country": ("NO",)}))
    assert [(clause.facet, clause.alone, clause.without) for clause in found.clauses] == [(None, 1, 2), ("country", 2, 1)]
    assert (found.total, found.any_of) == (0, 0)


def test_a_word_that_occurs_nowhere_has_the_nearest_instead(engine: WhooshEngine) -> None:
    (wrong, _right) = engine.diagnose(request("pxlxce market")).clauses
    assert (wrong.alone, wrong.instead, wrong.nearest) == (0, None, 0)
    (near, _market) = engine.diagnose(request("polise market")).clauses
    assert near == Clause(request("polise").tree, None, 0, 1, request("police").tree, 2)


def test_a_common_word_is_no_condition(engine: WhooshEngine) -> None:
    assert len(engine.diagnose(request("the police and harbour")).clauses) == 2


def test_a_search_for_everything_has_no_conditions(engine: WhooshEngine) -> None:
    assert engine.diagnose(request()) == Diagnosis(3, (), 3)


def test_alternatives_are_one_condition(engine: WhooshEngine) -> None:
    assert counts(engine.diagnose(request("market OR harbour"))) == [(3, 3)]


@pytest.mark.parametrize("asked", REQUESTS, ids=lambda asked: asked.words)
def test_counts_are_those_of_the_searches_themselves(library: Workspace, asked: Request) -> None:
    found = library.engine.diagnose(asked)
    nodes = [clause.node for clause in found.clauses if clause.node]
    assert found.total == len(every(library, And(tuple(nodes)) if nodes else None, asked))
    for clause in found.clauses:
        others = tuple(node for node in nodes if node is not clause.node)
        kept = {name: values for name, values in asked.filters.items() if name != clause.facet}
        own = {name: values for name, values in asked.filters.items() if name == clause.facet}
        assert clause.without == len(every(library, And(others) if others else None, replace(asked, filters=kept)))
        assert clause.alone == len(every(library, clause.node, replace(asked, filters=own)))
