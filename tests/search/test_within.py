from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.request import And, Node, parse
from kb.search.within import both
from kb.workspace import Workspace
from tests.helpers import found

WORDS = st.lists(
    st.sampled_from(["tor", "NOT", "OR", "AND", "-", "(", ")", '"', "dark web", "kind:", "label:", "topic:tor", "year:2016..", "crypto*"]),
    max_size=7,
)


def conditions(words: str) -> tuple[Node, ...]:
    tree, _notes = parse(words)
    return tree.inner if isinstance(tree, And) else (tree,) if tree else ()


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ("bitcoin", "training", "bitcoin training"),
        ("bitcoin OR tor", "training", "(bitcoin OR tor) training"),
        ("bitcoin", "training OR school", "bitcoin (training OR school)"),
        ('"dark web', "police", '"dark web" police'),
        ("police NOT", "drugs", "police not drugs"),
        ("", "police", "police"),
        ("police", "?!", "police"),
        ('topic:"dark web" -spain', "label:crypto*", 'topic:"dark web" -spain label:crypto*'),
    ],
)
def test_two_searches_are_written_as_one(first: str, second: str, wanted: str) -> None:
    assert both(first, second) == wanted


@given(WORDS, WORDS)
def test_whatever_was_typed_the_one_search_asks_for_what_both_ask_for(first: list[str], second: list[str]) -> None:
    one, other = " ".join(first), " ".join(second)
    asked = tuple(str(node).lower() for node in (*conditions(one), *conditions(other)))
    assert tuple(str(node).lower() for node in conditions(both(one, other))) == asked


def test_searching_within_finds_what_both_searches_find(library: Workspace) -> None:
    first, second = "bitcoin OR tor", "police -training"
    assert found(library, both(first, second)) == found(library, first) & found(library, second) != set()
