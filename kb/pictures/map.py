"""The map of partners: a circle in each country, its area by the number of organisations, the number beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import sqrt
from typing import Any

import numpy as np

from kb.pictures.kind import Question
from kb.pictures.lettering import cut
from kb.pictures.network_layout import apart
from kb.pictures.picture import Picture, nothing
from kb.pictures.placing import Box, Round, base_line, beside
from kb.pictures.svg import Mark, circle, group, link, mark, path, text, told
from kb.queries.analysis import country_name
from kb.queries.partner_countries import Home, Homes, homes
from kb.queries.shapes import Row, Table
from kb.told import Joined, Number, Told, told_each, told_many

WIDTH = 860
# Radii in pixels: of the country of the most organisations, the least one that can be seen, and the least with a number inside.
LARGEST, LEAST, ROOMY = 38.0, 4.0, 15.0
# No circle of one organisation is larger than this.
SINGLE = 12.0
# Of the countries that are not on the map so many are drawn below it, in columns.
ELSEWHERE, COLUMNS, EDGE, HEAD = 20, 4, 12, 30
BEST = 5
HEADINGS = told_each(
    {"country": "Country", "organisations": "Organisations", "projects": "Projects with a partner there", "on_map": "On the map"}
)
BORDERS = Told(
    "Borders: Natural Earth, 1:50 million, which draws who governs on the ground; they are no statement on whom land belongs to. "
    "Equal-area projection ETRS89-LAEA."
)


@cache
def land() -> Mapping[str, Any]:
    """Give the borders that are shipped: size, and by country code its path and the place of its number (see docs/borders.py)."""
    found: Mapping[str, Any] = json.loads(files("kb.pictures").joinpath("borders.json").read_text("utf-8"))
    return found


def draw(question: Question) -> Picture:
    """Draw the partners of a project, on a topic, or all organisations, by country."""
    return picture(homes(question.session, question.chosen))


def picture(found: Homes) -> Picture:
    """Draw numbers by country."""
    if not found.rows:
        words = Told("No partners are on record here. Choose another project or topic, or see all organisations.")
        return nothing(_title(found), words, table(found), found.about)
    sheet = Sheet(found.rows)
    return Picture(
        _title(found),
        _seen(found, sheet),
        WIDTH,
        sheet.height,
        sheet.marks(),
        table(found),
        [*_counted(found), *sheet.notes(), BORDERS],
        found.about,
    )


def _title(found: Homes) -> str:
    for kind, named in found.about.items():
        about = {"name": named.label}
        on_topic = Told("Partners in projects on %(name)s, by country", **about)
        return Told("Partners of %(name)s, by country", **about) if kind == "project" else on_topic
    return Told("Organisations by country")


def _seen(found: Homes, sheet: Sheet) -> str:
    counted = [row for row in found.rows if row.country]
    total = told_many("%(num)s organisation", "%(num)s organisations", found.organisations)
    where = told_many("in %(num)s country", "in %(num)s countries", len(counted))
    best = Joined(
        ", ", (Told("%(country)s (%(num)s)", country=country_name(row.country), num=Number(row.organisations)) for row in counted[:BEST])
    )
    told = [Told("%(total)s %(where)s, each country with a circle: the larger its area, the more organisations.", total=total, where=where)]
    told += [Told("The countries of the most: %(countries)s.", countries=best)] if counted else []
    told += (
        [told_many("Of %(num)s the country is not stated.", "Of %(num)s the country is not stated.", sheet.unknown)]
        if sheet.unknown
        else []
    )
    return Joined(" ", told)


def _counted(found: Homes) -> Iterator[str]:
    if found.about:
        yield Told("Counted are the partners and, where a partner acts through a part of itself, that part as well.")


def table(found: Homes) -> Table:
    """Give a row a country, those of the most organisations first."""
    shown = land()["countries"]
    yes = {True: Told("yes"), False: Told("no")}
    rows: list[Row] = [
        {
            "country": country_name(row.country),
            "organisations": row.organisations,
            "projects": row.projects,
            "on_map": yes[bool(row.country and row.country in shown)],
        }
        for row in found.rows
    ]
    return Table(HEADINGS, rows, len(rows), about=dict(found.about))


class Sheet:
    """A map with circles, and below it the countries that it does not show."""

    def __init__(self, rows: Sequence[Home]) -> None:
        """Give every circle its size and place."""
        self.scale = WIDTH / land()["width"]
        self.floor: float = land()["height"] * self.scale
        places = land()["countries"]
        self.most = max((row.organisations for row in rows), default=1)
        self.here = [row for row in rows if row.country in places]
        self.beyond = [row for row in rows if row.country and row.country not in places]
        self.unstated = [row for row in rows if not row.country]
        at = np.array([places[row.country]["at"] for row in self.here], dtype=np.float64).reshape(-1, 2) * self.scale
        self.true = at
        self.radii = np.array([self.radius(row) for row in self.here])
        self.at = apart(at, self.radii, (WIDTH, self.floor), gap=1.0) if self.here else at

    def radius(self, row: Home) -> float:
        """Give a circle its radius: its area is as the number, but the least can be seen."""
        return max(sqrt(row.organisations) * min(SINGLE, LARGEST / sqrt(self.most)), LEAST)

    @property
    def unknown(self) -> int:
        """How many organisations have no country stated."""
        return sum(row.organisations for row in self.unstated)

    @property
    def _below(self) -> list[Home]:
        return [*self.beyond[:ELSEWHERE], *self.unstated]

    @property
    def _line(self) -> float:
        return max(26.0, 2 * max((self.radius(row) for row in self._below), default=0) + 4)

    @property
    def height(self) -> float:
        """How high the sheet is."""
        lines = -(-len(self._below) // COLUMNS)
        return self.floor + (HEAD + lines * self._line + EDGE if lines else 0)

    def marks(self) -> list[Mark]:
        """Give the land, the circles, the small ones last, and what stands below."""
        return [self._land(), *self._circles(), *self._elsewhere()]

    def _land(self) -> Mark:
        """Draw all land in one group, cut to the sheet: the paths are in units of their own."""
        size = {"width": land()["width"], "height": land()["height"]}
        cutter = mark("clipPath", mark("rect", **size), id="sheet")
        shapes = (path(found["path"], fill_rule="evenodd") for found in land()["countries"].values())
        inner = group(*shapes, class_="land", clip_path="url(#sheet)")
        return group(cutter, inner, transform=f"scale({self.scale:.4f})")

    def _circles(self) -> Iterator[Mark]:
        placed = zip(self.here, self.at.tolist(), self.radii.tolist(), strict=True)
        rounds = [Round(x, y, radius, "" if radius >= ROOMY else Number(row.organisations)) for row, (x, y), radius in placed]
        words = beside(rounds, Box(0, 0, WIDTH, self.floor), len(rounds))
        for row, one, place in zip(self.here, rounds, words, strict=True):
            yield marked(row, circle(one.x, one.y, one.radius, "faint"), self._number(row, one, place))

    def _number(self, row: Home, one: Round, place: Box | None) -> Mark:
        """Write a number beside its circle, or in it where it has room or there is none beside."""
        if place:
            return text(place.left, base_line(place), Number(row.organisations), "ink name")
        return text(one.x, one.y + 4.5, Number(row.organisations), "ink middle")

    def _elsewhere(self) -> Iterator[Mark]:
        if self._below:
            yield text(EDGE, self.floor + 22, Told("Not on the map:"), "head")
        for number, row in enumerate(self._below):
            line, column = divmod(number, COLUMNS)
            wide = (WIDTH - EDGE) / COLUMNS
            x, y = EDGE + column * wide, self.floor + HEAD + (line + 0.5) * self._line
            yield self._beside(row, x, y, wide)

    def _beside(self, row: Home, x: float, y: float, room: float) -> Mark:
        widest = max(self.radius(one) for one in self._below)
        words = Told("%(country)s: %(num)s", country=country_name(row.country), num=Number(row.organisations))
        start = x + 2 * widest + 8
        shape = circle(x + widest, y, self.radius(row), "faint" if row.country else "hollow broken")
        return marked(row, shape, text(start, y + 4.5, cut(words, room - 2 * widest - 16)))

    def notes(self) -> Iterator[str]:
        """Say which countries are in the table alone, and whether circles were moved."""
        left = self.beyond[ELSEWHERE:]
        if left:
            told = told_many("%(num)s organisation", "%(num)s organisations", sum(row.organisations for row in left))
            yield told_many(
                "%(num)s more country is in the table alone, with %(organisations)s.",
                "%(num)s more countries are in the table alone, with %(organisations)s.",
                len(left),
                organisations=told,
            )
        if not np.allclose(self.true, self.at):
            yield Told("Circles that would cover one another stand a little aside.")


def marked(row: Home, *marks: Mark) -> Mark:
    """Make the marks of a country a link to the list that is counted, and tell its numbers."""
    bodies = told_many("%(num)s organisation", "%(num)s organisations", row.organisations)
    projects = told_many("%(num)s project", "%(num)s projects", row.projects)
    words = Told("%(country)s: %(organisations)s, %(projects)s", country=country_name(row.country), organisations=bodies, projects=projects)
    return link(row.listed, words, *marks) if row.listed else told(words, *marks)
