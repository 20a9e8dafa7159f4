"""Whose turn it is, as conditions: my queue, what is late, what waits on others. One meaning for lists and figures."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from slrt.domain import clock
from slrt.domain.access import Actor, Permission
from slrt.domain.workflow.case import CASE, ENDED, OPEN, WITH_PROVIDERS
from slrt.domain.workflow.machine import Owner
from slrt.reads import areas

OFFICE_TURN = tuple(
    code for code, state in CASE.states.items() if state.owner is Owner.OFFICE or code == "needs_repair"
)
WEEK = timedelta(days=7)
RECENTLY = timedelta(days=30)

VIEWS = (
    "queue",
    "overdue",
    "today",
    "week",
    "waiting",
    "confirm",
    "open",
    "mine",
    "ended",
    "late",
    "ended_lately",
    "information_only",
)
"""Named lists of cases; each is one of `conditions`."""


def mine(actor: Actor) -> Q:
    """Cases whose next office step is this actor's: held, or free for a handler; at a counter, to be confirmed."""
    if Permission.CASE_HANDLE in actor.permissions:
        return Q(state__in=OFFICE_TURN) & (Q(holder_id=actor.user_id) | Q(holder__isnull=True))
    if Permission.CASE_OPEN in actor.permissions:
        return Q(state="awaiting_confirmation") | Q(state="needs_repair", opened_by_id=actor.user_id)
    return Q(state__in=OFFICE_TURN)


def conditions(actor: Actor) -> dict[str, Q]:
    """The condition of each named list, as of now."""
    bounds = today(actor)
    now, tonight = bounds.now, bounds.tonight
    lately = Q(closed_at__gt=now - RECENTLY)
    return {
        "queue": mine(actor),
        "overdue": mine(actor) & Q(due_at__lt=now),
        "today": mine(actor) & Q(due_at__gte=now, due_at__lte=tonight),
        "week": mine(actor) & Q(due_at__gt=tonight, due_at__lte=tonight + WEEK),
        "waiting": Q(state__in=WITH_PROVIDERS),
        "confirm": Q(state="awaiting_confirmation"),
        "open": Q(state__in=OPEN),
        "mine": Q(opened_by_id=actor.user_id) | Q(holder_id=actor.user_id),
        "ended": Q(state__in=ENDED),
        "late": Q(state__in=OPEN, due_at__lt=now),
        "ended_lately": lately,
        "information_only": lately & Q(settlement="information_only"),
    }


@dataclass(frozen=True)
class Today:
    """This moment, the midnight that ends today, and the one that began Monday, where the actor works; in UTC."""

    now: datetime
    tonight: datetime
    monday: datetime


def today(actor: Actor) -> Today:
    """The bounds of today for this actor: one query for the zone."""
    zone = ZoneInfo(areas.zone(actor.area_code))
    now = clock.now()
    day = now.astimezone(zone).date()

    def midnight(which: date) -> datetime:
        return datetime.combine(which, time(), tzinfo=zone).astimezone(UTC)

    return Today(now, midnight(day + timedelta(days=1)), midnight(day - timedelta(days=day.weekday())))
