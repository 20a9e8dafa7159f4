"""Deadlines as a page shows them: the moment, how urgent, how many working days, how much of the time is gone."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from slrt.domain import areas, clock
from slrt.domain.clock import WorkingCalendar
from slrt.domain.workflow.deadlines import Urgency, part_used, urgency, working_days_left
from slrt.reads import areas as area_reads
from slrt.store.cases.models import Referral


@dataclass(frozen=True)
class Due:
    """A running deadline. `part` is how much of the time is gone, 0 to 100; None where its start is not known."""

    at: datetime
    urgency: Urgency
    working_days: int
    hours: int
    is_today: bool
    zone: str
    part: int | None = None


@dataclass(frozen=True, kw_only=True)
class Clockface:
    """One of a referral's two clocks: `accept` or `finish`. Done: `done_at`. Not begun: neither `due` nor `done_at`."""

    kind: str
    promised: datetime | None = None
    due: Due | None = None
    done_at: datetime | None = None
    days_early: int = 0
    zone: str = clock.WIB

    @property
    def css(self) -> str:
        if self.done_at is not None:
            return "clock-done" if self.days_early >= 0 else "clock-done clock-late"
        if self.due is None:
            return "clock-wait"
        return {Urgency.LATE: "clock-late", Urgency.SOON: "clock-soon", Urgency.CALM: ""}[self.due.urgency]

    @property
    def part(self) -> int:
        if self.done_at is not None:
            return 100
        return (self.due.part or 0) if self.due else 0


class Calendars:
    """Working calendars for one page: asked once for each kabupaten."""

    def __init__(self) -> None:
        self._known: dict[str, WorkingCalendar] = {}

    def of(self, area_code: str) -> WorkingCalendar:
        key = areas.regency(area_code)
        if key not in self._known:
            self._known[key] = area_reads.calendar(key)
        return self._known[key]

    def today(self, area_code: str) -> date:
        return clock.today(self.of(area_code).zone)

    def due(self, at: datetime | None, area_code: str, start: datetime | None = None) -> Due | None:
        """The deadline in words' raw material; None when nothing is awaited."""
        if at is None:
            return None
        calendar, now = self.of(area_code), clock.now()
        zone = ZoneInfo(calendar.zone)
        return Due(
            at=at,
            urgency=urgency(at, now, calendar, start),
            working_days=working_days_left(at, now, calendar),
            hours=int((at - now).total_seconds() // 3600),
            is_today=at.astimezone(zone).date() == now.astimezone(zone).date(),
            zone=calendar.zone,
            part=None if start is None else round(part_used(start, at, now) * 100),
        )

    def early(self, promised: datetime | None, done: datetime, area_code: str) -> int:
        """Working days between doing and the promise; negative when it was late."""
        if promised is None:
            return 0
        return working_days_left(promised, done, self.of(area_code))


def clockfaces(referral: Referral, calendars: Calendars) -> tuple[Clockface, Clockface]:
    """Accept by, finish by."""
    return (_accept(referral, calendars), _finish(referral, calendars))


def _accept(referral: Referral, calendars: Calendars) -> Clockface:
    area, promised = referral.area_code, referral.accept_by
    done = referral.accepted_at or referral.closed_at
    zone = calendars.of(area).zone
    if done is not None:
        early = calendars.early(promised, done, area)
        return Clockface(kind="accept", promised=promised, done_at=done, days_early=early, zone=zone)
    due = calendars.due(promised, area, referral.sent_at)
    return Clockface(kind="accept", promised=promised, due=due, zone=zone)


def _finish(referral: Referral, calendars: Calendars) -> Clockface:
    area, promised = referral.area_code, referral.finish_by
    zone = calendars.of(area).zone
    if promised is not None and referral.closed_at is not None:
        early = calendars.early(promised, referral.closed_at, area)
        return Clockface(kind="finish", promised=promised, done_at=referral.closed_at, days_early=early, zone=zone)
    due = calendars.due(promised, area, referral.accepted_at)
    return Clockface(kind="finish", promised=promised, due=due, zone=zone)
