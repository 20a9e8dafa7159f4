"""The programme summary: how many families each programme could reach here, reaches, and misses, and what it costs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from slrt.domain import areas
from slrt.domain.access import Actor, Permission
from slrt.reads.programmes import summaries as reads
from slrt.web.doors import needs


@require_GET
@needs(Permission.SUMMARY_READ)
def summary(request: HttpRequest) -> HttpResponse:
    """`/programmes/summary?area=&programme=`: all programmes in an area, or one in it and below it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = reads.summary(actor, _area(request, actor), request.GET.get("programme", ""))
    return render(request, "programmes/summary.html", {"page": page})


def _area(request: HttpRequest, actor: Actor) -> str:
    """The area asked for; the actor's own where none, or no code, was given."""
    try:
        return areas.parse(request.GET.get("area", "") or actor.area_code)
    except areas.BadAreaCode:
        return actor.area_code
