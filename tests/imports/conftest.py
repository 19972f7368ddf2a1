"""What tests of importing ask for: the invented register as files, and knowledge bases to import it into."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.config import Settings
from kb.workspace import Workspace
from tests import conftest
from tests.helpers import opened, settings_for
from tests.imports import samples, writers
from tests.imports.running import bring_in

GRANTED = "  grant_number: '700281'\n  identifiers:\n    - scheme: grant\n      value: '700281'\n"
LONE = """\
- slug: example-university
  label: Example University
  identifiers:
    - scheme: ror
      value: https://ror.org/05a28rw58
- slug: thames-police
  label: THAMES POLICE
"""


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the register once as official CSV; to be read only."""
    return writers.as_csv(tmp_path_factory.mktemp("register") / "csv", samples.REGISTER)


@pytest.fixture(scope="session")
def imported_home(empty_home: Path, exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Import the register once into an empty knowledge base; to be copied or only read."""
    home = Path(shutil.copytree(empty_home, tmp_path_factory.mktemp("imported") / "home"))
    with opened(settings_for(home)) as workspace:
        bring_in(workspace, exported)
    return home


@pytest.fixture(scope="session")
def founded_home(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load a small seed that shares a project and some organisations with the register; to be copied."""
    folder = tmp_path_factory.mktemp("founded")
    home = Path(shutil.copytree(empty_home, folder / "home"))
    seed = conftest.write_small(folder / "seed")
    for name, more in (("projects", GRANTED), ("organisations", LONE)):
        path = seed / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    with opened(settings_for(home)) as workspace:
        workspace.load_seed(seed)
    return home


@pytest.fixture
def imported(imported_home: Path, settings: Settings) -> Iterator[Workspace]:
    """Give a knowledge base that holds the register and nothing else."""
    yield from conftest.copied(imported_home, settings)


@pytest.fixture
def founded(founded_home: Path, settings: Settings) -> Iterator[Workspace]:
    """Give a knowledge base with a small seed that shares a project and some organisations with the register."""
    yield from conftest.copied(founded_home, settings)


@pytest.fixture
def fresh(empty_home: Path, tmp_path: Path) -> Iterator[Callable[[], Workspace]]:
    """Give a way to make one more empty knowledge base."""
    made: list[Workspace] = []

    def make() -> Workspace:
        home = shutil.copytree(empty_home, tmp_path / f"home {len(made) + 2}")
        made.append(Workspace(settings_for(Path(home))))
        return made[-1]

    yield make
    for workspace in made:
        workspace.close()
