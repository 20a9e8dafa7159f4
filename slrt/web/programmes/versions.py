"""The page of a version: text beside the one in force, cases, impact, and the steps that are open."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.domain.workflow.machine import check_step
from slrt.domain.workflow.version import OPEN, VERSION
from slrt.reads import areas as area_reads
from slrt.reads import programmes as reads
from slrt.services import programmes
from slrt.services.programmes import permits
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.problems import show, words
from slrt.web.programmes import drafts
from slrt.web.programmes.caseforms import CaseForm, initial_case
from slrt.web.programmes.faultwords import said
from slrt.web.programmes.newforms import StepForm

WRONG = 422
VERDICTS = {
    "eligible": ("memenuhi syarat", "eligible"),
    "not_eligible": ("tidak memenuhi", "not eligible"),
    "unknown": ("belum diketahui", "not yet known"),
    "absent": ("tidak berlaku", "not in force"),
}
EXPECTED = {
    "verdict": ("hasil", "verdict"),
    "amount": ("jumlah", "amount"),
    "amount_min": ("jumlah terkecil", "least amount"),
    "amount_max": ("jumlah terbesar", "greatest amount"),
    "missing": ("yang ditanyakan", "what is asked"),
    "members": ("orangnya", "the persons"),
    "version": ("versi", "version"),
}


@require_GET
@needs(Permission.PROGRAMME_READ)
def version(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """`/programmes/versions/<uuid>`: everything that its author and its approver look at."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    bench = reads.workbench(actor, version_id)
    row, state = bench.version, VERSION.states[bench.version.state]
    context = {
        "bench": bench,
        "version": row,
        "state": t(state.label_id, state.label_en),
        "said": drafts.spoken(bench.examined),
        "law": drafts.followed(bench) if row.state in OPEN else None,
        "relations": reads.relations_compared(bench),
        "last": reads.last_day(row),
        "lacking": [problem_words(problem) for problem in reads.lacking(bench)] if row.state in OPEN else [],
        "cases": [_case_line(case, row.cases[case.place]) for case in bench.cases],
        "impact": _impact(bench),
        "steps": permits.version_steps(actor, row),
        "may_edit": permits.can_edit(actor, row),
        "may_ask": permits.can_ask_impact(actor, row) and not bench.examined.faults,
    }
    return render(request, "programmes/version.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT)
def step(request: HttpRequest, version_id: UUID, verb: str) -> HttpResponse:
    """`/programmes/versions/<uuid>/<verb>`: asks for what the step needs, then takes it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = reads.version(actor, version_id)
    found = VERSION.step(row.state, verb) or next((one for one in VERSION.steps if one.verb == verb), None)
    if found is None:
        raise NotFound(f"no step {verb}")
    check_step(actor, found, permits.bond(row))
    form = StepForm(request.POST if request.method == "POST" else None, found, row.revision)
    problems: list[Problem] = []
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            programmes.move(actor, version_id=row.id, verb=verb, revision=given["revision"], inputs=given)
        except Refused as refused:
            problems = [problem_words(problem) for problem in refused.problems]
        else:
            messages.success(request, t(f"Tercatat: {found.label_id}.", f"Recorded: {found.label_en}."))
            return HttpResponseRedirect(reverse("version", args=[row.id]))
    context = {"version": row, "step": found, "form": form, "problems": problems}
    return render(request, "programmes/step.html", context, status=WRONG if problems or form.errors else 200)


@require_POST
@needs(Permission.PROGRAMME_EDIT)
def impact(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """`/programmes/versions/<uuid>/impact`: have it computed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        programmes.ask_impact(actor, version_id)
    except Refused as refused:
        for problem in refused.problems:
            messages.warning(request, words(problem))
    return HttpResponseRedirect(reverse("version", args=[version_id]) + "#impact")


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT)
def case(request: HttpRequest, version_id: UUID, place: int) -> HttpResponse:
    """`/programmes/versions/<uuid>/cases/<n>`: one stored case; the place after the last one is a new one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = reads.version(actor, version_id)
    permits.check_can_write(actor, row.programme)
    if place > len(row.cases):
        raise NotFound(f"no case {place}")
    if row.state != VERSION.first:
        return HttpResponseRedirect(reverse("version", args=[row.id]) + "#cases")
    before = row.cases[place] if place < len(row.cases) else None
    initial = {"revision": row.revision, **initial_case(before, row.starts_on)}
    form = CaseForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and ("remove" in request.POST or form.is_valid()):
        kept = [one for number, one in enumerate(row.cases) if number != place]
        if "remove" not in request.POST:
            kept.insert(place, form.case(before or {}))
        answer = _store(request, version_id, form, kept)
        if answer is not None:
            return answer
    context = {"version": row, "form": form, "place": place, "before": before}
    return render(request, "programmes/case.html", context, status=WRONG if form.errors else 200)


def _store(request: HttpRequest, version_id: UUID, form: CaseForm, cases: list[Any]) -> HttpResponse | None:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        seen = int(request.POST.get("revision", "0"))
    except ValueError as error:
        raise NotFound("no such form") from error
    try:
        programmes.set_cases(actor, version_id=version_id, revision=seen, cases=cases)
    except Refused as refused:
        form.is_valid()
        show(form, refused)
        return None
    messages.success(request, t("Kasus uji disimpan.", "The cases are saved."))
    return HttpResponseRedirect(reverse("version", args=[version_id]) + "#cases")


def problem_words(problem: Problem) -> Problem:
    """A problem whose words came from the checker of rules, in the page's language."""
    if problem.code != "rule_fault":
        return problem
    beginning, _, message = problem.message_id.partition(": ")
    return Problem(problem.code, f"{beginning}: {said(message)}", problem.message_en, problem.field)


def _case_line(case: reads.StoredCase, stored: dict[str, Any]) -> dict[str, Any]:
    expected = stored.get("expect", {})
    return {
        "place": case.place,
        "name": case.name,
        "on": case.case.on if case.case else None,
        "expected": t(*VERDICTS.get(expected.get("verdict", ""), ("", ""))),
        "amount": expected.get("amount"),
        "passes": case.passes,
        "problem": case.problem,
        "faults": [_fault(fault) for fault in case.faults],
    }


def _fault(fault: Any) -> str:
    name = t(*EXPECTED.get(fault.what, (fault.what, fault.what)))
    found, wanted = _value(fault.found), _value(fault.expected)
    return t(f"{name}: ternyata {found}, seharusnya {wanted}", f"{name}: found {found}, expected {wanted}")


def _value(value: Any) -> str:
    if isinstance(value, str) and value in VERDICTS:
        return t(*VERDICTS[value])
    return "–" if value is None else str(value)


def _impact(bench: reads.Workbench) -> dict[str, Any] | None:
    """The impact with the names of its areas, or how far it is."""
    preview = bench.preview
    if preview is None:
        return None
    found = bench.impact
    names = area_reads.names(found.areas) if found else {}
    rows = [{"name": names.get(code, code), "tally": tally} for code, tally in found.areas.items()] if found else []
    return {"preview": preview, "found": found, "rows": rows, "fresh": bench.fresh}
