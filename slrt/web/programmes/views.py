"""Programmes: what the law says today, what it said before, how sure we are, and what is being worked on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from slrt.domain import access, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.workflow.version import VERSION
from slrt.reads import areas as area_reads
from slrt.reads import programmes as programme_reads
from slrt.reads.programmes import quotas as quota_reads
from slrt.services.programmes import permits, whatif
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.programmes.quotas import page_number


@require_GET
@needs(Permission.PROGRAMME_READ)
def programmes(request: HttpRequest) -> HttpResponse:
    """All programmes with the version in force."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    on = clock.today(area_reads.zone(actor.area_code))
    found = programme_reads.programmes(actor, on)
    unsure = sum(page.current is not None and not page.current.sure for page in found)
    context = {
        "pages": found,
        "on": on,
        "unsure": unsure,
        "drafts": drafts_of(actor),
        "may_make": access.can(actor, Permission.PROGRAMME_EDIT, actor.area_code),
    }
    return render(request, "programmes/list.html", context)


@require_GET
@needs(Permission.PROGRAMME_READ)
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """One programme: rule in words and as CEL, benefit, documents, source, whom to complain to, earlier versions."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    on = clock.today(area_reads.zone(actor.area_code))
    page = programme_reads.programme(actor, code, on)
    place = programme_reads.area_of(code)
    context = {
        "page": page,
        "on": on,
        "applies_in": area_reads.name(place),
        "open": [one for one in programme_reads.open_versions(actor) if one.programme_id == code],
        "quotas": quota_reads.quotas(actor, code, on, page_number(request)),
        "may_set": permits.can_set_quota(actor, actor.area_code),
        "may_list": Permission.FAMILY_READ in actor.permissions,
        "may_begin": permits.can_write_in(actor, place),
        "may_compare": whatif.can_ask(actor, actor.area_code),
    }
    return render(request, "programmes/page.html", context)


def drafts_of(actor: Actor) -> list[dict[str, Any]]:
    """What is being worked on in the actor's area, with its state in words."""
    found = programme_reads.open_versions(actor)
    return [
        {"version": one, "state": t(VERSION.states[one.state].label_id, VERSION.states[one.state].label_en)}
        for one in found
    ]
