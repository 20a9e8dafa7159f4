"""The page of a referral, for its receiver (the packet, and what to answer) and its sender."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound, Refused, Stale
from slrt.domain.workflow.machine import Relation, Step
from slrt.domain.workflow.referral import REFERRAL
from slrt.reads import cases as reads
from slrt.services import cases
from slrt.services.accounts import acting
from slrt.services.cases import permits
from slrt.web.cases import forms
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.problems import show
from slrt.web.problems import words as problem_words

WRONG = 422


@require_GET
@needs(Permission.REFERRAL_READ)
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """`/referrals/<uuid>`: the packet, the two clocks, and the answers the reader may give."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not request.headers.get("HX-Request"):  # a page that refreshes itself was read once
        cases.look(actor, reads.referral_of(actor, referral_id))
    return _page(request, referral_id)


@require_http_methods(["GET", "POST"])
@needs(Permission.REFERRAL_READ)
def step(request: HttpRequest, referral_id: UUID, verb: str) -> HttpResponse:
    """`/referrals/<uuid>/<verb>`: accept, decline, start, give the result, withdraw."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = reads.referral_of(actor, referral_id)
    wanted = _step_of(row.state, verb)
    if request.method == "GET":
        form = forms.StepForm(step=wanted, initial={"version": row.version})
        return _step_page(request, row, wanted, form)
    form = forms.StepForm(request.POST, request.FILES, step=wanted)
    if not form.is_valid():
        return _step_page(request, row, wanted, form, status=WRONG)
    try:
        _answer(actor, referral_id, wanted, form)
    except Refused as refused:
        return _refused(request, referral_id, wanted, (form, refused))
    messages.success(request, t(f"Tercatat: {wanted.label_id}.", f"Recorded: {wanted.label_en}."))
    return _back(referral_id)


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
            return _back(referral_id, "papers")
    return _page(request, referral_id, form)


def _answer(actor: Actor, referral_id: UUID, wanted: Step, form: forms.StepForm) -> None:
    """The evidence first: once the result is in, the referral has ended."""
    with acting(actor):
        _attach(actor, referral_id, form.cleaned_data.get("photo") or [])
        cases.answer_referral(
            actor,
            referral_id=referral_id,
            verb=wanted.verb,
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
        "papers_form": papers_form or forms.Papers(),
        "problem_form": papers_form,
    }
    return render(request, "cases/referral.html", context, status=WRONG if papers_form else 200)


def _step_of(state: str, verb: str) -> Step:
    found = REFERRAL.step(state, verb) or next((one for one in REFERRAL.steps if one.verb == verb), None)
    if found is None or found.relation is Relation.SYSTEM or verb == "send":
        raise NotFound(f"no step {verb}")
    return found


def _refused(
    request: HttpRequest, referral_id: UUID, wanted: Step, what: tuple[forms.StepForm, Refused]
) -> HttpResponse:
    form, refused = what
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not wanted.needs:
        for problem in refused.problems:
            messages.warning(request, problem_words(problem))
        return _back(referral_id)
    row = reads.referral_of(actor, referral_id)
    if isinstance(refused, Stale):
        form = form.at_version(row.version)
    show(form, refused)
    return _step_page(request, row, wanted, form, status=WRONG)


def _step_page(request: HttpRequest, row: Any, wanted: Step, form: forms.StepForm, status: int = 200) -> HttpResponse:
    state = REFERRAL.states[row.state]
    context = {"referral": row, "step": wanted, "form": form, "state_words": t(state.label_id, state.label_en)}
    return render(request, "cases/referral_step.html", context, status=status)


def _back(referral_id: UUID, part: str = "") -> HttpResponse:
    anchor = f"#{part}" if part else ""
    return HttpResponseRedirect(reverse("referral", args=[referral_id]) + anchor)
