"""The family page, the answer given on it, its print and its export."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from slrt.domain import access, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.domain.rules.facts import catalogue
from slrt.reads import areas as area_reads
from slrt.reads import cases as case_reads
from slrt.reads import programmes as programme_reads
from slrt.reads import registry as registry_reads
from slrt.reads.programmes import Verdicts
from slrt.reads.programmes.quotas import places_of
from slrt.services import registry
from slrt.services.registry import changes
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.registry.cards import announcement, columns, moved, resting_on
from slrt.web.registry.questions import read
from slrt.web.registry.story import LONGEST, SHOWN, story


@require_GET
@never_cache
@needs(Permission.FAMILY_READ)
def family(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """Who they are, what they may get and why, what to ask, what happened."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    registry.look(actor, family_id)
    context = _context(actor, family_id)
    if request.headers.get("HX-Request"):
        return render(request, "registry/family_body.html", context)
    everything = request.GET.get("history") == "all"
    context["story"] = story(actor, context["page"], LONGEST if everything else SHOWN)
    context["story_cut"] = not everything and len(context["story"]) == SHOWN
    context["cases"] = case_reads.of_family(actor, family_id) if Permission.CASE_READ in actor.permissions else []
    return render(request, "registry/family.html", context)


@require_POST
@never_cache
@needs(Permission.FAMILY_CHANGE)
def answer(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """One question answered in place: all three columns move at once, and the change is said aloud."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    path = request.POST.get("path", "")
    before = programme_reads.verdicts_of(actor, family_id)
    problems: tuple[Problem, ...] = ()
    try:
        value = read(_fact_at(path), request.POST.getlist("value"))
        base = request.POST.get("version", "")
        registry.answer(
            actor,
            family_id=family_id,
            path=path,
            value=value,
            base_version=int(base) if base.isdecimal() and len(base) < 9 else None,
        )
    except Refused as refused:
        problems = refused.problems
    if not request.headers.get("HX-Request"):
        return _back(request, family_id, before, problems)
    context = _context(actor, family_id, before)
    context["problems"] = problems
    context["announcement"] = "" if problems else announcement(before, context["verdicts"])
    return render(request, "registry/family_body.html", context, status=422 if problems else 200)


@require_GET
@never_cache
@needs(Permission.FAMILY_READ)
def printed(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """One page of paper: the result in plain words, for the family to take home."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    registry.take_out(actor, family_id, verb="print")
    context = _context(actor, family_id)
    context["officer"] = actor.name
    return render(request, "registry/print.html", context)


@require_GET
@never_cache
@needs(Permission.FAMILY_READ)
def export(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """The facts as `slrt evaluate` reads them, without names and numbers."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    registry.take_out(actor, family_id, verb="export")
    text = json.dumps(registry_reads.export(actor, family_id), ensure_ascii=False, indent=2) + "\n"
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="family-{str(family_id)[-8:]}.json"'
    return response


def _context(actor: Actor, family_id: UUID, before: Verdicts | None = None) -> dict[str, Any]:
    """What page, fragment and print have in common."""
    here = registry_reads.record_of(actor, family_id)
    on = clock.today(area_reads.zone(here.family.area_code))
    page = registry_reads.family_page(actor, family_id, on)
    verdicts = programme_reads.judged(page.here, on)
    area_code = page.family.area_code
    places = places_of(actor, here.family, [verdict.code for verdict in verdicts.eligible], on)
    return {
        "page": page,
        "verdicts": verdicts,
        "columns": columns(page, verdicts, moved(before, verdicts) if before else frozenset(), places),
        "resting_on": resting_on(page, verdicts),
        "can_change": registry.can_change(actor, area_code) and page.family.state == "active",
        "can_propose": changes.can_submit(actor, "proposal", "facts", area_code) and page.family.state == "active",
        "can_open_case": access.can(actor, Permission.CASE_OPEN, area_code),
        "can_reveal": registry.can_reveal(actor, area_code),
        "deciles": range(1, 11),
        "live": f"family:{family_id}",
    }


def _fact_at(path: str) -> Any:
    entity, _, rest = path.partition(".")
    fact = catalogue().facts.get(f"{entity}.{rest.rpartition('.')[2]}")
    if fact is None or fact.derived:
        raise NotFound(f"no fact at {path[:80]}")
    return fact


def _back(
    request: HttpRequest, family_id: UUID, before: Verdicts, problems: tuple[Problem, ...]
) -> HttpResponseRedirect:
    """The same without JavaScript: back to the page, which says what happened."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    for problem in problems:
        messages.error(request, t(problem.message_id, problem.message_en))
    if not problems:
        messages.success(request, announcement(before, programme_reads.verdicts_of(actor, family_id)))
    return HttpResponseRedirect(reverse("family", args=[family_id]))
