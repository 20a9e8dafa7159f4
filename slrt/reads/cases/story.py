"""The one timeline of a case: steps, referrals, papers and notes, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from slrt.domain.access import ROLES
from slrt.domain.workflow.words import SAID
from slrt.store.cases.models import Case, Note, Referral
from slrt.store.trail.models import Event

_SILENT = ("case.note", "case.follow_sent", "case.follow_accepted", "case.follow_started")
"""Notes are told by their own text; a case that follows its referral is told by the referral's own line."""

_STAGES = {
    "verified": ("analysed",),
    "referred": ("referred", "handled_directly"),
    "handled": ("in_service", "handled_directly", "followed_up", "awaiting_confirmation"),
    "confirmed": ("closed",),
}
_NEW_ROUND = ("case.reopen", "case.confirm_not_solved")
_KEPT = ("received", "verified")

LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One line of the timeline. `quote` is what somebody wrote; `who` is empty where the system acted."""

    at: datetime
    verb: str
    who: str
    role_id: str
    role_en: str
    said_id: str
    said_en: str
    organisation: str = ""
    quote: str = ""
    reason: str = ""
    told_by: str = ""


def of_case(case: Case, referrals: list[Referral]) -> tuple[Moment, ...]:
    """Everything that happened on the case, as far as the acting person may see it."""
    events = list(Event.objects.filter(case_id=case.id, verb__in=SAID).order_by("-at", "-id")[:LONGEST])
    notes = list(Note.objects.filter(case_id=case.id).select_related("by").order_by("-at")[:LONGEST])
    told = [_told(event, referrals) for event in events if event.verb not in _SILENT]
    told += [_noted(note) for note in notes]
    return tuple(sorted(told, key=lambda one: one.at, reverse=True))


def of_referral(referral: Referral) -> tuple[Moment, ...]:
    """What was done to the referral itself. Call it where its events can be seen."""
    events = Event.objects.filter(subject_id=referral.id, verb__in=SAID).order_by("-at", "-id")[:LONGEST]
    return tuple(_told(event, [referral]) for event in events)


def reached(case: Case) -> dict[str, datetime]:
    """When the case first came to each stage of its life, in its present round."""
    found = {"received": case.opened_at}
    events = Event.objects.filter(subject_id=case.id, after__has_key="state").order_by("at")
    for verb, at, state in events.values_list("verb", "at", "after__state"):
        if verb in _NEW_ROUND:
            found = {stage: found[stage] for stage in _KEPT if stage in found}
        for stage, states in _STAGES.items():
            if state in states:
                found.setdefault(stage, at)
    return found


def _told(event: Event, referrals: list[Referral]) -> Moment:
    said_id, said_en = SAID[event.verb]
    role = ROLES[event.role]
    is_system = event.role == "system"
    named = _organisation(event.subject_id, referrals) if event.verb.startswith("referral.") else ""
    return Moment(
        at=event.at,
        verb=event.verb,
        who="" if is_system else event.actor_name,
        role_id="" if is_system else role.label_id,
        role_en="" if is_system else role.label_en,
        said_id=said_id,
        said_en=said_en,
        organisation=named,
        quote=_quote(event, referrals),
        reason=event.reason,
        told_by=str(event.after.get("told_by", "")),
    )


def _organisation(referral_id: UUID, referrals: list[Referral]) -> str:
    return next((r.organisation.short_name for r in referrals if r.id == referral_id), "")


def _quote(event: Event, referrals: list[Referral]) -> str:
    if event.verb == "referral.fulfil":
        return next((r.result for r in referrals if r.id == event.subject_id), "")
    if event.verb == "case.attach":
        named: Any = event.after.get("name", "")
        return str(named)
    return ""


def _noted(note: Note) -> Moment:
    said_id, said_en = SAID["case.note"]
    return Moment(
        at=note.at,
        verb="case.note",
        who=note.by.name if note.by else "",
        role_id="",
        role_en="",
        said_id=said_id,
        said_en=said_en,
        quote=note.text,
    )
