"""The start page of who is signed in: by role, what to do first."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.reads import areas as area_reads
from slrt.reads import cases as reads
from slrt.reads.registry import calendar
from slrt.services.cases import permits
from slrt.web.cases import words
from slrt.web.doors import signed_in

NEAREST = 5
"""Referrals that a receiver's start page shows; the rest stands in the inbox."""


@signed_in()
def home(request: HttpRequest) -> HttpResponse:
    """My queue and figures; a receiver's inbox; an overseer's areas; an administrator's people."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown = reads.home(actor)
    zone = area_reads.zone(actor.area_code)
    context = {
        "home": shown,
        "zone": zone,
        "greeting": words.greeting(actor, clock.now().astimezone(ZoneInfo(zone)).hour),
        "lead": words.lead(shown.counts.get("overdue", 0), shown.counts.get("today", 0)),
        "may_open": permits.can_open(actor),
        "reminder": calendar.reminder(actor),
    }
    if shown.kind == "provider":
        context["nearest"] = reads.inbox(actor, reads.InboxFilter()).lines.object_list[:NEAREST]
    return render(request, f"cases/home_{shown.kind}.html", context)
