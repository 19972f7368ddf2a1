"""The group of all commands: its errors, and where each command is. A module is loaded when a command of it is asked for."""

from __future__ import annotations

import gc
import traceback
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from kb import __version__
from kb.errors import KBError

UNEXPECTED = 70
# The commands by the module that adds them; to load all takes twice as long as most commands need. "document" has commands in two
# modules, of which the one named loads the other.
MODULES: Mapping[str, tuple[str, ...]] = {
    "analysing": ("also", "overlap", "partners", "portfolio"),
    "asking": ("changes", "complete", "disagreements", "history", "list", "matrix", "recommendations", "search", "show", "similar"),
    "collecting": ("basket", "values"),
    "covering": ("coverage", "follow-up", "status"),
    "documents": ("evidence",),
    "following": ("searches",),
    "importing": ("import",),
    "keeping": ("db", "erase", "index", "init", "seed", "stats"),
    "origins": ("claim", "compare", "document", "relate", "variants"),
    "pictures": ("picture",),
    "serving": ("serve",),
    "takeaway": ("cite", "dossier"),
    "timely": ("differences",),
}
PLACES = {name: module for module, names in MODULES.items() for name in names}


class Commands(click.Group):
    """A group whose errors are one clear message and an exit code, never a stack trace."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands, loaded or not."""
        return sorted({*PLACES, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command, whose module is loaded first."""
        if cmd_name in PLACES:
            _load(f"kb.cli.{PLACES[cmd_name]}")
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except KBError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - the last resort: a message instead of a stack trace
            if ctx.params.get("debug"):
                traceback.print_exc()
            click.echo(
                f"Error: something unexpected went wrong ({type(error).__name__}: {error}). Repeat with --debug to see where.", err=True
            )
            ctx.exit(UNEXPECTED)


def _load(module: str) -> None:
    """Load a module. All that comes with it stays, and to look for garbage in it again and again takes a fifth of the time."""
    gc.disable()
    try:
        import_module(module)
        gc.freeze()
    finally:
        gc.enable()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kb")
@click.option("--debug", is_flag=True, help="Show where an unexpected error came from.")
def main(debug: bool) -> None:
    """Keep a research knowledge base of projects, partners and findings.

    Settings are read from the environment: KB_HOME, KB_DATABASE_URL,
    KB_SEARCH_URL, KB_SEARCH_CACHE, KB_HOST, KB_PORT.
    """
