from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from kb import evidence, texts
from kb.anchors import Place
from kb.errors import BadRequest
from kb.evidence import Said
from kb.models import Document, SourceText
from kb.queries import passages
from kb.queries.find import get as head
from kb.queries.pages import page
from kb.queries.passages import Passage
from kb.texts import New
from kb.workspace import Workspace
from tests.helpers import EDITOR, change, get

MENU, OPENING = "Home About", "Some 70 people met in The Hague, and nobody left early."
QUOTED = 'One said: "We share tools." Another said: "We share tools too."'
TEXT = f"{MENU}\n\n{OPENING}\n\n{QUOTED}"


def report(session: Session) -> Document:
    found = get(session, "document", "harbour-report")
    assert isinstance(found, Document)
    return found


def keep(workspace: Workspace, text: str = TEXT, *, public: bool = True) -> None:
    with workspace.writing() as session:
        texts.add(session, report(session), New(text, [(0, len(MENU))], public=public), EDITOR)


def rest(workspace: Workspace, words: str, *, mode: str = "quotation", field: str | None = None) -> None:
    """Let the statement rest on some words of the report, or the event say its attendance by them."""
    kind, slug = ("event", "harbour-workshop") if field else ("statement", "s-share")
    with workspace.writing() as session:
        said = Said(mode=mode, field=field, value="70" if field else None)
        evidence.add(session, get(session, kind, slug), report(session), words, said, EDITOR)


def found(workspace: Workspace, version: int | None = None) -> tuple[SourceText, list[Passage]]:
    with workspace.reading() as session:
        text = texts.version(session, report(session), version)
        return text, passages.in_document(session, head(session, "document", "harbour-report"), text)


def told(made: Sequence[Passage]) -> list[tuple[str, str, str]]:
    return [(one.holder.slug, one.exact, one.state) for one in made]


def test_passages_stand_in_the_order_of_the_text_whichever_record_rests_on_them(small: Workspace) -> None:
    keep(small)
    rest(small, "We share tools too.")
    rest(small, "Some 70 people", mode="paraphrase", field="attendance")
    text, made = found(small)
    assert told(made) == [("harbour-workshop", "Some 70 people", "holds"), ("s-share", "We share tools too.", "holds")]
    assert [one.about for one in made] == ["Attendance", None]
    assert [text.text[one.place.start : one.place.end] for one in made if one.place] == [one.exact for one in made]


def test_a_passage_is_shown_within_its_paragraph(small: Workspace) -> None:
    keep(small)
    rest(small, "70 people met")
    (one,) = found(small)[1]
    assert (one.before, one.after) == ("Some ", " in The Hague, and nobody left early.")


def test_long_text_around_a_passage_is_cut_at_words(small: Workspace) -> None:
    keep(small, f"{'before ' * 60}the words {'after ' * 60}")
    rest(small, "the words")
    (one,) = found(small)[1]
    assert one.before.startswith("… before before")
    assert one.after.endswith("after after …")
    assert len(one.before) <= passages.CONTEXT + 2


def test_a_passage_is_found_by_its_words_in_a_later_text(small: Workspace) -> None:
    keep(small)
    rest(small, "nobody left early")
    keep(small, f"Another line.\n\n{TEXT}")
    assert told(found(small)[1]) == [("s-share", "nobody left early", "found")]
    assert told(found(small, 1)[1]) == [("s-share", "nobody left early", "holds")]


def test_a_lost_passage_is_an_orphan_with_what_it_may_be_and_stands_last(small: Workspace) -> None:
    keep(small)
    rest(small, "Some 70 people met")
    rest(small, "nobody left early", mode="paraphrase")
    keep(small, TEXT.replace("Some 70 people met", "Some 65 people met"))
    made = found(small)[1]
    assert told(made) == [("s-share", "nobody left early", "holds"), ("s-share", "Some 70 people met", "orphan")]
    assert made[1].candidates[0].text == "Some 65 people met"
    assert (made[1].before, made[1].after) == ("", "")


def test_a_person_settles_where_a_lost_passage_stands(small: Workspace) -> None:
    keep(small)
    rest(small, "Some 70 people met")
    keep(small, TEXT.replace("Some 70 people met", "Some 65 people met"))
    (lost,) = found(small)[1]
    with small.writing() as session:
        record = get(session, "statement", "s-share")
        row = next(row for row in record.evidence if row.id == lost.number)
        text = texts.version(session, report(session), None)
        evidence.settle(session, record, lost.number, evidence.chosen(text, row, 1, None), EDITOR)
    (one,) = found(small)[1]
    assert (one.exact, one.state, one.source.mode) == ("Some 65 people met", "holds", "quotation")
    with small.reading() as session:
        assert get(session, "statement", "s-share").evidence[-1].text_sha256 == found(small)[0].sha256


@pytest.mark.parametrize(("candidate", "words"), [(None, None), (0, None), (9, None)])
def test_nothing_is_settled_without_a_choice(small: Workspace, candidate: int | None, words: str | None) -> None:
    keep(small)
    rest(small, "Some 70 people met")
    with small.reading() as session:
        row = get(session, "statement", "s-share").evidence[-1]
        with pytest.raises(BadRequest, match="choose one of 1 candidates"):
            evidence.chosen(texts.version(session, report(session), None), row, candidate, words)


def test_other_words_may_be_what_was_meant(small: Workspace) -> None:
    keep(small)
    rest(small, "Some 70 people met")
    with small.reading() as session:
        row = get(session, "statement", "s-share").evidence[-1]
        place = evidence.chosen(texts.version(session, report(session), None), row, None, "nobody left early")
    assert place == Place(TEXT.index("nobody"), TEXT.index("nobody") + len("nobody left early"), "quote")


def test_a_passage_that_is_none_of_the_record_cannot_be_settled(small: Workspace) -> None:
    keep(small)
    with small.writing() as session, pytest.raises(BadRequest, match='"s-share" has no passage 999'):
        evidence.settle(session, get(session, "statement", "s-share"), 999, Place(0, 4, "quote"), EDITOR)


def test_words_that_do_not_stand_in_the_text_are_refused_with_the_nearest(small: Workspace) -> None:
    keep(small)
    with pytest.raises(BadRequest, match='does not stand in the text; nearest is "Some 70 people met"'):
        rest(small, "some 70 people meet")
    with pytest.raises(BadRequest, match="quote it as it stands there"):
        rest(small, "zzz qqq xxx")


def test_words_that_stand_there_twice_are_refused(small: Workspace) -> None:
    keep(small)
    with pytest.raises(BadRequest, match="stands in the text 2 times; quote more words"):
        rest(small, "We share tools")


def test_of_a_text_that_may_not_be_shown_a_few_words_are_quoted_and_nothing_around_them(small: Workspace) -> None:
    keep(small, public=False)
    with pytest.raises(BadRequest, match="holds at most 12 words"):
        rest(small, f"{OPENING}\n\n{QUOTED}")
    rest(small, "nobody left early")
    (one,) = found(small)[1]
    assert (one.exact, one.state, one.before, one.after) == ("nobody left early", "holds", "", "")


def test_a_lost_passage_of_a_text_that_may_not_be_shown_gives_nothing_away(small: Workspace) -> None:
    keep(small, public=False)
    rest(small, "Some 70 people met")
    keep(small, TEXT.replace("70", "65"), public=False)
    (one,) = found(small)[1]
    assert (one.state, list(one.candidates)) == ("orphan", [])


def test_a_record_knows_its_passages(small: Workspace) -> None:
    keep(small)
    rest(small, "nobody left early", mode="paraphrase")
    with small.reading() as session:
        held = page(session, "statement", "s-share")
    assert [(one.exact, one.source.document.slug, one.source.mode) for one in held.passages] == [
        ("nobody left early", "harbour-report", "paraphrase")
    ]


def test_evidence_of_a_withdrawn_record_is_not_told(small: Workspace) -> None:
    keep(small)
    rest(small, "nobody left early")
    with small.writing() as session:
        get(session, "statement", "s-share").state = "withdrawn"
    assert found(small)[1] == []


def test_a_text_is_cut_where_passages_begin_and_end_and_is_whole_again_put_together(small: Workspace) -> None:
    keep(small)
    rest(small, 'Another said: "We share tools too."')
    rest(small, 'said: "We share tools too', mode="paraphrase")
    text, made = found(small)
    blocks = passages.blocks(text, made)
    assert "\n\n".join("".join(run.text for run in block.runs) for block in blocks) == text.text
    assert [block.furniture for block in blocks] == [True, False, False]
    first, second = (one.number for one in made)
    assert [(run.text, run.numbers) for run in blocks[2].runs] == [
        ('One said: "We share tools." ', ()),
        ("Another ", (first,)),
        ('said: "We share tools too', (first, second)),
        ('."', (first,)),
    ]
    assert [(run.begins, run.ends) for run in blocks[2].runs] == [((), ()), ((first,), ()), ((second,), (second,)), ((), (first,))]


def test_a_passage_over_two_paragraphs_is_marked_in_both(small: Workspace) -> None:
    keep(small)
    rest(small, "nobody left early.\n\nOne said")
    text, made = found(small)
    marked = ["".join(run.text for run in block.runs if run.numbers) for block in passages.blocks(text, made)]
    assert marked == ["", "nobody left early.", "One said"]


def placed(workspace: Workspace, locator: str) -> None:
    """Let the statement rest on a place of the report that is told in words alone."""
    with workspace.writing() as session:
        change(session, get(session, "statement", "s-share"), evidence=[{"document": "harbour-report", "locator": locator}])


@pytest.mark.parametrize(
    ("locator", "words"),
    [("paragraph 1", OPENING), ("line 2", QUOTED), ("paragraphs 1-2", f"{OPENING}\n\n{QUOTED}"), ("paragraph 3", None), ("page 1", None)],
)
def test_a_place_told_by_the_number_of_a_paragraph_opens_it_as_the_text_tells_it(small: Workspace, locator: str, words: str | None) -> None:
    keep(small)
    placed(small, locator)
    assert [(one.exact, one.state) for one in found(small)[1]] == ([(words, "numbered")] if words else [])
    with small.reading() as session:
        assert [one.exact for one in page(session, "statement", "s-share").passages] == ([words] if words else [])


def test_a_numbered_paragraph_is_not_marked_as_quoted(small: Workspace) -> None:
    keep(small)
    placed(small, "paragraph 1")
    text, made = found(small)
    (run,) = passages.blocks(text, made)[1].runs
    assert (run.text, run.quoted, run.begins, run.ends) == (OPENING, False, (made[0].number,), (made[0].number,))


def test_a_numbered_paragraph_of_a_text_that_may_not_be_shown_gives_no_word_away(small: Workspace) -> None:
    keep(small, public=False)
    placed(small, "paragraph 1")
    assert [(one.exact, one.before, one.after) for one in found(small)[1]] == [("", "", "")]
    with small.reading() as session:
        assert page(session, "statement", "s-share").passages == []
