"""Places of a programme at the desk: setting, changing and withdrawing them, and the waiting list of an area."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from slrt.domain import areas, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import Refused, Stale
from slrt.reads import areas as area_reads
from slrt.reads import programmes as programme_reads
from slrt.reads.programmes import quotas as reads
from slrt.services import programmes
from slrt.services.programmes import permits
from slrt.web.areas.fields import label
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.problems import show
from slrt.web.programmes.quotaforms import NewQuotaForm, QuotaForm, WithdrawForm, initial_terms

WRONG = 422


@require_GET
@never_cache
@needs(Permission.FAMILY_READ)
def quota(request: HttpRequest, quota_id: UUID) -> HttpResponse:
    """`/programmes/quotas/<uuid>?view=&page=`: who comes first, who waits, who receives. Reading names is an event."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    programmes.look_at_waiting_list(actor, quota_id)
    view = request.GET.get("view", "queue")
    found = reads.waiting_page(actor, quota_id, _today(actor), view, page_number(request))
    context = {"list": found, "page": found.page, "may_set": permits.can_set_quota(actor, found.quota.row.area_code)}
    return render(request, "programmes/quota.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT)
def new(request: HttpRequest, code: str) -> HttpResponse:
    """`/programmes/<code>/quotas/new`: the places of a programme in one area of the officer's."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = programme_reads.programme(actor, code, _today(actor))
    per = page.programme.quota.per if page.programme.quota else None
    initial = {"area_code": actor.area_code if per is None or areas.kind(actor.area_code) == per else ""}
    form = NewQuotaForm(request.POST if request.method == "POST" else None, actor.area_code, initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            programmes.set_quota(
                actor,
                programme=code,
                area_code=given["area_code"],
                terms=form.terms(),
                submission=given["submission"],
            )
        except Refused as refused:
            show(form, refused)
        else:
            return _done(request, code, t("Kuota disimpan.", "The quota is saved."))
    context = {"form": form, "programme": page.programme}
    return render(request, "programmes/quota_form.html", context, status=WRONG if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT)
def edit(request: HttpRequest, quota_id: UUID) -> HttpResponse:
    """`/programmes/quotas/<uuid>/edit`: other terms for the same programme and area."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    line = _line(actor, quota_id)
    form = QuotaForm(request.POST if request.method == "POST" else None, initial=initial_terms(line))
    if form.is_bound and form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            programmes.change_quota(actor, quota_id=quota_id, revision=revision, terms=form.terms())
        except Refused as refused:
            if isinstance(refused, Stale):
                form.data = _seen(request, line.row.revision)
            show(form, refused)
        else:
            return _done(request, line.row.programme_id, t("Kuota disimpan.", "The quota is saved."))
    context = {"form": form, "programme": _programme(actor, line), "where": label(line.row.area_code), "line": line}
    return render(request, "programmes/quota_form.html", context, status=WRONG if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT)
def withdraw(request: HttpRequest, quota_id: UUID) -> HttpResponse:
    """`/programmes/quotas/<uuid>/withdraw`: asks why, then the quota counts no more."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    line = _line(actor, quota_id)
    initial = {"revision": line.row.revision}
    form = WithdrawForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            programmes.withdraw_quota(actor, quota_id=quota_id, revision=given["revision"], reason=given["reason"])
        except Refused as refused:
            if isinstance(refused, Stale):
                form.data = _seen(request, line.row.revision)
            show(form, refused)
        else:
            return _done(request, line.row.programme_id, t("Kuota ditarik.", "The quota is withdrawn."))
    context = {"form": form, "programme": _programme(actor, line), "line": line}
    return render(request, "programmes/quota_withdraw.html", context, status=WRONG if form.errors else 200)


def page_number(request: HttpRequest) -> int:
    """The page asked for; text that is no number counts as the first."""
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1


def _line(actor: Actor, quota_id: UUID) -> reads.QuotaLine:
    """The quota, for somebody who may change it."""
    row = reads.quota_row(actor, quota_id)
    permits.check_can_set_quota(actor, row.area_code)
    return reads.lines_of([row], _today(actor))[0]


def _programme(actor: Actor, line: reads.QuotaLine) -> Any:
    return programme_reads.programme(actor, line.row.programme_id, _today(actor)).programme


def _done(request: HttpRequest, code: str, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("programme", args=[code]) + "#quotas")


def _seen(request: HttpRequest, revision: int) -> Any:
    """What was typed, to be sent again in sight of the present revision."""
    data = request.POST.copy()
    data["revision"] = str(revision)
    return data


def _today(actor: Actor) -> date:
    return clock.today(area_reads.zone(actor.area_code))
