from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kb import judging, records
from kb.models import Document, Statement
from kb.workspace import Workspace
from tests.client import ask, counted, kb, read_csv, read_html, read_json
from tests.helpers import EDITOR, change, get, make
from tests.telling import COPIED, tell
from tests.web.markup import Markup

PAGES = ("/documents/release/copies", "/origins", "/compare?a=statements/apart&b=statements/joint", "/variants", "/disagreements/suggested")
COMMANDS = {
    "/documents/release/copies": ("document", "copies", "release"),
    "/origins": ("document", "copies"),
    "/compare": ("compare", "statements/apart", "statements/joint"),
    "/variants": ("variants",),
    "/disagreements/suggested": ("disagreements", "--suggested"),
    "/disagreements": ("disagreements",),
}


def fill(workspace: Workspace) -> None:
    """Make two copies, three statements and an event told differently."""
    with workspace.writing() as session:
        tell(session, "release", f"{COPIED} 70 participants came.", label="Release")
        tell(session, "paper", f"Read this first. {COPIED.replace('harbour', 'river')} Some 65 people attended.", label="Paper")
        evidence = [{"document": "release", "locator": "line 1", "exact": "70 participants came"}, {"document": "paper"}]
        make(session, "event", "workshop", evidence=evidence)
        make(session, "statement", "apart", label="Customs and police keep separate lists.", type="finding", evidence=evidence)
        make(session, "statement", "joint", label="Customs and police do not keep separate lists.", type="finding")
        make(session, "statement", "third", label="Customs keep no lists.", type="finding")


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    fill(workspace)
    return workspace


def beside(address: str, form: str) -> str:
    path, _, query = address.partition("?")
    return f"{path}.{form}" + (f"?{query}" if query else "")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_keeps_to_the_policy_and_its_links_lead_somewhere(filled: Workspace, own: FlaskClient, address: str) -> None:
    page = Markup(read_html(own, address), address)
    assert page.scripted == []
    assert [link for link in page.links if ask(own, link).status >= 400] == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_twins_for_programs(filled: Workspace, own: FlaskClient, address: str) -> None:
    assert read_json(own, beside(address, "json"))
    assert len(read_csv(own, beside(address, "csv"))) >= 1


@pytest.mark.parametrize("path", COMMANDS)
def test_commands_and_pages_give_the_same_answer(filled: Workspace, own: FlaskClient, path: str) -> None:
    address = "/compare.json?a=statements/apart&b=statements/joint" if path == "/compare" else f"{path}.json"
    assert kb(filled.settings.home, *COMMANDS[path], "--json").json == read_json(own, address)


def test_the_block_is_shown_side_by_side_with_what_differs_marked(filled: Workspace, own: FlaskClient) -> None:
    page = read_html(own, "/documents/release/copies")
    assert '<del><span class="hidden">[only here: </span>harbour<span class="hidden">]</span></del>' in page
    assert '<ins><span class="hidden">[only here: </span>river<span class="hidden">]</span></ins>' in page
    assert "suggested, not yet judged" in page


def test_the_source_asked_for_is_always_the_first(filled: Workspace, own: FlaskClient) -> None:
    for slug in ("release", "paper"):
        assert [one["first"]["slug"] for one in read_json(own, f"/documents/{slug}/copies.json")["shares"]] == [slug]


def test_a_statement_says_what_its_sources_share(filled: Workspace, own: FlaskClient) -> None:
    told = Markup(read_html(own, "/statements/apart")).text
    assert "at least 1, at most 2 independent origins" in told
    assert "share a block of" in told
    assert "(not yet judged)" in told
    assert read_json(own, "/statements/apart.json")["support"]["shared_blocks"][0]["state"] == "suggested"


def test_judged_groups_stand_apart_from_suggested_ones(filled: Workspace, own: FlaskClient) -> None:
    assert "Nothing waits to be judged" not in read_html(own, "/origins")
    with filled.writing() as session:
        both = [session.get_one(Document, get(session, "document", slug).id) for slug in ("release", "paper")]
        judging.same_origin(session, both, "word for word", "institute", EDITOR)
    page = read_html(own, "/origins")
    assert "Nothing waits to be judged" in page
    assert "word for word" in page
    assert [row["State"] for row in read_csv(own, "/origins.csv")] == ["judged"]


def test_private_words_are_on_no_page(filled: Workspace, own: FlaskClient) -> None:
    with filled.writing() as session:
        tell(session, "secret", COPIED, public=False)
    for address in ("/documents/secret/copies", "/documents/paper/copies", "/origins", "/origins.json", "/documents/secret/copies.json"):
        answer = ask(own, address)
        assert answer.status == 200
        assert COPIED not in answer.text
    assert "only a few may be shown" in read_html(own, "/documents/secret/copies")


def test_a_merged_source_leads_to_where_it_went(filled: Workspace, own: FlaskClient) -> None:
    with filled.writing() as session:
        records.merge(session, get(session, "document", "paper"), make(session, "document", "old"), EDITOR)
    answer = ask(own, "/documents/old/copies.json")
    assert (answer.status, answer.headers["Location"]) == (301, "/documents/paper/copies.json")


def test_differing_words_are_marked_and_told_to_those_who_cannot_see(filled: Workspace, own: FlaskClient) -> None:
    page = read_html(own, "/compare?a=statements/apart&b=statements/joint")
    assert '<ins><span class="hidden">[not in the first: </span>do not<span class="hidden">]</span></ins>' in page
    assert "70 participants came" in page
    turned = read_html(own, "/compare?a=statements/joint&b=statements/apart")
    assert '<del><span class="hidden">[only here: </span>do not<span class="hidden">]</span></del>' in turned


def test_what_a_record_refers_to_is_compared_by_name(filled: Workspace, own: FlaskClient) -> None:
    with filled.writing() as session:
        change(session, get(session, "statement", "apart"), event="workshop", relations=[{"relation": "same", "other": "third"}])
    found = read_json(own, "/compare.json?a=statements/apart&b=statements/joint")
    event = next(line for line in found["fields"] if line["field"] == "event")
    assert event["cells"] == [[{"text": "workshop", "same": False}], []]
    assert found["relations"] == []


def test_the_form_alone_asks_for_records(own: FlaskClient) -> None:
    page = Markup(read_html(own, "/compare"))
    assert [attrs["name"] for name, attrs in page.tags if name == "input" and attrs["name"] == "r"] == ["r"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/compare.json", 400),
        ("/compare.json?a=statements/apart", 400),
        ("/compare?a=statements/apart&b=statements/none", 404),
        ("/compare?a=statements/apart&z=statements/joint", 400),
        ("/documents/none/copies", 404),
        ("/origins?page=2", 400),
    ],
)
def test_what_cannot_be_answered_says_so(filled: Workspace, own: FlaskClient, address: str, status: int) -> None:
    assert ask(own, address).status == status


def test_what_people_set_is_shown_and_suggested_no_more(filled: Workspace, own: FlaskClient) -> None:
    before = read_json(own, "/variants.json")["rows"]
    with filled.writing() as session:
        one, other = (session.get_one(Statement, get(session, "statement", slug).id) for slug in ("apart", "joint"))
        judging.relate(session, one, "contradicts", other, EDITOR)
    page = Markup(read_html(own, "/compare?a=statements/apart&b=statements/joint")).text
    assert "What people have set" in page
    assert "Suggested, not yet judged" not in page
    after = read_json(own, "/variants.json")["rows"]
    assert [row for row in before if row not in after] == [
        row for row in before if {row["record"]["slug"], row["other"]["slug"]} == {"apart", "joint"}
    ]
    assert len(after) == len(before) - 1


def test_a_suggested_relation_is_on_no_page_of_a_statement(filled: Workspace, own: FlaskClient) -> None:
    assert "contradicts" not in read_html(own, "/statements/apart")


def test_a_statement_shows_relations_both_ways(library: Workspace, client: FlaskClient) -> None:
    found = read_json(client, "/statements/f-countries-together.json")["referred_to_by"]["relations_other"]
    assert {row["relation"] for row in found["rows"]} == {"is narrower than this one", "supports this one"}


def test_suggested_numbers_stand_apart_from_recorded_ones(filled: Workspace, own: FlaskClient) -> None:
    page = Markup(read_html(own, "/disagreements")).text
    assert "Nothing is on record for this." in page
    assert "Suggested: numbers told differently" in page
    assert read_json(own, "/disagreements.json")["total"] == 0
    assert read_json(own, "/disagreements/suggested.json?record=events/workshop")["total"] == 2


def test_pages_send_as_many_statements_however_many_copies_there_are(filled: Workspace, own: FlaskClient) -> None:
    numbers = []
    for start in (0, 30):
        with filled.writing() as session:
            for number in range(start, start + 30):
                tell(session, f"copy-{number}", f"{COPIED} copy{number}")
                make(session, "statement", f"s-{number}", type="finding", label=f"Number {number} of many statements that say it.")
                make(session, "event", f"e-{number}", evidence=[{"document": f"copy-{number}"}, {"document": "release"}])
        with counted(filled) as statements:
            for address in PAGES:
                read_html(own, address)
        numbers.append(len(statements))
    assert 0 < numbers[0] == numbers[1] <= 15 * len(PAGES)
