"""One box for a name, a NIK, a nomor KK or a ticket."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from slrt.domain.access import Actor, Permission
from slrt.domain.identity import without_numbers
from slrt.domain.problems import Problem, Refused
from slrt.reads import areas as area_reads
from slrt.reads import cases as case_reads
from slrt.reads import registry as registry_reads
from slrt.services import registry
from slrt.web.doors import needs, signed_in
from slrt.web.language import t

MOST = 30
MOST_ASKED = 100


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in()
def search(request: HttpRequest) -> HttpResponse:
    """A ticket opens its case; everything else lists people within the officer's area."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text = _asked(request)
    case = case_reads.by_ticket(actor, text) if Permission.CASE_READ in actor.permissions else None
    if case is not None:
        return HttpResponseRedirect(reverse("case", args=[case.id]))
    return _moved(request, text) or render(request, "search/results.html", _found(actor, text))


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.FAMILY_READ)
def families(request: HttpRequest) -> HttpResponse:
    """The same search as a page of its own, with the families opened lately."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text = _asked(request)
    elsewhere = _moved(request, text)
    if elsewhere is not None:
        return elsewhere
    context = _found(actor, text)
    recent = [] if context["searched"] else registry_reads.recent_families(actor)
    return render(request, "search/families.html", {**context, "recent": recent, **_places(recent, "recent_names")})


def _asked(request: HttpRequest) -> str:
    sent = request.POST if request.method == "POST" else request.GET
    return str(sent.get("q", ""))


def _moved(request: HttpRequest, text: str) -> HttpResponse | None:
    """Names may stand in the address, to be kept and shared; a NIK or nomor KK never may: logs would hold it."""
    number = registry_reads.looks_like_number(text)
    if request.method == "POST" and not number:
        return HttpResponseRedirect(f"{request.path}?{urlencode({'q': text[:MOST_ASKED]})}")
    if request.method == "GET" and number:
        words = t("Ketik NIK atau nomor KK di kotak pencarian.", "Type a NIK or nomor KK into the search box.")
        messages.warning(request, words)
        return HttpResponseRedirect(request.path)
    return None


def _found(actor: Actor, text: str) -> dict[str, Any]:
    """Results for the template. A search by number is counted, found or not; beyond the limit nothing is looked up."""
    problems: tuple[Problem, ...] = ()
    results = registry_reads.SearchResults(text, "nothing")
    try:
        if registry_reads.looks_like_number(text) and Permission.FAMILY_READ in actor.permissions:
            registry.note_look_up(actor)
        results = registry_reads.search(actor, text, MOST)
    except Refused as refused:
        problems = refused.problems
    return {
        "asked": "" if registry_reads.looks_like_number(text) else text.strip()[:MOST_ASKED],
        "searched": bool(text.strip()),
        "shown_text": _shown(text),
        "results": results,
        "problems": problems,
        "can_register": registry.can_register(actor),
        **_places(results.people, "names"),
    }


def _shown(text: str) -> str:
    """What was asked, for the heading; a number is never shown whole again, nor cut in two before it is masked."""
    return without_numbers(text.strip())[:60]


def _places(people: Any, key: str) -> dict[str, Any]:
    return {key: area_reads.names({line.area_code for line in people})}
