from __future__ import annotations

import html
import re
from collections import Counter, deque
from urllib.parse import parse_qsl, urlsplit

from flask.testing import FlaskClient

from kb.schema import KINDS
from kb.workspace import Workspace
from tests.client import ask
from tests.helpers import all_refs
from tests.web.markup import Markup

# The twins of single records are opened, every one, in test_pages.py; citations and dossiers of some in test_takeaway.py.
TWIN = re.compile(r"/\w+/[^?]+\.(json|bib|ris|zip)")
# Choices can be put together without end, and every record has others like it: of each sort so many are followed, and not further.
CHOICES = 2
LIKE = re.compile(r"/(\w+)/[^/?]+/similar")


def shape(address: str) -> str:
    """Name a sort of choice: the list and the names of its parameters."""
    parts = urlsplit(address)
    path = LIKE.sub("similar", parts.path)
    return f"{path}?{'&'.join(sorted({name for name, _ in parse_qsl(parts.query)}))}"


def linked(page: str) -> set[str]:
    """Give the addresses on this site that a page names. Quicker than to read its markup, which 650 pages would make slow."""
    return {html.unescape(found).partition("#")[0] for found in re.findall(r' (?:href|src|action)="(/[^"]*)"', page)}


def crawl(client: FlaskClient) -> dict[str, int]:
    """Open every page that can be reached from the first one; give the status of each."""
    found: dict[str, int] = {}
    chosen: Counter[str] = Counter()
    waiting, known = deque(["/"]), {"/"}
    while waiting:
        address = waiting.popleft()
        answer = ask(client, address)
        found[address] = answer.status
        whole = answer.type.startswith("text/html") and "?" not in address
        links = {link for link in linked(answer.text) if not TWIN.fullmatch(link)} if whole else set()
        for link in sorted(links - known):
            one_of_many = "?" in link or LIKE.match(link)
            if one_of_many:
                chosen[shape(link)] += 1
            if not one_of_many or chosen[shape(link)] <= CHOICES:
                known.add(link)
                waiting.append(link)
    return found


def test_every_link_of_the_site_leads_somewhere_and_every_record_is_reached(client: FlaskClient, library: Workspace) -> None:
    site = crawl(client)
    assert {address: status for address, status in site.items() if status != 200} == {}
    with library.reading() as session:
        paths = {ref.path for kind in KINDS for ref in all_refs(session, kind)}
    assert paths - site.keys() == set()
    twins = {f"/{kind.text.plural}.{form}" for kind in KINDS.values() for form in ("json", "csv")}
    assert twins - site.keys() == set()


def test_every_fragment_a_page_leads_to_within_itself_is_there(client: FlaskClient) -> None:
    for address in (
        "/recommendations",
        "/recommendations?topic=legal-framework",
        "/matrix",
        "/statements",
        "/statements/f-legal-framework",
    ):
        answer = ask(client, address)
        page = Markup(answer.text, address)
        ids = {attrs.get("id") for _tag, attrs in page.tags}
        wanted = {href[1:] for _tag, attrs in page.tags if (href := attrs.get("href") or "").startswith("#")}
        assert wanted
        assert wanted <= ids, address
