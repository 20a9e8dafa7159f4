"""`slrt trail verify`."""

from typing import Annotated

import typer

from slrt.config.cli.database import database
from slrt.config.cli.output import show, show_json, show_table
from slrt.domain import areas as codes
from slrt.domain.problems import NotFound
from slrt.services import trail

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The chains of events.")


@app.callback()
def main() -> None:
    """The chains of events."""


@app.command()
def verify(
    area: Annotated[str, typer.Option(help="Only the chains of this area code.")] = codes.NATION,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output, and nothing else.")] = False,
) -> None:
    """Walk every chain: altered, deleted, reordered or cut events.

    Exits with 1 when something is wrong or an area has no chain to walk, with 2 for an area that never was.
    """
    try:
        codes.parse(area)
        with database():
            report = trail.verify(area)
    except (codes.BadAreaCode, NotFound) as bad:
        raise typer.BadParameter(str(bad), param_hint="--area") from bad
    if as_json:
        show_json(_as_json(report))
    else:
        _tell(report)
    if not report.is_whole:
        raise typer.Exit(1)


def _tell(report: trail.Report) -> None:
    show(f"{report.chains} chains, {report.links} events walked; {report.waiting} wait to be linked.")
    if report.is_whole and not report.chains:
        show("Nothing has been recorded yet. Belum ada yang tercatat.")
        return
    if report.is_whole:
        show("The trail is whole. Jejak kerja utuh.")
        return
    columns = ("Chain", "Number", "Event", "What is wrong", "Apa yang salah")
    show_table(columns, [(f.chain, _places(f), f.event_id or "", f.message_en, f.message_id) for f in report.found])


def _places(found: trail.Found) -> str:
    return f"{found.seq}-{found.last}" if found.last and found.last != found.seq else str(found.seq)


def _as_json(report: trail.Report) -> dict[str, object]:
    return {
        "area": report.area_code,
        "whole": report.is_whole,
        "chains": report.chains,
        "events": report.links,
        "waiting": report.waiting,
        "found": [
            {
                "chain": one.chain,
                "seq": one.seq,
                "last": one.last,
                "event": one.event_id,
                "kind": one.kind,
                "message_id": one.message_id,
                "message_en": one.message_en,
            }
            for one in report.found
        ],
    }
