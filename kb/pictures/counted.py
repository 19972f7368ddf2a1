"""Pictures of what is counted and dated: what is asked becomes what is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from kb import snapshots
from kb.answers import RECOMMENDATION, narrowed
from kb.models.vocabularies import UPTAKE
from kb.pictures import grid, lacking, roles
from kb.pictures import timeline as in_time
from kb.pictures.grid import Count, Grid
from kb.pictures.kind import Kind, Question
from kb.pictures.picture import Picture, nothing
from kb.pictures.timeline import Said
from kb.queries import lists
from kb.queries import matrix as parts
from kb.queries.coverage import coverage as gaps
from kb.queries.coverage_scope import Scope, scope
from kb.queries.shapes import Ref
from kb.queries.spans import SCOPES, spans
from kb.search import find
from kb.search.choices import EXCLUDED
from kb.search.engine import Result
from kb.told import Joined, Number, Told, told_many

Filters = Mapping[str, Sequence[str]]
# The rows of a picture that can still be read.
MOST, MOST_SPANS = 30, 60
# What is counted beside each topic: the facet, and the words of its values.
FACETS = {"year": "year", "status": "uptake"}
NO_VALUE = ""


def recommendations(question: Question) -> Picture:
    """Count recommendations by topic, and by year or status; each number is that of the list of recommendations it leads to."""
    within = scope(question.session, question.chosen.get("project"), question.chosen.get("topic"))
    facet = FACETS[question.chosen.get("by", "year")]
    found, topics = _grid(question, within, facet)
    title = Joined(": ", [TITLES[facet], *(about.label for about in within.about.values())])
    if not found.rows:
        picture = nothing(
            title,
            Told("No recommendation on a topic is on record for this choice. Choose another project or topic, or show all."),
            grid.as_table(found),
        )
    else:
        draw = grid.shaded if facet == "year" else grid.stacked
        picture = draw(found, title, _told(found), [NOTE, *_left_out(len(found.rows), topics)])
    return replace(picture, about=within.about)


TITLES = {"year": Told("Recommendations by topic and year"), "uptake": Told("Recommendations by topic and status")}
NOTE = Told("A recommendation on several topics counts in each, and in the broader topics of these.")


def _left_out(shown: int, topics: int) -> Sequence[str]:
    words = Told("The %(shown)s topics with most recommendations are drawn, of %(all)s.", shown=Number(shown), all=Number(topics))
    return [words] if shown < topics else []


def _told(found: Grid) -> str:
    head, whole = found.rows[0]
    topics = told_many("Recommendations on %(num)s topic.", "Recommendations on %(num)s topics.", len(found.rows))
    most = Told("Most are on %(topic)s: %(n)s.", topic=head.label, n=Number(whole.number))
    sums = {key: sum(cell.number for (_row, column), cell in found.cells.items() if column == key) for key in found.columns}
    largest = max(sums, key=lambda key: sums[key])
    return Joined(" ", [topics, most, Told("The fullest column is “%(column)s”.", column=found.columns[largest])])


def _grid(question: Question, within: Scope, facet: str) -> tuple[Grid, int]:
    """Give the numbers of the topics with most recommendations, and how many topics there are."""
    base = {name: [record.slug] for name, record in within.about.items() if name == "project"}
    counts = dict(_asked(question, base).facets["topic"])
    if within.topics is not None:
        inside = {record.slug for record in snapshots.heads(question.session, within.topics).values()}
        counts = {slug: number for slug, number in counts.items() if slug in inside}
    labels = lists.labels(question.session, {"topic": list(counts)})["topic"]
    slugs = sorted(counts, key=lambda slug: (-counts[slug], labels[slug].casefold()))[:MOST]
    cells = {slug: _row(question, {**base, "topic": [slug]}, facet) for slug in slugs}
    rows = [(Ref("topic", slug, labels[slug]), Count(counts[slug], _address({**base, "topic": [slug]}))) for slug in slugs]
    columns = _columns({key for row in cells.values() for key in row}, facet)
    return Grid(rows, columns, {(slug, key): cell for slug, row in cells.items() for key, cell in row.items()}), len(counts)


def _row(question: Question, filters: Filters, facet: str) -> dict[str, Count]:
    """Count the recommendations on one topic by value, and those with no value at all."""
    values = dict(_asked(question, filters).facets[facet])
    row = {value: Count(number, _address({**filters, facet: [value]})) for value, number in values.items()}
    without = {**filters, facet: [EXCLUDED + value for value in values]}
    number = _asked(question, without).total
    return {**row, NO_VALUE: Count(number, _address(without))} if number else row


def _columns(keys: set[str], facet: str) -> dict[str, str]:
    known = sorted(keys - {NO_VALUE}) if facet == "year" else [key for key in UPTAKE.terms if key in keys]
    words = {key: key if facet == "year" else UPTAKE.label(key) for key in known}
    return words | ({NO_VALUE: Told("not stated")} if NO_VALUE in keys else {})


def _asked(question: Question, filters: Filters) -> Result:
    fixed = {"kind": "statement", "type": RECOMMENDATION}
    return question.engine.find(narrowed(find.ask(filters=filters, size=1), fixed))


def _address(filters: Filters) -> str:
    return "/recommendations?" + urlencode([(name, value) for name, values in filters.items() for value in values])


def timeline(question: Question) -> Picture:
    """Draw events and projects in time, with the statements made at each event and in each year."""
    found = spans(question.session, question.chosen, MOST_SPANS)
    title = Joined(": ", [Told("Timeline"), *(record.label for record in found.about.values())])
    said = _said(question, found.about)
    if any(span.start for span in (*found.events, *found.projects)):
        return in_time.drawn(found, said, title)
    words = Told("No event or project with a date is on record for this choice. Choose another one, or show all.")
    return nothing(title, words, in_time.as_table(found, said), found.about)


def _said(question: Question, about: Mapping[str, Ref]) -> Said:
    """Count statements by event, all there are, and by year, those of the choice; nobody can list those of a person, so these are left out."""
    every = question.engine.find(find.ask(filters={"kind": ["statement"]}, size=1))
    at = {slug: Count(number, "/statements?" + urlencode({"event": slug})) for slug, number in every.facets["event"]}
    if "person" in about:
        return Said(at, {})
    chosen = {name: record.slug for name, record in about.items()}
    scoped = question.engine.find(find.ask(filters={"kind": ["statement"]} | {name: [slug] for name, slug in chosen.items()}, size=1))
    years = {int(year): Count(number, "/statements?" + urlencode({**chosen, "year": year})) for year, number in scoped.facets["year"]}
    return Said(at, years)


def matrix(question: Question) -> Picture:
    """Draw who did what at which event."""
    found = parts.matrix(question.session, parts.Asked(**question.chosen))
    title = Joined(": ", [Told("Who presented what"), *(record.label for record in found.about.values())])
    if found.events and found.lines:
        return roles.drawn(found, title)
    words = Told("No event is on record for this choice. Choose another one, or show all.")
    return nothing(title, words, parts.as_table(found), found.about)


def coverage(question: Question) -> Picture:
    """Draw how many records lack something, out of how many that could have it."""
    found = gaps(question.session, **question.chosen)
    return lacking.drawn(found, Joined(": ", [Told("What is not there"), *(record.label for record in found.about.values())]))


KINDS: Sequence[Kind] = (
    Kind(
        "timeline",
        Told("Timeline"),
        Told(
            "Events and projects in time, with the number of statements made at each event and in each year. A month or a year is drawn as long as it is."
        ),
        SCOPES,
        timeline,
    ),
    Kind(
        "recommendations",
        Told("Recommendations by topic"),
        Told("How many recommendations there are on each topic, by the year they were made or by what became of them."),
        ("by", "project", "topic"),
        recommendations,
        options={"by": {"": Told("Count by"), "year": Told("year"), "status": Told("status")}},
    ),
    Kind(
        "matrix",
        Told("Who presented what"),
        Told(
            "What organisations or people did at which event, a mark for each role. To be quoted in a report is drawn apart from presenting."
        ),
        ("by", "project", "event", "organisation", "person"),
        matrix,
        options={"by": {"": Told("Rows"), "organisation": Told("organisations"), "person": Told("people")}},
    ),
    Kind(
        "coverage",
        Told("What is not there"),
        Told("How many records lack something that they could have, such as a source or an addressee; each bar leads to the list of them."),
        ("project", "topic"),
        coverage,
    ),
)
