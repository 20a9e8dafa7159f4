"""The page of a case, its steps, and what is added to it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from slrt.domain.access import Actor, Permission
from slrt.domain.problems import Refused
from slrt.domain.workflow.case import CASE, OPEN
from slrt.domain.workflow.machine import Relation
from slrt.reads import cases as reads
from slrt.services import cases
from slrt.services.accounts import acting
from slrt.services.cases import permits
from slrt.web.cases import forms, words
from slrt.web.cases.steps import WRONG, Stepped, back_to, take_step
from slrt.web.doors import needs
from slrt.web.problems import show

QUIET = ("confirm_solved", "confirm_not_solved", "close", "reopen", "take")
"""Steps with a place of their own on the page; the others stand in the list of steps."""


@require_GET
@needs(Permission.CASE_READ)
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/cases/<uuid>`: what comes next, needs and referrals, the citizen's answer, papers, one timeline."""
    return _page(request, case_id)


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_READ)
def step(request: HttpRequest, case_id: UUID, verb: str) -> HttpResponse:
    """`/cases/<uuid>/<verb>`: asks for what the step needs, then takes it. Without needs one press is enough."""
    return take_step(request, STEPPED, case_id, verb)


@require_POST
@needs(Permission.CASE_OPEN)
def note(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/cases/<uuid>/note`: keep something said."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = forms.Note(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        cases.note(actor, case_id=case_id, text=given["text"], submission=given["submission"])
        return back_to("case", case_id, "story")
    return _page(request, case_id, note_form=form)


@require_POST
@needs(Permission.CASE_OPEN)
def attach(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/cases/<uuid>/papers`: keep photos and papers; all of them, or none when one cannot be read."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = forms.Papers(request.POST, request.FILES)
    if form.is_valid():
        try:
            with acting(actor):
                for file in form.cleaned_data["photo"]:
                    cases.attach(actor, case_id=case_id, name=file.name, data=file.read())
        except Refused as refused:
            show(form, refused)
            return _page(request, case_id, papers_form=form)
        return back_to("case", case_id, "papers")
    return _page(request, case_id, papers_form=form)


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_OPEN)
def need(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/cases/<uuid>/need`: one more thing the family needs."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = reads.case_of(actor, case_id)
    cases.look(actor, row)
    form = forms.Need(request.POST or None, initial={"sector": row.sector})
    if request.method == "POST" and form.is_valid():
        try:
            cases.add_need(actor, case_id=case_id, **form.cleaned_data)
        except Refused as refused:
            show(form, refused)
        else:
            return back_to("case", case_id, "needs")
    status = WRONG if form.errors else 200
    return render(request, "cases/need.html", {"case": row, "form": form}, status=status)


def _page(request: HttpRequest, case_id: UUID, **bound: Any) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = reads.case_page(actor, case_id)
    cases.look(actor, page.case)
    steps = [one for one in permits.case_steps(actor, page.case) if one.relation is not Relation.SYSTEM]
    context = {
        "page": page,
        "live": f"case:{case_id}",
        "case": page.case,
        "next": words.next_step(page, actor),
        "stages": words.stages(page),
        "steps": [one for one in steps if one.verb not in QUIET],
        "quiet": {one.verb: one for one in steps if one.verb in QUIET},
        "may_refer": permits.can_refer(actor, page.case),
        "may_write": permits.can_write_on(actor, page.case),
        "may_add_need": page.case.state in OPEN and permits.can_write_on(actor, page.case),
        "may_open_papers": Permission.PAPER_READ in actor.permissions,
        "may_confirm": permits.can_confirm(actor, page.case),
        "note_form": bound.get("note_form") or forms.Note(),
        "papers_form": bound.get("papers_form") or forms.Papers(),
        "problem_form": bound.get("note_form") or bound.get("papers_form"),
    }
    return render(request, "cases/case.html", context, status=WRONG if bound else 200)


def _take(actor: Actor, case_id: UUID, form: forms.StepForm) -> None:
    given = form.cleaned_data
    with acting(actor):
        cases.move(actor, case_id=case_id, verb=form.step.verb, version=given["version"], inputs=form.inputs())
        if given.get("note", "").strip():
            cases.note(actor, case_id=case_id, text=given["note"])


STEPPED = Stepped(
    name="case",
    template="cases/step.html",
    table=CASE,
    read=reads.case_of,
    take=_take,
    guesses=lambda row: {"told_by": row.reporter_name},
)
