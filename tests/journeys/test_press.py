"""A batch of press reports comes in: each text is kept without its page, each passage is found, told by whose words it is, and kept through changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.orm import Session

from kb import evidence, migrating, texts
from kb.adding import Described, added
from kb.evidence import Said
from kb.models import Document, SourceText
from kb.queries import passages
from kb.queries.find import get as head
from kb.search import find
from kb.snapshots import ALL, Snapshot
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import read_html
from tests.helpers import EDITOR, get, make, opened, settings_for

PRESS = Path(__file__).parents[1] / "extracting" / "samples" / "press"
GOLD: Mapping[str, Any] = yaml.safe_load((PRESS / "gold.yaml").read_text())
FILES: Mapping[str, Any] = GOLD["files"]
PASSAGES = [(name, number) for name, told in FILES.items() for number in range(len(told["passages"]))]


def slug_of(name: str) -> str:
    return Path(name).stem


def statement_of(name: str, number: int) -> str:
    return f"said-{slug_of(name)}-{number}"


def take_in(workspace: Workspace, names: Iterable[str]) -> None:
    """Keep some reports, and make a statement for each passage that a careful reader marked."""
    with workspace.writing() as session:
        for name in names:
            told = FILES[name]
            described = Described(slug=slug_of(name), title=told["title"], language=told["language"], public=True, origin=name)
            added(session, (PRESS / name).read_bytes(), described, EDITOR)
            document = report(session, name)
            for number, passage in enumerate(told["passages"]):
                voices = [{"group": passage["speaker"], "document": document.slug}] if passage["speaker"] else []
                made = make(session, "statement", statement_of(name, number), type="finding", voicings=voices)
                evidence.add(session, made, document, passage["exact"], Said(mode=passage["mode"]), EDITOR)


def report(session: Session, name: str) -> Document:
    found = get(session, "document", slug_of(name))
    assert isinstance(found, Document)
    return found


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Give a knowledge base with all the reports."""
    with opened(settings_for(tmp_path_factory.mktemp("press"))) as workspace:
        migrating.prepare(workspace)
        take_in(workspace, FILES)
        yield workspace


def test_there_are_ten_reports_and_more_with_all_that_makes_reports_hard() -> None:
    assert len(FILES) >= 10
    modes = {passage["mode"] for told in FILES.values() for passage in told["passages"]}
    assert {"quotation", "paraphrase", "summary"} <= modes
    assert any(passage["mode"] == "quotation" and not passage["speaker"] for told in FILES.values() for passage in told["passages"])
    assert {told["language"] for told in FILES.values()} >= {"en", "el"}


@pytest.mark.parametrize("name", FILES)
def test_a_report_is_kept_from_its_first_word_to_its_last_without_the_furniture_of_its_page(press: Workspace, name: str) -> None:
    with press.reading() as session:
        text = texts.version(session, get(session, "document", slug_of(name)), None)
    told = texts.told(text)
    assert told.startswith(FILES[name]["first"])
    assert told.endswith(FILES[name]["last"])
    kept = [text.text[start:end] for start, end in text.furniture]
    assert "\n\n".join(kept).split("\n\n") == FILES[name]["furniture"] or not FILES[name]["furniture"]


@pytest.mark.parametrize(("name", "number"), PASSAGES)
def test_a_statement_shows_the_very_words_it_rests_on_and_whose_they_are(press: Workspace, name: str, number: int) -> None:
    told = FILES[name]["passages"][number]
    with press.reading() as session:
        (found,) = passages.of_record(session, _record(session, name, number)).values()
    assert (found.exact, found.state, found.mode) == (told["exact"], "holds", told["mode"])


def _text(session: Session, name: str) -> SourceText:
    return texts.version(session, head(session, "document", slug_of(name)), None)


def _record(session: Session, name: str, number: int) -> Snapshot:
    return head(session, "statement", statement_of(name, number), ALL)


def test_a_quotation_without_a_speaker_stays_without_one(press: Workspace) -> None:
    silent = [(name, number) for name, number in PASSAGES if not FILES[name]["passages"][number]["speaker"]]
    assert silent
    with press.reading() as session:
        for name, number in silent:
            assert not _record(session, name, number).voicings


def test_quotations_only_are_one_choice(press: Workspace) -> None:
    wanted = {statement_of(name, number) for name, number in PASSAGES if FILES[name]["passages"][number]["mode"] == "quotation"}
    with press.reading() as session:
        found = find.find(session, press.engine, find.ask("", {"mode": ["quotation"]}, size=200))
    assert {hit["slug"] for hit in found["hits"]} == wanted


@pytest.mark.parametrize("name", FILES)
def test_a_page_shows_each_passage_where_it_stands(press: Workspace, name: str) -> None:
    shown = read_html(create_app(press).test_client(), f"/documents/{slug_of(name)}/text")
    assert shown.count('<li id="rests-') == len(FILES[name]["passages"])
    assert "no longer found" not in shown


def test_a_report_that_is_edited_keeps_what_it_still_says_and_loses_what_it_no_longer_does(workspace: Workspace) -> None:
    name, told = next((name, told) for name, told in FILES.items() if len(told["passages"]) > 1 and name.endswith(".txt"))
    take_in(workspace, [name])
    lost, *kept = [passage["exact"] for passage in told["passages"]]
    with workspace.writing() as session:
        before = texts.version(session, report(session, name), None)
        changed = f"Corrected on Monday.\n\n{before.text.replace(lost, 'This part was taken back.')}"
        texts.add(session, report(session, name), texts.New(changed, public=True), EDITOR)
    with workspace.reading() as session:
        made = passages.in_document(session, head(session, "document", slug_of(name)), _text(session, name))
    assert {one.exact: one.state for one in made} == {lost: "orphan"} | dict.fromkeys(kept, "found")
