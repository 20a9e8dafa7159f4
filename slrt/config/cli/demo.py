"""`slrt demo load` and `slrt demo reset`."""

import shutil

import typer

from slrt.config.cli.database import database
from slrt.config.cli.output import say, show
from slrt.config.environment import DEMO, VAR
from slrt.config.postgres import ensure_running, prepare
from slrt.config.problem import Problem
from slrt.config.processes import OnlyOne
from slrt.jobs.demo import load as load_demo

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The demonstration: invented families and accounts.")


@app.command()
def load() -> None:
    """Load the demonstration into this installation. Loaded once; a second time changes nothing."""
    require_demo()
    with database():
        load_demo(say)
    show("The demonstration is loaded.")


@app.command()
def reset() -> None:
    """Throw away everything in this demonstration and start anew. Keys and settings stay."""
    require_demo()
    claim = OnlyOne(VAR, 0)
    try:
        empty()
        with database():
            load_demo(say)
    finally:
        claim.release()
    show("The demonstration is as on its first day.")


def empty() -> None:
    """Drop the database, the attachments and the files of the night."""
    server = ensure_running(VAR, say=say)
    prepare(server)
    drop = 'DROP DATABASE :"database" WITH (FORCE);'
    server.sql(drop, login=server.owner, database="postgres", values={"database": server.database})
    for folder in ("attachments", "trail", "lake"):
        shutil.rmtree(VAR / folder, ignore_errors=True)


def require_demo() -> None:
    """Refuse to touch real data."""
    if not DEMO:
        raise Problem("This is not a demonstration: real keys or a real database are set. Nothing was changed.")
