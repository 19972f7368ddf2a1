from __future__ import annotations

import pytest
from sqlalchemy import select

from kb import records, texts
from kb.errors import NoText
from kb.models import Document, IndexMark, Revision, SourceText
from kb.queries.find import get as head
from kb.search import find
from kb.texts import New
from kb.workspace import Workspace
from tests.helpers import EDITOR, get, make
from tests.queries.test_passages import report

FIRST, SECOND = "Boats were counted.\n\nShare this page\n\nNobody saw any.", "Boats were counted twice."


def keep(workspace: Workspace, text: str, *, public: bool = True) -> bool:
    with workspace.writing() as session:
        return texts.add(session, report(session), New(text, [(21, 36)] if text == FIRST else (), public=public), EDITOR) is not None


def test_a_changed_text_is_a_new_version_and_the_old_one_stays(small: Workspace) -> None:
    assert keep(small, FIRST)
    assert keep(small, SECOND)
    with small.reading() as session:
        held = texts.versions(session, report(session).id)
        assert [(one.version, one.text) for one in held] == [(2, SECOND), (1, FIRST)]
        assert [one.sha256 for one in held] == [texts.hash_of(SECOND), texts.hash_of(FIRST)]
        assert texts.version(session, report(session), 1).text == FIRST
        assert texts.version(session, report(session), None).text == SECOND


def test_a_text_that_says_the_same_is_not_kept_again_and_leaves_no_trace(small: Workspace) -> None:
    keep(small, FIRST)
    with small.reading() as session:
        before = report(session).version
    assert not keep(small, FIRST)
    with small.reading() as session:
        assert report(session).version == before
        assert len(texts.versions(session, report(session).id)) == 1


def test_a_text_that_comes_back_is_a_version_of_its_own(small: Workspace) -> None:
    for text in (FIRST, SECOND, FIRST):
        keep(small, text)
    with small.reading() as session:
        assert [one.version for one in texts.versions(session, report(session).id)] == [3, 2, 1]


def test_a_new_text_is_told_in_the_history_by_its_hash(small: Workspace) -> None:
    keep(small, FIRST)
    keep(small, SECOND)
    with small.reading() as session:
        query = select(Revision.changes).where(Revision.record_id == report(session).id).order_by(Revision.version.desc()).limit(2)
        last, before = session.execute(query).scalars().all()
    assert last == {"text": [texts.hash_of(FIRST), texts.hash_of(SECOND)]}
    assert before == {"text": [None, texts.hash_of(FIRST)]}


def test_a_version_that_is_not_there_is_said_so(small: Workspace) -> None:
    with small.reading() as session, pytest.raises(NoText, match='"harbour-report" has no text on record'):
        texts.version(session, report(session), None)
    keep(small, FIRST)
    with small.reading() as session, pytest.raises(NoText, match="no version 9 of its text on record"):
        texts.version(session, report(session), 9)


def test_what_a_text_tells_is_found_and_its_furniture_is_not(small: Workspace) -> None:
    keep(small, FIRST)
    with small.reading() as session:
        assert [hit["slug"] for hit in find.find(session, small.engine, find.ask("nobody boats"))["hits"]] == ["harbour-report"]
        assert texts.told(texts.version(session, report(session), None)) == "Boats were counted.\n\nNobody saw any."
        assert not small.engine.count(find.ask('"share this page"'))


def test_a_text_that_may_not_be_shown_is_neither_searched_nor_cut_into_snippets(small: Workspace) -> None:
    keep(small, "A zeppelin was seen above the quay.", public=False)
    with small.reading() as session:
        assert find.find(session, small.engine, find.ask("zeppelin"))["total"] == 0
        hit = find.find(session, small.engine, find.ask("harbour workshop report"))["hits"][0]
    assert "zeppelin" not in hit["snippet"]


def test_what_may_be_shown_from_now_on_is_searched_from_now_on(small: Workspace) -> None:
    keep(small, SECOND, public=False)
    assert keep(small, SECOND, public=True)
    with small.reading() as session:
        assert find.find(session, small.engine, find.ask("counted twice"))["total"] == 1
        assert len(texts.versions(session, report(session).id)) == 1


def test_an_erased_document_takes_its_texts_along(small: Workspace) -> None:
    keep(small, FIRST)
    with small.writing() as session:
        records.erase(session, report(session))
    with small.reading() as session:
        assert session.execute(select(SourceText)).first() is None


def test_a_merged_document_gives_its_texts_to_the_one_it_goes_into(small: Workspace) -> None:
    keep(small, FIRST)
    with small.writing() as session:
        other = make(session, "document", "other")
        assert isinstance(other, Document)
        texts.add(session, other, New(SECOND), EDITOR)
    with small.writing() as session:
        records.merge(session, report(session), get(session, "document", "other"), EDITOR)
    with small.reading() as session:
        number = head(session, "document", "other").id
        assert [(one.version, one.text) for one in texts.versions(session, number)] == [(2, SECOND), (1, FIRST)]


def test_a_text_that_is_added_marks_its_document_for_the_index(small: Workspace) -> None:
    with small.writing() as session:
        texts.add(session, report(session), New(FIRST), EDITOR)
        session.flush()
        marked = session.execute(select(IndexMark.record_id)).scalars().all()
        assert report(session).id in marked


OPEN = (
    "CC BY 4.0",
    "cc-by-sa 4.0",
    "CC BY-NC-ND 4.0",
    "CC0",
    "Creative Commons Attribution",
    "public domain",
    "Open Government Licence v3.0",
)


@pytest.mark.parametrize("licence", OPEN)
def test_an_open_licence_lets_a_text_be_shown(licence: str) -> None:
    assert texts.showable(licence)


@pytest.mark.parametrize("licence", ["all rights reserved", "ccby?", "", None])
def test_any_other_licence_and_none_do_not(licence: str | None) -> None:
    assert not texts.showable(licence)
