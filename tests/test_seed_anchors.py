"""The few words by which the shipped records lead to places in their sources, whose texts are not kept."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import aliased

from kb import texts
from kb.models import Document, Evidence, Record
from kb.queries import passages
from kb.queries.find import get as head
from kb.texts import New
from kb.workspace import Workspace
from tests.helpers import EDITOR, get
from tests.test_loading import edit, refused

# A passage of a source that is not ours to copy has so many words.
FEWEST, MOST = 3, 8
FIRST, TOO_MANY = "    - document: harbour-report\n      l", " ".join(["word"] * 13)


class Quoted(NamedTuple):
    """A row of evidence with the words of its source."""

    record: str
    document: str
    field: str | None
    exact: str
    beside: tuple[object, ...]


@pytest.fixture(scope="module")
def quoted(library: Workspace) -> list[Quoted]:
    """Give the evidence of the shipped records that has the words of its source."""
    beside = (Evidence.prefix, Evidence.suffix, Evidence.start, Evidence.end, Evidence.text_sha256)
    source = aliased(Document)
    query = select(Record.slug, source.slug, Evidence.field, Evidence.exact, *beside).join(Record, Record.id == Evidence.record_id)
    query = query.join(source, source.id == Evidence.document_id).where(Evidence.exact.is_not(None))
    with library.reading() as session:
        return [Quoted(record, slug, field, exact or "", tuple(more)) for record, slug, field, exact, *more in session.execute(query)]


def test_every_passage_is_a_few_words_and_nothing_around_them(quoted: list[Quoted]) -> None:
    assert len(quoted) > 400
    for row in quoted:
        assert FEWEST <= len(row.exact.split()) <= MOST, row
        assert row.exact == " ".join(row.exact.split()), row
        assert set(row.beside) == {None}, row


def test_a_record_quotes_the_same_words_of_a_source_once(quoted: list[Quoted]) -> None:
    times = Counter((row.record, row.document, row.exact) for row in quoted)
    assert [key for key, number in times.items() if number > 1] == []


def test_the_two_counts_of_those_who_came_are_quoted(quoted: list[Quoted]) -> None:
    counts = {row.document: row.exact for row in quoted if (row.record, row.field) == ("ws-darkweb-2017", "attendance")}
    assert {slug: [word for word in words.split() if word.isdigit()] for slug, words in counts.items()} == {
        "seed-tno": ["70"],
        "seed-kemea": ["70"],
        "m4s-blog19": ["65"],
    }


def test_no_text_of_a_source_is_shipped(library: Workspace) -> None:
    with library.reading() as session:
        assert texts.current(session) == {}


@pytest.mark.parametrize("slug", ["seed-tno", "seed-kemea", "m4s-blog19"])
def test_a_text_kept_later_has_every_passage_once(seeded: Workspace, slug: str) -> None:
    with seeded.writing() as session:
        document = get(session, "document", slug)
        assert isinstance(document, Document)
        held = session.execute(select(Evidence.exact).where(Evidence.document_id == document.id)).scalars()
        words = sorted({one for one in held if one})
        longest = [one for one in words if not any(one in other for other in words if other != one)]
        text = "\n\n".join(f"Of this a reader finds in our own page: {one}; and so on." for one in longest)
        texts.add(session, document, New(text), EDITOR)
    with seeded.reading() as session:
        kept = head(session, "document", slug)
        found = passages.in_document(session, kept, texts.version(session, kept, None))
    assert {one.exact for one in found if one.state == "found"} == set(words)
    assert {one.state for one in found} <= {"found", "numbered"}


def test_words_at_length_of_a_text_that_may_not_be_shown_are_refused_with_their_line(workspace: Workspace, small_seed: Path) -> None:
    edit(small_seed, "events.yaml", FIRST, f"    - document: harbour-report\n      exact: {TOO_MANY}\n      l")
    place = 'events.yaml:9: harbour-workshop evidence.1.exact: no licence lets the text of "harbour-report" be shown'
    assert [problem for problem in refused(workspace, small_seed) if problem.startswith(place)] != []


def test_words_at_length_of_a_text_with_an_open_licence_are_taken(workspace: Workspace, small_seed: Path) -> None:
    edit(small_seed, "events.yaml", FIRST, f"    - document: harbour-report\n      exact: {TOO_MANY}\n      l")
    edit(small_seed, "documents.yaml", "- slug: harbour-report\n", "- slug: harbour-report\n  licence: CC BY 4.0\n")
    assert workspace.load_seed(small_seed).created > 0


def test_the_licence_of_a_document_of_an_earlier_load_counts_too(small: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    row = f"    - document: harbour-report\n      exact: {TOO_MANY}\n"
    (folder / "tools.yaml").write_text(f"- slug: lens\n  label: Lens\n  evidence:\n{row}")
    (problem,) = refused(small, folder)
    assert problem.startswith("tools.yaml:5: lens evidence.1.exact: ")
