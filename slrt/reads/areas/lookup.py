"""Questions by code: names, paths, zones, working calendars."""

from collections.abc import Iterable
from datetime import time
from functools import cache

from slrt.domain import areas
from slrt.domain.clock import WIB, WorkingCalendar
from slrt.domain.identity import KnownAreas
from slrt.domain.problems import NotFound
from slrt.store.areas.models import Area, Calendar, Holiday

NATION_NAME = "Indonesia"
CLOSES_AT = time(16, 0)
"""Close of business where no local calendar says otherwise (Perpres 21/2023: 37.5 hours a week, until 16.00)."""


def name(code: str) -> str:
    """The name of one area; raises NotFound for a code that never was."""
    return path_names(code)[-1]


def names(codes: Iterable[str]) -> dict[str, str]:
    """Names by code; codes that never were are left out."""
    wanted = set(codes)
    found = dict(Area.objects.filter(code__in=wanted).values_list("code", "name"))
    if areas.NATION in wanted:
        found[areas.NATION] = NATION_NAME
    return found


def path_names(code: str) -> tuple[str, ...]:
    """Names from the province down to `code` itself; raises NotFound for a code that never was."""
    if code == areas.NATION:
        return (NATION_NAME,)
    found = names(areas.ancestors(code))
    if code not in found:
        raise NotFound(f"no area {code}")
    return tuple(found[above] for above in areas.ancestors(code) if above in found)


def exists(code: str) -> bool:
    """Whether the code is in force today (the nation is)."""
    return code == areas.NATION or Area.objects.filter(code=code, valid_until__isnull=True).exists()


def zone(code: str) -> str:
    """The time zone of an area (IANA name); the nation keeps WIB. Raises NotFound for a code that never was."""
    if code == areas.NATION:
        return WIB
    found = Area.objects.filter(code=code).values_list("time_zone", flat=True).first()
    if found is None:
        raise NotFound(f"no area {code}")
    return found


def calendar(code: str) -> WorkingCalendar:
    """Working days and close of business: national holidays, those of every area around `code`, and its zone."""
    around = (areas.NATION, *areas.ancestors(code))
    days = Holiday.objects.filter(area_code__in=around).values_list("day", flat=True)
    closing = dict(Calendar.objects.filter(area_code__in=around).values_list("area_code", "closes_at"))
    closes_at = next((closing[area] for area in reversed(around) if area in closing), CLOSES_AT)
    return WorkingCalendar(frozenset(days), zone(code), closes_at)


@cache
def known_codes() -> KnownAreas:
    """All codes down to the kecamatan, ended ones too: a NIK keeps the code of the place that issued it.

    Read once per process; loading areas forgets it.
    """
    codes = Area.objects.filter(level__lte=areas.DISTRICT).values_list("code", flat=True)
    return KnownAreas.from_codes(codes)
