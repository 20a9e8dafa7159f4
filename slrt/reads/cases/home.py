"""The home page by role: what waits for me, what waits for others, what just happened, and figures for overseers."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q
from django.db.models.functions import Substr

from slrt.domain import areas, clock
from slrt.domain.access import ROLES, Actor, Permission, Reach
from slrt.domain.workflow.case import OPEN, WITH_PROVIDERS
from slrt.domain.workflow.referral import OPEN as RUNNING
from slrt.domain.workflow.words import SAID
from slrt.reads import areas as area_reads
from slrt.reads.cases.dues import Calendars, Due
from slrt.reads.cases.inbox import inbox_counts
from slrt.reads.cases.lists import CaseLine, lines
from slrt.reads.cases.queue import RECENTLY, Today, conditions, mine, today
from slrt.store.accounts.models import Post, User
from slrt.store.cases.models import Case, Referral
from slrt.store.trail.models import Event

QUEUE_SHOWN = 20
RECENT_SHOWN = 6
POST_ENDS_SOON = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Group:
    """A part of my queue: `overdue`, `today`, `week` or `later`."""

    code: str
    lines: tuple[CaseLine, ...]
    count: int


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What one organisation owes us: how many, how many late, the oldest."""

    organisation_id: UUID
    name: str
    count: int
    late: int
    nearest: Due | None


@dataclass(frozen=True, kw_only=True)
class Recent:
    """Something that happened lately to a case of mine."""

    at: datetime
    case_id: UUID | None
    title: str
    who: str
    said_id: str
    said_en: str


@dataclass(frozen=True, kw_only=True)
class AreaCount:
    """Cases of one area below the overseer's."""

    code: str
    name: str
    open: int
    late: int
    ended: int


@dataclass(frozen=True, kw_only=True)
class PostEnding:
    """A post that ends soon."""

    user_id: UUID
    name: str
    role_id: str
    role_en: str
    until: date | None


@dataclass(frozen=True, kw_only=True)
class Home:
    """What the start page shows; parts a role has no use for are empty. `kind` says which page it is."""

    kind: str
    counts: dict[str, int]
    groups: tuple[Group, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    to_confirm: int = 0
    recent: tuple[Recent, ...] = ()
    areas: tuple[AreaCount, ...] = ()
    ending: tuple[PostEnding, ...] = ()


def home(actor: Actor) -> Home:
    """The start page of this actor."""
    if ROLES[actor.role].reach is Reach.ORGANISATION:
        return Home(kind="provider", counts=inbox_counts(actor))
    if Permission.USER_MANAGE in actor.permissions:
        return _administrator(actor)
    if Permission.CASE_OPEN in actor.permissions:
        return _officer(actor)
    return Home(kind="overseer", counts=_totals(actor), areas=_by_area(actor))


def counts(actor: Actor) -> dict[str, int]:
    """Figures for the menu: `inbox` (what waits for me) and `cases` (all open ones)."""
    if ROLES[actor.role].reach is Reach.ORGANISATION:
        return {"inbox": inbox_counts(actor)["open"]}
    if Permission.CASE_READ not in actor.permissions:
        return {}
    seen = Case.objects.visible_to(actor)
    return seen.aggregate(inbox=Count("id", filter=mine(actor)), cases=Count("id", filter=Q(state__in=OPEN)))


def _officer(actor: Actor) -> Home:
    views = conditions(actor)
    seen = Case.objects.visible_to(actor)
    counted: dict[str, Any] = {name: Count("id", filter=wanted) for name, wanted in views.items()}
    figures = seen.aggregate(**counted)
    waiting = _waiting(actor)
    figures["waiting_late"] = sum(one.late for one in waiting)
    return Home(
        kind="officer",
        counts=figures,
        groups=_groups(actor, figures),
        waiting=waiting,
        to_confirm=figures["confirm"],
        recent=_recent(actor),
    )


def _groups(actor: Actor, figures: dict[str, int]) -> tuple[Group, ...]:
    """My queue by deadline; the nearest ones are shown, the rest stands behind the count."""
    found = Case.objects.visible_to(actor).filter(mine(actor)).order_by(F("due_at").asc(nulls_last=True), "id")
    shown = lines(found[:QUEUE_SHOWN])
    bounds = today(actor)
    parts: dict[str, list[CaseLine]] = {"overdue": [], "today": [], "later": []}
    for one in shown:
        parts[_part(one.due, bounds)].append(one)
    whole = {
        "overdue": figures["overdue"],
        "today": figures["today"],
        "later": figures["queue"] - figures["overdue"] - figures["today"],
    }
    return tuple(Group(code=code, lines=tuple(rows), count=whole[code]) for code, rows in parts.items() if rows)


def _part(due: Due | None, bounds: Today) -> str:
    if due is None or due.at > bounds.tonight:
        return "later"
    return "overdue" if due.at < bounds.now else "today"


def _waiting(actor: Actor) -> tuple[Waiting, ...]:
    now = clock.now()
    late = Q(state="sent", accept_by__lt=now) | Q(state__in=("accepted", "in_service"), finish_by__lt=now)
    rows = (
        Referral.objects.visible_to(actor)
        .filter(state__in=RUNNING, case__state__in=WITH_PROVIDERS)
        .values("organisation_id", "organisation__short_name")
        .annotate(count=Count("id"), late=Count("id", filter=late), nearest=Min("case__due_at"))
        .order_by("-late", "-count")
    )
    calendars = Calendars()
    return tuple(
        Waiting(
            organisation_id=row["organisation_id"],
            name=row["organisation__short_name"],
            count=row["count"],
            late=row["late"],
            nearest=calendars.due(row["nearest"], actor.area_code),
        )
        for row in rows
    )


def _recent(actor: Actor) -> tuple[Recent, ...]:
    """What others did lately on cases I opened or hold."""
    ours = Case.objects.visible_to(actor).filter(
        Q(opened_by_id=actor.user_id) | Q(holder_id=actor.user_id), state_since__gt=clock.now() - RECENTLY
    )
    titles: dict[UUID | None, str] = dict(ours.order_by("-state_since").values_list("id", "title")[:50])
    events = (
        Event.objects.visible_to(actor)
        .filter(case_id__in=list(titles), verb__in=SAID)
        .exclude(actor_id=actor.user_id)
        .exclude(verb__startswith="case.follow")
        .order_by("-at", "-id")
    )
    return tuple(
        Recent(
            at=event.at,
            case_id=event.case_id,
            title=titles.get(event.case_id, ""),
            who=event.actor_name,
            said_id=SAID[event.verb][0],
            said_en=SAID[event.verb][1],
        )
        for event in events[:RECENT_SHOWN]
    )


def _totals(actor: Actor) -> dict[str, int]:
    late = Q(state__in=OPEN, due_at__lt=clock.now())
    closed = Q(closed_at__gt=clock.now() - RECENTLY)
    return Case.objects.visible_to(actor).aggregate(
        open=Count("id", filter=Q(state__in=OPEN)),
        late=Count("id", filter=late),
        ended=Count("id", filter=closed),
        information_only=Count("id", filter=closed & Q(settlement="information_only")),
    )


def _by_area(actor: Actor) -> tuple[AreaCount, ...]:
    """Open, late and lately ended cases of each area one level below."""
    width = {0: 2, areas.PROVINCE: 5, areas.REGENCY: 8}.get(areas.level(actor.area_code), 13)
    rows = (
        Case.objects.visible_to(actor)
        .values(part=Substr("area_code", 1, width))
        .annotate(
            open=Count("id", filter=Q(state__in=OPEN)),
            late=Count("id", filter=Q(state__in=OPEN, due_at__lt=clock.now())),
            ended=Count("id", filter=Q(closed_at__gt=clock.now() - RECENTLY)),
        )
        .order_by("-open", "part")
    )
    found = list(rows)
    names = area_reads.names(row["part"] for row in found)
    return tuple(
        AreaCount(
            code=row["part"],
            name=names.get(row["part"], row["part"]),
            open=row["open"],
            late=row["late"],
            ended=row["ended"],
        )
        for row in found
    )


def _administrator(actor: Actor) -> Home:
    day = clock.today()
    posts = Post.objects.visible_to(actor)
    in_force = posts.in_force(day)
    soon = in_force.filter(until__isnull=False).select_related("user").order_by("until")
    near = list(soon.filter(until__lte=day + POST_ENDS_SOON))
    people = User.objects.filter(id__in=posts.values("user_id"))
    return Home(
        kind="administrator",
        counts={
            "users": people.filter(is_active=True).count(),
            "posts": in_force.count(),
            "ending": len(near),
        },
        ending=tuple(
            PostEnding(
                user_id=post.user_id,
                name=post.user.name,
                role_id=ROLES[post.role].label_id,
                role_en=ROLES[post.role].label_en,
                until=post.until,
            )
            for post in near
        ),
    )
