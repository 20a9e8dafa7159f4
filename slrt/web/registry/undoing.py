"""Taking a change back, and erasing personal data on request: each says what will happen before it does."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from slrt.domain import access, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Refused
from slrt.reads import areas as area_reads
from slrt.reads import registry as registry_reads
from slrt.reads.registry import changes as reads
from slrt.services import registry
from slrt.services.registry import changes
from slrt.services.registry.changes import Proposal
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.registry.changeforms import ReasonForm
from slrt.web.registry.forms import as_uuid, show

WRONG = 422


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.CHANGE_UNDO)
def undo(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """`/changes/<uuid>/undo`: shows which values come back, asks why, then takes the whole change back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = reads.change_page(actor, change_id)
    if page.change.family_id is None:
        raise NotFound(f"change {change_id} wrote nothing")
    registry.look(actor, page.change.family_id)
    form = ReasonForm(request.POST if request.method == "POST" else None, initial={"submission": uuid7()})
    if form.is_bound and form.is_valid():
        wanted = Proposal(
            kind="undo",
            route="direct",
            area_code=page.change.area_code,
            family_id=page.change.family_id,
            wish={"change": str(change_id)},
            source="interview",
            reason=form.cleaned_data["reason"],
        )
        try:
            made = changes.submit(actor, wanted, submission=as_uuid(form.cleaned_data["submission"]))
        except Refused as refused:
            show(form, refused.problems)
        else:
            messages.success(
                request, t("Perubahan dibatalkan. Nilai lama kembali.", "Undone. The old values are back.")
            )
            return HttpResponseRedirect(reverse("change", args=[made.change_id]))
    context = {"page": page, "change": page.change, "form": form}
    return render(request, "registry/change_undo.html", context, status=WRONG if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.IDENTITY_ERASE)
def erase(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """`/families/<uuid>/erase?person=`: what goes and what stays, on which request; then it is gone for good."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    registry.look(actor, family_id)
    here = registry_reads.record_of(actor, family_id)
    access.check(actor, Permission.IDENTITY_ERASE, here.family.area_code)
    page = registry_reads.family_page(actor, family_id, clock.today(area_reads.zone(here.family.area_code)))
    asked = request.POST.get("person", request.GET.get("person", ""))
    member = next((each for each in page.members if str(each.person_id) == asked), None)
    form = ReasonForm(request.POST if request.method == "POST" else None, initial={"submission": uuid7()})
    if form.is_bound and request.POST.get("sure") != "1":
        form.add_error(None, t("Centang bahwa Anda sudah membaca akibatnya.", "Tick that you have read what follows."))
    if form.is_bound and form.is_valid():
        wanted = Proposal(
            kind="erase",
            route="direct",
            area_code=here.family.area_code,
            family_id=family_id,
            wish={"why": form.cleaned_data["reason"], **({"person": str(member.person_id)} if member else {})},
            source="document",
            reason=form.cleaned_data["reason"],
        )
        try:
            made = changes.submit(actor, wanted, submission=as_uuid(form.cleaned_data["submission"]))
        except Refused as refused:
            show(form, refused.problems)
        else:
            messages.success(request, t("Data pribadi dihapus.", "The personal data are erased."))
            return HttpResponseRedirect(reverse("change", args=[made.change_id]))
    context = {"page": page, "member": member, "form": form, "asked": asked}
    return render(request, "registry/erase.html", context, status=WRONG if form.errors else 200)
