"""The local calendar of the register: the dates of each month, what comes next, and whether to remind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from slrt.domain import areas, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.registry import calendar
from slrt.domain.registry.calendar import Coming
from slrt.reads import areas as area_reads
from slrt.reads.registry.meetings import undecided
from slrt.store.areas.models import RegisterDates

MONTHS_SHOWN = 6
MONTHS_AHEAD = 4
"""So many months hold at least one date of each kind: what is published comes once a quarter."""


@dataclass(frozen=True)
class Month:
    """The dates of one month. `place` is the area that set them, "" for the defaults; `revision` 0 without own ones."""

    dates: calendar.RegisterDates
    place: str
    revision: int


@dataclass(frozen=True)
class Reminder:
    """The cut-off is near: on which day, how many days are left, and how many proposals no meeting has decided."""

    on: date
    days: int
    count: int


def months(area_code: str, first: str, count: int = MONTHS_SHOWN) -> tuple[Month, ...]:
    """The dates that hold in an area in `count` months from `first` (YYYY-MM) on."""
    wanted = calendar.following(first, count)
    rows = _rows(area_code, wanted)
    local = [_plain(row) for row in rows]
    own = {row.period: row.revision for row in rows if row.area_code == area_code}
    held = [calendar.dates_for(period, area_code, local) for period in wanted]
    called = area_reads.names({row.area_code for row in rows})
    set_there = {(row.area_code, row.period) for row in rows}
    return tuple(
        Month(
            dates,
            called.get(dates.area_code, "") if (dates.area_code, dates.period) in set_there else "",
            own.get(dates.period, 0),
        )
        for dates in held
    )


def today_in(area_code: str) -> date:
    """The present day in the area's own time zone."""
    return clock.today(area_reads.zone(area_code))


def next_dates(area_code: str) -> tuple[Coming, ...]:
    """The next date of each kind there, soonest first."""
    today = today_in(area_code)
    held = [month.dates for month in months(area_code, calendar.period_of(today), MONTHS_AHEAD)]
    found: dict[str, Coming] = {}
    for each in calendar.coming(held, today):
        found.setdefault(each.kind, each)
    return tuple(found.values())


def reminder(actor: Actor) -> Reminder | None:
    """What to remind this person of today; None while the cut-off is far, nothing waits, or it is not their work."""
    if Permission.CHANGE_PROPOSE not in actor.permissions:
        return None
    area_code = areas.regency(actor.area_code)
    today = today_in(area_code)
    dates = months(area_code, calendar.period_of(today), 1)[0].dates
    days = calendar.days_to_cut_off(dates, today)
    count = undecided(actor) if days is not None else 0
    return Reminder(dates.cut_off_on, days, count) if days is not None and count else None


def _rows(area_code: str, periods: Iterable[str]) -> list[RegisterDates]:
    around = (areas.NATION, *areas.ancestors(area_code))
    return list(RegisterDates.objects.filter(area_code__in=around, period__in=list(periods)))


def _plain(row: RegisterDates) -> calendar.RegisterDates:
    return calendar.RegisterDates(
        period=row.period,
        meeting_from=row.meeting_from,
        meeting_until=row.meeting_until,
        cut_off_on=row.cut_off_on,
        extraction_on=row.extraction_on,
        publication_on=row.publication_on,
        source=row.source,
        area_code=row.area_code,
        confirmed=True,
    )
