"""Time: now, working days and deadlines.

Times are UTC; days are days of an area's own zone (WIB, WITA, WIT). Every room asks this module for the time, so a
test or the demo loader can put the whole product on another day with `at`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WIB = "Asia/Jakarta"
WITA = "Asia/Makassar"
WIT = "Asia/Jayapura"

SATURDAY = 5

_pinned: ContextVar[datetime | None] = ContextVar("pinned", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _pinned.get() or datetime.now(UTC)


def today(zone: str = WIB) -> date:
    """The present day in `zone` (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware) inside the block; nests."""
    if moment.tzinfo is None:
        raise ValueError("the clock needs a moment with a zone")
    token = _pinned.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _pinned.reset(token)


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days count: Monday to Friday, less the holidays in force for one area."""

    holidays: frozenset[date] = frozenset()
    zone: str = WIB
    closes_at: time = time(16, 0)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.holidays

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (`count` >= 0; 0 gives `day` or the next working day)."""
        if count < 0:
            raise ValueError("working days are counted forward")
        while count > 0 or not self.is_working_day(day):
            day += timedelta(days=1)
            if self.is_working_day(day) and count > 0:
                count -= 1
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=step)) for step in range(1, days + 1))

    def deadline(self, start: datetime, working_days: int) -> datetime:
        """The close of business of the `working_days`-th working day after `start`, in UTC."""
        zone = ZoneInfo(self.zone)
        day = self.add_working_days(start.astimezone(zone).date(), working_days)
        return datetime.combine(day, self.closes_at, tzinfo=zone).astimezone(UTC)
