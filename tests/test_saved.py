from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from kb import migrating, records, saved
from kb.errors import BadValue, NoSearch
from kb.models import Revision, SavedSearch
from kb.search import find
from kb.workspace import Workspace
from tests.client import kb
from tests.helpers import EDITOR, change, get, make, marked, opened

Filters = dict[str, list[str]]


def keep(workspace: Workspace, title: str, words: str = "", filters: Filters | None = None, sort: str = "") -> str:
    with workspace.writing() as session:
        return saved.save(session, title, find.ask(words, filters, sort=sort), sort)


def one(workspace: Workspace, slug: str) -> saved.Json:
    """Give a saved search as the list tells it."""
    with workspace.reading() as session:
        return next(row for row in saved.every(session, workspace.engine) if row["slug"] == slug)


def fresh(workspace: Workspace, slug: str) -> int:
    """Count what is new in a saved search; its page and the list must agree."""
    with workspace.reading() as session:
        shown = saved.show(session, workspace.engine, slug)
    assert (shown["total"], shown["new"]) == (one(workspace, slug)["total"], one(workspace, slug)["new"])
    return int(shown["new"])


def test_what_was_saved_is_told_as_it_was_asked(small: Workspace) -> None:
    slug = keep(small, "  Harbour   events ", "harbour", {"kind": ["event"], "topic": ["dark-web"]}, "newest")
    found = one(small, slug)
    assert (found["slug"], found["title"], found["words"], found["sort"]) == ("harbour-events", "Harbour events", "harbour", "newest")
    assert found["filters"] == {"kind": ["event"], "topic": ["dark-web"]}
    assert found["choices"] == ["Kind: Events", "Topic: Dark Web"]
    assert found["results"] == "/search?q=harbour&kind=event&topic=dark-web&sort=newest"
    assert found["feed"] == "/search.atom?q=harbour&kind=event&topic=dark-web"
    assert (found["total"], found["new"]) == (1, 0)


def test_a_search_only_for_what_was_typed_stays_one(small: Workspace) -> None:
    with small.writing() as session:
        make(session, "tool", "lamp", summary="Stands in the Dark Web.")
        wide = saved.save(session, "Wide", find.ask("darknet"))
        narrow = saved.save(session, "Narrow", find.ask("darknet", widened=False))
    assert one(small, narrow)["total"] < one(small, wide)["total"]
    assert one(small, narrow)["results"] == "/search?q=darknet&widen=no"
    assert one(small, narrow)["feed"] == "/search.atom?q=darknet&widen=no"
    assert one(small, wide)["feed"] == "/search.atom?q=darknet"
    with small.reading() as session:
        assert '"darknet" was also searched as "Dark Web"' in saved.show(session, small.engine, wide)["notes"][0]
        assert saved.show(session, small.engine, narrow)["notes"] == []


def test_what_is_there_when_a_search_is_saved_is_not_new(small: Workspace) -> None:
    assert fresh(small, keep(small, "Harbour", "harbour")) == 0


def test_later_records_and_changes_are_new_until_somebody_marks_them_as_seen(small: Workspace) -> None:
    slug = keep(small, "Harbour", "harbour")
    with small.writing() as session:
        make(session, "tool", "crane", label="Harbour crane")
        make(session, "tool", "lamp")
        change(session, get(session, "organisation", "harbour-police"), country="BE")
    assert fresh(small, slug) == 2
    with small.writing() as session:
        saved.seen(session, slug)
    assert fresh(small, slug) == 0


def test_seen_is_only_what_the_answer_knew_of(small: Workspace) -> None:
    slug = keep(small, "Harbour", "harbour")
    with small.writing() as session:
        make(session, "tool", "crane", label="Harbour crane")
    with small.reading() as session:
        until = saved.show(session, small.engine, slug)["until"]
    with small.writing() as session:
        make(session, "tool", "buoy", label="Harbour buoy")
    with small.writing() as session:
        saved.seen(session, slug, until)
    assert fresh(small, slug) == 1


def test_an_older_answer_does_not_make_new_again_what_was_seen(small: Workspace) -> None:
    slug = keep(small, "Harbour", "harbour")
    with small.reading() as session:
        until = saved.show(session, small.engine, slug)["until"]
    with small.writing() as session:
        make(session, "tool", "crane", label="Harbour crane")
    with small.writing() as session:
        saved.seen(session, slug)
        saved.seen(session, slug, until)
    assert fresh(small, slug) == 0


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59+00:00", "3000-01-01"])
def test_what_is_yet_to_come_cannot_be_seen(small: Workspace, until: str) -> None:
    slug = keep(small, "Harbour", "harbour")
    with small.writing() as session:
        saved.seen(session, slug, until)
    with small.writing() as session:
        make(session, "tool", "crane", label="Harbour crane")
    assert fresh(small, slug) == 1


@pytest.mark.parametrize("until", ["yesterday", "2026-13-01", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_moment_is_refused(small: Workspace, until: str) -> None:
    slug = keep(small, "Harbour", "harbour")
    with small.writing() as session, pytest.raises(BadValue, match="is no moment"):
        saved.seen(session, slug, until)


def test_after_the_newest_records_are_erased_later_ones_are_still_new(small: Workspace) -> None:
    with small.writing() as session:
        make(session, "tool", "crane", label="Harbour crane")
    slug = keep(small, "Harbour", "harbour")
    with small.writing() as session:
        records.erase(session, get(session, "tool", "crane"))
    with small.writing() as session:
        make(session, "tool", "buoy", label="Harbour buoy")
    assert fresh(small, slug) == 1


def test_a_search_is_kept_past_the_end_of_the_program(small: Workspace) -> None:
    slug = keep(small, "Harbour", "harbour")
    small.close()
    with opened(small.settings) as again:
        assert one(again, slug)["title"] == "Harbour"


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Dark Web", "dark-web"), ("Ψηφιακά", "search"), ("!!!", "search"), ("Søk i havn", "sk-i-havn"), ("x" * 200, "x" * 100)],
)
def test_the_id_of_a_saved_search_comes_from_its_title(small: Workspace, title: str, slug: str) -> None:
    assert keep(small, title) == slug


def test_searches_of_the_same_title_have_ids_of_their_own(small: Workspace) -> None:
    assert [keep(small, "Harbour", words) for words in ("harbour", "police", "tools")] == ["harbour", "harbour-2", "harbour-3"]


def test_the_same_search_is_kept_once(small: Workspace) -> None:
    assert keep(small, "Harbour", "harbour", {"kind": ["tool"]}) == keep(small, "Harbour", "harbour", {"kind": ["tool"]})
    assert keep(small, "Harbour", "harbour", {"kind": ["event"]}) == "harbour-2"


@pytest.mark.parametrize(
    ("title", "words", "reason"),
    [
        ("", "harbour", "a search is kept under a title; write one"),
        (" \t ", "harbour", "a search is kept under a title; write one"),
        ("x" * 201, "harbour", "the title is 201 characters long; 200 fit"),
        ("x" * 1001, "harbour", "longer than 1000 characters"),
        ("Harbour", "harbour " * 200, "longer than 1000 characters"),
        ("half \udcff", "harbour", "half a character"),
        ("Harbour", "half \udcff", "half a character"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(small: Workspace, title: str, words: str, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        keep(small, title, words)
    with small.reading() as session:
        assert session.execute(select(SavedSearch)).all() == []


def test_saving_looking_and_deleting_leave_no_revision_and_no_mark(small: Workspace) -> None:
    with small.reading() as session:
        before = len(session.execute(select(Revision.id)).all())
    slug = keep(small, "Harbour", "harbour")
    with small.writing() as session:
        saved.seen(session, slug)
    with small.writing() as session:
        saved.forget(session, slug)
    with small.reading() as session:
        assert len(session.execute(select(Revision.id)).all()) == before
        assert marked(session) == set()
        assert saved.every(session, small.engine) == []


def test_a_search_that_is_not_there_is_told(small: Workspace) -> None:
    with small.reading() as session, pytest.raises(NoSearch, match='no saved search "nothing"'):
        saved.show(session, small.engine, "nothing")
    with small.writing() as session, pytest.raises(NoSearch, match="/searches"):
        saved.seen(session, "nothing")
    with small.writing() as session, pytest.raises(NoSearch, match="kb searches"):
        saved.forget(session, "nothing")


def test_searches_are_listed_by_title(small: Workspace) -> None:
    for title in ("Police", "Anvils", "Harbour"):
        keep(small, title)
    with small.reading() as session:
        assert [row["title"] for row in saved.every(session, small.engine)] == ["Anvils", "Harbour", "Police"]


def test_a_search_with_a_merged_choice_still_finds_and_says_so(small: Workspace) -> None:
    with small.writing() as session:
        make(session, "topic", "deep-web")
    slug = keep(small, "Deep Web", "", {"topic": ["deep-web"], "kind": ["statement"]})
    assert one(small, slug)["total"] == 0
    with small.writing() as session:
        records.merge(session, get(session, "topic", "dark-web"), get(session, "topic", "deep-web"), EDITOR)
    found = one(small, slug)
    assert found["total"] == 1
    assert found["notes"] == ['the topic "deep-web" is now part of "dark-web", which was searched']
    assert found["results"] == "/search?kind=statement&topic=dark-web"


def test_facets_and_orders_that_are_no_more_do_no_harm(small: Workspace) -> None:
    slug = keep(small, "Harbour", "harbour")
    with small.writing() as session:
        kept = saved.get(session, slug)
        kept.filters, kept.sort = {"colour": ["red"]}, "loudest"
    found = one(small, slug)
    assert found["total"] > 0
    assert found["notes"] == ['there is no facet "colour" any more; it was passed over']
    assert found["results"] == "/search?q=harbour"


@pytest.mark.parametrize("title", ["Anna", "What Berg said", "ANNA BERG", "berg-anna", "Ánná"])
def test_searches_that_may_name_a_person_are_told_when_the_person_is_erased(small: Workspace, title: str) -> None:
    slug = keep(small, title)
    keep(small, "Harbour", "harbour bergen annals")
    done = kb(small.settings.home, "erase", "people/berg-anna", "--yes")
    assert done.code == 0
    assert f'The saved search "{slug}" may name it still; if so: kb searches delete {slug}' in done.err
    assert done.err.count("saved search") == 1


def test_words_and_choices_of_a_search_may_name_somebody_too(small: Workspace) -> None:
    by_words = keep(small, "One", '"anna" tools')
    by_choice = keep(small, "Two", "", {"organisation": ["nordic-lab"]})
    with small.reading() as session:
        assert saved.naming(session, ["Anna Li"]) == [by_words]
        assert saved.naming(session, ["Nordic Laboratory"]) == [by_choice]
        assert saved.naming(session, ["Li", "…", ""]) == []


def test_short_names_are_told_where_all_of_one_is_there(small: Workspace) -> None:
    slug = keep(small, "Wu Li on harbours")
    with small.reading() as session:
        assert saved.naming(session, ["Li Wu"]) == [slug]
        assert saved.naming(session, ["Li Xu"]) == []


def test_the_list_is_also_a_table(small: Workspace) -> None:
    keep(small, "Harbour", "harbour", {"kind": ["event", "tool"]})
    with small.reading() as session:
        table = saved.table(saved.every(session, small.engine))
    assert table.rows[0]["choices"] == "Kind: Events; Kind: Tools"
    assert set(table.rows[0]) == set(table.columns)


def test_a_store_of_the_version_before_says_what_to_do(small: Workspace) -> None:
    home: Path = small.settings.home
    migrating.downgrade(small.database, "0004")
    assert "kb db upgrade" in kb(home, "searches").err
    assert kb(home, "db", "upgrade").code == 0
    assert kb(home, "searches", "--json").json == {"total": 0, "searches": []}
