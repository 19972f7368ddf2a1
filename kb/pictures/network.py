"""The partner network in words: its title, what one sees, what is left out, and the table with the same content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kb.pictures.kind import Question
from kb.pictures.network_drawing import Drawing
from kb.pictures.picture import Picture, nothing
from kb.queries.analysis import country_name
from kb.queries.network import Network, Node, Tie, network
from kb.queries.shapes import Cell, Ref, Row, Table
from kb.told import Joined, Number, Told, told_each, told_many

# How many partners are drawn: readable with all names, or an overview.
SHOWN = {"50": 50, "150": 150, "500": 500}
# Of the projects that two share, so many are named in the table.
NAMED, BEST = 8, 3
COLUMNS = told_each(
    {
        "record": "Organisation",
        "country": "Country",
        "projects": "Projects",
        "other": "With",
        "other_country": "Country of the other",
        "other_projects": "Projects of the other",
        "together": "Projects together",
        "which": "Which",
    }
)


def draw(question: Question) -> Picture:
    """Draw the partners of a project, a topic or an organisation."""
    chosen = dict(question.chosen)
    most = SHOWN[chosen.pop("show", "") or next(iter(SHOWN))]
    return picture(network(question.session, chosen, most))


def picture(found: Network) -> Picture:
    """Draw a network that was read."""
    heading, rows = _title(found), table(found)
    if not found.partners:
        words = Told("No partners are on record here. Choose another project, topic or organisation.")
        return nothing(heading, words, rows, found.about)
    drawing = Drawing(found)
    notes = [*_left_out(found), *drawing.notes()]
    return Picture(heading, _seen(found), drawing.width, drawing.height, drawing.marks(), rows, notes, found.about)


def _title(found: Network) -> str:
    kind, about = next(iter(found.about.items()))
    return {
        "project": Told("Partners of %(name)s", name=about.label),
        "topic": Told("Partners in projects on %(name)s", name=about.label),
        "organisation": Told("Partners of %(name)s", name=about.label),
    }[kind]


def _seen(found: Network) -> str:
    """Tell in sentences what one sees."""
    told = told_many("%(num)s organisation, drawn as a mark:", "%(num)s organisations, drawn as marks:", len(found.nodes))
    sizes = Told("the larger, the more projects it has. A line joins two that work together: the thicker, the more projects they share.")
    return Joined(" ", [told, sizes, *_counted(found), *_strongest(found), *_countries(found)])


def _counted(found: Network) -> Iterator[str]:
    kind, about = next(iter(found.about.items()))
    if kind == "project":
        yield Told("All of them work together in this project, so the lines count their other projects.")
    elif kind == "organisation":
        yield told_many(
            "Counted is %(num)s project of %(name)s.", "Counted are %(num)s projects of %(name)s.", found.projects, name=about.label
        )
    else:
        yield told_many("Counted is %(num)s project.", "Counted are %(num)s projects.", found.projects)


def _strongest(found: Network) -> Iterator[str]:
    if not found.ties:
        yield Told("No two of them share a project that is counted here.")
    for tie in found.ties[:1]:
        one, other = found.nodes[tie.one].ref.label, found.nodes[tie.other].ref.label
        yield told_many(
            "No two share more than %(one)s and %(other)s: %(num)s project.",
            "No two share more than %(one)s and %(other)s: %(num)s projects.",
            tie.together,
            one=one,
            other=other,
        )


def _countries(found: Network) -> Iterator[str]:
    counts = Counter(node.country for node in found.nodes if node.country).most_common(BEST)
    if len(counts) > 1:
        named = (Told("%(country)s (%(num)s)", country=country_name(code), num=Number(count)) for code, count in counts)
        yield Told("The countries of the most: %(countries)s.", countries=Joined(", ", named))


def _left_out(found: Network) -> Iterator[str]:
    """Say what is on record and not drawn."""
    drawn = len(found.nodes) - any(node.asked for node in found.nodes)
    if drawn < found.partners:
        yield Told(
            "Drawn are the %(drawn)s of %(all)s partners that share projects with others most often.",
            drawn=Number(drawn),
            all=Number(found.partners),
        )
    if len(found.ties) < found.pairs:
        yield Told(
            "Drawn are the lines between those that share at least %(least)s projects: %(drawn)s of %(all)s.",
            least=Number(found.least),
            drawn=Number(len(found.ties)),
            all=Number(found.pairs),
        )


def table(found: Network) -> Table:
    """Give a row a line, the thickest first, and one for each organisation without a line."""
    joined = {place for tie in found.ties for place in (tie.one, tie.other)}
    rows = [_line(found, tie) for tie in found.ties]
    rows += [_alone(node) for place, node in enumerate(found.nodes) if place not in joined]
    return Table(COLUMNS, rows, len(rows), about={**found.about, "partners": found.partners, "pairs": found.pairs})


def _line(found: Network, tie: Tie) -> Row:
    one, other = found.nodes[tie.one], found.nodes[tie.other]
    with_whom: Row = {"other": other.ref, "other_country": country_name(other.country), "other_projects": other.projects}
    return {**_alone(one), **with_whom, "together": tie.together, "which": _which(tie)}


def _alone(node: Node) -> Row:
    return {**dict.fromkeys(COLUMNS, ""), "record": node.ref, "country": country_name(node.country), "projects": node.projects}


def _which(tie: Tie) -> Cell:
    """Name the projects that two share; of many the first."""
    named: list[Ref | str] = list(tie.projects[:NAMED])
    more = tie.together - len(named)
    return [*named, told_many("and %(num)s more", "and %(num)s more", more)] if more else named
