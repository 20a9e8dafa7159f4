"""The receiver's inbox: referrals of one organisation in named views, with counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case as When_
from django.db.models import Count, F, Q, QuerySet, When

from slrt.domain import areas, clock
from slrt.domain.access import Actor
from slrt.domain.workflow.machine import State
from slrt.domain.workflow.referral import OPEN, REFERRAL
from slrt.reads import areas as area_reads
from slrt.reads.cases.dues import Calendars, Due
from slrt.reads.cases.queue import today
from slrt.store.cases.models import Referral

PAGE_SIZE = 20
VIEWS = ("open", "new", "today", "overdue", "work", "done")


@dataclass(frozen=True, kw_only=True)
class InboxFilter:
    """What the inbox is narrowed to; empty means everything."""

    view: str = "open"
    sector: str = ""
    area_code: str = ""


@dataclass(frozen=True, kw_only=True)
class InboxLine:
    """One referral in the inbox. `age` since it was sent."""

    id: UUID
    ticket: str
    title: str
    who: str
    area_name: str
    sender: str
    age: timedelta
    due: Due | None
    state: State
    priority: str
    version: int


@dataclass(frozen=True, kw_only=True)
class Inbox:
    """One page of the inbox: the counts of all views, the kecamatan and sectors to filter by, the lines."""

    view: str
    counts: dict[str, int]
    lines: "Page[InboxLine]"
    sectors: tuple[str, ...]
    districts: tuple[tuple[str, str], ...]


def inbox(actor: Actor, wanted: InboxFilter, page: int = 1) -> Inbox:
    """The referrals the actor's organisation received, nearest deadline first."""
    view = wanted.view if wanted.view in VIEWS else "open"
    received = _received(actor)
    found = _narrowed(received, wanted).filter(_conditions(actor)[view]).select_related("sent_by")
    order = ["-closed_at", "id"] if view == "done" else [F("due").asc(nulls_last=True), "id"]
    pages: Paginator[Any] = Paginator(found.order_by(*order), PAGE_SIZE)
    shown = pages.get_page(page)
    shown.object_list = _lines(list(shown.object_list))
    sectors, districts = _choices(received)
    return Inbox(view=view, counts=inbox_counts(actor), lines=shown, sectors=sectors, districts=districts)


def inbox_counts(actor: Actor) -> dict[str, int]:
    """How many referrals stand in each view: one query."""
    counted: dict[str, Any] = {view: Count("id", filter=wanted) for view, wanted in _conditions(actor).items()}
    return _received(actor).aggregate(**counted)


def _received(actor: Actor) -> QuerySet[Referral]:
    if actor.organisation_id is None:
        return Referral.objects.none()
    due = When_(When(state="sent", then=F("accept_by")), default=F("finish_by"))
    return Referral.objects.visible_to(actor).filter(organisation_id=actor.organisation_id).annotate(due=due)


def _conditions(actor: Actor) -> dict[str, Q]:
    bounds = today(actor)
    running = Q(state__in=OPEN)
    return {
        "open": running,
        "new": Q(state="sent"),
        "today": running & Q(due__gte=bounds.now, due__lte=bounds.tonight),
        "overdue": running & Q(due__lt=bounds.now),
        "work": Q(state__in=("accepted", "in_service")),
        "done": Q(closed_at__gte=bounds.monday),
    }


def _narrowed(found: QuerySet[Referral], wanted: InboxFilter) -> QuerySet[Referral]:
    if wanted.sector:
        found = found.filter(packet__sector=wanted.sector)
    if wanted.area_code:
        bounds = areas.bounds(wanted.area_code)
        found = found.filter(area_code__gte=bounds.lo, area_code__lt=bounds.hi)
    return found


def _choices(received: QuerySet[Referral]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    rows = received.filter(state__in=OPEN).values_list("packet__sector", "area_code").distinct()
    sectors = {sector for sector, _ in rows if sector}
    districts = {code[:8] for _, code in rows if areas.level(code) >= areas.DISTRICT}
    named = area_reads.names(districts)
    return tuple(sorted(sectors)), tuple(sorted(named.items(), key=lambda pair: pair[1]))


def _lines(rows: list[Referral]) -> list[InboxLine]:
    calendars, now = Calendars(), clock.now()
    return [_line(row, calendars, now) for row in rows]


def _line(row: Referral, calendars: Calendars, now: datetime) -> InboxLine:
    packet = row.packet
    start = row.sent_at if row.state == "sent" else row.accepted_at
    running = row.due if row.closed_at is None else None  # type: ignore[attr-defined]
    person = packet["person"]
    return InboxLine(
        id=row.id,
        ticket=row.ticket,
        title=packet["title"],
        who=person["name"] if person else packet["reporter"]["name"],
        area_name=packet["area"]["path"][-1],
        sender=row.sent_by.name if row.sent_by else "",
        age=now - (row.sent_at or now),
        due=calendars.due(running, row.area_code, start),
        state=REFERRAL.states[row.state],
        priority=packet["priority"],
        version=row.version,
    )
