"""Who presented what, as a picture: a row for each organisation or person, a column for each event, a mark for each role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from urllib.parse import urlencode

from kb.pictures import legend
from kb.pictures.legend import Sample
from kb.pictures.lettering import cut
from kb.pictures.picture import Picture
from kb.pictures.svg import Mark, group, line, link, rect, text
from kb.queries.matrix import QUOTED, Line, Matrix, Part, as_table
from kb.queries.shapes import Ref
from kb.told import Joined, Number, Told, told_many

LABELS, ROW, HEADS, SLOPE = 250, 26, 170, -50
MARK, TALL, GAP, COUNT = 28, 18, 3, 20
# Two letters for each role, and the shape of what is done in it: square corners organise, round ones speak, others work together.
ORGANISE, SPEAK, WORK, QUOTE = "organise", "speak", "work", "quote"
CODES: Mapping[str, tuple[str, str]] = {
    "organised": ("Or", ORGANISE),
    "hosted": ("Ho", ORGANISE),
    "opening": ("Op", SPEAK),
    "keynote": ("Ke", SPEAK),
    "presentation": ("Pr", SPEAK),
    "demonstration": ("De", SPEAK),
    "panel": ("Pa", SPEAK),
    "briefing": ("Br", SPEAK),
    "training": ("Tr", WORK),
    "training design": ("Td", WORK),
    "facilitation": ("Fa", WORK),
    "joint development": ("Jd", WORK),
    "advice": ("Ad", WORK),
    "exhibition": ("Ex", WORK),
    "pilot": ("Pi", WORK),
    "signing": ("Si", WORK),
    "reported": ("Re", WORK),
    "reviewed a report": ("Rv", WORK),
    "took part": ("Tp", WORK),
    str(QUOTED): ("Qu", QUOTE),
}
# How each shape is drawn: the rounding of its corners, and its classes; and the class of the letters on it.
SHAPES = {ORGANISE: (0, "full", "on"), SPEAK: (9, "full", "on"), WORK: (3, "shade-2", "ink"), QUOTE: (9, "hollow broken", "ink")}


def drawn(found: Matrix, title: str) -> Picture:
    """Draw the matrix; the lines of partners come first, also those with nothing on record."""
    widths = [_wide(found, event) for event in found.events]
    lefts = [LABELS + sum(widths[:place]) for place in range(len(widths) + 1)]
    roles = Counter(str(part.role) for parts in found.cells.values() for part in parts)
    samples = _samples(roles)
    top = legend.height(samples, LEGEND) + HEADS
    marks = [*legend.drawn(samples, 0, LEGEND), *_heads(found, lefts, top)]
    for place, row in enumerate(found.lines):
        marks += _row(found, row, lefts, top + place * ROW)
    size = lefts[-1] + 110, top + len(found.lines) * ROW + 6
    return Picture(title, _described(found, roles), *size, marks, as_table(found), NOTES, found.about)


NOTES = (Told("To be quoted in a report is not to present. An empty place means that nothing is on record, not that nothing happened."),)
LEGEND = 960


def _wide(found: Matrix, event: Ref) -> float:
    cells = [found.cells.get((row.head, event), ()) for row in found.lines]
    return max([MARK, *(len(_roles(parts)) * (MARK + GAP) + (COUNT if _more(parts) else 0) for parts in cells)]) + 8


def _roles(parts: Sequence[Part]) -> Mapping[str, int]:
    """Count the parts of a cell by role, in the order in which the roles are declared."""
    counts = Counter(str(part.role) for part in parts)
    return dict(sorted(counts.items(), key=lambda pair: [*CODES].index(pair[0]) if pair[0] in CODES else len(CODES)))


def _more(parts: Sequence[Part]) -> bool:
    return len(parts) > len(_roles(parts))


def _mark(role: str, x: float, y: float) -> Mark:
    code, shape = CODES.get(role, (role[:2].capitalize(), WORK))
    corner, class_, letters = SHAPES[shape]
    return group(rect(x, y, MARK, TALL, class_, rx=corner or None), text(x + MARK / 2, y + 13, code, f"small middle {letters}"))


def _samples(roles: Mapping[str, int]) -> Sequence[Sample]:
    used = [role for role in [*CODES, *(roles.keys() - CODES.keys())] if role in roles]
    return [(partial(_mark, role), Told(role)) for role in used]


def _heads(found: Matrix, lefts: Sequence[float], top: float) -> Iterator[Mark]:
    bottom = top + len(found.lines) * ROW
    for event, left, right in zip(found.events, lefts, lefts[1:], strict=False):
        x = (left + right) / 2
        told = Joined("; ", [event.label, found.dates.get(event.slug) or Told("date not stated")])
        turned = {"transform": f"rotate({SLOPE} {x + 4:.0f} {top - 8:.0f})"}
        yield link(event.path, told, text(x + 4, top - 8, cut(event.label, 195), "small", **turned))
        yield line(left, top - 4, left, bottom)
    yield line(lefts[-1], top - 4, lefts[-1], bottom)


def _row(found: Matrix, row: Line, lefts: Sequence[float], top: float) -> Iterator[Mark]:
    yield line(0, top, lefts[-1], top)
    if row.head:
        yield link(row.head.path, row.head.label, text(0, top + 18, cut(row.head.label, LABELS - 14)))
    else:
        yield text(0, top + 18, Told("nobody named"), "soft")
    cells = [(event, left, found.cells.get((row.head, event), ())) for event, left in zip(found.events, lefts, strict=False)]
    yield from (_cell(found, row, event, parts, (left + 4, top + 4)) for event, left, parts in cells if parts)
    if not any(parts for _event, _left, parts in cells):
        yield text(LABELS + 6, top + 18, Told("nothing on record"), "small soft")


def _cell(found: Matrix, row: Line, event: Ref, parts: Sequence[Part], place: tuple[float, float]) -> Mark:
    """Draw what somebody did at an event: one part leads to its record, several to the list of them."""
    roles, (x, y) = _roles(parts), place
    marks = [_mark(role, x + step * (MARK + GAP), y) for step, role in enumerate(roles)]
    if _more(parts):
        marks.append(text(x + len(roles) * (MARK + GAP) + 2, y + 13, Number(len(parts)), "small"))
    who = row.head.label if row.head else Told("nobody named")
    did = Joined(
        ", ", [Told("%(role)s (%(n)s)", role=Told(role), n=Number(count)) if count > 1 else Told(role) for role, count in roles.items()]
    )
    return link(_address(found, row, event, parts), Told("%(who)s, %(event)s: %(did)s", who=who, event=event.label, did=did), *marks)


def _address(found: Matrix, row: Line, event: Ref, parts: Sequence[Part]) -> str:
    if len(parts) == 1:
        return parts[0].record.path
    # What is done through a unit stands in the line of its organisation, but in no list of the organisation alone.
    own = row.head and all(row.head in (part.organisation, part.person) for part in parts)
    named = {found.by: row.head.slug} if row.head and own else {}
    project = {"project": found.about["project"].slug} if "project" in found.about else {}
    return "/matrix?" + urlencode({"by": found.by, **named, "event": event.slug, **project})


def _described(found: Matrix, roles: Mapping[str, int]) -> str:
    rows = (
        told_many("%(num)s person", "%(num)s people", len(found.lines))
        if found.by == "person"
        else told_many("%(num)s organisation", "%(num)s organisations", len(found.lines))
    )
    quoted = roles.get(str(QUOTED), 0)
    parts = told_many("%(num)s part taken", "%(num)s parts taken", sum(roles.values()) - quoted)
    said = told_many("%(num)s quotation in a report", "%(num)s quotations in reports", quoted)
    events = told_many("%(num)s event", "%(num)s events", len(found.events))
    return Told("%(rows)s and %(events)s: %(parts)s, and %(said)s.", rows=rows, events=events, parts=parts, said=said)
