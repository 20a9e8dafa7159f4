"""`slrt summary load`: the figures of a match, shown at the desk."""

from pathlib import Path
from typing import Annotated

import typer

from slrt.config.cli.database import database
from slrt.config.cli.output import show, show_json
from slrt.config.problem import Problem
from slrt.domain.access import system
from slrt.lake.match import RunProblem, finished
from slrt.services.programmes.summaries import load_summary

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Figures of a match for the desk.")


@app.callback()
def main() -> None:
    """Figures of a match for the desk."""


@app.command()
def load(
    folder: Annotated[Path, typer.Argument(help="The folder that `slrt match --out` wrote.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output, and nothing else.")] = False,
) -> None:
    """Load the sums of a finished match of this register; they take the place of the area's older ones.

    All or nothing: a folder that is not whole, or not of this register, is refused with the reason. The same run again
    changes nothing. The worker does this by itself every night for the live register.
    """
    try:
        finished.read(folder)  # before a server is started for nothing
        with database():
            done = load_summary(system(), folder)
    except RunProblem as problem:
        raise Problem(str(problem)) from problem
    if as_json:
        show_json({"run": str(done.run_id), "new": done.is_new, "families": done.families})
    elif done.is_new:
        show(f"Loaded: {done.families:,} families, {done.programmes} programmes.")
    else:
        show("This run is loaded already; nothing was changed.")
