"""The command line: thin commands on a workspace. Data goes to standard output, everything else to standard error."""

from kb.cli.group import UNEXPECTED as UNEXPECTED
from kb.cli.group import Commands as Commands
from kb.cli.group import main as main
