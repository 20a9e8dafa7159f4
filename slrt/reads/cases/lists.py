"""Lists of cases: one line each, filtered as the address says, counted and paged."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q

from slrt.domain import areas, tickets
from slrt.domain.access import Actor
from slrt.domain.workflow.case import CASE
from slrt.domain.workflow.machine import State
from slrt.domain.workflow.referral import OPEN as RUNNING
from slrt.reads import areas as area_reads
from slrt.reads.cases.dues import Calendars, Due
from slrt.reads.cases.queue import VIEWS, conditions
from slrt.store.cases.models import Case, Referral

PAGE_SIZE = 25


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """What a list of cases is narrowed to; empty means everything."""

    view: str = "open"
    text: str = ""
    sector: str = ""
    area_code: str = ""
    organisation_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """One case in a list."""

    id: UUID
    ticket: str
    title: str
    who: str
    area_name: str
    state: State
    priority: str
    due: Due | None
    holder: str
    organisations: tuple[str, ...] = ()


def cases(actor: Actor, wanted: CaseFilter, page: int = 1) -> "Page[CaseLine]":
    """One page of the cases the actor sees, nearest deadline first. An unknown view counts as all open ones."""
    pages: Paginator[Any] = Paginator(_found(actor, wanted), PAGE_SIZE)
    shown = pages.get_page(page)
    shown.object_list = lines(shown.object_list)
    return shown


def view_counts(actor: Actor, wanted: CaseFilter) -> dict[str, int]:
    """How many cases stand behind each named list, all narrowed as `wanted` is: one query."""
    counted: dict[str, Any] = {name: Count("id", filter=condition) for name, condition in conditions(actor).items()}
    figures: dict[str, int] = _narrowed(actor, wanted).aggregate(**counted)
    return figures


def of_family(actor: Actor, family_id: UUID, limit: int = 20) -> list[CaseLine]:
    """The cases of one family, newest first."""
    found = Case.objects.visible_to(actor).filter(family_id=family_id).order_by("-opened_at")
    return lines(found[:limit])


def by_ticket(actor: Actor, text: str) -> CaseLine | None:
    """The case with this ticket, however it is typed; None when the text is none or the case is out of sight."""
    if not tickets.looks_like(text):
        return None
    found = lines(Case.objects.visible_to(actor).filter(ticket=tickets.parse(text)))
    return found[0] if found else None


def lines(found: Any) -> list[CaseLine]:
    """A queryset of cases as lines of a list: a fixed number of queries, however many there are."""
    rows = list(_with_people(found))
    names = area_reads.names(row.area_code for row in rows)
    calendars = Calendars()
    return [
        CaseLine(
            id=row.id,
            ticket=row.ticket,
            title=row.title,
            who=row.person.name if row.person else row.reporter_name,
            area_name=names.get(row.area_code, row.area_code),
            state=CASE.states[row.state],
            priority=row.priority,
            due=calendars.due(row.due_at, row.area_code),
            holder=row.holder.name if row.holder else "",
            organisations=tuple(r.organisation.short_name for r in row.referrals.all() if r.state in RUNNING),
        )
        for row in rows
    ]


def _with_people(found: Any) -> Any:
    return found.select_related("person", "holder").prefetch_related("referrals__organisation")


def _found(actor: Actor, wanted: CaseFilter) -> Any:
    view = wanted.view if wanted.view in VIEWS else "open"
    found = _narrowed(actor, wanted).filter(conditions(actor)[view])
    if view in ("ended", "ended_lately", "information_only"):
        return found.order_by("-closed_at", "id")
    return found.order_by(F("due_at").asc(nulls_last=True), "id")


def _narrowed(actor: Actor, wanted: CaseFilter) -> Any:
    """What the actor sees, by everything but the view."""
    found = Case.objects.visible_to(actor)
    if wanted.sector:
        found = found.filter(sector=wanted.sector)
    if wanted.area_code:
        bounds = areas.bounds(wanted.area_code)
        found = found.filter(area_code__gte=bounds.lo, area_code__lt=bounds.hi)
    if wanted.organisation_id:
        running = Referral.objects.filter(organisation_id=wanted.organisation_id, state__in=RUNNING)
        found = found.filter(Exists(running.filter(case_id=OuterRef("id"))))
    return found.filter(_named(wanted.text)) if wanted.text else found


def _named(text: str) -> Q:
    """Words of the title or the people; a ticket is found however it is typed."""
    if tickets.looks_like(text):
        return Q(ticket=tickets.parse(text))
    conditions = Q()
    for word in text.replace("\x00", "").split():
        conditions &= Q(title__icontains=word) | Q(reporter_name__icontains=word) | Q(person__name__icontains=word)
    return conditions
