from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from kb import records, schema
from kb.errors import LoadRefused
from kb.models import IndexMark, Record, Revision
from kb.records import Counts
from kb.workspace import Workspace
from tests.helpers import EDITOR, change, found, get, history, make, snapshot

# file, words to find, words instead, what the message must hold
WRONG = [
    ("events.yaml", "country: NL", "contry: NL", "events.yaml:4: harbour-workshop contry: there is no such field; correct"),
    (
        "events.yaml",
        "country: NL",
        "country: Holland",
        'events.yaml:4: harbour-workshop country: "Holland" is not a country code; write two',
    ),
    ("events.yaml", "2019-05-02", "2019-05-32", 'events.yaml:3: harbour-workshop start: "2019-05-32" is not a date; write 2017'),
    ("events.yaml", "[dark-web]", "[dark-wep]", 'events.yaml:6: harbour-workshop topics.1: there is no topic "dark-wep"; add it'),
    (
        "events.yaml",
        "document: harbour-report",
        "document: report",
        "events.yaml:8: harbour-workshop evidence.1.document: there is no document",
    ),
    (
        "events.yaml",
        "    - document: harbour-report\n      l",
        "    - l",
        'events.yaml:8: harbour-workshop evidence.1.document: "Source" is needed',
    ),
    ("events.yaml", "  label: Harbour workshop\n", "", 'events.yaml:1: harbour-workshop label: "Name" is needed; add it'),
    ("events.yaml", "- slug: harbour-workshop\n  l", "- l", 'events.yaml:1: ? slug: "Id" is needed; add it'),
    ("events.yaml", "harbour-workshop", "Harbour Workshop", 'Harbour Workshop slug: "Harbour Workshop" is not an id; write small letters'),
    (
        "contributions.yaml",
        "keynote\n  event",
        "speech\n  event",
        'c-keynote role: "speech" is not a contribution role; choose one of: organised',
    ),
    ("projects.yaml", "'600.25'", "six", 'projects.yaml:9: lantern participations.1.ec_contribution: "six" is not an amount'),
    ("organisations.yaml", "'999000111'", "'99'", 'organisations.yaml:8: nordic-lab identifiers.1.value: "99" is not a well-formed pic'),
    (
        "statements.yaml",
        "  type: rec",
        "  about: event/harbour-workshop\n  type: rec",
        's-share about: there is no tool or operation "event/h',
    ),
    ("people.yaml", "- slug: berg-anna", "- Anna Berg\n- slug: berg-anna", "people.yaml:1: ?: expected named fields, as in a mapping"),
]


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def append(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text((folder / name).read_text(encoding="utf-8") + text, encoding="utf-8")


def refused(workspace: Workspace, folder: Path) -> list[str]:
    """Load a folder that must be refused; give the problems as people read them."""
    with pytest.raises(LoadRefused) as caught:
        workspace.load_seed(folder)
    return [str(problem) for problem in caught.value.problems]


def count(workspace: Workspace, model: type[Record | Revision | IndexMark]) -> int:
    with workspace.reading() as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()


def test_a_first_load_creates_every_record(workspace: Workspace, small_seed: Path) -> None:
    assert workspace.load_seed(small_seed) == Counts(created=10)
    assert count(workspace, Record) == count(workspace, Revision) == 10


def test_a_loaded_record_has_the_values_of_its_file(small: Workspace) -> None:
    with small.reading() as session:
        assert schema.dump(get(session, "project", "lantern")) == {
            "slug": "lantern",
            "label": "LANTERN",
            "start": "2018",
            "end": "2020-06",
            "ec_contribution": "1000.50",
            "participations": [
                {"organisation": "nordic-lab", "role": "coordinator", "ec_contribution": "600.25"},
                {"organisation": "harbour-police", "role": "participant"},
            ],
        }


def test_a_loaded_record_says_which_file_and_line_it_came_from(small: Workspace) -> None:
    with small.reading() as session:
        (revision,) = history(session, get(session, "topic", "dark-web"))
        assert (revision.by, revision.source) == ("seed", "topics.yaml, line 3")


@pytest.mark.parametrize(("name", "old", "new", "message"), WRONG)
def test_a_mistake_is_refused_with_its_place_and_nothing_is_written(
    workspace: Workspace, small_seed: Path, name: str, old: str, new: str, message: str
) -> None:
    edit(small_seed, name, old, new)
    assert any(message in problem for problem in refused(workspace, small_seed))
    assert (count(workspace, Record), count(workspace, Revision), count(workspace, IndexMark)) == (0, 0, 0)


def test_a_mistake_in_a_second_load_leaves_the_first_as_it_was(small: Workspace, small_seed: Path) -> None:
    edit(small_seed, "events.yaml", "country: NL", "country: BE")
    edit(small_seed, "topics.yaml", "label: Dark Web", "label: ''")
    assert refused(small, small_seed) == ['topics.yaml:4: dark-web label: "Name" is needed; add it']
    assert count(small, Revision) == 10


def test_all_mistakes_are_listed_by_file_and_line(workspace: Workspace, small_seed: Path) -> None:
    edit(small_seed, "topics.yaml", "broader", "wider")
    edit(small_seed, "events.yaml", "country: NL", "country: Holland")
    edit(small_seed, "events.yaml", "[lantern]", "[torch]")
    places = [problem.split(" ")[0] for problem in refused(workspace, small_seed)]
    assert places == ["events.yaml:4:", "events.yaml:5:", "topics.yaml:9:"]


def test_an_id_that_stands_twice_names_both_places(workspace: Workspace, small_seed: Path) -> None:
    append(small_seed, "topics.yaml", "- slug: dark-web\n  label: Again\n")
    message = 'topics.yaml:11: dark-web slug: "dark-web" is already taken at topics.yaml:3; ids and identifiers are unique'
    assert refused(workspace, small_seed) == [message]


def test_an_identifier_that_stands_twice_names_both_places(workspace: Workspace, small_seed: Path) -> None:
    append(small_seed, "organisations.yaml", "  identifiers:\n    - scheme: pic\n      value: ' 999000111'\n")
    (problem,) = refused(workspace, small_seed)
    assert 'harbour-police identifiers.1.value: "999000111" is already taken at organisations.yaml:1' in problem


def test_an_identifier_of_another_record_in_the_store_is_refused(small: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    text = "- slug: new-lab\n  label: New\n  identifiers:\n    - scheme: pic\n      value: '999000111'\n"
    (folder / "organisations.yaml").write_text(text)
    (problem,) = refused(small, folder)
    assert '"999000111" is already taken at organisation/nordic-lab' in problem


def test_records_without_an_id_do_not_count_as_repeated(workspace: Workspace, small_seed: Path) -> None:
    append(small_seed, "topics.yaml", "- label: One\n- label: Two\n")
    assert [problem.split(": ")[-1] for problem in refused(workspace, small_seed)] == ['"Id" is needed; add it'] * 2


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("topcis.yaml", b"- slug: a\n", "topcis.yaml:1: file name: no kind is called so"),
        ("tools.yaml", b"- slug: [\n", "tools.yaml:2: file: not well-formed YAML"),
        ("tools.yaml", b"- slug: \xff\n", "tools.yaml:1: file: not text in UTF-8"),
        ("tools.yaml", b"slug: a\n", "tools.yaml:1: file: expected a list of records"),
        ("tools.yaml", b"- slug: a\n  slug: b\n", 'tools.yaml:1: record: line 2: "slug" stands twice'),
        ("tools.yaml", b"- slug: &a b\n  label: *a\n", "tools.yaml:1: record: line 1: anchors and aliases are not read"),
    ],
)
def test_a_file_that_cannot_be_read_refuses_the_whole_folder(
    workspace: Workspace, small_seed: Path, name: str, content: bytes, message: str
) -> None:
    (small_seed / name).write_bytes(content)
    assert refused(workspace, small_seed)[0].startswith(message)
    assert count(workspace, Record) == 0


def test_a_folder_without_files_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    assert "there are no .yaml files here; name the folder that holds the seed" in refused(workspace, tmp_path)[0]


def test_a_second_load_writes_nothing(small: Workspace, small_seed: Path) -> None:
    before = snapshot(small.settings.home / "index")
    assert small.load_seed(small_seed) == Counts(unchanged=10)
    assert (count(small, Revision), count(small, IndexMark)) == (10, 0)
    assert snapshot(small.settings.home / "index") == before


def test_a_change_in_a_file_changes_that_record_alone(small: Workspace, small_seed: Path) -> None:
    edit(small_seed, "events.yaml", "country: NL", "country: BE")
    assert small.load_seed(small_seed) == Counts(changed=1, unchanged=9)
    with small.reading() as session:
        assert history(session, get(session, "event", "harbour-workshop"))[-1].changes == {"country": ["NL", "BE"]}


def test_a_line_taken_out_of_a_file_is_taken_out_of_the_record(small: Workspace, small_seed: Path) -> None:
    edit(small_seed, "events.yaml", "  country: NL\n", "")
    small.load_seed(small_seed)
    with small.reading() as session:
        assert "country" not in schema.dump(get(session, "event", "harbour-workshop"))


def test_a_record_that_is_in_no_file_stays(small: Workspace, small_seed: Path) -> None:
    (small_seed / "statements.yaml").unlink()
    assert small.load_seed(small_seed) == Counts(unchanged=9)
    assert found(small, "borders") >= {"s-share"}


def test_a_file_may_refer_to_records_of_an_earlier_load(small: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "tools.yaml").write_text("- slug: lens\n  label: Lens\n  projects: [lantern]\n")
    assert small.load_seed(folder) == Counts(created=1)


def test_the_edit_of_a_person_is_kept(small: Workspace, small_seed: Path) -> None:
    with small.writing() as session:
        change(session, get(session, "event", "harbour-workshop"), place="Antwerp")
    edit(small_seed, "events.yaml", "country: NL", "country: BE")
    assert small.load_seed(small_seed) == Counts(unchanged=9, kept=1)
    with small.reading() as session:
        kept = schema.dump(get(session, "event", "harbour-workshop"))
        assert (kept["place"], kept["country"]) == ("Antwerp", "NL")


def test_a_merged_record_is_not_brought_back_by_its_file(small: Workspace, small_seed: Path) -> None:
    with small.writing() as session:
        gone = make(session, "topic", "hidden-services", label="Hidden services")
        records.merge(session, get(session, "topic", "dark-web"), gone, EDITOR)
    append(small_seed, "topics.yaml", "- slug: hidden-services\n  label: Hidden services\n")
    small.load_seed(small_seed)
    with small.reading() as session:
        assert get(session, "topic", "hidden-services").slug == "dark-web"


def test_an_identifier_may_move_from_one_record_to_another(small: Workspace, small_seed: Path) -> None:
    edit(small_seed, "organisations.yaml", "  identifiers:\n    - scheme: pic\n      value: '999000111'\n", "")
    append(small_seed, "organisations.yaml", "  identifiers:\n    - scheme: pic\n      value: '999000111'\n")
    assert small.load_seed(small_seed) == Counts(changed=2, unchanged=8)
    with small.reading() as session:
        last = history(session, get(session, "organisation", "nordic-lab"))[-1]
        assert last.changes == {"identifiers": [[{"scheme": "pic", "value": "999000111"}], None]}


def test_records_may_refer_to_one_another(workspace: Workspace, small_seed: Path) -> None:
    edit(
        small_seed,
        "topics.yaml",
        "label: Online spaces\n",
        "label: Online spaces\n  relations:\n    - relation: related\n      other: dark-web\n",
    )
    assert workspace.load_seed(small_seed).created == 10
