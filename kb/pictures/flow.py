"""The flow from projects by way of partners to events: bands as thick as the number of contributions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from kb.pictures.flow_layout import Band, Layout, Stop, laid_out
from kb.pictures.kind import Question
from kb.pictures.lettering import cut, width
from kb.pictures.picture import Picture, nothing
from kb.pictures.svg import Mark, link, path, rect, text, told
from kb.queries.flow import SCOPES, Flow, Part, flow
from kb.queries.shapes import Ref, Row, Table
from kb.told import Joined, Number, Told, told_each, told_many

WIDTH, BAR = 1120, 14
# Where the bars of each column stand, and how much room their names have.
LEFT, ROOM = (150, 440, 810), (135, 180, 285)
TOP, EDGE = 44, 16
HEADINGS = told_each(
    {"project": "Project", "organisation": "Organisation", "event": "Event", "contributions": "Contributions", "roles": "Roles"}
)
NONE: Mapping[Ref, str] = {}
COLUMNS = (Told("Project"), Told("Partner"), Told("Event"))


def draw(question: Question) -> Picture:
    """Draw who went where for which project."""
    return picture(flow(question.session, question.chosen))


def picture(found: Flow) -> Picture:
    """Draw contributions that were read."""
    heading, rows = _title(found), table(found)
    if not found.parts:
        words = Told("No contributions are on record here. Choose another project, organisation or event, or see all.")
        return nothing(heading, words, rows, found.about)
    layout = laid_out(found.parts)
    marks = [*_heads(), *(_band(found, layout, band) for band in layout.bands), *(_stop(found, stop) for stop in layout.stops)]
    notes = [*_gathered(layout), Told("A contribution of two organisations is drawn for each of them.")]
    return Picture(heading, _seen(found), WIDTH, layout.height + TOP + EDGE, marks, rows, notes, found.about)


def _title(found: Flow) -> str:
    if not found.about:
        return Told("From projects by way of partners to events")
    names = Joined(", ", (named.label for named in found.about.values()))
    return Told("%(names)s: from projects by way of partners to events", names=names)


def _seen(found: Flow) -> str:
    counts = {name: len({getattr(part, name) for part in found.parts} - {None}) for name in SCOPES}
    done = told_many("%(num)s contribution", "%(num)s contributions", len({part.contribution for part in found.parts}))
    projects = told_many("%(num)s project", "%(num)s projects", counts["project"])
    bodies = told_many("%(num)s organisation", "%(num)s organisations", counts["organisation"])
    events = told_many("%(num)s event", "%(num)s events", counts["event"])
    told = Told(
        "%(done)s: for %(projects)s on the left, by %(bodies)s in the middle, at %(events)s on the right.",
        done=done,
        projects=projects,
        bodies=bodies,
        events=events,
    )
    return Joined(" ", [told, Told("The thicker a band, the more contributions; the most stand on top.")])


def _heads() -> Iterator[Mark]:
    for column, words in enumerate(COLUMNS):
        yield text(LEFT[column] + (BAR if column == 0 else 0), TOP - 18, words, "head end" if column == 0 else "head")


def _stop(found: Flow, stop: Stop) -> Mark:
    """Draw a project, a partner or an event: its bar and its name, which lead to its contributions."""
    x, y = LEFT[stop.column], TOP + stop.top
    first = stop.column == 0
    count = told_many("%(num)s contribution", "%(num)s contributions", stop.count)
    number = Number(stop.count)
    words = Told("%(name)s: %(num)s", name=cut(_name(stop, found.short), ROOM[stop.column] - width(f": {number}")), num=number)
    shape = rect(x, y, BAR, stop.height, "hollow broken" if stop.key is None or stop.others else "full")
    label = text(x - 8 if first else x + BAR + 8, y + stop.height / 2 + 4.5, words, "name end" if first else "name")
    whole = Told("%(name)s: %(count)s", name=_name(stop), count=count)
    address = _list(found, {SCOPES[stop.column]: stop.key}) if stop.key or stop.others else ""
    return link(address, whole, shape, label) if address else told(whole, shape, label)


def _name(stop: Stop, short: Mapping[Ref, str] = NONE) -> str:
    if stop.others:
        return told_many("%(num)s other", "%(num)s others", stop.others)
    return short.get(stop.key, stop.key.label) if stop.key else Told("not stated")


def _band(found: Flow, layout: Layout, band: Band) -> Mark:
    """Draw a band between two columns; it leads to the contributions that it counts."""
    ends = [layout.stop(place) for place in (band.start, band.end)]
    x1, x2 = LEFT[ends[0].column] + BAR, LEFT[ends[1].column]
    shape = path(_bent(x1, TOP + band.from_top, x2, TOP + band.to_top, band.height), "band")
    words = told_many(
        "%(one)s to %(other)s: %(num)s contribution",
        "%(one)s to %(other)s: %(num)s contributions",
        band.count,
        one=_name(ends[0]),
        other=_name(ends[1]),
    )
    known = not any(end.others or end.key is None for end in ends)
    address = _list(found, {SCOPES[end.column]: end.key for end in ends}) if known else ""
    return link(address, words, shape) if address else told(words, shape)


def _bent(x1: float, y1: float, x2: float, y2: float, height: float) -> str:
    """Write a band that leaves and arrives level."""
    half = (x1 + x2) / 2
    there = f"M{x1:.0f} {y1:.1f}C{half:.0f} {y1:.1f} {half:.0f} {y2:.1f} {x2:.0f} {y2:.1f}"
    return there + f"V{y2 + height:.1f}C{half:.0f} {y2 + height:.1f} {half:.0f} {y1 + height:.1f} {x1:.0f} {y1 + height:.1f}z"


def _list(found: Flow, chosen: dict[str, Ref | None]) -> str:
    """Give the address of the contributions counted; of several others, the list of all that was asked for."""
    named = {**{name: known.slug for name, known in found.about.items()}, **{name: key.slug for name, key in chosen.items() if key}}
    return "/contributions" + (f"?{urlencode(named)}" if named else "")


def _gathered(layout: Layout) -> Iterator[str]:
    if any(stop.others for stop in layout.stops):
        yield Told("Those with the fewest contributions are gathered as others; the table has them one by one.")


def table(found: Flow) -> Table:
    """Give a row for each organisation at each event for each project, those of the most contributions first."""
    grouped: dict[tuple[Ref | None, Ref | None, Ref | None], list[Part]] = {}
    for part in found.parts:
        grouped.setdefault((part.project, part.organisation, part.event), []).append(part)
    ordered = sorted(grouped.items(), key=lambda pair: -len(pair[1]))
    rows = [_row(key, parts) for key, parts in ordered]
    return Table(HEADINGS, rows, len(rows), about=dict(found.about))


def _row(key: Sequence[Ref | None], parts: Sequence[Part]) -> Row:
    roles = list(dict.fromkeys(part.role for part in parts))
    named = {name: known or Told("not stated") for name, known in zip(SCOPES, key, strict=True)}
    return {**named, "contributions": len({part.contribution for part in parts}), "roles": roles}
