"""Opening a NIK or nomor KK: reason first, number second, event always."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from slrt.domain.access import Actor, Permission
from slrt.domain.problems import Problem, Refused
from slrt.reads import registry as registry_reads
from slrt.services import registry
from slrt.web.doors import needs
from slrt.web.language import t


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.IDENTITY_REVEAL)
def reveal(request: HttpRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """Ask for the reason, then show the number on this page alone. `kind` is `nik` or `no_kk`."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    family_id = subject_id if kind == "no_kk" else registry_reads.family_of(actor, subject_id)
    registry.look(actor, family_id)
    here = registry_reads.record_of(actor, family_id)
    who = next((m.person.name for m in here.memberships if m.person_id == subject_id), "")
    number, problems = "", tuple[Problem, ...]()
    reason = request.POST.get("reason", "")[:500]
    if request.method == "POST":
        try:
            number = registry.reveal(actor, kind=kind, subject_id=subject_id, reason=reason)
        except Refused as refused:
            problems = refused.problems
    context = {
        "family_id": family_id,
        "what": t(f"NIK {who}", f"NIK of {who}") if kind == "nik" else t("Nomor KK", "Nomor KK"),
        "number": " ".join(number[start : start + 4] for start in range(0, len(number), 4)),
        "problems": problems,
        "reason": reason,
        "shortest": 10,
    }
    return render(request, "registry/reveal.html", context, status=422 if problems else 200)
