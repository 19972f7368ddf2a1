from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient

from kb.web import create_app
from kb.workspace import Workspace
from tests.client import kb, read_json
from tests.helpers import change, get, history, make

STATED = "statements/s-share"


def client(workspace: Workspace) -> FlaskClient:
    return create_app(workspace).test_client()


def test_coverage_tells_each_number_with_the_name_of_its_list(seeded_home: Path) -> None:
    said = kb(seeded_home, "coverage").out
    assert "40 of 53  Recommendations that name nobody who should act  [recommendations-without-addressee]" in said
    assert said.splitlines()[1] == "Findings, recommendations, commitments:"


def test_coverage_as_json_is_that_of_the_page(seeded_home: Path, library: Workspace) -> None:
    assert kb(seeded_home, "coverage", "--json").json == read_json(client(library), "/coverage.json")
    told = kb(seeded_home, "coverage", "--project", "media4sec", "--topic", "policing", "--json").json
    assert told == read_json(client(library), "/coverage.json?project=media4sec&topic=policing")


def test_coverage_of_a_project_names_it(seeded_home: Path) -> None:
    assert kb(seeded_home, "coverage", "--project", "media4sec").out.startswith("Project: MEDI@4SEC\n")


def test_one_list_is_that_of_its_page(seeded_home: Path, library: Workspace) -> None:
    told = kb(seeded_home, "coverage", "people-without-affiliation", "--json").json
    assert told == read_json(client(library), "/coverage/people-without-affiliation.json")
    said = kb(seeded_home, "coverage", "people-without-affiliation").out
    assert said.startswith("8 rows")
    assert "[people/zitnik-anze]" in said


def test_a_list_that_there_is_not_is_told_and_leaves_an_exit_code(seeded_home: Path) -> None:
    done = kb(seeded_home, "coverage", "nothing")
    assert (done.code, done.out) == (1, "")
    assert 'There is no list called "nothing"' in done.err


def test_follow_up_is_that_of_the_page(seeded_home: Path, library: Workspace) -> None:
    told = kb(seeded_home, "follow-up", "--type", "commitment", "--project", "asgard", "--json").json
    assert told == read_json(client(library), "/follow-up.json?type=commitment&project=asgard")


def test_what_is_due_is_told_as_of_the_day_asked_for(workspace: Workspace) -> None:
    with workspace.writing() as session:
        made = make(session, "statement", "promise", type="commitment", due="2030")
        day = history(session, made)[-1].at.replace(tzinfo=None).isoformat() + "Z"
    with workspace.writing() as session:
        change(session, get(session, "statement", "promise"), due="2017")
    told = kb(workspace.settings.home, "follow-up", "--asof", day, "--json").json
    assert told == read_json(client(workspace), f"/follow-up.json?asof={day}")
    assert told["parts"]["list"]["rows"][0]["told"] == "due 2030, nothing on record"
    now = kb(workspace.settings.home, "follow-up", "--json").json
    assert now["parts"]["list"]["rows"][0]["told"] == "due since 2017, nothing on record"


def test_follow_up_tells_what_is_due(seeded_home: Path) -> None:
    assert "due since November 2017, nothing on record" in kb(seeded_home, "follow-up", "--type", "commitment").out


def test_a_state_put_on_record_shows_in_the_follow_up_and_in_the_search(small: Workspace) -> None:
    home = small.settings.home
    evidence = ("--date", "2020-03", "--document", "harbour-report", "--locator", "page 9", "--why", "A law was passed.", "--by", "Ada")
    done = kb(home, "status", STATED, "implemented", *evidence)
    assert (done.code, done.out) == (0, "")
    assert 'the state that holds is "implemented"' in done.err
    (row,) = kb(home, "follow-up", "--status", "implemented", "--json").json["parts"]["list"]["rows"]
    assert (row["record"]["slug"], row["told"]) == ("s-share", "since March 2020")
    assert (row["shown_by"]["locator"], row["shown_by"]["note"]) == ("page 9", "A law was passed.")
    assert kb(home, "search", "-f", "uptake=implemented", "--json").json["total"] == 1
    shown = kb(home, "show", STATED, "--json").json
    assert (shown["history"][0]["by"], shown["history"][0]["why"]) == ("Ada", "A law was passed.")


def test_a_state_without_its_day_or_source_is_refused(small: Workspace) -> None:
    assert kb(small.settings.home, "status", STATED, "implemented", "--date", "2020").code == 2
    assert kb(small.settings.home, "status", STATED, "implemented", "--document", "harbour-report").code == 2
    done = kb(small.settings.home, "status", STATED, "kept", "--date", "2020", "--document", "harbour-report")
    assert (done.code, "use one of: unknown, not implemented" in done.err) == (2, True)
    done = kb(small.settings.home, "status", STATED, "implemented", "--date", "2020", "--document", "nothing")
    assert (done.code, "There is no document" in done.err) == (1, True)


def test_quotations_alone_are_one_option_away(seeded_home: Path) -> None:
    by_option = kb(seeded_home, "search", "--mode", "quotation", "--json").json
    by_words = kb(seeded_home, "search", "mode:quotation", "--json").json
    assert by_option["total"] == by_words["total"] == 29
    assert kb(seeded_home, "list", "statements", "--mode", "quotation", "--json").json["total"] == 29
    assert kb(seeded_home, "recommendations", "--mode", "quotation", "-f", "topic=policing", "--json").json["total"] > 0


def test_words_and_speaker_are_told_in_the_terminal(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "document", "report")
        evidence = [{"document": "report", "locator": "page 2", "mode": "quotation"}]
        make(session, "statement", "said", type="finding", evidence=evidence)
    home = workspace.settings.home
    assert "Sources: report, page 2, quotation" in kb(home, "search", "said").out
    assert "speaker not named" in kb(home, "search", "said").out
    assert "Sources: report, page 2 (quotation)" in kb(home, "list", "statements").out
    shown = kb(home, "show", "statements/said").out
    assert "Speaker: speaker not named" in shown
    assert "report [report], page 2, quotation" in shown
