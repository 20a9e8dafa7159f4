"""Figures of a match as the desk shows them, without a match."""

from datetime import date

from slrt.domain import areas, clock
from slrt.domain.access import system
from slrt.store.programmes.models import MatchFigure, MatchRun
from slrt.store.walls.context import acting


def figures(*places: str) -> None:
    """One family, eligible for PKH and not receiving it, in each of these areas; the first holds the others."""
    counts = {"families": 1, "eligible": 1, "not_eligible": 0, "unknown": 0, "enrolled": 0, "reached": 0}
    money = {"amount_low": 225_000, "amount_high": 600_000, "per": "month"}
    with acting(system()):
        run = MatchRun.objects.create(
            order_hash=places[0],
            area_code=places[0],
            kind="register",
            on=date(2026, 1, 1),
            engine="trial",
            families=1,
            computed_at=clock.now(),
            loaded_at=clock.now(),
        )
        for code in places:
            MatchFigure.objects.create(
                run=run, level=areas.level(code), area_code=code, programme_id="pkh", number="1", **counts, **money
            )
