"""Spool: rows put by on disk, so that all that is said of one project comes together whatever the order of the files."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby

from kb.cordis import mapping
from kb.cordis.mapping import Found, Group
from kb.cordis.rows import Row

BATCH = 2000
# Numbers are held as text of one length: a wrong one may be longer than what the database takes for a number.
LONGEST_NUMBER = 40
RESULTS = ("projectDeliverables", "reportSummaries")
ORGANISATION_COLUMNS = (*mapping.ORGANISATION.values(), "rcn")
SURE = "high"
Stamp = tuple[int, int]


class Spool:
    """All that was read, as records. What is small is held in memory, the rest in a temporary database."""

    def __init__(self) -> None:
        """Open a database without a name: SQLite keeps it on disk and takes it away, even when the program is killed."""
        self._store = sqlite3.connect("")
        self._store.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, project TEXT, result INTEGER, body TEXT)")
        self._waiting: list[tuple[str, bool, str]] = []
        self._organisations: dict[str, dict[str, tuple[Stamp, str]]] = {}
        self._places: dict[str, tuple[Stamp, str, int]] = {}
        self._topics: dict[str, Row] = {}
        self._programmes: dict[str, Row] = {}
        self._rors: dict[str, str] = {}
        self.taken = 0

    def take(self, row: Row) -> None:
        """Put a row by."""
        self.taken += 1
        keep = {"picRor": self._ror, "organization": self._organisation, "euroSciVoc": self._topic, "legalBasis": self._basis}
        keep.get(row.table, _nothing)(row)
        if row.table == "picRor":
            return
        if framework := row.values.get("frameworkProgramme"):
            self._programmes.setdefault(framework, row)
        grant = row.values["id" if row.table == "project" else "projectID"]
        self._waiting.append((grant.rjust(LONGEST_NUMBER), row.table in RESULTS, json.dumps(row)))
        if len(self._waiting) == BATCH:
            self._write()

    def close(self) -> None:
        """Let go of the temporary database."""
        self._store.close()

    def finish(self) -> None:
        """Make what was put by ready to be read in order."""
        self._write()
        self._store.execute("CREATE INDEX by_project ON row (result, project, id)")

    def _write(self) -> None:
        self._store.executemany("INSERT INTO row (project, result, body) VALUES (?, ?, ?)", self._waiting)
        self._waiting.clear()

    def _ror(self, row: Row) -> None:
        """Keep what the map is sure of: a wrong number would make two organisations one."""
        if row.values["confidence"] == SURE:
            self._rors[row.values["pic"]] = f"https://ror.org/{row.values['ror_id'].rpartition('/')[2]}"

    def _organisation(self, row: Row) -> None:
        """Keep of each column the cell of the newest grant, so that the order of the files makes no difference."""
        pic, stamp = row.values["organisationID"], (int(row.values["projectID"]), mapping.place_among(row))
        cells = self._organisations.setdefault(pic, {})
        for column in ORGANISATION_COLUMNS:
            cell = row.values.get(column)
            if cell and (stamp, cell) > cells.get(column, ((0, 0), "")):
                cells[column] = (stamp, cell)
        self._places[pic] = max(self._places.get(pic, ((0, 0), "", 0)), (stamp, row.file, row.line))

    def _topic(self, row: Row) -> None:
        code = row.values["euroSciVocCode"]
        self._topics[code] = max(self._topics.get(code, row), row, key=lambda one: one.values.get("euroSciVocDescription", ""))

    def _basis(self, row: Row) -> None:
        code = row.values["legalBasis"]
        self._programmes[code] = max(self._programmes.get(code, row), row, key=lambda one: one.values.get("title", ""))

    def programmes(self) -> list[Found]:
        """Give all programmes, broader ones first."""
        return mapping.programmes(self._programmes)

    def topics(self) -> list[Found]:
        """Give all topics, broader ones first."""
        return mapping.topics(self._topics.values())

    def organisations(self) -> Iterator[Found]:
        """Yield all organisations in the order of their PIC, each from the newest cells about it.

        Several PICs that the map leads to one ROR are one organisation.
        """
        shared: dict[str, list[str]] = {}
        for pic in sorted(self._organisations):
            shared.setdefault(self._rors.get(pic, pic), []).append(pic)
        for pics in sorted(shared.values()):
            yield self._one_organisation(pics)

    def _one_organisation(self, pics: list[str]) -> Found:
        held = [self._organisations[pic] for pic in pics]
        cells = {
            column: max(one[column] for one in held if column in one)[1]
            for column in ORGANISATION_COLUMNS
            if any(column in one for one in held)
        }
        (grant, _order), file, line = max(self._places[pic] for pic in pics)
        row = Row("organization", {**cells, "projectID": str(grant)}, file, line)
        said = {column: list(dict.fromkeys(one[column][1] for one in held if column in one)) for column in ("rcn", "name")}
        names = [name for name in said["name"] if name != cells.get("name")]
        return mapping.organisation(pics, row, said["rcn"], self._rors.get(pics[0], ""), names)

    def projects(self) -> Iterator[Found]:
        """Yield all projects in the order of their grant numbers."""
        rows = self._store.execute("SELECT project, body FROM row WHERE result = 0 ORDER BY project, id")
        for _grant, lines in groupby(rows, key=lambda line: line[0]):
            yield mapping.project(_grouped(body for _project, body in lines))

    def results(self) -> Iterator[Found]:
        """Yield deliverables and report summaries in the order of their projects, each once."""
        seen: set[str] = set()
        for (body,) in self._store.execute("SELECT body FROM row WHERE result = 1 ORDER BY project, id DESC"):
            found = mapping.document(_row(body))
            if found.key[1] not in seen:
                seen.add(found.key[1])
                yield found

    def count_organisations(self) -> int:
        """Count the organisations, those that the map makes one counted once."""
        return len({self._rors.get(pic, pic) for pic in self._organisations})

    def count(self, *, results: bool) -> int:
        """Count the projects, or the rows of results."""
        query = "SELECT count(*) FROM row WHERE result" if results else "SELECT count(DISTINCT project) FROM row WHERE NOT result"
        number: int = self._store.execute(query).fetchone()[0]
        return number


def _nothing(_row: Row) -> None:
    """Keep nothing more of a row than the row itself."""


def _row(body: str) -> Row:
    table, values, file, line = json.loads(body)
    return Row(table, values, file, line)


def _grouped(bodies: Iterator[str]) -> Group:
    group: dict[str, list[Row]] = {}
    for row in map(_row, bodies):
        group.setdefault(row.table, []).append(row)
    return group
