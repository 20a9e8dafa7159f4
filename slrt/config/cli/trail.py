"""`slrt trail verify`."""

from dataclasses import asdict
from typing import Annotated

import typer

from slrt.config.cli.database import database
from slrt.config.cli.output import show, show_json, show_table
from slrt.domain import areas
from slrt.services.trail import Report
from slrt.services.trail import verify as walk

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The trail of who did what.")


@app.callback()
def trail() -> None:
    """The trail: who did what to which record, in one hash chain per kabupaten/kota."""


@app.command()
def verify(
    area: Annotated[str, typer.Option(help="Only the chains of this area (a code such as 19.06).")] = areas.NATION,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Walk the chains and tell every event that was altered, deleted, moved or cut off since it was linked.

    Exit code 1 when anything is wrong.
    """
    with database():
        report = walk(area)
    if as_json:
        words = [asdict(one) | {"message_id": one.message_id, "message_en": one.message_en} for one in report.found]
        show_json(asdict(report) | {"whole": report.is_whole, "found": words})
    else:
        tell(report)
    raise typer.Exit(0 if report.is_whole else 1)


def tell(report: Report) -> None:
    """The report for people."""
    waiting = f", {report.waiting} events wait to be linked" if report.waiting else ""
    show(f"{report.chains} chains with {report.links} links walked{waiting}.")
    if report.is_whole:
        show("The trail is whole.")
        return
    rows = [
        (one.chain, place(one.seq, one.last), one.kind, f"{one.message_id}\n{one.message_en}") for one in report.found
    ]
    show_table(("Chain", "Place", "What", "Meaning"), rows, title=f"{len(rows)} things are wrong")


def place(first: int, last: int | None) -> str:
    """One place in a chain, or several."""
    return str(first) if last in (None, first) else f"{first}-{last}"
