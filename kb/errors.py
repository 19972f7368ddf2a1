"""The errors of the knowledge base.

    KBError
    ├── BadRequest          a question that cannot be answered as asked
    │   ├── BadValue        one value that its type does not accept
    │   └── BadSetting      a setting from the environment
    ├── NotFound            nothing under that name
    │   ├── Withdrawn       there was something; it was taken back
    │   ├── NotYet          there is something; it came in later than the moment asked for
    │   ├── NoImport        no import has that number
    │   ├── NoSearch        no saved search has that id
    │   ├── NoGap           no list of what is lacking has that name
    │   ├── NoPicture       no kind of picture has that name
    │   └── NoText          the text of that document is not kept
    ├── Conflict            somebody else changed the record first
    ├── FromElsewhere       a form sent by a page of another site
    ├── LoadRefused         a data file with problems; nothing was written
    ├── BadText             a file whose text cannot be read
    ├── StoreNotReady       the database is missing, too old or not readable
    └── IndexUnavailable    the full-text index is missing or damaged

The docstring of a class is the message a person reads (its fields are filled
in by keyword), ``status`` the HTTP status and ``exit_code`` what a command
leaves behind.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass

from kb.told import Told


class KBError(Exception):
    """Something went wrong: {reason}."""

    status = 500
    exit_code = 1

    def __init__(self, **details: object) -> None:
        """Keep the details that the message names."""
        super().__init__(details)
        self.details = details

    def __str__(self) -> str:
        """Give the message: the docstring of the class, filled in."""
        return str(self.told)

    @property
    def told(self) -> Told:
        """The message as it is said in other languages too."""
        return Told(self.form(), **self.details)

    @property
    def title(self) -> Told:
        """A short name for the problem."""
        return Told(self.heading())

    @classmethod
    def form(cls) -> str:
        """Give the message as the catalogue holds it, each detail as ``%(name)s``."""
        text = inspect.cleandoc(cls.__doc__ or "").replace("\n", " ").replace("%", "%%")
        return re.sub(r"\{(\w+)\}", r"%(\1)s", text)

    @classmethod
    def heading(cls) -> str:
        """Make a short name of that of the class."""
        return "".join(" " + c.lower() if c.isupper() else c for c in cls.__name__).strip().capitalize()


class BadRequest(KBError):
    """{reason}"""

    status = 400
    exit_code = 2


class BadValue(BadRequest):
    """{reason}"""


class BadSetting(BadRequest):
    """The setting {name} is "{value}": {reason}."""


class NotFound(KBError):
    """There is no {kind} called "{slug}". Look for it with the search, or in the list of all records of its kind."""

    status = 404


class Withdrawn(NotFound):
    """The {kind} "{slug}" was withdrawn on {at}: {why}."""

    status = 410


class NotYet(NotFound):
    """The {kind} "{slug}" was not on record yet on {moment}: it came in on {at}. Leave out the moment to see it as it is now."""


class NoImport(NotFound):
    """There is no import {number}. See which there are with "kb import list", or at /imports."""


class NoSearch(NotFound):
    """There is no saved search "{slug}". See which there are with "kb searches", or at /searches."""


class NoGap(NotFound):
    """There is no list called "{name}" of what is lacking. See which there are with "kb coverage", or at /coverage."""


class NoPicture(NotFound):
    """There is no picture called "{name}". There are: {names}; see /pictures."""


class NoText(NotFound):
    """The document "{slug}" has {which} on record. Add one with "kb document add"."""


class Conflict(KBError):
    """The record "{label}" was changed by somebody else in the meantime. Read it again, then repeat the change."""

    status = 409


class FromElsewhere(KBError):
    """The form did not come from a page of this knowledge base, so nothing was changed. Open the page itself and send its form, or use a command."""

    status = 403


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a data file: where it is, what it is and what to do."""

    file: str
    line: int
    where: str
    message: str

    def __str__(self) -> str:
        """Give file, line, field and message as one line."""
        return f"{self.file}:{self.line}: {self.where}: {self.message}"


class LoadRefused(KBError):
    """{count} found, so nothing was written. {listing}"""

    exit_code = 3
    status = 422

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems; the message lists them one a line."""
        self.problems = problems
        count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
        super().__init__(count=count, listing="\n" + "\n".join(f"  {p}" for p in problems))

    def __str__(self) -> str:
        """Keep the lines of the listing apart."""
        return inspect.cleandoc(type(self).__doc__ or "").format(**self.details)


class BadText(KBError):
    """The text of {file} cannot be read: {reason}. {remedy}."""

    exit_code = 3
    status = 422


class StoreNotReady(KBError):
    """The database cannot be used: {reason}. Run "kb init" to set it up, or "kb db upgrade" to bring it up to date."""

    status = 503
    exit_code = 4


class IndexUnavailable(KBError):
    """The search index cannot be used: {reason}. Run "kb index rebuild" to make it anew; nothing is lost by that."""

    status = 503
    exit_code = 5
