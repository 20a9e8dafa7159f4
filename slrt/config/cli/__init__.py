"""The command line, `slrt`. Each command lives in a module of its own, imported only when it is asked for.

Late import keeps `slrt --help` and `slrt doctor` working when keys or settings are broken, which is when they are
needed, and lets a module that needs Django import what it likes at its top.
"""

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import typer
import typer.core
import typer.main

from slrt.config import dotenv  # noqa: F401 - before anything that reads the environment
from slrt.config.problem import Problem
from slrt.lake.manifest import SnapshotProblem


@dataclass(frozen=True)
class Entry:
    """Where a command lives: `attribute` of `module` is a Typer app or a plain function."""

    module: str
    attribute: str
    help: str


COMMANDS = {
    "up": Entry("up", "app", "Start everything: database, pages, live updates, worker."),
    "demo": Entry("demo", "app", "Load or reset the demonstration: invented families, cases and accounts."),
    "areas": Entry("areas", "app", "Find areas by name or code."),
    "evaluate": Entry("rules", "evaluate", "Say what every programme means for one family in a JSON file."),
    "rules": Entry("rules", "app", "Run the cases of every programme's rules."),
    "trail": Entry("trail", "app", "Verify the trail: altered, deleted, reordered or cut events."),
    "users": Entry("users", "app", "Invite users; make the first administrator of an installation."),
    "states": Entry("states", "states", "Draw the diagrams of the workflow from its tables."),
    "import": Entry("imports", "import_file", "Check a ministry's or agency's list before it enters the register."),
    "dedupe": Entry("dedupe", "dedupe", "Find people who may have been entered twice, for review at the desk."),
    "dukcapil": Entry("dukcapil", "app", "Match NIKs with Dukcapil by files: the list that goes out."),
    "migrate": Entry("migrate", "app", "Bring tables, grants, areas and programmes up to date."),
    "snapshot": Entry("snapshot", "app", "Take the register's facts as files for mass matching; verify such files."),
    "match": Entry("match", "match", "Match a snapshot with the rules of every programme."),
    "summary": Entry("summary", "app", "Load the figures of a match for the desk."),
    "whatif": Entry("whatif", "whatif", "Say whom another rule or benefit would let in or leave out, and its cost."),
    "synth": Entry("synth", "synth", "Make a snapshot of millions of invented families."),
    "doctor": Entry("doctor", "app", "Say in plain words what is wrong with this installation."),
    "backup": Entry("backup", "app", "Create a backup, or restore one into an empty installation."),
}


ANALYTICS = {"numpy", "pyarrow", "duckdb", "polars"}
"""Packages of `requirements/analytics.in`, which pages and jobs do without."""


class LateGroup(typer.core.TyperGroup):
    """A group whose commands are shown by their entry and imported when they are run."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if name in COMMANDS:
            command = load(COMMANDS[name])
        return name, command, rest


def load(entry: Entry) -> Any:
    """Import the module of a command and make the command."""
    found = getattr(module_of(entry), entry.attribute)
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    single = typer.Typer(add_completion=False)
    single.command()(found)
    return typer.main.get_command(single)


def module_of(entry: Entry) -> Any:
    """Import the module of a command. Raises Problem when the packages it needs are not installed."""
    try:
        return importlib.import_module(f"slrt.config.cli.{entry.module}")
    except ModuleNotFoundError as missing:
        if missing.name not in ANALYTICS:
            raise
        raise Problem(
            f"This command needs {missing.name}. Install the packages for mass matching: "
            "uv pip install --require-hashes -r requirements/analytics.txt"
        ) from missing


app = typer.Typer(
    name="slrt",
    cls=LateGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="SLRT: one window between a poor family and every programme that could help it. "
    "Commands that need the database start it, and bring it up to date, by themselves.",
)


def _shown(entry: Entry) -> Callable[[], None]:
    def show() -> None:
        """Never called: the group runs what the entry names."""

    show.__doc__ = entry.help
    return show


for _name, _entry in COMMANDS.items():
    app.command(_name, help=_entry.help)(_shown(_entry))


def main() -> None:
    """Entry point. Foreseen problems end with one clear message and exit code 1."""
    try:
        app()
    except (Problem, SnapshotProblem) as problem:
        sys.stderr.write(f"{problem}\n")
        sys.exit(1)
