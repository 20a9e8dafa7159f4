"""`slrt dedupe`: find people who may have been entered twice, and put the pairs into the queue at the desk."""

from dataclasses import asdict
from typing import Annotated

import typer

from slrt.config.cli.database import database
from slrt.config.cli.output import say, show, show_json
from slrt.config.problem import Problem
from slrt.domain import access, areas
from slrt.lake.duplicates.scoring import THRESHOLD
from slrt.reads import accounts
from slrt.services.registry.duplicates import find_duplicates


def dedupe(
    as_user: Annotated[str, typer.Option("--as", metavar="USER", help="Who looks, by username.", show_default=False)],
    area: Annotated[
        str, typer.Option(help="Only people inside this area code; the user's own area when left out.")
    ] = "",
    threshold: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Least likelihood from which two people are shown.")
    ] = THRESHOLD,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count only; write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
) -> None:
    """Compare the people of an area. Can be repeated at any time: pairs that are known or decided stay as they are."""
    with database():
        actor = accounts.actor_named(as_user)
        if actor is None:
            raise Problem(f"There is no active user {as_user!r} with a post in force.")
        try:
            place = areas.parse(area or actor.area_code)
            say(f"Comparing people of {place} ...")
            found = find_duplicates(actor, place, threshold=threshold, keep=not dry_run)
        except areas.BadAreaCode as bad:
            raise typer.BadParameter(str(bad), param_hint="--area") from bad
        except access.Denied as denied:
            raise Problem(f"{as_user} may not do this: {denied}") from denied
    if as_json:
        show_json(asdict(found) | {"written": not dry_run})
        return
    show(f"{found.people:,} people compared; {found.pairs:,} likely pairs, {found.new:,} of them new.")
    say("Nothing was written." if dry_run else "Pairs wait for review at /duplicates; nobody was merged.")
