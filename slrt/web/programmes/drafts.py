"""Writing rules at the desk: a new programme, the editor of a draft, and what it says while somebody types."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from slrt.domain import access
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import Refused, Stale
from slrt.domain.programmes.publishing import Examined
from slrt.reads import areas as area_reads
from slrt.reads import programmes as reads
from slrt.services import programmes
from slrt.services.programmes import permits
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.problems import show, words
from slrt.web.programmes.faultwords import part, said
from slrt.web.programmes.forms import Editor
from slrt.web.programmes.newforms import ProgrammeForm
from slrt.web.programmes.vocabulary import vocabulary

WRONG = 422


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT)
def new(request: HttpRequest) -> HttpResponse:
    """`/programmes/new`: a programme of the officer's own area; its first draft opens at once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    access.check(actor, Permission.PROGRAMME_EDIT, actor.area_code)
    form = ProgrammeForm(request.POST if request.method == "POST" else None, programmes.levels(actor))
    if form.is_bound and form.is_valid():
        try:
            version = programmes.make_programme(actor, form.programme())
        except Refused as refused:
            show(form, refused)
        else:
            return HttpResponseRedirect(reverse("version_edit", args=[version.id]))
    context = {"form": form, "place": area_reads.name(actor.area_code)}
    return render(request, "programmes/new.html", context, status=WRONG if form.errors else 200)


@require_POST
@needs(Permission.PROGRAMME_EDIT)
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """`/programmes/<code>/draft`: a draft with the text of the latest version."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        version = programmes.begin(actor, code)
    except Refused as refused:
        for problem in refused.problems:
            messages.warning(request, words(problem))
        return HttpResponseRedirect(reverse("programmes") + "#drafts")
    return HttpResponseRedirect(reverse("version_edit", args=[version.id]))


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT)
def edit(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """`/programmes/versions/<uuid>/edit`: the text of a draft beside the version in force."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    bench = reads.workbench(actor, version_id)
    row = bench.version
    permits.check_can_write(actor, row.programme)
    if row.state != "draft":
        return HttpResponseRedirect(reverse("version", args=[row.id]))
    arranges = request.method == "POST" and ("add" in request.POST or "drop" in request.POST)
    editor = Editor(row, typed=request.POST) if arranges else Editor(row, _sent(request))
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and not arranges and editor.is_valid():
        try:
            revision = editor.text.cleaned_data["revision"]
            programmes.edit(actor, version_id=row.id, revision=revision, definition=editor.definition())
        except Refused as refused:
            problems = refused.problems
            if isinstance(refused, Stale):
                editor = Editor(row, _at_revision(request, row.revision))
        else:
            messages.success(request, t("Draf disimpan.", "The draft is saved."))
            return HttpResponseRedirect(reverse("version", args=[row.id]))
    context = {
        "version": row,
        "editor": editor,
        "wrong": editor.wrong(),
        "problems": problems,
        "said": spoken(bench.examined),
        "law": followed(bench),
        "vocabulary": vocabulary(),
        "dropped": request.POST.get("drop", "").rpartition("-")[0],
    }
    return render(request, "programmes/edit.html", context, status=WRONG if editor.wrong() or problems else 200)


@require_POST
@needs(Permission.PROGRAMME_EDIT)
def check(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """`/programmes/versions/<uuid>/check`: what is wrong with the text as typed, and how it reads. Saves nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = reads.version(actor, version_id)
    editor = Editor(row, request.POST)
    context: dict[str, Any] = {"version": row}
    if editor.says_a_rule():
        context["said"] = spoken(reads.tried(row, editor.definition()))
    else:
        context["incomplete"] = True
    return render(request, "programmes/said.html", context)


def spoken(examined: Examined) -> dict[str, Any]:
    """Faults with their places, and the rule in both languages."""
    faults = [
        {
            "part": part(fault),
            "target": fault.part,
            "message": said(fault.message),
            "suggestion": said(fault.suggestion),
            "place": fault.place,
            "everywhere": fault.everywhere,
        }
        for fault in examined.faults
    ]
    return {"faults": faults, "law": reads.law_of(examined.version) if examined.version else None}


def followed(bench: reads.Workbench) -> reads.Law | None:
    """The version that the draft would follow."""
    before = bench.current
    if before is None:
        return None
    found = reads.version_of(before.programme_id, before.starts_on)
    return reads.law_of(found) if found else None


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _at_revision(request: HttpRequest, revision: int) -> Any:
    """What was typed, to be sent again in sight of the present revision."""
    data = request.POST.copy()
    data["revision"] = str(revision)
    return data
