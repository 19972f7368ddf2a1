from __future__ import annotations

import pytest

from kb import judging, records
from kb.errors import BadRequest
from kb.models import Document, Statement
from kb.queries import lists, origins, pages
from kb.queries.find import get as find
from kb.queries.shapes import Ref
from kb.records import Author
from kb.workspace import Workspace
from tests.helpers import EDITOR, get, history, make
from tests.telling import COPIED, tell

OWN = "Nothing of this was ever written by anybody else, at this quay or at any other, and nobody has copied it until today."


def named(documents: list[Ref]) -> list[str]:
    return [one.slug for one in documents]


def document(found: object) -> Document:
    assert isinstance(found, Document)
    return found


@pytest.fixture
def told(workspace: Workspace) -> Workspace:
    """Give three sources, two of which share a block, and a statement on these two."""
    with workspace.writing() as session:
        tell(session, "release", f"{COPIED} {OWN}")
        tell(session, "paper", f"Our own words come first here. {COPIED}")
        tell(session, "notebook", OWN.replace("Nothing of this", "What follows").replace("by anybody else", "again"))
        make(session, "statement", "train", type="recommendation", evidence=[{"document": "release"}, {"document": "paper"}])
    return workspace


def test_sources_that_share_a_block_are_suggested_as_one_origin(told: Workspace) -> None:
    with told.reading() as session:
        found = origins.groups(session)
    assert [(group.state, named(list(group.documents)), group.name) for group in found] == [("suggested", ["release", "paper"], "")]
    assert found[0].longest == len(COPIED.split())


def test_a_suggestion_is_not_counted_as_judged(told: Workspace) -> None:
    with told.reading() as session:
        page = pages.page(session, "statement", "train")
    assert page.support is not None
    assert (page.support.fewest, page.support.most) == (1, 2)
    assert [pair.told for pair in page.alike] == [f"“release” and “paper” share a block of {len(COPIED.split())} words (not yet judged)"]


def test_what_a_person_judged_is_counted_once_with_the_block_shown(told: Workspace) -> None:
    with told.writing() as session:
        both = [document(get(session, "document", slug)) for slug in ("release", "paper")]
        assert judging.same_origin(session, both, "word for word", None, EDITOR) == "release"
    with told.reading() as session:
        page = pages.page(session, "statement", "train")
        assert page.support is not None
        assert page.support.words.startswith("2 documents, 1 independent origin,")
        assert [(pair.state, pair.blocks[0].first) for pair in page.alike] == [("judged", COPIED.rstrip("."))]
        found = origins.groups(session)
    assert [(group.name, group.state, named(list(group.documents))) for group in found] == [("release", "judged", ["release", "paper"])]


def test_a_judgement_keeps_who_when_and_why(told: Workspace) -> None:
    with told.writing() as session:
        both = [document(get(session, "document", slug)) for slug in ("release", "paper")]
        judging.same_origin(session, both, "word for word", "institute", Author("anna"))
        assert [revision.by for revision in history(session, both[0])][-1] == "anna"
    with told.reading() as session:
        found = origins.copies_of(session, find(session, "document", "paper"))
    assert found.group == "institute"
    assert named(list(found.same_origin)) == ["release"]
    told_by = [(one.verdict, one.other and one.other.slug, one.by, one.why, bool(one.at)) for one in found.decisions]
    assert told_by == [("of the same origin", "release", "anna", "word for word", True)]


def test_sources_judged_to_be_apart_are_suggested_no_more(told: Workspace) -> None:
    with told.writing() as session:
        for slug in ("release", "paper"):
            judging.own_origin(session, document(get(session, "document", slug)), "each asked for itself", EDITOR)
    with told.reading() as session:
        assert [(group.name, group.state) for group in origins.groups(session)] == [("paper", "judged"), ("release", "judged")]
        page = pages.page(session, "statement", "train")
    assert page.support is not None
    assert (page.support.fewest, page.support.most) == (2, 2)
    assert [pair.state for pair in page.alike] == ["judged to be apart"]


def test_a_judgement_reaches_the_index(told: Workspace) -> None:
    with told.writing() as session:
        judging.same_origin(session, [document(get(session, "document", slug)) for slug in ("release", "paper")], "same", None, EDITOR)
    assert not told.compare()


def test_a_third_copy_takes_the_origin_that_is_judged(told: Workspace) -> None:
    with told.writing() as session:
        both = [document(get(session, "document", slug)) for slug in ("release", "paper")]
        judging.same_origin(session, both, "same", "institute", EDITOR)
        third = tell(session, "copy", COPIED)
        assert judging.same_origin(session, [third, both[0]], "same again", None, EDITOR) == "institute"
        assert third.origin_group == "institute"


def test_different_origins_are_not_made_one_by_the_way(told: Workspace) -> None:
    with told.writing() as session:
        both = [document(get(session, "document", slug)) for slug in ("release", "paper")]
        for one in both:
            judging.own_origin(session, one, "own", EDITOR)
        with pytest.raises(BadRequest, match=r"different origins \(paper, release\); name with --group"):
            judging.same_origin(session, both, "after all", None, EDITOR)
        assert judging.same_origin(session, both, "after all", "institute", EDITOR) == "institute"


def test_one_document_alone_is_not_the_same_as_another(told: Workspace) -> None:
    with told.writing() as session:
        one = document(get(session, "document", "paper"))
        with pytest.raises(BadRequest, match="two documents or more"):
            judging.same_origin(session, [one, one], "same", None, EDITOR)


def test_of_a_text_that_may_not_be_shown_only_a_few_words_are(workspace: Workspace) -> None:
    with workspace.writing() as session:
        tell(session, "release", COPIED, public=False)
        tell(session, "paper", COPIED)
    with workspace.reading() as session:
        found = origins.copies_of(session, find(session, "document", "paper"))
    block = found.pairs[0].blocks[0]
    assert (block.words, block.cut) == (len(COPIED.split()), True)
    assert block.first == block.second == "The institute recommends a common training course of five days for every …"


def test_page_furniture_is_neither_compared_nor_shown(workspace: Workspace) -> None:
    menu = "Home News Sport Weather Archive Search Login Subscribe Contact Imprint Privacy Cookies Jobs Shop Help Terms Press Mobile Feeds Maps Top"
    start = len("The institute recommends a common training course ")
    broken = f"{COPIED[:start]}READ MORE {COPIED[start:]}"
    with workspace.writing() as session:
        for slug in ("one", "two"):
            tell(session, slug, f"{menu} {slug} {OWN if slug == 'one' else 'Another text.'}", furniture=((0, len(menu)),))
        tell(session, "release", broken, furniture=((start, start + len("READ MORE ")),))
        tell(session, "paper", COPIED)
    with workspace.reading() as session:
        found = origins.groups(session)
    assert [named(list(group.documents)) for group in found] == [["release", "paper"]]
    assert found[0].pairs[0].blocks[0].first == COPIED.rstrip(".")


def test_merged_and_withdrawn_sources_are_not_suggested(told: Workspace) -> None:
    with told.writing() as session:
        records.withdraw(session, get(session, "document", "paper"), EDITOR)
    with told.reading() as session:
        assert origins.groups(session) == []


def test_a_source_without_a_text_says_so(told: Workspace) -> None:
    with told.writing() as session:
        make(session, "document", "heard-of")
    with told.reading() as session:
        found = origins.copies_of(session, find(session, "document", "heard-of"))
    assert (found.stored, found.pairs, found.group) == (False, [], None)


def test_judging_origins_is_not_judging_that_records_are_the_same(told: Workspace) -> None:
    with told.writing() as session:
        judging.own_origin(session, document(get(session, "document", "paper")), "own", EDITOR)
    with told.reading() as session:
        assert lists.public(session)["document"] == 3


def test_a_relation_that_is_none_is_refused(workspace: Workspace) -> None:
    with workspace.writing() as session:
        one, other = (make(session, "statement", slug, type="finding") for slug in ("one", "other"))
        assert isinstance(one, Statement)
        assert isinstance(other, Statement)
        with pytest.raises(BadRequest, match='"near" is no relation; use one of: same, narrower'):
            judging.relate(session, one, "near", other, EDITOR)


def test_answers_are_the_same_when_nothing_is_remembered(told: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with told.writing() as session:
        tell(session, "late", f"These words came late. {COPIED}")
    with told.reading() as session:
        monkeypatch.setattr(origins, "KEPT", 1)
        forgetful = origins.groups(session)
        monkeypatch.undo()
        assert origins.groups(session) == forgetful
    assert [len(group.documents) for group in forgetful] == [3]
