"""`slrt states`: write the diagrams of the transition tables. No database is needed."""

from pathlib import Path
from typing import Annotated

import typer

from slrt.domain.workflow.case import CASE
from slrt.domain.workflow.change import CHANGE
from slrt.domain.workflow.diagram import page
from slrt.domain.workflow.referral import REFERRAL
from slrt.domain.workflow.version import VERSION

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "states"
MACHINES = (CASE, REFERRAL, VERSION, CHANGE)


def states(
    folder: Annotated[Path, typer.Option("--folder", help="Where to write.", show_default=False)] = FOLDER,
) -> None:
    """Write one page for each transition table; the build compares them with the tables."""
    folder.mkdir(parents=True, exist_ok=True)
    for machine in MACHINES:
        place = folder / f"{machine.name}.md"
        place.write_text(page(machine), encoding="utf-8")
        typer.echo(str(place))
