"""`slrt migrate`."""

import typer

from slrt.config.cli.database import database
from slrt.config.cli.output import show

app = typer.Typer(add_completion=False)


@app.command()
def migrate() -> None:
    """Bring tables, grants, area codes, holidays and programmes to what this release needs.

    Every other command does this by itself; run it alone after an update to see that it works. Safe to repeat.
    """
    with database() as server:
        show(f"The database {server.database} on {server.host}:{server.port} is up to date.")
