"""`slrt areas find`."""

from dataclasses import asdict
from typing import Annotated

import typer

from slrt.config.cli.database import database
from slrt.config.cli.output import show, show_json, show_table
from slrt.reads.areas import find as find_areas

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Province, kabupaten/kota, kecamatan, desa/kelurahan."
)


@app.callback()
def areas() -> None:
    """Province, kabupaten/kota, kecamatan, desa/kelurahan by their Kemendagri codes."""


@app.command()
def find(
    text: Annotated[list[str], typer.Argument(help="A name, roughly spelt, or a code.", show_default=False)],
    within: Annotated[str, typer.Option(help="Only inside the area with this code.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many at most.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Find areas whose name resembles TEXT: slrt areas find belitng timur.

    TEXT may name a kind (kec. manggar) or an area around it (lalang manggar). Exit code 1 when nothing is found.
    """
    with database():
        found = find_areas(" ".join(text), within=within, limit=limit)
    if as_json:
        show_json([asdict(one) for one in found])
    elif found:
        show_table(("Code", "Kind", "Name", "In"), [(one.code, one.kind, one.name, place(one.path)) for one in found])
    else:
        show("No area resembles that. Try fewer or other words.")
    raise typer.Exit(0 if found else 1)


def place(path: tuple[str, ...]) -> str:
    """The areas around one, smallest first."""
    return ", ".join(reversed(path[:-1]))
