"""`slrt dukcapil export`: the list of NIKs whose match is to be asked for, as a file that its owner alone reads."""

import os
from pathlib import Path
from typing import Annotated

import typer

from slrt.config.cli.database import database
from slrt.config.cli.output import say, show
from slrt.config.problem import Problem
from slrt.domain import access, areas
from slrt.domain.problems import Refused
from slrt.exchange.dukcapil import write_list
from slrt.reads import accounts
from slrt.services.registry.niks import take_niks

app = typer.Typer(no_args_is_help=True, help="Match NIKs with Dukcapil by files: lists out, results back.")


@app.callback()
def group() -> None:
    """Keep `export` a command of its own."""


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write the list (CSV).", show_default=False)],
    reason: Annotated[str, typer.Option(help="On what grounds the numbers leave the house.", show_default=False)],
    as_user: Annotated[
        str, typer.Option("--as", metavar="USER", help="Who takes them out, by username.", show_default=False)
    ],
    area: Annotated[
        str, typer.Option(help="Only people inside this area code; the user's own area when left out.")
    ] = "",
) -> None:
    """Write NIKs that were never matched, or did not match, with name, birth date and sex."""
    with database():
        actor = accounts.actor_named(as_user)
        if actor is None:
            raise Problem(f"There is no active user {as_user!r} with a post in force.")
        try:
            lines = take_niks(actor, area_code=areas.parse(area or actor.area_code), reason=reason)
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", newline="") as out:
                count = write_list(lines, out)
        except FileExistsError as there:
            raise Problem(f"{file} exists; name another file.") from there
        except areas.BadAreaCode as bad:
            raise typer.BadParameter(str(bad), param_hint="--area") from bad
        except access.Denied as denied:
            raise Problem(f"{as_user} may not do this: {denied}") from denied
        except Refused as refused:
            raise Problem("; ".join(problem.message_en for problem in refused.problems)) from refused
    show(f"{count:,} people written to {file}")
    say("The file holds whole NIKs. Send it by the way your agreement names, and delete it afterwards.")
