"""The local law of chains: which stations an area's changes pass, and setting it."""

from collections.abc import Sequence

from slrt.domain import access, areas, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.problems import Problem, Refused
from slrt.domain.registry import chains
from slrt.domain.registry.kinds import KINDS
from slrt.services.trail.record import Subject, record
from slrt.store.registry.models import Chain
from slrt.store.walls.context import acting


def can_set_chain(actor: Actor, area_code: str | None = None) -> bool:
    """Whether the screen offers setting chains."""
    return access.can(actor, Permission.CHAIN_EDIT, area_code)


def check_set_chain(actor: Actor, area_code: str) -> None:
    """Raise Denied unless the actor may set the chains of this area."""
    access.check(actor, Permission.CHAIN_EDIT, area_code)


def chain_of(route: str, kind: str, area_code: str) -> chains.Chain:
    """The chain of such a change there: the nearest area's own rows, else the nation's."""
    rows = Chain.objects.filter(area_code__in=[areas.NATION, *areas.ancestors(area_code)], route=route)
    local = [
        chains.Chain(
            route=row.route,
            kind=row.kind,
            stations=tuple(row.stations),
            source=row.source,
            area_code=row.area_code,
            lapse_days=row.lapse_days,
        )
        for row in rows
    ]
    return chains.chain_for(route, kind, area_code, local)


def set_chain(  # noqa: PLR0913 - who, where, what for, and the three things a chain says
    actor: Actor,
    *,
    area_code: str,
    route: str,
    kind: str,
    stations: Sequence[str],
    source: str,
    lapse_days: int | None = None,
) -> None:
    """Set the chain of a route and kind in an area; changes on their way keep the one they were submitted under.

    Raises Denied, and Refused for an unknown route, kind or station, or without the regulation it rests on.
    """
    with acting(actor):
        check_set_chain(actor, area_code)
        if route not in chains.ROUTES or kind not in (chains.EVERY_KIND, *KINDS):
            raise Refused(
                Problem("not_a_choice", "Pilih salah satu dari daftar.", "Choose one from the list.", "route")
            )
        if not source.strip():
            raise Refused(Problem("missing", "Sebutkan dasar aturannya.", "Name the rule it rests on.", "source"))
        checked = chains.checked_stations(stations)
        values = {"stations": list(checked), "lapse_days": chains.checked_lapse(lapse_days), "source": source.strip()}
        row, _ = Chain.objects.update_or_create(
            area_code=area_code,
            route=route,
            kind=kind,
            defaults={**values, "by_id": actor.user_id, "at": clock.now()},
            create_defaults={"id": uuid7(), **values, "by_id": actor.user_id, "at": clock.now()},
        )
        record(actor, "chain.set", Subject("chain", row.id, area_code), after={"route": route, "kind": kind, **values})


def check_direct(area_code: str, kind: str) -> None:
    """Raise Refused where local law wants even an officer's own change to go by a chain."""
    if chain_of("direct", kind, area_code).stations:
        raise Refused(
            Problem(
                "goes_by_chain",
                "Di wilayah ini perubahan data harus lewat usulan. Simpan sebagai usulan.",
                "In this area changes go by a proposal. Save it as a proposal.",
            )
        )
