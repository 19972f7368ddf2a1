"""The tables that are read: their columns, how each is cleaned, and the headers by which each generation of exports is known.

What stands here under ``COLUMNS`` is all that ever leaves the readers: persons
to contact, streets and VAT numbers are in no table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from kb.cordis import texts
from kb.cordis.reading import Refused
from kb.cordis.rows import Row

Clean = Callable[[str], str]

COLUMNS: dict[str, dict[str, Clean]] = {
    "project": {
        "id": texts.number,
        "acronym": texts.line,
        "status": texts.status,
        "title": texts.line,
        "startDate": texts.day,
        "endDate": texts.day,
        "totalCost": texts.amount,
        "ecMaxContribution": texts.amount,
        "ecSignatureDate": texts.day,
        "frameworkProgramme": texts.line,
        "masterCall": texts.line,
        "subCall": texts.line,
        "fundingScheme": texts.code,
        "objective": texts.objective,
        "contentUpdateDate": texts.day,
        "rcn": texts.number,
        "grantDoi": texts.line,
        "keywords": texts.line,
    },
    "organization": {
        "projectID": texts.number,
        "organisationID": texts.number,
        "name": texts.line,
        "shortName": texts.line,
        "SME": texts.flag,
        "activityType": texts.code,
        "city": texts.line,
        "country": texts.line,
        "nutsCode": texts.line,
        "geolocation": texts.line,
        "organizationURL": texts.line,
        "rcn": texts.number,
        "order": texts.number,
        "role": texts.role,
        "ecContribution": texts.amount,
        "netEcContribution": texts.amount,
        "totalCost": texts.amount,
        "endOfParticipation": texts.flag,
    },
    "topics": {"projectID": texts.number, "topic": texts.line, "title": texts.line},
    "legalBasis": {"projectID": texts.number, "legalBasis": texts.basis, "title": texts.line, "uniqueProgrammePart": texts.mark},
    "euroSciVoc": {
        "projectID": texts.number,
        "euroSciVocCode": texts.path,
        "euroSciVocPath": texts.path,
        "euroSciVocTitle": texts.line,
        "euroSciVocDescription": texts.paragraphs,
    },
    "webLink": {"projectID": texts.number, "physUrl": texts.line, "type": texts.line},
    "projectDeliverables": {
        "id": texts.line,
        "title": texts.line,
        "deliverableType": texts.line,
        "description": texts.paragraphs,
        "projectID": texts.number,
        "url": texts.line,
        "contentUpdateDate": texts.day,
        "rcn": texts.number,
    },
    "reportSummaries": {
        "id": texts.line,
        "title": texts.line,
        "projectID": texts.number,
        "attachment": texts.line,
        "contentUpdateDate": texts.day,
        "rcn": texts.number,
    },
    "picRor": {"pic": texts.number, "ror_id": texts.line, "confidence": texts.line, "source": texts.line},
}
"""Table to column to cleaning, in the official names; amounts in EUR, dates as YYYY-MM-DD."""

KEYS: dict[str, tuple[str, ...]] = {"project": ("id",), "organization": ("projectID", "organisationID"), "picRor": ("pic",)}
"""The columns that must be numbers, where it is not the project's alone."""

BESIDE: dict[str, str] = {"legalBasis": "legalBasis", "topics": "topic", "webLink": "physUrl"}
"""Tables of their own that some exports keep in a cell of the project, and the column that the cell fills."""

LINK_TYPE = "relatedWebsite"


@dataclass(frozen=True)
class Layout:
    """One generation of one table: the columns it is known by, and those it calls otherwise than the official name.

    ``beside`` says which column of a project fills which other table. ``old``
    layouts leave entities in texts and do not number the partners of a project.
    """

    table: str
    words: str
    needs: frozenset[str]
    renamed: dict[str, str] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    old: bool = False


def _since_2021(table: str, words: str, *needs: str, **beside: str) -> Layout:
    return Layout(table, f"{words}, layout since 2021", frozenset(needs), beside=beside)


OLD_CALL = {"masterCall": "call", "subCall": "call"}
OLD_LINKS = {"legalBasis": "programme", "topics": "topics", "webLink": "projectUrl"}
NAMED_2015 = {"id": "reference", **OLD_CALL}
PARTNER_2017 = {"organisationID": "id", "organizationURL": "organizationUrl"}

LAYOUTS: tuple[Layout, ...] = (
    _since_2021("organization", "organizations", "projectID", "organisationID", "name"),
    Layout("organization", "organizations, 2017-2020 layout", frozenset({"projectID", "id", "name", "role"}), PARTNER_2017, old=True),
    Layout(
        "organization",
        "organizations, 2015-2016 layout",
        frozenset({"projectReference", "id", "name", "role"}),
        {"projectID": "projectReference", **PARTNER_2017},
        old=True,
    ),
    Layout("project", "projects, 2017-2020 layout", frozenset({"id", "acronym", "title", "programme"}), OLD_CALL, OLD_LINKS, old=True),
    Layout(
        "project", "projects, 2015-2016 layout", frozenset({"reference", "acronym", "frameworkProgramme"}), NAMED_2015, OLD_LINKS, old=True
    ),
    Layout(
        "project",
        "projects, 2015-2016 layout",
        frozenset({"reference", "acronym"}),
        {"frameworkProgramme": "programme", **NAMED_2015},
        {"topics": "topics", "webLink": "projectUrl"},
        old=True,
    ),
    _since_2021("project", "projects", "id", "acronym", "title", legalBasis="legalBasis", topics="topics"),
    _since_2021("legalBasis", "legal bases", "projectID", "legalBasis"),
    _since_2021("topics", "topics", "projectID", "topic"),
    _since_2021("euroSciVoc", "fields of science", "projectID", "euroSciVocCode"),
    _since_2021("webLink", "web links", "projectID", "physUrl"),
    _since_2021("projectDeliverables", "deliverables", "id", "projectID", "deliverableType"),
    _since_2021("reportSummaries", "report summaries", "id", "projectID", "attachment"),
    Layout("picRor", "PIC to ROR map", frozenset({"pic", "ror_id"})),
)
"""All known headers; the first whose columns are all there is taken."""


def row(table: str, raw: dict[str, str], file: str, at: int) -> Row:
    """Make a row from cells by official column, cleaned; one whose keys are no numbers is ``Refused``."""
    columns = COLUMNS[table]
    values = dict.fromkeys(columns, "")
    for column, text in raw.items():
        if text:
            values[column] = columns[column](text)
    for key in KEYS.get(table, ("projectID",)):
        if not (values[key].isascii() and values[key].isdigit()):
            said = f'"{values[key][:40]}" is no number' if values[key] else "is empty"
            raise Refused(key, f"{said}; the row cannot be placed without one")
    return Row(table, values, file, at)


def beside(table: str, project: str, cell: str) -> Iterator[dict[str, str]]:
    """Yield the rows of another table that a cell of a project stands for: a list with semicolons, the first one the main one."""
    cells = [cell] if table == "webLink" else cell.split(";")
    for place, text in enumerate(part for part in cells if part.strip()):
        raw = {"projectID": project, BESIDE[table]: text}
        if table == "webLink":
            raw["type"] = LINK_TYPE
        if table == "legalBasis":
            raw["uniqueProgrammePart"] = "true" if place == 0 else ""
        yield raw


class Table:
    """A header that was recognised: it turns the cells of a line into rows."""

    def __init__(self, layout: Layout, header: Sequence[str]) -> None:
        """Find the place of each column; the first of two of the same name counts, all others are never looked at."""
        places = {name: place for place, name in reversed(list(enumerate(header)))}
        wanted = {column: layout.renamed.get(column, column) for column in COLUMNS[layout.table]}
        self.layout = layout
        self.width = len(header)
        self.places = {column: places[name] for column, name in wanted.items() if name in places}
        self.beside = {table: places[name] for table, name in layout.beside.items() if name in places}
        self.partners: dict[str, int] = {}

    def rows(self, cells: Sequence[str], file: str, at: int) -> Iterator[Row]:
        """Yield the rows that a line stands for; a line that cannot be used is ``Refused``."""
        if len(cells) != self.width:
            advice = "put a cell that holds a separator or a line break in quotes, or take the file from its source anew"
            raise Refused("row", f"has {len(cells)} fields, the header names {self.width}; {advice}")
        if self.layout.old:
            cells = [texts.entities(cell) for cell in cells]
        found = row(self.layout.table, self._raw(cells), file, at)
        yield found
        for table, place in self.beside.items():
            for raw in beside(table, found.values["id"], cells[place]):
                yield row(table, raw, file, at)

    def _raw(self, cells: Sequence[str]) -> dict[str, str]:
        raw = {column: cells[place] for column, place in self.places.items()}
        if self.layout.old and self.layout.table == "organization":
            project = raw["projectID"]
            self.partners[project] = self.partners.get(project, 0) + 1
            raw["order"] = str(self.partners[project])
        return raw


def recognise(header: Sequence[str]) -> Table | None:
    """Give the table that a header line begins, or None where it is none of those known."""
    names = [name.strip().strip('"').strip() for name in header]
    layout = next((known for known in LAYOUTS if known.needs <= set(names)), None)
    return Table(layout, names) if layout else None
