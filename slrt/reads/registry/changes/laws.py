"""The chains in force in an area: its own, those of the areas above it, and the nation's defaults."""

from dataclasses import dataclass

from slrt.domain import areas
from slrt.domain.access import Actor
from slrt.domain.registry.chains import DEFAULTS, EVERY_KIND
from slrt.domain.registry.kinds import label
from slrt.domain.rules.facts import Bilingual
from slrt.store.registry.models import Chain

ALL_KINDS = Bilingual("Semua jenis lain", "All other kinds")


@dataclass(frozen=True, kw_only=True)
class ChainLine:
    """One chain as it applies in the actor's area. `own` when the area set it itself."""

    route: str
    kind: str
    kind_words: Bilingual
    stations: tuple[str, ...]
    lapse_days: int | None
    source: str
    area_code: str
    own: bool
    confidence: str = "confirmed"


def chains_of(actor: Actor) -> tuple[ChainLine, ...]:
    """The chain of each route and kind that is named anywhere on the way up from the actor's area."""
    above = [areas.NATION, *areas.ancestors(actor.area_code)]
    found: dict[tuple[str, str], ChainLine] = {}
    for default in DEFAULTS:
        found[default.route, default.kind] = ChainLine(
            route=default.route,
            kind=default.kind,
            kind_words=_words(default.kind),
            stations=default.stations,
            lapse_days=default.lapse_days,
            source=default.source,
            area_code=areas.NATION,
            own=False,
            confidence=default.confidence,
        )
    rows = Chain.objects.filter(area_code__in=above)
    for row in sorted(rows, key=lambda each: areas.level(each.area_code)):
        found[row.route, row.kind] = ChainLine(
            route=row.route,
            kind=row.kind,
            kind_words=_words(row.kind),
            stations=tuple(row.stations),
            lapse_days=row.lapse_days,
            source=row.source,
            area_code=row.area_code,
            own=row.area_code == actor.area_code,
        )
    return tuple(sorted(found.values(), key=lambda line: (line.route, line.kind == EVERY_KIND, line.kind)))


def _words(kind: str) -> Bilingual:
    return ALL_KINDS if kind == EVERY_KIND else Bilingual(*label(kind))
