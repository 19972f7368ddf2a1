"""The command line: thin commands on a workspace. Data goes to standard output, everything else to standard error."""

from kb.cli import analysing, asking, collecting, covering, documents, following, importing, keeping, origins, pictures, takeaway, timely
from kb.cli.base import UNEXPECTED, Commands, main

__all__ = [
    "UNEXPECTED",
    "Commands",
    "analysing",
    "asking",
    "collecting",
    "covering",
    "documents",
    "following",
    "importing",
    "keeping",
    "main",
    "origins",
    "pictures",
    "takeaway",
    "timely",
]
