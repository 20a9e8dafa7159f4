"""The queue of changes: those on their way in the actor's area, in named views, narrowed by the address."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet

from slrt.domain import areas, clock
from slrt.domain.access import Actor
from slrt.domain.registry.kinds import label
from slrt.domain.rules.facts import Bilingual
from slrt.domain.workflow.change import CHANGE
from slrt.domain.workflow.machine import State
from slrt.reads import areas as area_reads
from slrt.reads.registry.changes.waiting import TO_CENTRE, mine, next_station, on_the_way
from slrt.store.registry.models import Change

PAGE_SIZE = 25
SOON = timedelta(days=3)
"""A change that lapses within this time is shown as lapsing soon."""

VIEWS = (
    "mine",
    "all",
    "checked",
    "verified",
    "deliberated",
    "endorsed",
    "approved",
    "clashing",
    "returned",
    "lapsing",
    "sent",
    "own",
    "ended",
)
"""`mine` waits for the actor, `own` was proposed by them, `sent` waits for the centre; a station is what comes next."""


@dataclass(frozen=True, kw_only=True)
class QueueFilter:
    """What the queue is narrowed to; empty means everything. `days` is the least age in days since submission."""

    view: str = "mine"
    kind: str = ""
    route: str = ""
    area_code: str = ""
    text: str = ""
    days: int = 0


@dataclass(frozen=True, kw_only=True)
class QueueLine:
    """One change in the list. `waits_for` is the station it comes to next ("" for none), `age` since submission."""

    id: UUID
    title: str
    kind: Bilingual
    route: str
    programme: str
    state: State
    waits_for: str
    area_name: str
    by: str
    at: datetime
    age: timedelta
    lapses_at: datetime | None
    lapses_soon: bool
    revision: int


@dataclass(frozen=True, kw_only=True)
class Queue:
    """One page of the queue with the figure of each view."""

    view: str
    counts: dict[str, int]
    lines: "Page[QueueLine]"
    zone: str


def queue(actor: Actor, wanted: QueueFilter, page: int = 1) -> Queue:
    """The changes the actor sees, longest waiting first; ended ones newest first. At most six queries."""
    view = wanted.view if wanted.view in VIEWS else "mine"
    ended = view == "ended"
    found = _ended(actor) if ended else on_the_way(actor).filter(_conditions(actor)[view])
    order = ["-state_since", "-id"] if ended else [F("state_since").asc(nulls_last=True), "id"]
    pages: Paginator[Any] = Paginator(_narrowed(found, wanted).select_related("by").order_by(*order), PAGE_SIZE)
    shown = pages.get_page(page)
    rows: list[Any] = list(shown.object_list)
    names = area_reads.names({row.area_code for row in rows})
    now = clock.now()
    shown.object_list = [_line(row, names, now) for row in rows]
    return Queue(view=view, counts=_counts(actor, wanted), lines=shown, zone=area_reads.zone(actor.area_code))


def _counts(actor: Actor, wanted: QueueFilter) -> dict[str, int]:
    """How many changes stand in each view of what is on its way, narrowed alike: one query."""
    counted: dict[str, Any] = {view: Count("id", filter=each) for view, each in _conditions(actor).items()}
    return _narrowed(on_the_way(actor), wanted).aggregate(**counted)


def _conditions(actor: Actor) -> dict[str, Q]:
    return {
        "mine": mine(actor),
        "all": Q(),
        **{station: Q(waits_for=station) for station in ("checked", "verified", "deliberated", "endorsed", "approved")},
        "clashing": Q(state="clashing"),
        "returned": Q(state="returned"),
        "lapsing": Q(lapses_at__lte=clock.now() + SOON),
        "sent": Q(waits_for=TO_CENTRE),
        "own": Q(by_id=actor.user_id),
    }


def _ended(actor: Actor) -> QuerySet[Any]:
    """Proposals and objections that have ended; what officers wrote at once is history, not a queue."""
    ended: Collection[str] = CHANGE.ended
    found: QuerySet[Any] = Change.objects.visible_to(actor).annotate(waits_for=next_station())
    ours: QuerySet[Any] = found.filter(state__in=list(ended), route__in=("proposal", "objection"))
    return ours


def _narrowed(found: QuerySet[Any], wanted: QueueFilter) -> QuerySet[Any]:
    conditions = Q()
    for word in wanted.text.replace("\x00", "").split():
        conditions &= Q(title__icontains=word)
    if wanted.kind:
        conditions &= Q(kind=wanted.kind)
    if wanted.route:
        conditions &= Q(route=wanted.route)
    if wanted.area_code:
        bounds = areas.bounds(wanted.area_code)
        conditions &= Q(area_code__gte=bounds.lo, area_code__lt=bounds.hi)
    if wanted.days:
        conditions &= Q(at__lte=clock.now() - timedelta(days=wanted.days))
    return found.filter(conditions)


def _line(row: Any, names: dict[str, str], now: datetime) -> QueueLine:
    return QueueLine(
        id=row.id,
        title=row.title,
        kind=Bilingual(*label(row.kind)),
        route=row.route,
        programme=row.programme,
        state=CHANGE.states[row.state],
        waits_for=row.waits_for,
        area_name=names.get(row.area_code, row.area_code),
        by=row.by.name if row.by else "",
        at=row.at,
        age=now - row.at,
        lapses_at=row.lapses_at,
        lapses_soon=row.lapses_at is not None and row.lapses_at <= now + SOON,
        revision=row.revision,
    )
