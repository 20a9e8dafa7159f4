"""What happened: the timeline of a family or case, who looked at a family, and the auditor's list."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import Q

from slrt.domain import access, areas
from slrt.domain.access import ROLES, Actor, Permission
from slrt.reads import areas as area_reads
from slrt.reads.trail.words import READS, SUBJECTS, VERBS
from slrt.store.trail.models import Event, EventQuerySet, Link

PAGE_LENGTH = 50


@dataclass(frozen=True, kw_only=True)
class TimelineLine:
    """One event in words. `verb_id`/`verb_en` say what happened; `actor` is a name, `role_id`/`role_en` the post."""

    id: UUID
    at: datetime
    verb: str
    verb_id: str
    verb_en: str
    actor: str
    role_id: str
    role_en: str
    subject_kind: str
    subject_id: UUID
    case_id: UUID | None
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class AuditLine(TimelineLine):
    """An event as an auditor sees it: also where it came from, its area, and its place in the chain (None: waits)."""

    area_code: str
    area_name: str
    request: str
    subject_id_words: str
    subject_en_words: str
    seq: int | None


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """What the auditor looks for; empty means everything. `subject` is an id; days are days of the auditor's area."""

    actor: str = ""
    verb: str = ""
    subject: UUID | None = None
    since: date | None = None
    until: date | None = None
    area_code: str = ""


def timeline(
    actor: Actor, *, family_id: UUID | None = None, case_id: UUID | None = None, limit: int = 50
) -> list[TimelineLine]:
    """What was done to a family or a case, newest first, without the mere reading of records. Name one of the two."""
    if (family_id is None) == (case_id is None):
        raise ValueError("a timeline is of one family or of one case")
    found = Event.objects.visible_to(actor).exclude(verb__in=READS)
    found = found.filter(family_id=family_id) if family_id else found.filter(case_id=case_id)
    return [TimelineLine(**_line(event)) for event in found.order_by("-at", "-id")[:limit]]


def accesses(actor: Actor, family_id: UUID, limit: int = 50) -> list[TimelineLine]:
    """Who looked at the records of a family, newest first."""
    found = Event.objects.visible_to(actor).filter(family_id=family_id, verb__in=READS)
    return [TimelineLine(**_line(event)) for event in found.order_by("-at", "-id")[:limit]]


def audit(actor: Actor, wanted: AuditFilter, page: int = 1) -> Page[AuditLine]:
    """One page of the trail of the actor's area, newest first. Raises Denied."""
    access.check(actor, Permission.TRAIL_READ)
    found = _filtered(Event.objects.visible_to(actor), wanted, area_reads.zone(actor.area_code))
    pages = Paginator(found.order_by("-at", "-id"), PAGE_LENGTH)
    shown = pages.get_page(page)
    events = list(shown.object_list)
    seq_of = dict(Link.objects.filter(event_id__in=[one.id for one in events]).values_list("event_id", "seq"))
    names = area_reads.names(one.area_code for one in events)
    lines = [_audited(one, names, seq_of.get(one.id)) for one in events]
    return Page(lines, shown.number, pages)  # type: ignore[arg-type]


def _filtered(found: EventQuerySet, wanted: AuditFilter, zone: str) -> EventQuerySet:
    conditions = Q()
    for word in wanted.actor.replace("\x00", "").split():
        conditions &= Q(actor_name__icontains=word)
    if wanted.verb:
        conditions &= Q(verb=wanted.verb)
    if wanted.subject:
        conditions &= Q(subject_id=wanted.subject) | Q(family_id=wanted.subject) | Q(case_id=wanted.subject)
    if wanted.since:
        conditions &= Q(at__gte=_midnight(wanted.since, zone))
    if wanted.until:
        conditions &= Q(at__lt=_midnight(wanted.until + timedelta(days=1), zone))
    if wanted.area_code:
        bounds = areas.bounds(wanted.area_code)
        conditions &= Q(area_code__gte=bounds.lo, area_code__lt=bounds.hi)
    return found.filter(conditions)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone))


def _audited(event: Event, names: dict[str, str], seq: int | None) -> AuditLine:
    kind_id, kind_en = SUBJECTS[event.subject_kind]
    return AuditLine(
        **_line(event),
        area_code=event.area_code,
        area_name=names[event.area_code],
        request=event.request,
        subject_id_words=kind_id,
        subject_en_words=kind_en,
        seq=seq,
    )


def _line(event: Event) -> dict[str, Any]:
    verb_id, verb_en = VERBS[event.verb]
    role = ROLES[event.role]
    return {
        "id": event.id,
        "at": event.at,
        "verb": event.verb,
        "verb_id": verb_id,
        "verb_en": verb_en,
        "actor": event.actor_name,
        "role_id": role.label_id,
        "role_en": role.label_en,
        "subject_kind": event.subject_kind,
        "subject_id": event.subject_id,
        "case_id": event.case_id,
        "reason": event.reason,
        "before": event.before,
        "after": event.after,
    }
