"""`slrt synth`: a snapshot of invented families. No database is needed."""

from typing import Annotated

import typer

from slrt.config.cli.output import progress
from slrt.config.cli.snapshot import Area, AsJson, Day, Out, area_code, can_be_stopped, day_of, tell
from slrt.config.environment import ROOT
from slrt.domain import areas, clock
from slrt.lake.synth import Order, synthesise
from slrt.lake.synth.places import villages_of

AREAS = ROOT / "data" / "areas"
MOST = 200_000_000
"""Families: twice those of the country."""


def synth(
    out: Out,
    families: Annotated[int, typer.Option(min=1, max=MOST, help="How many families.")] = 100_000,
    area: Area = areas.NATION,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same families.")] = 1,
    on: Day = "",
    as_json: AsJson = False,
) -> None:
    """Make a snapshot of invented families: no names, no numbers of people, the population of the demonstration.

    The same families, area, seed and day make the same files. A run that broke off goes on when it is repeated.
    """
    order = Order(families, area_code(area), seed, day_of(out, on))
    villages = villages_of(AREAS, order.area)
    if not villages:
        raise typer.BadParameter(f"there is no village in {area}", param_hint="--area")
    with can_be_stopped(), progress("Families") as done:
        made = synthesise(out, order, villages, clock.now(), lambda count: done(count, families))
    tell(made, out, as_json=as_json)
