"""Reconciliation at the desk: a programme's differences as queues, on a grid of areas, and the file for the centre."""

import io
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from slrt.domain import areas
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.problems import Refused
from slrt.exchange.centre import write_batch
from slrt.reads.registry import reconciliation as reads
from slrt.reads.registry.reconciliation import QUEUES
from slrt.services.registry import changes
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.problems import words as problem_words

WRONG = 422
DEFAULT = "pkh"


@require_GET
@never_cache
@needs(Permission.REGISTER_IMPORT)
def queues(request: HttpRequest) -> HttpResponse:
    """`/reconciliation?programme=&queue=&area=&page=`: counts of every difference, and the families of one."""
    return _page(request, "")


@require_POST
@never_cache
@needs(Permission.CHANGE_APPROVE)
def send(request: HttpRequest) -> HttpResponse:
    """Everything approved that waits goes into one file, marked as sent; the same form again gives the same file."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        submission = UUID(request.POST.get("submission", ""))
    except ValueError:
        return _page(request, t("Formulir tidak lengkap. Coba lagi.", "The form is incomplete. Try again."))
    try:
        batch, lines = changes.send(actor, area_code=actor.area_code, submission=submission)
    except Refused as refused:
        return _page(request, problem_words(refused.problems[0]))
    file = io.StringIO()
    write_batch(lines, file)
    response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{batch.file_name}"'
    return response


def _page(request: HttpRequest, problem: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = request.GET
    programmes = reads.programme_choices()
    wanted = asked.get("programme", "")
    programme = wanted if wanted in dict(programmes) else DEFAULT
    page = asked.get("page", "1")
    found = reads.reconciliation(
        actor,
        programme,
        _area(actor, asked.get("area", "")),
        asked.get("queue", ""),
        int(page) if page.isdecimal() and len(page) < 6 else 1,
    )
    context = {
        "found": found,
        "page": found.page,
        "queues": [(queue, found.counts[queue.code]) for queue in QUEUES.values()],
        "meaning": t(found.queue.meaning.id, found.queue.meaning.en),
        "programmes": programmes,
        "programme": programme,
        "most": max((count for _, _, count in found.by_area), default=0),
        "waiting": changes.waiting_to_be_sent(actor, actor.area_code) if changes.can_send(actor) else None,
        "submission": uuid7(),
        "problem": problem,
    }
    return render(request, "registry/reconciliation.html", context, status=WRONG if problem else 200)


def _area(actor: Actor, asked: str) -> str:
    """The area asked for when it lies in the actor's own; otherwise that one."""
    try:
        inside = areas.contains(actor.area_code, areas.parse(asked))
    except areas.BadAreaCode:
        return actor.area_code
    return asked if inside else actor.area_code
