"""Programmes, read only: what the law says today, what it said before, how sure we are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from slrt.domain import clock
from slrt.domain.access import Actor, Permission
from slrt.reads import areas as area_reads
from slrt.reads import programmes as programme_reads
from slrt.web.doors import needs


@require_GET
@needs(Permission.PROGRAMME_READ)
def programmes(request: HttpRequest) -> HttpResponse:
    """All programmes with the version in force."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    on = clock.today(area_reads.zone(actor.area_code))
    found = programme_reads.programmes(actor, on)
    unsure = sum(page.current is not None and not page.current.sure for page in found)
    return render(request, "programmes/list.html", {"pages": found, "on": on, "unsure": unsure})


@require_GET
@needs(Permission.PROGRAMME_READ)
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """One programme: rule in words and as CEL, benefit, documents, source, whom to complain to, earlier versions."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    on = clock.today(area_reads.zone(actor.area_code))
    return render(request, "programmes/page.html", {"page": programme_reads.programme(actor, code, on), "on": on})
