"""A small register with sums that can be checked by hand: some projects, their partners, and what must not be counted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from kb import records
from kb.queries.shapes import Ref, Row, Table
from kb.workspace import Workspace
from tests.helpers import EDITOR, get, make, opened, settings_for

Parts = list[dict[str, Any]]


def part(organisation: str, role: str, amount: str | None = None, unit: str | None = None) -> dict[str, Any]:
    """Write a participation."""
    named = {"unit": unit} if unit else {}
    return {"organisation": organisation, "role": role, "ec_contribution": amount, **named}


PROJECTS: dict[str, tuple[dict[str, Any], Parts]] = {
    "alpha": (
        {"start": "2019-01-01", "end": "2021-12", "ec_contribution": "1000", "topics": ["cyber"], "programme": "frame"},
        [part("lab", "coordinator", "600.25"), part("police", "participant", "399.75"), part("firm", "participant")],
    ),
    "beta": (
        {"start": "2019-06", "ec_contribution": "500.50", "topics": ["crypto"], "programme": "frame"},
        [part("lab", "participant", "100"), part("police", "coordinator", "300.50"), part("institute", "participant", "100")],
    ),
    "gamma": (
        {"start": "2021", "topics": ["health"]},
        [part("firm", "coordinator"), part("lab", "participant", "50", "lab-unit")],
    ),
    "delta": (
        {"ec_contribution": "80", "topics": ["cyber"]},
        [part("institute", "coordinator", "50"), part("police", "participant", "30")],
    ),
    "epsilon": ({"start": "2022-03-01"}, [part("nowhere", "coordinator", "20"), part("lab-unit", "participant", "10")]),
    "zeta": ({"start": "2021-02", "ec_contribution": "70", "topics": ["security"]}, []),
    "twice": (
        {"start": "2020", "ec_contribution": "12", "topics": ["health"]},
        [part("lab", "coordinator", "5"), part("lab", "participant", "7"), part("gone", "participant", "1000")],
    ),
    "theta": ({"start": "2022", "topics": ["health"]}, [part("old-lab", "participant"), part("police", "participant", "5")]),
    "hidden": ({"start": "2019", "ec_contribution": "9999", "topics": ["cyber"]}, [part("lab", "coordinator", "9999")]),
}


def fill(session: Session) -> None:
    """Write the register."""
    for topic, broader in {"security": None, "cyber": "security", "crypto": "cyber", "health": None}.items():
        make(session, "topic", topic, relations=[{"relation": "broader", "other": broader}] if broader else [])
    make(
        session,
        "organisation",
        "lab",
        label="Nordic Laboratory",
        short_name="NL-Lab",
        country="NO",
        names=[{"name": "Nolab", "type": "alias"}],
    )
    make(session, "organisation", "lab-unit", country="NO", part_of="lab")
    for slug, country in {"police": "NL", "firm": "NL", "institute": "DE", "nowhere": None, "gone": "FR", "old-lab": "NO"}.items():
        make(session, "organisation", slug, country=country)
    make(session, "programme", "frame")
    for slug, (values, parts) in PROJECTS.items():
        make(session, "project", slug, participations=parts, **values)
    for slug in ("mars-1", "mars-2"):
        make(session, "project", slug, label="MARS")
    records.withdraw(session, get(session, "project", "hidden"), EDITOR)
    records.withdraw(session, get(session, "organisation", "gone"), EDITOR)
    records.merge(session, get(session, "organisation", "lab"), get(session, "organisation", "old-lab"), EDITOR)


@contextmanager
def register(empty_home: Path, folder: Path) -> Iterator[Workspace]:
    """Give a knowledge base with the register, made in a folder of its own."""
    home = shutil.copytree(empty_home, folder / "home")
    with opened(settings_for(home)) as workspace:
        with workspace.writing() as session:
            fill(session)
        yield workspace


def named(table: Table) -> list[str]:
    """Give the ids of the records of a table's rows."""
    return [row["record"].slug for row in table.rows if isinstance(row["record"], Ref)]


def cells(row: Row, *names: str) -> tuple[Any, ...]:
    """Give some cells of a row."""
    return tuple(row[name] for name in names)
