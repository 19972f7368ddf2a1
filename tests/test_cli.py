from __future__ import annotations

import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from flask.testing import FlaskClient

from kb import cli
from kb.cli import main
from kb.cli.group import MODULES, PLACES
from kb.schema import BY_PLURAL, KINDS
from kb.search.request import SORTS
from kb.web import create_app
from kb.workspace import Workspace
from tests.client import PATIENCE, ask, commands, environment, kb, program, read_json
from tests.helpers import change, get, make, opened, settings_for


@pytest.fixture(scope="module")
def client(library: Workspace) -> FlaskClient:
    return create_app(library).test_client()


@pytest.fixture
def home(seeded_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(seeded_home, tmp_path / "home"))


def test_each_command_is_in_the_module_that_is_said_and_nowhere_else() -> None:
    for module, names in MODULES.items():
        import_module(f"kb.cli.{module}")
        for name in names:
            command = main.get_command(click.Context(main), name)
            assert command, name
    assert main.commands.keys() == PLACES.keys()
    beside = {path.stem for path in Path(cli.__file__).parent.glob("*.py")} - {"__init__", "base", "group"}
    assert beside == MODULES.keys()


def loaded(home: Path, *words: str) -> set[str]:
    """Run a command as a program of its own; give the modules it has loaded."""
    code = "import sys\nfrom kb.cli import main\nmain(sys.argv[1:], standalone_mode=False)\nprint(*sys.modules)"
    command = [sys.executable, "-c", code, *words]
    return set(subprocess.run(command, env=environment(home), capture_output=True, text=True, timeout=PATIENCE, check=True).stdout.split())


def test_a_command_loads_no_more_than_it_needs(home: Path) -> None:
    told = {words: loaded(home, *words.split()) for words in ("--version", "search tor")}
    assert told["--version"].isdisjoint({"sqlalchemy", "whoosh", "flask", "kb.workspace"})
    assert {"sqlalchemy", "whoosh"} <= told["search tor"]
    assert told["search tor"].isdisjoint({"flask", "alembic", "networkx", "pypdf"})


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_explains_itself(tmp_path: Path, path: tuple[str, ...], option: str) -> None:
    found = kb(tmp_path, *path, option)
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith(f"Usage: main {' '.join(path)}".rstrip())
    explained = found.out.split("\n\n")[1].strip()
    assert explained.endswith(".")
    assert len(explained) > 20


def test_the_installed_program_tells_its_version(tmp_path: Path) -> None:
    found = program(tmp_path, "--version")
    assert found.code == 0
    assert found.out.startswith("kb, version ")


def test_asking_for_help_makes_no_folder(tmp_path: Path) -> None:
    kb(tmp_path / "home", "search", "--help")
    assert not (tmp_path / "home").exists()


SAME = (
    (("search", "bitcoin"), "/search.json?q=bitcoin"),
    (("search", "police", "training", "--page", "2", "--size", "3"), "/search.json?q=police+training&page=2&size=3"),
    (
        ("search", "-f", "kind=statement", "-f", "type=challenge", "--sort", "newest"),
        "/search.json?kind=statement&type=challenge&sort=newest",
    ),
    (("search", "-f", "year=2017", "-f", "year=2018", "--size", "1"), "/search.json?year=2017&year=2018&size=1"),
    (("search", "criptocurrency"), "/search.json?q=criptocurrency"),
    (("matrix",), "/matrix.json"),
    (("matrix", "--project", "media4sec", "--event", "ws-darkweb-2017"), "/matrix.json?project=media4sec&event=ws-darkweb-2017"),
    (("matrix", "--person", "van-oss-jaap"), "/matrix.json?person=van-oss-jaap"),
    (("matrix", "--organisation", "tno", "--by", "person"), "/matrix.json?organisation=tno&by=person"),
    (("recommendations",), "/recommendations.json"),
    (("recommendations", "police", "-f", "topic=policing"), "/recommendations.json?q=police&topic=policing"),
    (("recommendations", "-f", "addressee=not-stated", "--sort", "newest"), "/recommendations.json?addressee=not-stated&sort=newest"),
    (("partners", "titanium", "asgard"), "/partners.json?project=titanium&project=asgard"),
    (("disagreements",), "/disagreements.json"),
    (("disagreements", "event/ws-darkweb-2017"), "/disagreements.json?record=event/ws-darkweb-2017"),
    (("changes",), "/changes.json"),
    (("changes", "--topic", "bitcoin", "--since", "2020-01-01"), "/changes.json?topic=bitcoin&since=2020-01-01"),
    (("list", "statements", "police", "-f", "type=finding"), "/statements.json?q=police&type=finding"),
    (("list", "people", "--page", "2"), "/people.json?page=2"),
    *((("list", plural), f"/{plural}.json") for plural in BY_PLURAL),
)


@pytest.mark.parametrize(("arguments", "address"), SAME, ids=lambda case: case if isinstance(case, str) else "")
def test_a_command_prints_the_same_json_as_the_page(
    client: FlaskClient, seeded_home: Path, arguments: tuple[str, ...], address: str
) -> None:
    assert kb(seeded_home, *arguments, "--json").json == read_json(client, address)


@pytest.mark.parametrize("kind", KINDS)
def test_show_prints_the_same_json_as_the_page_of_a_record(client: FlaskClient, seeded_home: Path, kind: str) -> None:
    plural = KINDS[kind].text.plural
    slug = read_json(client, f"/{plural}.json?size=1")["rows"][0]["record"]["slug"]
    assert kb(seeded_home, "show", f"{plural}/{slug}", "--json").json == read_json(client, f"/{plural}/{slug}.json")


def test_show_takes_the_singular_and_a_leading_stroke(seeded_home: Path) -> None:
    wanted = kb(seeded_home, "show", "people/van-oss-jaap").out
    assert kb(seeded_home, "show", "person/van-oss-jaap").out == wanted
    assert kb(seeded_home, "show", "/people/van-oss-jaap").out == wanted


def test_stats_count_the_records_that_the_lists_count(client: FlaskClient, seeded_home: Path) -> None:
    found = kb(seeded_home, "stats", "--json").json
    assert found["records"] == {kind.name: read_json(client, f"/{plural}.json?size=1")["total"] for plural, kind in BY_PLURAL.items()}


def told(arguments: tuple[str, ...], found: Any) -> str:
    row = (found.get("rows") or found.get("hits") or [found])[0]
    return str(row["record"]["label"] if "record" in row else row["label"])


@pytest.mark.parametrize(("arguments", "address"), SAME[:20:3], ids=lambda case: case if isinstance(case, str) else "")
def test_a_command_prints_the_first_record_for_people_too(
    client: FlaskClient, seeded_home: Path, arguments: tuple[str, ...], address: str
) -> None:
    found = kb(seeded_home, *arguments)
    assert (found.code, found.err) == (0, "")
    assert told(arguments, read_json(client, address)) in found.out


def test_a_list_says_how_its_words_were_understood(seeded_home: Path) -> None:
    assert "showing results for cryptocurrency instead of" in kb(seeded_home, "list", "topics", "criptocurrency").out


def test_what_people_read_and_what_programs_read_go_to_standard_output_alone(seeded_home: Path) -> None:
    found = program(seeded_home, "search", "bitcoin", "--json")
    assert (found.code, found.err) == (0, "")
    assert found.json["total"] > 0


def test_words_outside_ascii_come_out_as_they_are(seeded_home: Path) -> None:
    found = program(seeded_home, "show", "documents/kemea-athens-el", PYTHONIOENCODING="utf-8")
    assert "Μέσα Κοινωνικής Δικτύωσης" in found.out


def test_init_sets_everything_up_and_doing_it_again_changes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    first = kb(home, "init")
    assert first.code == 0
    assert "643 created, 0 changed, 0 unchanged" in first.err
    before = kb(home, "stats", "--json").json
    again = kb(home, "init")
    assert again.code == 0
    assert "0 created, 0 changed, 643 unchanged" in again.err
    assert kb(home, "stats", "--json").json == before
    assert before["marks_waiting"] == 0
    assert kb(home, "index", "check").code == 0


def test_init_keeps_what_somebody_edited(home: Path) -> None:
    with opened(settings_for(home)) as workspace, workspace.writing() as session:
        change(session, get(session, "topic", "bitcoin"), summary="Edited by hand.")
    assert "1 kept as they were changed since" in kb(home, "init").err
    assert kb(home, "show", "topics/bitcoin", "--json").json["values"]["summary"] == "Edited by hand."


def test_a_small_seed_can_be_loaded_and_counted(home: Path, small_seed: Path) -> None:
    found = kb(home, "seed", "load", str(small_seed), "--json")
    assert found.json == {"created": 8, "changed": 2, "unchanged": 0, "kept": 0}
    assert kb(home, "search", "lantern", "--json").json["hits"][0]["slug"] == "lantern"


def test_an_index_that_agrees_is_said_to(seeded_home: Path) -> None:
    found = kb(seeded_home, "index", "check", "--json")
    assert found.json == {"missing": [], "stale": [], "surplus": [], "repaired": False}
    assert kb(seeded_home, "index", "check").out == "Index and store agree.\n"


@pytest.fixture
def behind(home: Path) -> Path:
    """Give a home whose index lacks a change, as a crash between commit and drain leaves it, the mark lost too."""
    with opened(settings_for(home)) as workspace:
        workspace.engine.update([], [1, 2])
    return home


def test_a_difference_is_told_and_left_with_exit_code_1(behind: Path) -> None:
    found = kb(behind, "index", "check")
    assert found.code == 1
    assert found.out == '2 missing, 0 out of date, 0 too many. Run "kb index check --repair" to put it right.\n'
    assert kb(behind, "index", "check").code == 1


def test_a_difference_is_repaired_when_asked(behind: Path) -> None:
    found = kb(behind, "index", "check", "--repair")
    assert (found.code, found.out) == (0, "2 missing, 0 out of date, 0 too many; repaired.\n")
    assert kb(behind, "index", "check").code == 0


def test_a_rebuild_puts_everything_right(behind: Path) -> None:
    assert kb(behind, "index", "rebuild", "--json").json == {"entries": 643}
    assert kb(behind, "index", "check").code == 0


def test_tables_that_are_those_of_the_models_are_said_to_be(seeded_home: Path) -> None:
    found = kb(seeded_home, "db", "check")
    assert (found.code, found.out) == (0, "The tables are those of this version.\n")


def test_tables_that_differ_from_the_models_are_told(home: Path) -> None:
    with opened(settings_for(home)) as workspace, workspace.database.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE tool ADD COLUMN colour VARCHAR")
    found = kb(home, "db", "check")
    assert found.code == 1
    assert "colour" in found.out


def test_an_upgrade_makes_tables_and_may_be_repeated(tmp_path: Path) -> None:
    assert kb(tmp_path, "db", "upgrade").code == 0
    assert kb(tmp_path, "db", "upgrade").code == 0
    assert kb(tmp_path, "stats", "--json").json["revisions"] == 0


def test_an_empty_knowledge_base_answers(tmp_path: Path) -> None:
    assert kb(tmp_path, "db", "upgrade").code == 0
    assert kb(tmp_path, "index", "rebuild").code == 0
    assert kb(tmp_path, "search", "bitcoin", "--json").json["total"] == 0
    assert kb(tmp_path, "matrix", "--json").json["rows"] == []
    assert kb(tmp_path, "recommendations", "--json").json["total"] == 0


@pytest.mark.parametrize("answer", ["n\n", ""])
def test_a_record_is_not_erased_without_a_yes(home: Path, answer: str) -> None:
    found = click.testing.CliRunner().invoke(main, ["erase", "people/van-oss-jaap"], input=answer, env={"KB_HOME": str(home)})
    assert found.exit_code == 1
    assert kb(home, "show", "people/van-oss-jaap").code == 0


def test_an_erased_person_is_gone_from_store_search_and_pages(home: Path) -> None:
    assert kb(home, "erase", "people/van-oss-jaap", "--yes").code == 0
    assert kb(home, "show", "people/van-oss-jaap").code == 1
    assert "van-oss-jaap" not in [hit["slug"] for hit in kb(home, "search", "Jaap van Oss", "--json").json["hits"]]
    with opened(settings_for(home)) as workspace:
        client = create_app(workspace).test_client()
        assert ask(client, "/people/van-oss-jaap").status == 404
        assert "Jaap" not in ask(client, "/statements/f-inhouse-knowledge").text
    assert kb(home, "index", "check").code == 0


def test_a_sort_that_a_search_names_is_one_it_takes(seeded_home: Path) -> None:
    for sort in SORTS:
        assert kb(seeded_home, "search", "--sort", sort, "--size", "1", "--json").json["sort"] == sort


def test_a_change_reaches_the_next_command(home: Path) -> None:
    with opened(settings_for(home)) as workspace, workspace.writing() as session:
        make(session, "tool", "zeppelin", label="Zeppelin tracker")
    assert kb(home, "search", "zeppelin", "--json").json["hits"][0]["slug"] == "zeppelin"


def test_a_list_goes_on_after_a_mark_in_the_order_of_the_mark(library: Workspace) -> None:
    home = library.settings.home
    first = kb(home, "list", "events", "--size", "3", "--json").json
    second = kb(home, "list", "events", "--size", "3", "--after", first["next"], "--json").json
    both = kb(home, "list", "events", "--size", "6", "--json").json
    assert [*first["rows"], *second["rows"]] == both["rows"]
    assert kb(home, "list", "events", "--size", "3", "--before", second["previous"], "--json").json["rows"] == first["rows"]
