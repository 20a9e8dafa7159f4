"""Which stations a change must pass: the defaults of the nation, and how an area's own rows come before them."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from slrt.domain import areas
from slrt.domain.problems import Problem, Refused
from slrt.domain.workflow.change import REACHED_BY, STATIONS

ROUTES = ("direct", "import", "proposal", "objection")
EVERY_KIND = "*"
LONGEST_LAPSE_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class Chain:
    """The stations of one route and kind, in order; `lapse_days` after submission an unverified change lapses."""

    route: str
    kind: str
    stations: tuple[str, ...]
    source: str
    area_code: str = areas.NATION
    lapse_days: int | None = None
    confidence: str = "confirmed"

    def lapses_at(self, submitted: datetime) -> datetime | None:
        return None if self.lapse_days is None else submitted + timedelta(days=self.lapse_days)


def chain_for(route: str, kind: str, area_code: str, local: Iterable[Chain] = ()) -> Chain:
    """The chain of a change there: the nearest area's, and within an area the kind's own before the one for all."""
    fitting = [
        chain
        for chain in (*local, *DEFAULTS)
        if chain.route == route and chain.kind in (kind, EVERY_KIND) and areas.contains(chain.area_code, area_code)
    ]
    return max(fitting, key=lambda chain: (areas.level(chain.area_code), chain.kind != EVERY_KIND))


def next_verb(state: str, stations: Sequence[str]) -> str:
    """The verb that takes a change from `state` to its next station, or `apply` when it has passed the last."""
    passed = -1 if state == "submitted" else STATIONS.index(state)
    for station in stations:
        if STATIONS.index(station) > passed:
            return REACHED_BY[station]
    return "apply"


def checked_stations(stations: Sequence[str]) -> tuple[str, ...]:
    """The stations, if they are known ones in the order of the law. Raises Refused."""
    known = [station for station in STATIONS if station in stations]
    if list(stations) != known:
        raise Refused(
            Problem(
                "bad_stations",
                "Tahap harus dari daftar dan berurutan: berkas, lapangan, musdes, verifikator, kepala dinas.",
                "Stations must be from the list and in order: papers, field, village, verifier, head of agency.",
                "stations",
            )
        )
    return tuple(known)


def checked_lapse(days: int | None) -> int | None:
    """The number of days, if it is one that makes sense. Raises Refused."""
    if days is not None and not 1 <= days <= LONGEST_LAPSE_DAYS:
        raise Refused(
            Problem(
                "bad_lapse",
                f"Batas waktu 1 sampai {LONGEST_LAPSE_DAYS} hari, atau kosongkan.",
                f"The limit is 1 to {LONGEST_LAPSE_DAYS} days, or empty.",
                "lapse_days",
            )
        )
    return days


def _load() -> tuple[Chain, ...]:
    rows = tomllib.loads(Path(__file__).with_name("chains.toml").read_text(encoding="utf-8"))["chain"]
    return tuple(Chain(**{**row, "stations": tuple(row["stations"])}) for row in rows)


DEFAULTS = _load()
