"""What tests ask for: an empty knowledge base, a small one written by hand, and the one that ships."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.chromium import QUIET
from kb import db, migrating
from kb.config import Settings
from kb.workspace import Workspace
from tests.browser import faultless, installed_browser
from tests.client import Server, serving
from tests.furnished import furnish
from tests.helpers import opened, settings_for

hypothesis_settings.register_profile("kb", deadline=None, max_examples=60, derandomize=True, database=None)
hypothesis_settings.load_profile("kb")

SMALL = {
    "documents.yaml": """\
- slug: harbour-report
  label: Report on the harbour workshop
  date: 2019-05
  url: https://example.org/report
  language: en
  access: full
""",
    "topics.yaml": """\
- slug: online-space
  label: Online spaces
- slug: dark-web
  label: Dark Web
  names:
    - name: darknet
      type: alias
  relations:
    - relation: broader
      other: online-space
""",
    "organisations.yaml": """\
- slug: nordic-lab
  label: Nordic Laboratory
  short_name: NL-Lab
  type: research
  country: NO
  identifiers:
    - scheme: pic
      value: '999000111'
- slug: harbour-police
  label: Harbour Police
  type: LEA
  country: NL
""",
    "people.yaml": """\
- slug: berg-anna
  label: Anna Berg
  affiliations:
    - organisation: nordic-lab
      role: senior researcher
      as_of: 2019-05
""",
    "projects.yaml": """\
- slug: lantern
  label: LANTERN
  start: '2018'
  end: '2020-06'
  ec_contribution: '1000.50'
  participations:
    - organisation: nordic-lab
      role: coordinator
      ec_contribution: '600.25'
    - organisation: harbour-police
      role: participant
""",
    "events.yaml": """\
- slug: harbour-workshop
  label: Harbour workshop
  start: 2019-05-02
  country: NL
  projects: [lantern]
  topics: [dark-web]
  evidence:
    - document: harbour-report
      locator: page 1
""",
    "contributions.yaml": """\
- slug: c-keynote
  label: Keynote at the harbour workshop
  role: keynote
  event: harbour-workshop
  project: lantern
  parties:
    - person: berg-anna
      organisation: nordic-lab
""",
    "statements.yaml": """\
- slug: s-share
  label: Share tools across borders.
  type: recommendation
  event: harbour-workshop
  uptake: unknown
  topics: [dark-web]
  voicings:
    - person: berg-anna
      document: harbour-report
  addressees:
    - addressee: policy makers
      inferred: 'false'
  evidence:
    - document: harbour-report
      locator: page 2
""",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give the settings of a knowledge base that is not there yet."""
    return settings_for(tmp_path / "home")


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepare an empty knowledge base once; to be copied."""
    home = tmp_path_factory.mktemp("empty") / "home"
    with opened(settings_for(home)) as workspace:
        migrating.prepare(workspace)
    return home


@pytest.fixture(scope="session")
def small_home(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load the small seed once; to be copied."""
    folder = tmp_path_factory.mktemp("small")
    home = shutil.copytree(empty_home, folder / "home")
    with opened(settings_for(home)) as workspace:
        workspace.load_seed(write_small(folder / "seed"))
    return home


@pytest.fixture(scope="session")
def seeded_home(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load and index the shipped seed once; to be copied or only read."""
    home = shutil.copytree(empty_home, tmp_path_factory.mktemp("seeded") / "home")
    with opened(settings_for(home)) as workspace:
        workspace.load_seed(db.resource("seed"))
    return home


@pytest.fixture(scope="session")
def furnished_home(seeded_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Add to a copy of the shipped knowledge base what people and registers add; to be only read."""
    folder = tmp_path_factory.mktemp("furnished")
    home = shutil.copytree(seeded_home, folder / "home")
    with opened(settings_for(home)) as workspace:
        furnish(workspace, folder / "export")
    return home


@pytest.fixture
def small_seed(tmp_path: Path) -> Path:
    """Write a folder with a few seed files."""
    return write_small(tmp_path / "seed")


@pytest.fixture
def workspace(empty_home: Path, settings: Settings) -> Iterator[Workspace]:
    """Give an empty knowledge base, ready for use."""
    yield from copied(empty_home, settings)


@pytest.fixture
def small(small_home: Path, settings: Settings) -> Iterator[Workspace]:
    """Give a knowledge base with the few records of the small seed."""
    yield from copied(small_home, settings)


@pytest.fixture
def seeded(seeded_home: Path, settings: Settings) -> Iterator[Workspace]:
    """Give a copy of the shipped knowledge base that a test may change."""
    yield from copied(seeded_home, settings)


@pytest.fixture(scope="session")
def library(seeded_home: Path) -> Iterator[Workspace]:
    """Give the shipped knowledge base, for reading alone."""
    with opened(settings_for(seeded_home)) as workspace:
        yield workspace


@pytest.fixture(scope="session")
def chromium() -> str:
    """Name the browser on this machine; without one the tests that need it are passed over."""
    return installed_browser()


@pytest.fixture(scope="session")
def server(seeded_home: Path, chromium: str) -> Iterator[Server]:
    """Serve the shipped knowledge base."""
    with serving(seeded_home) as made:
        yield made


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Start a browser."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """Give the home page in a new window; whatever goes wrong in it fails the test."""
    with faultless(browser, server.address) as opened_page:
        opened_page.goto("/")
        yield opened_page


def write_small(folder: Path) -> Path:
    """Write the small seed into a new folder."""
    folder.mkdir()
    for name, text in SMALL.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def copied(home: Path, settings: Settings) -> Iterator[Workspace]:
    """Give a workspace on a copy of a prepared home folder."""
    shutil.copytree(home, settings.home)
    with opened(settings) as workspace:
        yield workspace
