from __future__ import annotations

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from kb.queries.shapes import Ref
from kb.schema import KINDS
from kb.workspace import Workspace
from tests.client import ask
from tests.helpers import all_refs
from tests.web.markup import Markup

# The twins of single records are opened, every one, in test_pages.py; citations and dossiers of some in test_takeaway.py.
TWIN = re.compile(r"/\w+/[^?]+\.(json|bib|ris|zip|txt)")
# Choices can be put together without end, and every record has others like it: of each sort so many are followed, and not further.
CHOICES = 2
LIKE = re.compile(r"/(\w+)/[^/?]+/similar")
POSTED = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>', re.IGNORECASE)
LEADS = re.compile(r' (?:href|src|action)="([^"]*)"')


@dataclass(frozen=True)
class Opened:
    """What an address answered; ``page`` is empty for what is no page."""

    status: int
    page: str


Site = dict[str, Opened]


def shape(address: str) -> str:
    """Name a sort of choice: the list and the names of its parameters."""
    parts = urlsplit(address)
    path = LIKE.sub("similar", parts.path)
    return f"{path}?{'&'.join(sorted({name for name, _ in parse_qsl(parts.query)}))}"


def leads(page: str) -> set[str]:
    """Give all a page leads to. Quicker than to read its markup, which 650 pages would make slow."""
    return {html.unescape(found) for found in LEADS.findall(POSTED.sub("", page))}


def inside(page: str) -> set[str]:
    """Give the addresses on this site that a page names, without their fragments."""
    return {link.partition("#")[0] for link in leads(page) if link.startswith("/")}


def opened(client: FlaskClient, address: str) -> Opened:
    answer = ask(client, address)
    return Opened(answer.status, answer.text if answer.type.startswith("text/html") else "")


def followed(address: str, page: str, known: set[str], chosen: Counter[str]) -> Iterator[str]:
    """Yield the links of a page that are opened next."""
    links = {link for link in inside(page) if not TWIN.fullmatch(link)} if "?" not in address else set()
    for link in sorted(links - known):
        one_of_many = "?" in link or LIKE.match(link)
        if one_of_many:
            chosen[shape(link)] += 1
        if not one_of_many or chosen[shape(link)] <= CHOICES:
            yield link


def whole(client: FlaskClient) -> Site:
    """Open every page that can be reached from the first one."""
    found: Site = {}
    chosen: Counter[str] = Counter()
    waiting, known = deque(["/"]), {"/"}
    while waiting:
        address = waiting.popleft()
        found[address] = opened(client, address)
        for link in followed(address, found[address].page, known, chosen):
            known.add(link)
            waiting.append(link)
    return found


def refs(library: Workspace, kind: str) -> list[Ref]:
    with library.reading() as session:
        return all_refs(session, kind)


def test_the_whole_site_holds_together(client: FlaskClient, library: Workspace, subtests: pytest.Subtests) -> None:
    """Look at the site in several ways: to open all of it takes the time of a hundred tests, so it is done once."""
    site = whole(client)
    with subtests.test("every link leads somewhere and every record is reached"):
        every_link_leads_somewhere(site, library)
    with subtests.test("every fragment is there"):
        every_fragment_is_there(site)
    with subtests.test("every link to elsewhere is an address"):
        every_link_to_elsewhere_is_an_address(site)
    for kind in KINDS:
        with subtests.test("every record has a page with its name, its sources and its history", kind=kind):
            every_record_has_a_page(site, library, kind)


def every_link_leads_somewhere(site: Site, library: Workspace) -> None:
    assert {address: one.status for address, one in site.items() if one.status != 200} == {}
    paths = {ref.path for kind in KINDS for ref in refs(library, kind)}
    assert paths - site.keys() == set()
    twins = {f"/{kind.text.plural}.{form}" for kind in KINDS.values() for form in ("json", "csv")}
    assert twins - site.keys() == set()


def every_fragment_is_there(site: Site) -> None:
    ids = {address: set(re.findall(r' id="([^"]+)"', one.page)) for address, one in site.items()}
    wanted = {
        (address, *link.partition("#")[::2]) for address, one in site.items() for link in leads(one.page) if re.match(r"/[^?]*#|#", link)
    }
    assert len(wanted) > len(site)
    assert {one for one in wanted if one[2] not in ids.get(one[1] or one[0], {one[2]})} == set()


def every_link_to_elsewhere_is_an_address(site: Site) -> None:
    links = {link for one in site.values() for link in leads(one.page) if not link.startswith(("/", "#", "?"))}
    assert len(links) > 100
    wrong = [
        link
        for link in links
        if re.search(r"[\s<>\"]", link) or urlsplit(link).scheme not in ("http", "https") or not urlsplit(link).netloc
    ]
    assert wrong == []


def every_record_has_a_page(site: Site, library: Workspace, kind: str) -> None:
    found = refs(library, kind)
    assert found
    for ref in found:
        text = Markup(site[ref.path].page).text
        assert " ".join(ref.label.split()) in text, ref
        assert "Version 1: created by seed" in text, ref
        assert ("This record is itself a source" if kind == "document" else "The places this record rests on.") in text, ref
