"""What is to be said of a reading besides its rows: what is wrong, and what became of each file."""

from __future__ import annotations

from dataclasses import dataclass, field

from kb.errors import Problem

MOST_PROBLEMS = 1000


class Refused(Exception):
    """A row that cannot be used: which column, and why."""

    def __init__(self, where: str, message: str) -> None:
        """Keep the column (or "row") and the reason."""
        super().__init__(message)
        self.where = where
        self.message = message


@dataclass
class FileRead:
    """One file, or all XML records of one archive: what it holds in words, or the reason it was passed over.

    ``rows`` counts the rows of the table, or the records, that were read;
    ``refused`` those with a problem; ``files`` is above 1 for XML records.
    """

    name: str
    layout: str = ""
    reason: str = ""
    rows: int = 0
    refused: int = 0
    files: int = 0


@dataclass
class Reading:
    """The problems and the files of a reading.

    ``problems`` holds the first thousand of a file; ``FileRead.refused`` counts
    them all.
    """

    problems: list[Problem] = field(default_factory=list)
    files: list[FileRead] = field(default_factory=list)
    known: dict[tuple[str, str, str], FileRead] = field(default_factory=dict, repr=False)

    def file(self, name: str, layout: str) -> FileRead:
        """Note a file of a known layout; the records of one archive share one entry."""
        return self._noted(FileRead(name, layout=layout))

    def pass_over(self, name: str, reason: str) -> None:
        """Note a file that is not read, and why."""
        self._noted(FileRead(name, reason=reason))

    def refuse(self, entry: FileRead, line: int, refused: Refused, name: str = "") -> None:
        """Note a row that cannot be used, at a line of the file, or of the record ``name`` in it."""
        entry.refused += 1
        if entry.refused <= MOST_PROBLEMS:
            self.problems.append(Problem(name or entry.name, line, refused.where, refused.message))

    def broken(self, name: str, error: Exception, line: int = 1) -> None:
        """Note a file that could not be read to its end."""
        why = str(error).rstrip(".") or type(error).__name__
        message = f"is broken ({why}); what stands before that was read. Take it from its source anew"
        self.problems.append(Problem(name, line, "file", message))

    def _noted(self, fresh: FileRead) -> FileRead:
        entry = self.known.setdefault((fresh.name, fresh.layout, fresh.reason), fresh)
        if entry is fresh:
            self.files.append(entry)
        entry.files += 1
        return entry
