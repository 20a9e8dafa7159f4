"""Taking one step of a transition table: asked for on its own page, or taken at one press when it needs nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from slrt.domain.access import Actor
from slrt.domain.problems import NotFound, Refused, Stale
from slrt.domain.workflow.machine import Machine, Relation, Step
from slrt.services import cases
from slrt.web.cases.forms import StepForm
from slrt.web.language import t
from slrt.web.problems import show, words

WRONG = 422


@dataclass(frozen=True, kw_only=True)
class Stepped:
    """A kind of row that moves by a table. `name` is its route and what its template calls it.

    `read` finds the row for an actor, `take` does the form's step, `guesses` fills the form at first sight. Verbs that
    have a page of their own stand `elsewhere`.
    """

    name: str
    template: str
    table: Machine
    read: Callable[[Actor, UUID], Any]
    take: Callable[[Actor, UUID, StepForm], None]
    guesses: Callable[[Any], dict[str, Any]] = lambda row: {}
    elsewhere: tuple[str, ...] = ()


def take_step(request: HttpRequest, kind: Stepped, row_id: UUID, verb: str) -> HttpResponse:
    """Ask for what the step needs (GET), take it (POST); a refused one keeps everything that was typed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = kind.read(actor, row_id)
    step = _step_of(kind, row.state, verb)
    if request.method == "GET":
        return _ask(request, kind, row, StepForm(step=step, initial={"version": row.version, **kind.guesses(row)}))
    form = StepForm(request.POST, request.FILES, step=step)
    if not form.is_valid():
        return _ask(request, kind, row, form, status=WRONG)
    try:
        kind.take(actor, row_id, form)
    except Refused as refused:
        return _refused(request, kind, row_id, form, refused)
    messages.success(request, t(f"Tercatat: {step.label_id}.", f"Recorded: {step.label_en}."))
    return back_to(kind.name, row_id)


def back_to(name: str, row_id: UUID, part: str = "") -> HttpResponse:
    """To the page of the row, at one of its parts."""
    anchor = f"#{part}" if part else ""
    return HttpResponseRedirect(reverse(name, args=[row_id]) + anchor)


def _step_of(kind: Stepped, state: str, verb: str) -> Step:
    """The step, or, when the row has moved on, the one of that name, so that the form can say what happened."""
    found = kind.table.step(state, verb) or next((one for one in kind.table.steps if one.verb == verb), None)
    if found is None or found.relation is Relation.SYSTEM or verb in kind.elsewhere:
        raise NotFound(f"no step {verb}")
    return found


def _refused(request: HttpRequest, kind: Stepped, row_id: UUID, form: StepForm, refused: Refused) -> HttpResponse:
    """Back to the form with everything typed; or, for a step that asks nothing, back to the page with the reason."""
    if not form.step.needs:
        for problem in refused.problems:
            messages.warning(request, words(problem))
        return back_to(kind.name, row_id)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = kind.read(actor, row_id)
    if isinstance(refused, Stale):
        form = form.at_version(row.version)
    show(form, refused)
    return _ask(request, kind, row, form, status=WRONG)


def _ask(request: HttpRequest, kind: Stepped, row: Any, form: StepForm, status: int = 200) -> HttpResponse:
    cases.look(request.actor, row)  # type: ignore[attr-defined]
    state = kind.table.states[row.state]
    context = {kind.name: row, "step": form.step, "form": form, "state_words": t(state.label_id, state.label_en)}
    return render(request, kind.template, context, status=status)
