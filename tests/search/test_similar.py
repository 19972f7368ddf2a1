from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from kb.models import Record
from kb.queries.find import get
from kb.schema import KINDS
from kb.search import find
from kb.search.engine import Entry, Likeness, Shared
from kb.search.similar import all_similar, in_words, similar
from kb.search.whoosh import WhooshEngine
from kb.search.whoosh.similar import MOST_VALUES, MOST_WORDS, traits
from kb.workspace import Workspace
from tests.helpers import entry, make, request

FACETS = {"kind": ("statement",)}


def like(workspace: Workspace, kind: str, slug: str, **asked: Any) -> Any:
    with workspace.reading() as session:
        return similar(session, workspace.engine, get(session, kind, slug), find.ask(**{"sort": "relevance", **asked}))


def slugs(found: Any) -> list[str]:
    return [hit["slug"] for hit in found["hits"]]


@pytest.fixture
def engine(tmp_path: Any) -> WhooshEngine:
    """Give an index of a few records made by hand."""
    made = WhooshEngine(tmp_path)
    others = (entry(n, f"Filler {n}", facets=FACETS, text="weather ships and the sea") for n in range(10, 40))
    made.rebuild([*HAND, *others], lambda _done: None)
    return made


HAND = (
    entry(1, "Tracing coins", facets=FACETS, text="wallets coins clustering of addresses"),
    entry(2, "Following money", facets=FACETS, text="clustering of addresses and wallets"),
    entry(3, "On wallets", facets={"kind": ("tool",)}, text="wallets and addresses"),
    entry(4, "Only one word", facets=FACETS, text="clustering of nothing else in common"),
    entry(5, "The sea", facets=FACETS, text="ships weather"),
)


def compared(engine: WhooshEngine, one: Entry, **asked: Any) -> Likeness:
    return engine.similar(one, request(sort="relevance", size=20, **asked))


def test_records_that_share_telling_words_are_like_it_and_the_record_itself_is_not(engine: WhooshEngine) -> None:
    found = compared(engine, HAND[0])
    assert [number for number, _score in found.result.hits] == [2, 3]
    assert found.result.total == 2


def test_each_says_what_it_shares_with_what_counts_most_first(engine: WhooshEngine) -> None:
    shared = compared(engine, HAND[0]).shared
    assert {one.text for one in shared[2]} == {"wallets", "clustering", "addresses"}
    assert {one.text for one in shared[3]} == {"wallets", "addresses"}
    assert [one.share for one in shared[2]] == sorted((one.share for one in shared[2]), reverse=True)


def test_words_that_many_records_have_tell_nothing(engine: WhooshEngine) -> None:
    assert compared(engine, HAND[4]).result.total == 0


def test_the_choice_of_a_facet_narrows_and_its_own_counts_stay(engine: WhooshEngine) -> None:
    found = compared(engine, HAND[0], filters={"kind": ("tool",)}).result
    assert [number for number, _score in found.hits] == [3]
    assert dict(found.facets["kind"]) == {"statement": 1, "tool": 1}


def test_a_record_that_was_changed_or_taken_out_is_compared_as_it_is_now(engine: WhooshEngine) -> None:
    engine.update([entry(3, "On ships", facets={"kind": ("tool",)}, text="ships and the sea")], [2])
    assert compared(engine, HAND[0]).result.total == 0


def test_a_record_that_the_index_does_not_hold_is_compared_all_the_same(engine: WhooshEngine) -> None:
    found = compared(engine, entry(99, "New", facets={**FACETS, "topic": ("unheard-of",)}, text="wallets and clustering of addresses"))
    assert {number for number, _score in found.result.hits} == {1, 2, 3}


def test_a_record_without_words_is_like_none(engine: WhooshEngine) -> None:
    found = compared(engine, entry(99, "", facets=FACETS))
    assert (found.result.total, found.result.hits, found.shared) == (0, [], {})


def test_a_joined_word_is_compared_whole_and_where_nobody_else_has_it_in_parts(tmp_path: Any) -> None:
    engine = WhooshEngine(tmp_path)
    some = [entry(n, label, facets=FACETS) for n, label in enumerate(("Crypto-currency", "cryptocurrency", "dark-forest", "forest dark"))]
    engine.rebuild([*some, *(entry(n, f"Filler {n}", facets=FACETS) for n in range(10, 40))], lambda _done: None)
    state = engine._state()  # noqa: SLF001 - what is looked up cannot be seen from outside
    assert {trait.text for trait in traits(state, some[0])} == {"cryptocurrency"}
    assert {trait.text for trait in traits(state, some[2])} == {"dark", "forest"}


def test_what_is_looked_up_is_bounded_however_long_the_record(tmp_path: Any) -> None:
    engine = WhooshEngine(tmp_path)
    words = " ".join(f"word{n}" for n in range(200))
    values = tuple(f"topic-{n:03}" for n in range(200))
    some = [entry(n, f"Long {n}", facets={"kind": ("statement",), "topic": values}, text=words) for n in (1, 2)]
    engine.rebuild([*some, *(entry(n, f"Filler {n}", facets=FACETS) for n in range(10, 40))], lambda _done: None)
    looked_up = traits(engine._state(), some[0])  # noqa: SLF001 - what is looked up cannot be seen from outside
    assert len([one for one in looked_up if one.facet is None]) == MOST_WORDS
    assert len([one for one in looked_up if one.facet == "topic"]) == MOST_VALUES


def test_what_belongs_to_a_record_is_left_to_its_own_page(library: Workspace) -> None:
    found = like(library, "project", "titanium", size=200)
    assert found["total"] > 0
    with library.reading() as session:
        own = find.find(session, library.engine, find.ask("", {"project": ["titanium"]}, size=200))
    assert not set(slugs(found)) & {hit["slug"] for hit in own["hits"]}


def test_more_like_a_statement_gives_statements_on_the_same_matter(library: Workspace) -> None:
    hits = like(library, "statement", "f-no-global-strategy")["hits"]
    assert {hit["kind"] for hit in hits[:3]} == {"statement"}
    assert [hit for hit in hits[:3] if "topic International cooperation" in hit["shares"]]
    assert "locally" in next(hit for hit in hits if hit["slug"] == "f-strengthen-local")["shares"]


def test_records_of_the_same_kind_count_more(library: Workspace) -> None:
    kinds = [hit["kind"] for hit in like(library, "event", "ws-darkweb-2017", size=5)["hits"]]
    assert kinds[0] == "event"


def test_hits_are_as_in_a_search_and_their_snippets_mark_what_is_shared(library: Workspace) -> None:
    found = like(library, "tool", "graphsense", size=20)
    with library.reading() as session:
        searched = find.find(session, library.engine, find.ask("bitcoin", size=1))
    assert set(searched["hits"][0]) <= set(found["hits"][0])
    assert any("<mark>" in hit["snippet"] for hit in found["hits"])


def test_pages_of_the_records_like_one_follow_one_another(library: Workspace) -> None:
    whole = slugs(like(library, "event", "ws-darkweb-2017", size=12))
    first = like(library, "event", "ws-darkweb-2017", size=5)
    second = like(library, "event", "ws-darkweb-2017", size=7, after=first["next"])
    assert slugs(first) + slugs(second) == whole


def test_the_table_holds_all_that_the_pages_do(library: Workspace) -> None:
    total = like(library, "topic", "bitcoin")["total"]
    with library.reading() as session:
        table = all_similar(session, library.engine, get(session, "topic", "bitcoin"), find.ask(sort="relevance", page=2))
    assert table.total == total == len({row["record"] for row in table.rows})
    assert all(row["shares"] for row in table.rows)


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_that_ships_can_be_compared(library: Workspace, kind: str) -> None:
    with library.reading() as session:
        some = list(session.execute(select(Record.slug).where(Record.kind == kind, Record.state == "public").order_by(Record.id))).copy()
    for (slug,) in some[:: max(1, len(some) // 8)]:
        found = like(library, kind, slug)
        assert slug not in [hit["slug"] for hit in found["hits"] if hit["kind"] == kind]
        assert all(hit["shares"] for hit in found["hits"])


def test_a_project_is_not_like_one_whose_acronym_is_the_same(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "project", "one", label="TERRA", objective="Soil erosion on steep vineyards.")
        make(session, "project", "two", label="TERRA", objective="Ceramics of antiquity on islands.")
        make(session, "project", "three", label="SLOPE", objective="Erosion of soil under vineyards.")
        for number in range(30):
            make(session, "project", f"other-{number}", label=f"OTHER{number}", objective="Engines for ships.")
    assert slugs(like(workspace, "project", "one")) == ["three"]


def test_what_is_shared_is_told_by_labels() -> None:
    shared = [Shared("topic", "tor", 3.0), Shared(None, "onion", 2.0), Shared("topic", "unknown", 1.0), Shared(None, "relay", 0.5)]
    assert in_words(shared, {"topic": {"tor": "Tor"}}) == "onion, relay; topic Tor, unknown"
    assert in_words([], {}) == ""
