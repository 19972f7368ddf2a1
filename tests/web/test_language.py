"""The language of the pages: who chooses it, that all of a page is in it, and that files and answers for programs stay English."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from babel.messages import Message
from flask.testing import FlaskClient

from kb import records
from kb.told import Label, Speaker, Told, day, spoken_by, told_many
from kb.web import catalogue, create_app
from kb.web.language import CATALOGUES, COOKIE, LANGUAGES
from kb.workspace import Workspace
from tests.client import read_html, read_json
from tests.helpers import EDITOR
from tests.web import pseudo
from tests.web.kinds import PAGES
from tests.web.markup import Markup

GERMAN = {"Accept-Language": "de-AT, de;q=0.9, en;q=0.5"}
OTHERS = [code for code in LANGUAGES if code != "en"]
NAME = re.compile(r"%\(\w+\)s")
TAG = re.compile(r"</?[a-z]+[^>]*>")


def of(page: str) -> str | None:
    """Give the language that a page says it is in."""
    return next(attrs.get("lang") for tag, attrs in Markup(page).tags if tag == "html")


@pytest.fixture(scope="module")
def marks(library: Workspace, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Give a browser on pages whose every translated text stands in marks."""
    folder = pseudo.write(tmp_path_factory.mktemp("marks"))
    return create_app(library, folder).test_client()


@pytest.fixture(scope="module")
def held(library: Workspace) -> set[str]:
    """Give every text that the shipped knowledge base holds."""
    return pseudo.values(library)


def said(message: Message) -> list[str]:
    """Give the forms of a translation."""
    found = message.string
    return [found] if isinstance(found, str) else list(found or [""])


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_has_a_translation_and_no_translation_lacks_a_text(code: str) -> None:
    found = {message.id: said(message) for message in catalogue.read(code) if message.id}
    assert set(found) == set(catalogue.messages()), "run: make language"
    assert [text for text, translated in found.items() if not all(translated)] == []


@pytest.mark.parametrize("code", OTHERS)
def test_the_form_for_programs_is_what_the_catalogue_for_people_gives(code: str) -> None:
    path = CATALOGUES / code / "LC_MESSAGES" / "messages.mo"
    assert path.read_bytes() == catalogue.compiled(catalogue.read(code)), "run: make language"


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_tells_the_same_values_with_the_same_markup(code: str) -> None:
    for message in catalogue.read(code):
        if message.id:
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            for text in said(message):
                assert set(NAME.findall(text)) == set(NAME.findall(ids[-1])), ids
                assert sorted(TAG.findall(text)) == sorted(TAG.findall(ids[-1])), ids


def test_a_text_that_is_new_stands_in_the_catalogue_without_a_translation(tmp_path: Path) -> None:
    held = catalogue.read("de")
    held.delete("Sort by")
    catalogue.write("de", held, tmp_path)
    made = catalogue.updated("de", catalogue.read("de", tmp_path))
    assert [message.id for message in made if message.id and not all(said(message))] == ["Sort by"]


def test_the_command_changes_nothing_where_all_is_translated(tmp_path: Path) -> None:
    shutil.copytree(CATALOGUES, tmp_path / "translations")
    before = (CATALOGUES / "de/LC_MESSAGES/messages.po").read_bytes()
    catalogue.main(tmp_path / "translations")
    assert (tmp_path / "translations/de/LC_MESSAGES/messages.po").read_bytes() == before


def test_a_new_language_begins_with_every_text_and_no_translation(tmp_path: Path) -> None:
    catalogue.main(tmp_path)
    made = catalogue.read("de", tmp_path)
    assert {message.id for message in made if message.id} == set(catalogue.messages())
    assert not any(any(said(message)) for message in made if message.id)


@pytest.mark.parametrize("address", PAGES)
def test_each_kind_of_page_speaks_german_and_says_so(client: FlaskClient, address: str) -> None:
    answer = client.get(address, headers=GERMAN)
    assert (answer.status_code, answer.headers["Content-Language"], of(answer.get_data(as_text=True))) == (200, "de", "de")
    assert {"Accept-Language", "Cookie"} <= set(answer.vary)


@pytest.mark.parametrize("address", PAGES)
def test_every_text_of_a_page_can_be_translated(marks: FlaskClient, held: set[str], address: str) -> None:
    page = marks.get(address, headers=GERMAN).get_data(as_text=True)
    assert pseudo.OPEN in page
    assert pseudo.forgotten(page, held) == []


def test_a_text_that_nobody_made_translatable_is_seen() -> None:
    page = '<p>⟦Sources⟧: Dark Web, 2 of many</p><p lang="en">English words</p><button aria-label="Close">×</button>'
    assert pseudo.forgotten(page, {"Dark Web"}) == [": Dark Web, 2 of many", "Close"]


def test_the_browser_is_heard_where_nobody_chose(client: FlaskClient) -> None:
    assert of(client.get("/", headers=GERMAN).get_data(as_text=True)) == "de"
    assert of(client.get("/", headers={"Accept-Language": "fr, el;q=0.5"}).get_data(as_text=True)) == "en"
    assert of(client.get("/").get_data(as_text=True)) == "en"


def test_the_cookie_goes_before_the_browser_and_the_address_before_both(library: Workspace) -> None:
    browser = create_app(library).test_client()
    browser.set_cookie(COOKIE, "en")
    assert of(browser.get("/help", headers=GERMAN).get_data(as_text=True)) == "en"
    assert of(browser.get("/help?lang=de", headers={"Accept-Language": "en"}).get_data(as_text=True)) == "de"


def test_a_language_that_there_is_not_is_passed_over(client: FlaskClient) -> None:
    assert of(read_html(client, "/help?lang=xx")) == "en"


def test_a_language_is_chosen_with_a_form_that_leads_back(library: Workspace) -> None:
    browser = create_app(library).test_client()
    page = browser.get("/statements?type=finding&lang=en").get_data(as_text=True)
    assert 'name="back" value="/statements?type=finding"' in page
    answer = browser.post("/language", data={"lang": "de", "back": "/statements?type=finding"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/statements?type=finding")
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]
    assert of(browser.get("/statements?type=finding").get_data(as_text=True)) == "de"


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/a\nb", ""])
def test_the_form_leads_nowhere_but_to_this_site(client: FlaskClient, back: str) -> None:
    answer = client.post("/language", data={"lang": "en", "back": back})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_a_language_that_there_is_not_cannot_be_chosen(client: FlaskClient) -> None:
    answer = client.post("/language", data={"lang": "xx"})
    assert answer.status_code == 400
    assert "use one of: en, de" in Markup(answer.get_data(as_text=True)).text


def test_the_language_of_an_address_stays_in_the_links_and_forms_of_its_page(client: FlaskClient) -> None:
    page = read_html(client, "/search?q=bitcoin&lang=de")
    links = {link for link in Markup(page, "/search").links if not link.startswith(("/assets/", "/static/"))}
    assert len(links) > 10
    assert {link for link in links if "lang=" not in link} <= {"/search"}
    assert '<input type="hidden" name="lang" value="de">' in page


def test_a_page_names_its_addresses_in_every_language(client: FlaskClient) -> None:
    tags = Markup(read_html(client, "/topics?q=web")).tags
    found = {attrs["hreflang"]: attrs["href"] for tag, attrs in tags if tag == "link" and "hreflang" in attrs}
    assert found == {code: f"http://localhost/topics?q=web&lang={code}" for code in LANGUAGES}


@pytest.mark.parametrize("address", ["/search.json?q=bitcoinn", "/statements/f-legal-framework.json", "/coverage.json", "/no-such.json"])
def test_answers_for_programs_are_the_same_in_every_language(client: FlaskClient, address: str) -> None:
    join = "&" if "?" in address else "?"
    english = client.get(address).get_json()
    assert client.get(address, headers=GERMAN).get_json() == english
    assert client.get(f"{address}{join}lang=de").get_json() == english


def test_tables_and_briefings_to_take_away_stay_english(client: FlaskClient) -> None:
    for address in ("/topics.csv", "/recommendations.md?topic=bitcoin", "/statements.atom?q=bitcoin"):
        english = re.sub(rb"&amp;lang=de|\?lang=de", b"", client.get(address).data)
        assert client.get(address, headers=GERMAN).data == english


def test_numbers_dates_money_and_countries_are_written_as_the_language_does(client: FlaskClient) -> None:
    project, event = (Markup(read_html(client, f"{address}?lang=de")).text for address in ("/projects/titanium", "/events/ws-darkweb-2017"))
    assert "4.991.600,00 €" in project
    assert "26. September 2017" in event
    assert "Niederlande" in event


def test_an_error_is_told_in_the_language_of_the_page(client: FlaskClient) -> None:
    answer = client.get("/statements/no-such?lang=de")
    assert answer.status_code == 404
    assert "„no-such“ (Aussage) gibt es nicht" in Markup(answer.get_data(as_text=True)).text
    assert "keine ganze Zahl" in Markup(client.get("/search?page=x&lang=de").get_data(as_text=True)).text


def test_a_record_is_called_by_its_name_in_the_language_where_it_has_one(workspace: Workspace) -> None:
    names = [{"name": "Sicherheit", "type": "translation", "language": "de"}, {"name": "Schutz", "type": "translation", "language": "de"}]
    with workspace.writing() as session:
        records.create(session, "topic", {"slug": "security", "label": "Security", "names": names}, EDITOR)
        records.create(session, "topic", {"slug": "privacy", "label": "Privacy"}, EDITOR)
    browser = create_app(workspace).test_client()
    tags = browser.get("/topics?lang=de").get_data(as_text=True)
    assert re.search(r'<a href="/topics/security\?lang=de"[^>]*>Sicherheit</a>', tags)
    assert not re.search(r'<a href="/topics/security\?lang=de" lang=', tags)
    assert re.search(r'<a href="/topics/privacy\?lang=de" lang="en"[^>]*>Privacy</a>', tags)
    assert ">Security</a>" in browser.get("/topics").get_data(as_text=True)
    assert read_json(browser, "/topics/security.json?lang=de")["label"] == "Security"


def test_what_comes_from_a_record_is_never_taken_for_markup(workspace: Workspace) -> None:
    with workspace.writing() as session:
        records.create(session, "topic", {"slug": "wrong", "label": "<b>100 %s</b>"}, EDITOR)
    app = create_app(workspace)
    for address in ("/topics/wrong", "/topics/wrong?lang=de", "/topics"):
        assert "&lt;b&gt;100 %s&lt;/b&gt;" in app.test_client().get(address).get_data(as_text=True)
    with app.test_request_context():
        assert app.jinja_env.from_string("{{ _(text) }}").render(text="<b>100 %s</b>") == "&lt;b&gt;100 %s&lt;/b&gt;"


def test_a_text_of_many_follows_the_plurals_of_its_language(workspace: Workspace) -> None:
    browser = create_app(workspace).test_client()
    for count, words in ((0, "0 Einträge"), (1, "1 Eintrag"), (2, "2 Einträge")):
        assert words in Markup(browser.get("/search?lang=de").get_data(as_text=True)).text
        with workspace.writing() as session:
            records.create(session, "topic", {"slug": f"topic-{count}", "label": f"Topic {count}"}, EDITOR)


def test_a_told_text_is_its_english_words_until_somebody_speaks() -> None:
    texts = {"%(num)s record": "%(num)s Einträge", "since %(first)s": "seit %(first)s"}
    speaker = Speaker(pseudo.GERMAN, lambda one, _many, _number: texts.get(one, one), lambda _kind, slug: slug.upper())
    text = Told("since %(first)s", first=day(date(2017, 9, 6)))
    assert (text, Label("a", "topic", "x")) == ("since 6 September 2017", "a")
    with spoken_by(speaker):
        assert text.__html__() == "seit 6. September 2017"
        assert told_many("%(num)s record", "%(num)s records", 2000).__html__() == "2.000 Einträge"
        assert Label("a", "topic", "x").__html__() == "X"
    assert text.__html__() == "since 6 September 2017"
