"""The page of a referral, for its receiver (the packet, and what to answer) and its sender."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from slrt.domain.access import Actor, Permission
from slrt.domain.problems import Refused
from slrt.domain.workflow.machine import Relation
from slrt.domain.workflow.referral import REFERRAL
from slrt.reads import cases as reads
from slrt.services import cases
from slrt.services.accounts import acting
from slrt.services.cases import permits
from slrt.web.cases import forms
from slrt.web.cases.steps import WRONG, Stepped, back_to, take_step
from slrt.web.doors import needs
from slrt.web.problems import show


@require_GET
@needs(Permission.REFERRAL_READ)
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """`/referrals/<uuid>`: the packet, the two clocks, and the answers the reader may give."""
    return _page(request, referral_id)


@require_http_methods(["GET", "POST"])
@needs(Permission.REFERRAL_READ)
def step(request: HttpRequest, referral_id: UUID, verb: str) -> HttpResponse:
    """`/referrals/<uuid>/<verb>`: accept, decline, start, give the result, withdraw."""
    return take_step(request, STEPPED, referral_id, verb)


@require_POST
@needs(Permission.REFERRAL_ANSWER)
def attach(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """`/referrals/<uuid>/papers`: evidence of the receiver."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = forms.Papers(request.POST, request.FILES)
    if form.is_valid():
        try:
            _attach(actor, referral_id, form.cleaned_data["photo"])
        except Refused as refused:
            show(form, refused)
        else:
            return back_to("referral", referral_id, "papers")
    return _page(request, referral_id, form)


def _answer(actor: Actor, referral_id: UUID, form: forms.StepForm) -> None:
    """The evidence first: once the result is in, the referral has ended."""
    with acting(actor):
        _attach(actor, referral_id, form.cleaned_data.get("photo") or [])
        cases.answer_referral(
            actor,
            referral_id=referral_id,
            verb=form.step.verb,
            version=form.cleaned_data["version"],
            inputs=form.inputs(),
        )


def _attach(actor: Actor, referral_id: UUID, files: list[Any]) -> None:
    with acting(actor):
        for file in files:
            cases.attach(actor, referral_id=referral_id, name=file.name, data=file.read())


def _page(request: HttpRequest, referral_id: UUID, papers_form: forms.Papers | None = None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = reads.referral_page(actor, referral_id)
    row = page.view.referral
    cases.look(actor, row)
    steps = [one for one in permits.referral_steps(actor, row) if one.relation is not Relation.SYSTEM]
    context = {
        "page": page,
        "live": f"referral:{referral_id}",
        "referral": row,
        "packet": row.packet,
        "steps": steps,
        "first": steps[0] if steps else None,
        "may_prove": permits.can_prove(actor, row),
        "may_open_case": Permission.CASE_READ in actor.permissions,
        "may_open_papers": Permission.PAPER_READ in actor.permissions,
        "papers_form": papers_form or forms.Papers(),
        "problem_form": papers_form,
    }
    return render(request, "cases/referral.html", context, status=WRONG if papers_form else 200)


STEPPED = Stepped(
    name="referral",
    template="cases/referral_step.html",
    table=REFERRAL,
    read=reads.referral_of,
    take=_answer,
    elsewhere=("send",),
)
