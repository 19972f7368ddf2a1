from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from kb.queries.find import get as head
from kb.snapshots import ALL
from kb.workspace import Workspace
from tests.client import PROGRAM, Done, environment, kb, program
from tests.helpers import get

TEXT = "Some 70 people met in The Hague.\n\nOne said: “We share tools.”\n"


@pytest.fixture
def home(small: Workspace, tmp_path: Path) -> Path:
    (tmp_path / "report.txt").write_text(TEXT)
    return small.settings.home


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "report.txt")


def rested(home: Path, words: str) -> Done:
    return kb(home, "evidence", "add", "statements/s-share", "fresh", "--quote", words, "--mode", "quotation", "--by", "editor")


def test_a_file_becomes_the_text_of_a_new_document(home: Path, file: str, small: Workspace) -> None:
    made = kb(
        home, "document", "add", file, "--title", "A fresh report", "--publisher", "Press office", "--date", "2017-09", "--language", "en"
    )
    assert made.code == 0, made.err
    assert made.out.startswith("documents/a-fresh-report: version 1 of its text is new")
    assert "not public" in made.out
    with small.reading() as session:
        held = head(session, "document", "a-fresh-report", ALL)
        assert (held.label, held.publisher, held.date, held.language) == ("A fresh report", "Press office", "2017-09", "en")


def test_a_text_comes_from_standard_input_too(home: Path) -> None:
    command = [PROGRAM, "document", "add", "-", "--id", "harbour-report", "--licence", "CC BY 4.0", "--json"]
    done = subprocess.run(command, input=TEXT, env=environment(home), capture_output=True, text=True, timeout=60, check=True)
    found = json.loads(done.stdout)
    assert (found["slug"], found["version"], found["public"], found["origin"]) == ("harbour-report", 1, True, None)
    assert kb(home, "document", "text", "harbour-report").out.strip() == TEXT.strip()


def test_the_same_file_twice_changes_nothing(home: Path, file: str) -> None:
    kb(home, "document", "add", file, "--id", "fresh")
    again = kb(home, "document", "add", file, "--id", "fresh")
    assert "said so already, so nothing changed" in again.out
    assert len(kb(home, "document", "versions", "fresh", "--json").json) == 1


def test_what_is_told_of_a_known_document_is_brought_up_to_date(home: Path, file: str, small: Workspace) -> None:
    kb(home, "document", "add", file, "--id", "harbour-report", "--title", "The report", "--publisher", "Press office")
    with small.reading() as session:
        held = head(session, "document", "harbour-report", ALL)
        assert (held.label, held.publisher, held.url) == ("The report", "Press office", "https://example.org/report")


def test_passages_are_listed_with_where_they_stand(home: Path, file: str) -> None:
    kb(home, "document", "add", file, "--id", "fresh", "--public")
    assert rested(home, "We share tools.").code == 0
    assert 'statements/s-share: "We share tools."' in kb(home, "document", "passages", "fresh").out
    (one,) = kb(home, "document", "passages", "fresh", "--json").json
    assert (one["state"], one["mode"], TEXT[one["start"] : one["end"]]) == ("holds", "quotation", "We share tools.")


def test_a_lost_passage_is_offered_and_settled(home: Path, file: str, tmp_path: Path) -> None:
    kb(home, "document", "add", file, "--id", "fresh", "--public")
    rested(home, "Some 70 people met")
    (tmp_path / "report.txt").write_text(TEXT.replace("70", "65"))
    assert "1 passages rest on it, 1 of them lost" in kb(home, "document", "add", file, "--id", "fresh", "--public").out
    offered = kb(home, "document", "passages", "fresh", "--orphans")
    assert 'alike to 89 %: "Some 65 people met"' in offered.out
    number = offered.out.split()[0]
    assert kb(home, "evidence", "settle", "statements/s-share", number, "--candidate", "1").code == 0
    assert kb(home, "document", "passages", "fresh", "--orphans").out == "None.\n"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("document", "add", "/nowhere/x.txt"), 2, 'the file "/nowhere/x.txt" cannot be read: No such file'),
        (("document", "text", "harbour-report"), 1, '"harbour-report" has no text on record'),
        (("document", "passages", "nothing"), 1, 'There is no document called "nothing"'),
        (("document", "add", "FILE", "--id", "Not An Id"), 2, "is not an id"),
        (("document", "add", "FILE", "--id", "fresh", "--date", "soon"), 2, "date"),
        (("evidence", "add", "statements/s-share", "harbour-report", "--quote", "x"), 1, "has no text on record"),
        (("evidence", "settle", "statements/s-share", "77"), 2, "has no passage 77"),
    ],
)
def test_what_cannot_be_done_is_said_clearly_and_nothing_is_written(
    home: Path, file: str, small: Workspace, arguments: tuple[str, ...], code: int, says: str
) -> None:
    done = kb(home, *(file if one == "FILE" else one for one in arguments))
    assert (done.code, "Traceback" in done.err) == (code, False)
    assert says in done.err
    with small.reading() as session:
        assert get(session, "document", "harbour-report").version == 1


def test_a_private_text_is_printed_with_a_warning(home: Path, file: str) -> None:
    kb(home, "document", "add", file, "--id", "fresh")
    done = kb(home, "document", "text", "fresh", "--told")
    assert done.out.strip() == TEXT.strip()
    assert "This text is not public" in done.err


def test_annotations_are_printed_with_the_addresses_of_the_pages(home: Path, file: str) -> None:
    kb(home, "document", "add", file, "--id", "fresh", "--public")
    rested(home, "We share tools.")
    made = kb(home, "document", "annotations", "fresh", "--base", "https://kb.example/").json
    assert made["items"][0]["target"]["source"] == "https://kb.example/documents/fresh/text?version=1"


def test_the_commands_answer_as_programs_too(home: Path, file: str) -> None:
    assert program(home, "document", "add", file, "--id", "fresh").code == 0
    assert "version 1, read 20" in program(home, "document", "versions", "fresh").out


def test_a_text_is_removed_for_good_and_what_rests_on_it_keeps_its_words(home: Path, file: str) -> None:
    kb(home, "document", "add", file, "--id", "fresh", "--public")
    rested(home, "We share tools.")
    assert kb(home, "document", "forget", "fresh", "--yes", "--why", "asked to").err == "1 version of the text removed.\n"
    assert kb(home, "document", "versions", "fresh").out == "No text is kept.\n"
    assert kb(home, "search", "share tools", "-f", "kind=document", "--json").json["total"] == 0
    assert "We share tools." in kb(home, "show", "statements/s-share").out
    assert kb(home, "document", "forget", "fresh", "--yes").err == "0 versions of the text removed.\n"


def test_erasing_somebody_tells_which_texts_name_them_still(home: Path, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("The day was opened by ANNA BERG of the laboratory.")
    kb(home, "document", "add", str(tmp_path / "names.txt"), "--id", "fresh")
    done = kb(home, "erase", "people/berg-anna", "--yes")
    assert 'The text of "fresh" names it still; to remove that text: kb document forget fresh' in done.err


def test_annotations_of_a_text_that_may_not_be_shown_hold_the_quoted_words_alone(home: Path, file: str) -> None:
    kb(home, "document", "add", file, "--id", "fresh")
    rested(home, "We share tools.")
    (one,) = kb(home, "document", "annotations", "fresh").json["items"]
    assert one["target"]["selector"] == [{"type": "TextQuoteSelector", "exact": "We share tools."}]


def test_words_of_a_source_whose_text_is_not_kept_are_listed(home: Path, file: str) -> None:
    kb(home, "document", "add", file, "--id", "fresh")
    rested(home, "We share tools")
    kb(home, "document", "forget", "fresh", "--yes", "--by", "editor")
    assert kb(home, "document", "passages", "fresh").out.split(maxsplit=1)[1].startswith("unkept  text not kept  statements/s-share: ")
    assert kb(home, "document", "passages", "fresh", "--orphans").out.strip() == "None."
    assert [one["target"]["selector"][-1]["exact"] for one in json.loads(kb(home, "document", "annotations", "fresh").out)["items"]] == [
        "We share tools"
    ]
