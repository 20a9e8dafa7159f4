"""The page of one change: verified side by side, decided, given evidence, its outcome told."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from slrt.domain import access
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound, Refused, Stale
from slrt.domain.workflow.change import CHANGE
from slrt.domain.workflow.machine import Relation, Step
from slrt.reads.registry import changes as reads
from slrt.services.registry import changes
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.problems import show
from slrt.web.problems import words as problem_words
from slrt.web.registry.changeforms import EvidenceForm, ReasonForm, StepForm, TellForm

WRONG = 422
ASKS_FIRST = ("return", "reject", "withdraw", "deliberate")
"""Steps with a page of their own; the others are one press."""


@require_GET
@never_cache
@needs(Permission.FAMILY_READ)
def change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """`/changes/<uuid>`: old beside new, evidence, who asked, its way so far, what comes next and by whom."""
    return _page(request, change_id)


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.CHANGE_PROPOSE)
def step(request: HttpRequest, change_id: UUID, verb: str) -> HttpResponse:
    """`/changes/<uuid>/steps/<verb>`: asks for what the step needs, then takes it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = reads.change_of(actor, change_id)
    taken = _step_of(row.state, verb)
    if request.method == "GET":
        form = StepForm(step=taken, initial={"revision": row.revision})
        return _ask(request, row, taken, form)
    form = StepForm(request.POST, step=taken)
    if not form.is_valid():
        return _ask(request, row, taken, form, status=WRONG)
    try:
        moved = changes.move(
            actor, change_id=change_id, verb=verb, revision=form.cleaned_data["revision"], inputs=form.inputs()
        )
    except Refused as refused:
        return _refused(request, row, taken, form, refused)
    messages.success(request, _told(taken, moved.state))
    return HttpResponseRedirect(reverse("change", args=[change_id]))


@require_POST
@never_cache
@needs(Permission.CHANGE_PROPOSE)
def add_evidence(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """`/changes/<uuid>/evidence`: one more photo or paper."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    reads.change_of(actor, change_id)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        papers = form.papers()
        if not papers:
            form.add_error("evidence", t("Pilih berkasnya dahulu.", "Choose the file first."))
        try:
            for paper in papers:
                changes.add_evidence(actor, change_id=change_id, evidence=paper)
        except Refused as refused:
            show(form, refused)
    if form.errors:
        return _page(request, change_id, evidence_form=form, status=WRONG)
    messages.success(request, t("Bukti ditambahkan.", "The evidence is added."))
    return HttpResponseRedirect(reverse("change", args=[change_id]) + "#evidence")


@require_POST
@never_cache
@needs(Permission.CHANGE_PROPOSE)
def tell(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """`/changes/<uuid>/tell`: the proposer was told what became of it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    reads.change_of(actor, change_id)
    form = TellForm(request.POST)
    if form.is_valid():
        try:
            changes.tell(actor, change_id=change_id, how=form.cleaned_data["how"])
        except Refused as refused:
            show(form, refused)
    if form.errors:
        return _page(request, change_id, tell_form=form, status=WRONG)
    messages.success(request, t("Tercatat: pengusul sudah diberi tahu.", "Recorded: the proposer was told."))
    return HttpResponseRedirect(reverse("change", args=[change_id]))


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.PROPOSER_READ)
def proposer(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """`/changes/<uuid>/proposer`: reason first, then the protected name on this page alone; an event always."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = reads.change_of(actor, change_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    found: Any = None
    if form.is_bound and form.is_valid():
        try:
            found = changes.reveal_proposer(actor, change_id=change_id, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show(form, refused)
    context = {"change": row, "form": form, "found": found}
    return render(request, "registry/change_proposer.html", context, status=WRONG if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.CHANGE_CHECK)
def settle(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """`/changes/<uuid>/choose`: two changes of one fact side by side; the one not chosen is kept and shown."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = reads.change_page(actor, change_id)
    _look(actor, page)
    problems: Any = ()
    revision = request.POST.get("revision", "")
    if request.method == "POST":
        choices = {each["path"]: request.POST.get(each["path"], "") for each in page.clashes}
        try:
            changes.move(
                actor,
                change_id=change_id,
                verb="settle",
                revision=int(revision) if revision.isdecimal() and len(revision) < 9 else page.change.revision,
                inputs={"choices": choices},
            )
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, t("Pilihan disimpan dan masuk data.", "The choice is in the register."))
            return HttpResponseRedirect(reverse("change", args=[change_id]))
    pairs = [(each, page.path_lines.get(each["path"])) for each in page.clashes]
    context = {"page": page, "pairs": pairs, "problems": problems, "chosen": request.POST}
    return render(request, "registry/change_settle.html", context, status=WRONG if problems else 200)


def _page(request: HttpRequest, change_id: UUID, status: int = 200, **bound: Any) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = reads.change_page(actor, change_id)
    _look(actor, page)
    steps = [each for each in changes.open_steps(actor, page.change) if each.relation is not Relation.SYSTEM]
    context = {
        "page": page,
        "change": page.change,
        "main": next((each for each in steps if each.verb == page.next_verb), None),
        "steps": [each for each in steps if each.verb not in (page.next_verb, "settle")],
        "may_settle": any(each.verb == "settle" for each in steps),
        "asks_first": ASKS_FIRST,
        "may_add": page.change.state not in CHANGE.ended
        and access.can(actor, Permission.CHANGE_PROPOSE, page.change.area_code),
        "may_tell": page.change.state in CHANGE.ended
        and access.can(actor, Permission.CHANGE_PROPOSE, page.change.area_code),
        "may_open_papers": Permission.PAPER_READ in actor.permissions,
        "may_see_proposer": access.can(actor, Permission.PROPOSER_READ, page.change.area_code),
        "may_undo": _may_undo(actor, page),
        "evidence_form": bound.get("evidence_form") or EvidenceForm(initial={"kind": "photo"}),
        "tell_form": bound.get("tell_form") or TellForm(),
        "problem_form": bound.get("evidence_form") or bound.get("tell_form"),
        "live": f"change:{change_id}",
    }
    return render(request, "registry/change.html", context, status=status)


def _may_undo(actor: Actor, page: reads.ChangePage) -> bool:
    is_done = page.change.state == "applied" and page.undone_by is None and page.change.kind != "erase"
    return is_done and changes.can_submit(actor, "direct", "undo", page.change.area_code)


def _look(actor: Actor, page: reads.ChangePage) -> None:
    """Reading a change is reading its family's record."""
    changes.look(actor, page.change.id)


def _step_of(state: str, verb: str) -> Step:
    """The step, or, when the change has moved on, the one of that name, so that the form can say what happened."""
    found = CHANGE.step(state, verb) or next((one for one in CHANGE.steps if one.verb == verb), None)
    if found is None or found.relation is Relation.SYSTEM or verb == "settle":
        raise NotFound(f"no step {verb[:20]}")
    return found


def _refused(request: HttpRequest, row: Any, taken: Step, form: StepForm, refused: Refused) -> HttpResponse:
    """Back to the form with everything typed; a step of one press goes back to the page with the reason."""
    if taken.verb not in ASKS_FIRST:
        for problem in refused.problems:
            messages.warning(request, problem_words(problem))
        return HttpResponseRedirect(reverse("change", args=[row.id]))
    if isinstance(refused, Stale):
        form.at_revision(reads.change_of(request.actor, row.id).revision)  # type: ignore[attr-defined]
    show(form, refused)
    return _ask(request, row, taken, form, status=WRONG)


def _ask(request: HttpRequest, row: Any, taken: Step, form: StepForm, status: int = 200) -> HttpResponse:
    return render(request, "registry/change_step.html", {"change": row, "step": taken, "form": form}, status=status)


def _told(taken: Step, state: str) -> str:
    now = CHANGE.states[state]
    return t(
        f"Tercatat: {taken.label_id}. Sekarang: {now.label_id}.", f"Recorded: {taken.label_en}. Now: {now.label_en}."
    )
