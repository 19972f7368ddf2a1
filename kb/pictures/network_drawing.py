"""The marks of a partner network: a shape for each organisation, a line for each two that work together, and their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from kb.pictures.lettering import cut, width
from kb.pictures.network_layout import Places, apart, places
from kb.pictures.placing import Box, Round, base_line, beside
from kb.pictures.svg import Mark, circle, group, line, link, path, text, told
from kb.queries.analysis import country_name
from kb.queries.network import Network, Node, Tie
from kb.told import Number, Told, told_many

# Up to so many every organisation is given its name if there is room; of more, only the most connected are.
ALL_NAMED, SOME_NAMED = 60, 45
# Up to so many every line is told by itself; more are drawn as one shape for each thickness.
LINES_TOLD = 200
SMALL, LARGE = (960, 640), (1100, 860)
EDGE, LEGEND_LINE, ROW, COLUMN = 16, 24, 26, 240
CLOSE = 100
# The size of names, and the most room one has.
LETTERS, ROOM = 13, 170
LEAST, MOST, MOST_OF_MANY = 6.0, 17.0, 11.0
# The countries that have a mark of their own; the others share one.
MARKED = 4
OTHER = MARKED
# The thicknesses there are: each from twice as many projects on as the one before, beginning with the fewest that are drawn.
STEPS = 4


class Drawing:
    """A network on a sheet. ``width`` and ``height`` are in pixels."""

    def __init__(self, found: Network) -> None:
        """Find a place for everything."""
        self.found = found
        self.many = len(found.nodes) > ALL_NAMED
        self.tie = "tie many" if len(found.ties) > LINES_TOLD else "tie"
        self.width, self.field = LARGE if self.many else SMALL
        held = places(len(found.nodes), found.near)
        self.joined = [place for place in range(len(found.nodes)) if not np.isnan(held[place, 0])]
        self.loose = [place for place in range(len(found.nodes)) if np.isnan(held[place, 0])]
        # A few stand near one another and not in the corners of a large sheet.
        self.field = min(self.field, CLOSE * len(self.joined))
        self.spread = min(self.width, 2 * CLOSE * len(self.joined))
        self.top = LEGEND_LINE * 2 + EDGE
        self.radii = self._radii()
        self.at = self._at(held)

    @property
    def height(self) -> float:
        """How high the sheet is, with those that stand below because they share nothing."""
        below = (ROW * (2 + (len(self.loose) - 1) // self._columns)) if self.loose else 0
        return self.top + self.field + below + EDGE

    @property
    def _columns(self) -> int:
        return int((self.width - 2 * EDGE) // COLUMN)

    def _radii(self) -> Places:
        """Give each mark a size by which its area grows with the number of projects."""
        counts = np.array([node.projects for node in self.found.nodes if not node.asked] or [1], dtype=np.float64)
        every = np.array([node.projects for node in self.found.nodes], dtype=np.float64)
        most = MOST_OF_MANY if self.many else MOST
        share = np.sqrt(np.minimum(every / max(counts.max(), 1), 1))
        return np.asarray(np.maximum(share * most, LEAST - 2 * self.many), dtype=np.float64)

    def _at(self, held: Places) -> Places:
        centres = np.full_like(held, np.nan)
        inner = np.array([self.spread - 2 * (EDGE + MOST), self.field - 2 * (EDGE + MOST)])
        here = np.array(self.joined, dtype=np.int64)
        if len(here):
            spread = apart(held[here] * inner, self.radii[here], (float(inner[0]), float(inner[1])), gap=2 if self.many else 12)
            centres[here] = spread + np.array([EDGE + MOST, self.top + EDGE + MOST])
        return np.asarray(np.round(centres, 0 if self.many else 1), dtype=np.float64)

    @cached_property
    def marked(self) -> list[str]:
        """The codes of the countries with a mark of their own: those of the most organisations."""
        counts = Counter(node.country for node in self.found.nodes if node.country)
        return [code for code, count in counts.most_common(MARKED) if count > 1]

    @cached_property
    def names(self) -> dict[int, Box]:
        """Where the names stand that have room, by place among the nodes."""
        order = sorted(self.joined, key=lambda place: (not self.found.nodes[place].asked, -self.radii[place], place))
        rounds = [self._round(place) for place in order]
        frame = Box(0, self.top, self.width, self.top + self.field)
        most = SOME_NAMED if self.many else len(order)
        return {place: box for place, box in zip(order, beside(rounds, frame, most, LETTERS), strict=True) if box}

    def _round(self, place: int) -> Round:
        x, y = self.at[place].tolist()
        return Round(x, y, float(self.radii[place]), short(self.found.nodes[place]))

    def marks(self) -> list[Mark]:
        """Give everything that is drawn, lines first, so that names stand over them."""
        return [*self._legend(), *self._lines(), *self._organisations(), *self._below()]

    def notes(self) -> Iterator[str]:
        """Say which names are not drawn."""
        without = len(self.joined) - len(self.names)
        if self.many and without:
            yield told_many(
                "%(num)s organisation is named; the name of any other is shown when one points to its mark, and stands in the table.",
                "%(num)s organisations are named; the name of any other is shown when one points to its mark, and stands in the table.",
                len(self.names),
            )
        elif without:
            yield told_many(
                "%(num)s name had no room; it is shown when one points to the mark, and stands in the table.",
                "%(num)s names had no room; they are shown when one points to the mark, and stand in the table.",
                without,
            )

    def _legend(self) -> Iterator[Mark]:
        x = float(EDGE)
        for words, shape in self._countries():
            yield group(symbol(shape, x + 7, EDGE + 4, 7), text(x + 20, EDGE + 8, words, "small"))
            x += 36 + width(words, 11)
        x = float(EDGE)
        for step in sorted({self._thickness(tie) for tie in self.found.ties}):
            words = self._step_told(step)
            y = EDGE + LEGEND_LINE + 4
            yield group(line(x, y, x + 24, y, f"{self.tie} tie-{step}"), text(x + 30, y + 4, words, "small"))
            x += 50 + width(words, 11)

    def _countries(self) -> Iterator[tuple[str, int]]:
        counts = Counter(self.shape(node) for node in self.found.nodes)
        for shape, code in enumerate(self.marked):
            yield Told("%(country)s (%(num)s)", country=country_name(code), num=Number(counts[shape])), shape
        if counts[OTHER]:
            words = Told("another country, or not stated (%(num)s)", num=Number(counts[OTHER]))
            yield words if self.marked else Told("organisation"), OTHER

    def shape(self, node: Node) -> int:
        """Give the number of the shape of an organisation, by its country."""
        return self.marked.index(node.country) if node.country in self.marked else OTHER

    def _lines(self) -> Iterator[Mark]:
        if len(self.found.ties) <= LINES_TOLD:
            yield from (self._line(tie) for tie in reversed(self.found.ties))
        else:
            for step in sorted({self._thickness(tie) for tie in self.found.ties}):
                steps = "".join(self._step(tie) for tie in self.found.ties if self._thickness(tie) == step)
                yield path(steps, f"{self.tie} tie-{step}")

    def _line(self, tie: Tie) -> Mark:
        names = {"one": self.found.nodes[tie.one].short, "other": self.found.nodes[tie.other].short}
        words = told_many("%(one)s and %(other)s: %(num)s project", "%(one)s and %(other)s: %(num)s projects", tie.together, **names)
        return told(words, path(self._step(tie), f"{self.tie} tie-{self._thickness(tie)}"))

    def _thickness(self, tie: Tie) -> int:
        return min((tie.together // self.found.least).bit_length(), STEPS) - 1

    def _step_told(self, step: int) -> str:
        """Say which numbers of projects a thickness stands for."""
        first = self.found.least << step
        most = max(tie.together for tie in self.found.ties)
        last = most if step == STEPS - 1 else min(2 * first - 1, most)
        many = Told("%(first)s to %(last)s projects together", first=Number(first), last=Number(last))
        return told_many("%(num)s project together", "%(num)s projects together", first) if first == last else many

    def _step(self, tie: Tie) -> str:
        (x1, y1), (x2, y2) = self.at[tie.one], self.at[tie.other]
        return f"M{x1:g} {y1:g}L{x2:g} {y2:g}"

    def _organisations(self) -> Iterator[Mark]:
        for place in reversed(self.joined):
            node, (x, y) = self.found.nodes[place], self.at[place]
            drawn = symbol(self.shape(node), x, y, round(float(self.radii[place]), 1))
            yield link(node.ref.path, told_of(node, brief=self.many), *self._ring(node, place), drawn, *self._name(place))

    def _ring(self, node: Node, place: int) -> Iterator[Mark]:
        """Draw a ring around the organisation that was asked for."""
        if node.asked:
            x, y = self.at[place].tolist()
            yield circle(x, y, float(self.radii[place]) + 4, "ring")

    def _name(self, place: int) -> Iterator[Mark]:
        box = self.names.get(place)
        if box:
            yield text(box.left, base_line(box), short(self.found.nodes[place]), "name")

    def _below(self) -> Iterator[Mark]:
        """Draw those that share no project with another one, in rows."""
        if self.loose:
            y = self.top + self.field + ROW - 8
            words = told_many(
                "%(num)s organisation shares no project that is counted with the others:",
                "%(num)s organisations share no project that is counted with the others:",
                len(self.loose),
            )
            yield text(EDGE, y, words, "head")
        for number, place in enumerate(self.loose):
            yield self._alone(self.found.nodes[place], number)

    def _alone(self, node: Node, number: int) -> Mark:
        row, column = divmod(number, self._columns)
        x, y = EDGE + column * COLUMN, self.top + self.field + ROW * (row + 2) - 12
        return link(node.ref.path, told_of(node), symbol(self.shape(node), x + 7, y, 7), text(x + 20, y + 5, cut(node.short, COLUMN - 36)))


def short(node: Node) -> str:
    """Give the name by which an organisation is drawn."""
    return cut(node.short, ROOM, LETTERS)


def told_of(node: Node, *, brief: bool = False) -> str:
    """Tell of an organisation in a line; in a brief one by its short name, so that a page of very many stays light."""
    about = {"name": node.short if brief else node.ref.label, "country": country_name(node.country)}
    return told_many("%(name)s, %(country)s: %(num)s project", "%(name)s, %(country)s: %(num)s projects", node.projects, **about)


def symbol(shape: int, x: float, y: float, size: float) -> Mark:
    """Draw the mark of a country at a point: shapes differ as well as colours."""
    if shape in (0, OTHER):
        return circle(x, y, size, "hollow" if shape == OTHER else "hue-1")
    return path(_outline(shape, x, y, size), f"hue-{shape + 1}")


def _outline(shape: int, x: float, y: float, size: float) -> str:
    """Write a square, a triangle or a diamond of about the area of a circle."""
    corners: Sequence[Sequence[tuple[float, float]]] = (
        ((-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)),
        ((0, -1.3), (1.2, 0.85), (-1.2, 0.85)),
        ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    )
    return "M" + "L".join(f"{x + size * right:.0f} {y + size * down:.0f}" for right, down in corners[shape - 1]) + "z"
