"""How long a state may last: promises as data, and the moment each ends on an area's calendar."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from slrt.domain.clock import WorkingCalendar

URGENT = "urgent"
AT_RISK = 0.75
"""From this part of its time on, a running promise is shown as at risk."""


@dataclass(frozen=True, kw_only=True)
class Promise:
    """Who acts in these states does so within `working_days`, or `urgent_hours` when the case is urgent."""

    machine: str
    kind: str
    states: tuple[str, ...]
    working_days: int
    confidence: str
    source: str
    urgent_hours: int | None = None

    def due(self, start: datetime, priority: str, calendar: WorkingCalendar) -> datetime:
        """The moment the promise that began at `start` is broken, in UTC."""
        if priority == URGENT and self.urgent_hours is not None:
            return start + timedelta(hours=self.urgent_hours)
        return calendar.deadline(start, self.working_days)


class Urgency(StrEnum):
    """How a deadline stands to now."""

    CALM = "calm"
    SOON = "soon"
    LATE = "late"


def _load() -> tuple[Promise, ...]:
    text = Path(__file__).with_name("deadlines.toml").read_text(encoding="utf-8")
    return tuple(Promise(**{**row, "states": tuple(row["states"])}) for row in tomllib.loads(text)["promise"])


PROMISES = _load()
_BY_STATE = {(promise.machine, state): promise for promise in PROMISES for state in promise.states}


def promise(machine: str, state: str) -> Promise | None:
    """The promise that runs in this state; None where a referral's clocks speak for the case, or nothing is awaited."""
    return _BY_STATE.get((machine, state))


def part_used(start: datetime, due: datetime, now: datetime) -> float:
    """How much of the time is gone, 0 to 1."""
    whole = (due - start).total_seconds()
    if whole <= 0:
        return 1.0
    return min(1.0, max(0.0, (now - start).total_seconds() / whole))


def urgency(due: datetime, now: datetime, calendar: WorkingCalendar, start: datetime | None = None) -> Urgency:
    """Late after the moment; soon on its last working day, or when three quarters of the time are gone."""
    if now > due:
        return Urgency.LATE
    zone_today = now.astimezone(ZoneInfo(calendar.zone)).date()
    if due.astimezone(ZoneInfo(calendar.zone)).date() <= zone_today:
        return Urgency.SOON
    if start is not None and part_used(start, due, now) >= AT_RISK:
        return Urgency.SOON
    return Urgency.CALM


def working_days_left(due: datetime, now: datetime, calendar: WorkingCalendar) -> int:
    """Working days from today to the day of the deadline; negative when it has passed."""
    zone = ZoneInfo(calendar.zone)
    return calendar.working_days_between(now.astimezone(zone).date(), due.astimezone(zone).date())
